"""The gridworld against plain loops: moves, distances, walks; and what its levels promise."""

import numpy as np
import pytest

from landscape.learning.gridworld import (
    COLUMNS,
    FAR,
    MOVES,
    N_CELLS,
    ROWS,
    WALLS,
    Levels,
    Walks,
    blind_walk,
    distances_to,
    draw_levels,
    next_cells,
    walk,
)
from tests.gridworlds import after, cells_of, levels, steps_from

KINDS = {
    "right end": {},
    "moved": {"moved": True},
    "never right": {"moved": True, "never_right": True},
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def random_walls(n, seed=0, share=0.3):
    """Walls anywhere, so that some cells cannot be reached."""
    return np.random.default_rng(seed).random((n, N_CELLS)) < share


def in_right_column(cells):
    return cells % COLUMNS == COLUMNS - 1


def test_moves_equal_a_plain_loop():
    walls = np.concatenate([random_walls(6), levels(6).walls, np.zeros((1, N_CELLS), bool)])
    found = next_cells(walls)
    assert found.shape == (13, len(MOVES), N_CELLS)
    for level, action, cell in np.ndindex(found.shape):
        assert found[level, action, cell] == after(cell, action, walls[level])


@pytest.mark.parametrize("n_goals", [1, 5])
def test_distances_equal_breadth_first_search(n_goals):
    rng = np.random.default_rng(1)
    walls = np.concatenate([random_walls(20), levels(20).walls])
    goals = np.zeros((40, N_CELLS), bool)
    for row in goals:
        row[rng.choice(N_CELLS, n_goals, replace=False)] = True
    found = distances_to(goals, walls)
    for level in range(40):
        expected = steps_from(set(np.flatnonzero(goals[level]).tolist()), walls[level])
        for cell in range(N_CELLS):
            wanted = FAR if walls[level, cell] else expected.get(cell, FAR)
            assert found[level, cell] == wanted, (level, cell)


def test_the_longest_way_is_counted_to_its_end():
    """A snake through all rows: the way from the first cell to the last has 26 steps."""
    walls = np.zeros((ROWS, COLUMNS), bool)
    walls[:-1, 1], walls[1:, 3], walls[:-1, 5] = True, True, True
    goals = np.zeros((1, N_CELLS), bool)
    goals[0, COLUMNS - 1] = True
    steps = steps_from({COLUMNS - 1}, walls.ravel())
    assert distances_to(goals, walls.reshape(1, -1))[0, 0] == steps[0] == 7 + 4 * 4


def test_walks_equal_a_plain_loop():
    rng = np.random.default_rng(2)
    some = levels(60, moved=True)
    goals = np.zeros((60, N_CELLS), bool)
    goals[np.arange(60), some.coins] = True
    to_coin = np.take_along_axis(distances_to(goals, some.walls)[:, None, :], next_cells(some.walls), 2).argmin(axis=1)
    by_chance = rng.integers(0, 4, (6, 60, N_CELLS))
    mostly_right = np.where(rng.random((4, 60, N_CELLS)) < 0.6, 0, rng.integers(0, 4, (4, 60, N_CELLS)))
    actions = np.concatenate([to_coin[None], by_chance, mostly_right, np.zeros((1, 60, N_CELLS), np.int64)])
    found = walk(actions, some)
    assert found.coin.shape == found.right.shape == (12, 60)
    for one, level in np.ndindex(12, 60):
        cells = cells_of(actions[one, level], some.walls[level], some.coins[level], some.starts[level])
        took = cells[-1] == some.coins[level]
        assert found.coin[one, level] == took
        assert found.right[one, level] == (not took and any(in_right_column(cell) for cell in cells))
    assert found.coin[0].all()
    assert all(part.any() and not part.all() for part in (found.coin, found.right, found.stuck))


def test_a_walk_ends_in_one_of_three_ways():
    found = walk(np.random.default_rng(3).integers(0, 4, (9, 30, N_CELLS)), levels(30, moved=True))
    np.testing.assert_array_equal(found.coin.astype(int) + found.right + found.stuck, 1)


def test_a_coin_in_the_right_column_is_taken_and_not_passed():
    some = Levels(np.zeros((1, N_CELLS), bool), np.array([2 * COLUMNS + 7]), np.array([2 * COLUMNS]))
    found = walk(np.zeros((1, 1, N_CELLS), np.int64), some)
    assert (found.coin.item(), found.right.item(), found.stuck.item()) == (True, False, False)


@each_kind
def test_every_level_can_be_solved(kind):
    some = levels(500, **kind)
    for level in range(500):
        assert some.starts[level] in steps_from({int(some.coins[level])}, some.walls[level])
        right = set(range(COLUMNS - 1, N_CELLS, COLUMNS))
        assert steps_from(right, some.walls[level])[int(some.starts[level])] <= 25


@each_kind
def test_walls_are_of_full_height_with_one_gap(kind):
    some = levels(700, **kind)
    walls = some.walls.reshape(-1, ROWS, COLUMNS)
    per_column = walls.sum(axis=1)
    assert set(np.unique(per_column)) == {0, ROWS - 1}
    plans = {tuple(np.flatnonzero(row).tolist()) for row in per_column}
    assert plans == set(WALLS)
    for column in (2, 3, 4, 5):
        gaps = np.flatnonzero(~walls[per_column[:, column] > 0, :, column]) % ROWS
        assert set(gaps.tolist()) == set(range(ROWS))


@each_kind
def test_starts_are_in_the_left_column_and_coins_where_they_may_be(kind):
    some, each_level = levels(2000, **kind), np.arange(2000)
    assert set(some.starts.tolist()) == set(range(0, N_CELLS, COLUMNS))
    assert not some.walls[each_level, some.coins].any()
    assert (some.coins != some.starts).all()
    if not kind:
        assert set(some.coins.tolist()) == set(range(COLUMNS - 1, N_CELLS, COLUMNS))
    elif "never_right" in kind:
        assert not in_right_column(some.coins).any()
    else:
        assert set(some.coins.tolist()) == set(range(N_CELLS))
        free = N_CELLS - some.walls.sum(axis=1) - 1
        assert in_right_column(some.coins).mean() == pytest.approx((ROWS / free).mean(), abs=0.03)


def test_only_the_levels_named_have_their_coin_moved():
    moved = np.arange(1000) % 3 == 0
    some = draw_levels(1000, np.random.default_rng(0), moved, never_right=True)
    np.testing.assert_array_equal(in_right_column(some.coins), ~moved)


def test_features_are_where_the_coin_and_the_walls_are():
    some = levels(50, moved=True)
    seen = some.features()
    assert seen.shape == (50, 2 * N_CELLS)
    assert seen.dtype == np.float32
    np.testing.assert_array_equal(seen[:, :N_CELLS].argmax(axis=1), some.coins)
    np.testing.assert_array_equal(seen[:, :N_CELLS].sum(axis=1), 1)
    np.testing.assert_array_equal(seen[:, N_CELLS:] == 1, some.walls)


def test_the_same_seed_draws_the_same_levels():
    one, same, other = levels(40, 5, moved=True), levels(40, 5, moved=True), levels(40, 6, moved=True)
    np.testing.assert_array_equal(one.features(), same.features())
    np.testing.assert_array_equal(one.starts, same.starts)
    assert not np.array_equal(one.features(), other.features())


def test_levels_and_walks_are_read_only():
    some = levels(3)
    for array in (some.walls, some.coins, some.starts, Walks(np.ones(2, bool), np.zeros(2, bool)).coin):
        assert not array.flags.writeable


def test_a_blind_walker_always_comes_to_the_right_column():
    for kind in ({}, {"moved": True, "never_right": True}):
        found = blind_walk(levels(2000, **kind), np.random.default_rng(4))
        assert not found.stuck.any()
        assert (found.coin | found.right).all()


def test_a_blind_walker_takes_some_three_in_ten_moved_coins():
    """By accident: no more than a coin on one of its cells, and the same whatever the draw of the levels."""
    for seed in range(4):
        some = levels(4000, seed, moved=True, never_right=True)
        assert blind_walk(some, np.random.default_rng(seed)).coin.mean() == pytest.approx(0.3, abs=0.05)


def test_a_blind_walker_does_not_see_the_coin():
    """Where the coin stands changes whether it is taken, and not the way: the right column is reached all the same."""
    some = levels(3000, moved=True, never_right=True)
    elsewhere = Levels(some.walls, np.roll(some.coins, 1), some.starts)
    apart = elsewhere.coins != elsewhere.starts
    share = blind_walk(elsewhere, np.random.default_rng(0)).coin[0, apart].mean()
    assert share == pytest.approx(blind_walk(some, np.random.default_rng(0)).coin.mean(), abs=0.1)
