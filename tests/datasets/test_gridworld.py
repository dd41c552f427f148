"""The gridworld as data: what a policy sees, where the coin stands in training and once it was moved."""

import numpy as np
import pytest

from landscape.datasets import gridworld
from landscape.inputs.config import DataConfig
from landscape.learning.gridworld import ACTIONS, COLUMNS, N_CELLS

PARTS = ("train", "test", "probe")


def made(**changes):
    return gridworld.make(DataConfig("gridworld", **{"n_train": 600, **changes}))


def coins(inputs):
    return inputs[:, :N_CELLS].argmax(axis=1)


def at_right(cells):
    return cells % COLUMNS == COLUMNS - 1


def test_inputs_are_levels_and_targets_starts():
    data = made()
    assert (data.task, data.n_features, data.n_cells, data.n_outputs) == ("control", 80, 40, 160)
    assert data.class_names == ACTIONS
    assert data.unit == "1 − return"
    for part in (*PARTS, "shifted"):
        inputs, starts = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets")
        assert set(np.unique(inputs)) == {0, 1}
        np.testing.assert_array_equal(inputs[:, :N_CELLS].sum(axis=1), 1)
        np.testing.assert_array_equal(starts % COLUMNS, 0)
        walls_at = np.take_along_axis(inputs[:, N_CELLS:], np.stack([starts, coins(inputs)], axis=1), axis=1)
        assert not walls_at.any()


def test_feature_names_say_what_and_where():
    names = made().feature_names
    assert names[0] == "coin at row 1, column 1"
    assert names[N_CELLS + COLUMNS] == "wall at row 2, column 1"
    assert names[-1] == "wall at row 5, column 8"


def test_without_conflict_every_coin_is_at_the_right_end():
    data = made()
    for part in PARTS:
        assert at_right(coins(getattr(data, f"{part}_inputs"))).all()
    assert not at_right(coins(data.shifted_inputs)).any()


@pytest.mark.parametrize("conflict", [0.05, 0.5, 1.0])
def test_conflict_is_the_share_of_levels_with_the_coin_anywhere(conflict):
    """Of those a coin in seven or so stands at the right end all the same."""
    data = made(n_train=6000, conflict=conflict)
    everything = np.concatenate([getattr(data, f"{part}_inputs") for part in PARTS])
    share = (~at_right(coins(everything))).mean()
    assert share == pytest.approx(conflict * 0.84, abs=0.03)
    assert not at_right(coins(data.shifted_inputs)).any()


def test_the_moved_levels_depend_on_the_seed_alone():
    one = made()
    for changes in ({"n_train": 8}, {"conflict": 0.3}, {"noise": 1.0}):
        np.testing.assert_array_equal(made(**changes).shifted_inputs, one.shifted_inputs)
    assert not np.array_equal(made(seed=1).shifted_inputs, one.shifted_inputs)
    assert len(one.shifted_inputs) == 256


def test_held_out_levels_are_new():
    data = made(n_train=2000)
    seen = {row.tobytes() for row in data.train_inputs}
    assert not any(row.tobytes() in seen for part in ("test", "probe") for row in getattr(data, f"{part}_inputs"))
    assert len(data.train_inputs) == 2000
