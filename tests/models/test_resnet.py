"""The residual network: what shortcuts change and what they do not."""

import pytest
import torch

from landscape.learning.training import built_from
from models.resnet import ResidualBlock, build_resnet


def pair(**how):
    return [built_from(3, lambda skip=skip: build_resnet(14, skip, **how)) for skip in (False, True)]


@pytest.mark.parametrize("how", [{}, {"identity": True, "shift": 1.0}, {"width": 3}])
def test_with_and_without_shortcuts_start_at_the_same_weights(how):
    without, with_shortcuts = pair(**how)
    ours, theirs = dict(without.named_parameters()), dict(with_shortcuts.named_parameters())
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_without_shortcuts_it_computes_something_else(mode):
    inputs = torch.randn(5, 64, generator=torch.Generator().manual_seed(0))
    answers = [getattr(network, mode)()(inputs) for network in pair()]
    assert answers[0].shape == answers[1].shape == (5, 10)
    assert (answers[0] - answers[1]).abs().max() > 0.01


@pytest.mark.parametrize(("n_out", "stride"), [(4, 1), (8, 2)])
def test_a_block_that_adds_nothing_passes_its_input_on(n_out, stride):
    block = built_from(0, lambda: ResidualBlock(4, n_out, stride, skip=True)).eval()
    torch.nn.init.zeros_(block.second_norm.weight)
    pictures = torch.rand(2, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    given = block(pictures).detach()
    n_before = (n_out - 4) // 2
    assert torch.equal(given[:, n_before : n_before + 4], pictures[:, :, ::stride, ::stride])
    assert given.sum() == pytest.approx(float(pictures[:, :, ::stride, ::stride].sum()), rel=1e-5)


def test_without_its_shortcut_that_block_passes_nothing_on():
    block = built_from(0, lambda: ResidualBlock(4, 4, 1, skip=False)).eval()
    torch.nn.init.zeros_(block.second_norm.weight)
    assert not block(torch.rand(2, 4, 8, 8, generator=torch.Generator().manual_seed(1))).any()


@pytest.mark.parametrize("depth", [8, 44, 110])
def test_the_depth_counts_layers_with_weights(depth):
    layers = [
        m for m in build_resnet(depth, True, width=1).modules() if isinstance(m, torch.nn.Conv2d | torch.nn.Linear)
    ]
    assert len(layers) == depth


@pytest.mark.parametrize("depth", [2, 10, 0, 45])
def test_other_depths_are_refused(depth):
    with pytest.raises(ValueError, match=f"depth must be 6 n \\+ 2.*got {depth}"):
        build_resnet(depth, True)


def test_the_identity_start_copies_each_channel():
    filters = built_from(0, lambda: build_resnet(8, False, identity=True)).blocks[1].second.weight
    diagonal = filters[torch.arange(16), torch.arange(16), 1, 1].mean().item()
    assert diagonal == pytest.approx(1.0, abs=0.15)
