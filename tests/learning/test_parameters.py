"""One flat vector and back, for tensors of every shape; threads as they were found."""

import pytest
import torch
from torch import nn

from landscape.catalogue import ARCHITECTURES
from landscape.learning.parameters import flatten, layout_of
from models.architecture import Shape

MODULES = {
    "linear": nn.Linear(3, 2),
    "batch normalisation": nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)),
    "convolution": nn.Sequential(nn.Conv2d(2, 3, 3), nn.Conv2d(3, 1, (1, 2))),
    "single numbers": ARCHITECTURES.load("two_weights").build(Shape(1, 1, None, False), 1, 1, "tanh"),
}
each = pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)


@each
def test_the_order_is_that_of_torch(module):
    expected = nn.utils.parameters_to_vector(module.parameters()).detach()
    assert torch.equal(flatten(module), expected)
    layout = layout_of(module)
    assert layout.names == tuple(name for name, _ in module.named_parameters())
    assert layout.n_params == len(expected) == sum(layout.sizes)


@each
def test_cut_into_tensors_and_back(module):
    layout = layout_of(module)
    vectors = torch.arange(3.0 * layout.n_params).reshape(3, -1)
    parts = layout.unflatten(vectors)
    assert {name: tuple(part.shape[1:]) for name, part in parts.items()} == dict(
        zip(layout.names, layout.shapes, strict=True)
    )
    assert torch.equal(torch.cat([part.reshape(3, -1) for part in parts.values()], dim=1), vectors)


@each
def test_the_copy_is_a_copy(module):
    copied = flatten(module)
    copied.add_(1)
    assert not torch.equal(copied, flatten(module))
    assert not copied.requires_grad


def test_a_name_for_every_entry():
    assert layout_of(nn.Linear(2, 2)).entry_names() == (
        "weight[0][0]", "weight[0][1]", "weight[1][0]", "weight[1][1]", "bias[0]", "bias[1]",
    )  # fmt: skip
    assert layout_of(MODULES["single numbers"]).entry_names() == ("frequency", "phase")
    layout = layout_of(MODULES["convolution"])
    assert len(set(layout.entry_names())) == layout.n_params
