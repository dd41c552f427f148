"""The exact return against dynamic programming cell by cell in float64; its gradient; and bits that stay."""

import numpy as np
import pytest
import torch

from landscape.learning.control import coins_taken, shortfall
from landscape.learning.gridworld import COLUMNS, N_CELLS, Levels, walk
from tests.gridworlds import coins_of, levels, shortfall_of, value_of

N_LEVELS = (1, 7, 32, 33)


def asked(n_nets, n_levels, *, moved=True, own=False, dtype=torch.float64, seed=0, loud=1.5):
    """Random logits, levels and starts, the same for all policies or each its own."""
    generator = torch.Generator().manual_seed(seed)
    logits = loud * torch.randn(n_nets, 160, n_levels, generator=generator, dtype=torch.float64)
    some = [levels(n_levels, seed + i, moved=moved) for i in range(n_nets if own else 1)]
    inputs = torch.tensor(np.stack([one.features() for one in some]))
    starts = torch.tensor(np.stack([one.starts for one in some]))
    return logits.to(dtype), (inputs if own else inputs[0]).to(dtype), starts if own else starts[0]


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
@pytest.mark.parametrize("n_levels", N_LEVELS)
def test_equals_dynamic_programming_by_plain_loops(n_levels, own):
    logits, inputs, starts = asked(3, n_levels, own=own)
    found = shortfall(logits, inputs, starts)
    single = shortfall(logits.float(), inputs.float(), starts)
    for i in range(3):
        seen, begin = (inputs[i], starts[i]) if own else (inputs, starts)
        cell_by_cell = [
            value_of(logits[i, :, k].reshape(4, 40).numpy(), one[40:] > 0, int(one[:40].argmax()), int(begin[k]))
            for k, one in enumerate(seen.numpy())
        ]
        expected = 1 - np.mean(cell_by_cell)
        assert shortfall_of(logits[i].numpy(), seen.numpy(), begin.numpy()) == pytest.approx(expected, abs=1e-12)
        assert found[i].item() == pytest.approx(expected, abs=1e-12)
        assert single[i].item() == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("distance", range(1, 8))
def test_a_sure_policy_in_a_corridor_loses_what_its_way_costs(distance):
    """Straight to the right without walls: 1 - 0.95 to the power of the steps."""
    logits = torch.zeros(1, 160, 1, dtype=torch.float64)
    logits[:, :N_CELLS] = 1e3
    some = Levels(np.zeros((1, N_CELLS), bool), np.array([2 * COLUMNS + distance]), np.array([2 * COLUMNS]))
    found = shortfall(logits, torch.tensor(some.features()).double(), torch.tensor(some.starts))
    assert found.item() == pytest.approx(1 - 0.95**distance, abs=1e-12)


def test_a_policy_that_never_comes_to_the_coin_earns_nothing():
    logits = torch.zeros(1, 160, 5, dtype=torch.float64)
    logits[:, N_CELLS : 2 * N_CELLS] = 1e4  # always left, where the start is
    _, inputs, starts = asked(1, 5, moved=False)
    assert shortfall(logits, inputs, starts).item() == 1


def test_a_longer_look_ahead_adds_little():
    """25 steps ahead: at most 0.95 to the power of 26 of the return is not counted."""
    logits, inputs, starts = asked(1, 6, loud=3)
    found = shortfall(logits, inputs, starts).item()
    longer = [
        value_of(logits[0, :, i].reshape(4, 40).numpy(), one[40:] > 0, int(one[:40].argmax()), int(starts[i]), 400)
        for i, one in enumerate(inputs.numpy())
    ]
    assert 0 <= found - (1 - np.mean(longer)) < 0.95**26


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_gradient_equals_central_differences(own):
    logits, inputs, starts = asked(2, 5, own=own)
    leaf = logits.clone().requires_grad_()
    shortfall(leaf, inputs, starts).sum().backward()
    rng, step = np.random.default_rng(0), 1e-6
    for _ in range(60):
        net, output, level = (int(rng.integers(0, n)) for n in logits.shape)
        above, below = logits.clone(), logits.clone()
        above[net, output, level] += step
        below[net, output, level] -= step
        slope = (shortfall(above, inputs, starts) - shortfall(below, inputs, starts))[net].item() / (2 * step)
        assert leaf.grad[net, output, level].item() == pytest.approx(slope, abs=1e-9)
    assert leaf.grad.abs().max() > 1e-4


@pytest.mark.parametrize("n_levels", [1, 7, 31, 33, 100])
@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_bits_do_not_depend_on_the_policies_beside(n_levels, own):
    logits, inputs, starts = asked(9, n_levels, own=own, dtype=torch.float32)
    leaf = logits.clone().requires_grad_()
    together, taken = shortfall(leaf, inputs, starts), coins_taken(logits, inputs, starts)
    together.sum().backward()
    for i in (0, 4, 8):
        row = slice(i, i + 1)
        seen, begin = (inputs[row], starts[row]) if own else (inputs, starts)
        alone = logits[row].clone().requires_grad_()
        value = shortfall(alone, seen, begin)
        value.sum().backward()
        assert torch.equal(value, together[row])
        assert torch.equal(alone.grad, leaf.grad[row])
        assert torch.equal(coins_taken(logits[row], seen, begin), taken[row])


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
@pytest.mark.parametrize("n_levels", N_LEVELS)
def test_coins_taken_are_those_of_the_walks(n_levels, own):
    logits, inputs, starts = asked(8, n_levels, own=own)
    found = coins_taken(logits, inputs, starts)
    for i in range(8):
        seen, begin = (inputs[i].numpy(), starts[i].numpy()) if own else (inputs.numpy(), starts.numpy())
        some = Levels(seen[:, N_CELLS:] > 0, seen[:, :N_CELLS].argmax(axis=1), begin)
        actions = logits[i].reshape(4, N_CELLS, n_levels).argmax(dim=0).T.numpy()
        share = walk(actions[None], some).coin.mean()
        assert found[i].item() == pytest.approx(share, abs=1e-12)
        assert share == coins_of(logits[i].numpy(), seen, begin)


def test_all_and_no_coins():
    logits = torch.zeros(2, 160, 3)
    logits[0, :N_CELLS], logits[1, N_CELLS : 2 * N_CELLS] = 1, 1
    some = Levels(np.zeros((3, N_CELLS), bool), np.array([7, 15, 17]), np.array([0, 8, 16]))
    found = coins_taken(logits, torch.tensor(some.features()), torch.tensor(some.starts))
    assert found.tolist() == [1, 0]


@pytest.mark.parametrize("wrong", [torch.nan, torch.inf])
def test_logits_that_are_no_numbers_give_none(wrong):
    logits, inputs, starts = asked(3, 7, dtype=torch.float32)
    clean = shortfall(logits, inputs, starts), coins_taken(logits, inputs, starts)
    logits[1] = wrong
    for found, before in zip(
        (shortfall(logits, inputs, starts), coins_taken(logits, inputs, starts)), clean, strict=True
    ):
        assert found.isnan().tolist() == [False, True, False]
        assert torch.equal(found[[0, 2]], before[[0, 2]])


def test_a_single_logit_that_is_no_number_gives_none():
    """At the start itself it reaches the value; the share of coins is of policies whose every logit is a number."""
    logits, inputs, starts = asked(1, 1, dtype=torch.float32)
    logits[0, starts[0], 0] = torch.nan
    assert shortfall(logits, inputs, starts).isnan().all()
    assert coins_taken(logits, inputs, starts).isnan().all()


def test_what_comes_in_stays_as_it_was():
    given = asked(2, 5, dtype=torch.float32)
    before = [tensor.clone() for tensor in given]
    shortfall(*given), coins_taken(*given)
    assert all(torch.equal(one, other) for one, other in zip(given, before, strict=True))
