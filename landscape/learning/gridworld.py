"""A small gridworld: walls with gaps, a start at the left and a coin; its levels, and walks through them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.read_only import Integers, ReadOnly

ROWS, COLUMNS = 5, 8
N_CELLS = ROWS * COLUMNS
ACTIONS = ("right", "left", "up", "down")
MOVES = ((0, 1), (0, -1), (-1, 0), (1, 0))
WALLS = ((2,), (3,), (4,), (5,), (2, 4), (2, 5), (3, 5))  # columns of the walls of a level
FAR = 999
MOST_STEPS = 30

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Levels(ReadOnly):
    """Levels of the gridworld; cells are numbered row by row from the top left, 8 to a row.

    Attributes:
        walls: Which cells are walls, shape (n, 40).
        coins: Cell of the coin, shape (n,).
        starts: Cell where the walker begins, in the left column, shape (n,).
    """

    walls: Booleans
    coins: Integers
    starts: Integers

    def __len__(self) -> int:
        """Number of levels."""
        return len(self.coins)

    def features(self) -> NDArray[np.float32]:
        """What a policy sees: where the coin is (40 numbers), and where the walls are (40), shape (n, 80)."""
        coin = np.zeros((len(self), N_CELLS), np.float32)
        coin[np.arange(len(self)), self.coins] = 1
        return np.concatenate([coin, self.walls.astype(np.float32)], axis=1)


def draw_levels(n: int, rng: np.random.Generator, moved: Booleans, *, never_right: bool = False) -> Levels:
    """Levels with one or two walls of full height, each with one gap.

    Args:
        n: How many.
        rng: Where the chance comes from.
        moved: Which levels have the coin on any free cell, shape (n,); in the others it stands in the right column.
        never_right: Whether a moved coin never stands in the right column.
    """
    walls = np.zeros((n, ROWS, COLUMNS), bool)
    plans = np.array([[column in plan for column in range(COLUMNS)] for plan in WALLS])[rng.integers(0, len(WALLS), n)]
    for column in range(COLUMNS):
        here = plans[:, column]
        walls[here, :, column] = True
        walls[here, rng.integers(0, ROWS, n)[here], column] = False
    start_rows = rng.integers(0, ROWS, n)
    coins = rng.integers(0, ROWS, n) * COLUMNS + COLUMNS - 1
    flat = walls.reshape(n, N_CELLS)
    free = ~flat
    free[np.arange(n), start_rows * COLUMNS] = False
    if never_right:
        free[:, COLUMNS - 1 :: COLUMNS] = False
    anywhere = np.where(free, rng.random((n, N_CELLS)), -1).argmax(axis=1)
    return Levels(flat, np.where(moved, anywhere, coins).astype(np.int64), (start_rows * COLUMNS).astype(np.int64))


def next_cells(walls: Booleans) -> Integers:
    """Where each action leads from each cell, shape (n, 4, 40); into a wall or the border leads nowhere."""
    rows, columns = np.divmod(np.arange(N_CELLS), COLUMNS)
    found = np.empty((len(walls), len(MOVES), N_CELLS), np.int64)
    for action, (down, right) in enumerate(MOVES):
        to = np.clip(rows + down, 0, ROWS - 1) * COLUMNS + np.clip(columns + right, 0, COLUMNS - 1)
        found[:, action] = np.where(walls[:, to], np.arange(N_CELLS), to)
    return found


def distances_to(goals: Booleans, walls: Booleans) -> Integers:
    """Steps from each cell to the nearest goal, shape (n, 40); FAR where there is no way."""
    steps = np.where(goals & ~walls, 0, FAR)
    following = next_cells(walls)
    for _ in range(N_CELLS):
        reached = np.take_along_axis(steps[:, None, :], following, axis=2).min(axis=1)
        steps = np.minimum(steps, 1 + reached)
    return np.where(walls, FAR, np.minimum(steps, FAR)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Walks(ReadOnly):
    """How walks ended, one truth value per walk in each array.

    Attributes:
        coin: The coin was taken.
        right: The right column was reached, and the coin not taken before.
    """

    coin: Booleans
    right: Booleans

    @property
    def stuck(self) -> Booleans:
        """Neither: the walker stood still or went round in circles."""
        return ~self.coin & ~self.right


def walk(actions: Integers, levels: Levels) -> Walks:
    """Follows fixed choices for 30 steps.

    Args:
        actions: The action chosen at each cell, shape (n_walkers, n_levels, 40).
        levels: Where the walks are.

    Returns:
        How they ended, shape (n_walkers, n_levels).
    """
    n_walkers, n = actions.shape[:2]
    following, level = next_cells(levels.walls), np.arange(n)
    cell = np.broadcast_to(levels.starts, (n_walkers, n)).copy()
    coin, right = np.zeros((n_walkers, n), bool), np.zeros((n_walkers, n), bool)
    for _ in range(MOST_STEPS):
        chosen = np.take_along_axis(actions, cell[..., None], axis=2)[..., 0]
        cell = np.where(coin, cell, following[level, chosen, cell])
        coin |= cell == levels.coins
        right |= ~coin & (cell % COLUMNS == COLUMNS - 1)
    return Walks(coin, right & ~coin)


def blind_walk(levels: Levels, rng: np.random.Generator) -> Walks:
    """A walker that takes a shortest way to the right column, ties by chance, and does not see the coin.

    It shows how many moved coins are taken by accident.
    """
    goals = np.zeros((len(levels), N_CELLS), bool)
    goals[:, COLUMNS - 1 :: COLUMNS] = True
    steps = distances_to(goals, levels.walls)
    after = np.take_along_axis(steps[:, None, :], next_cells(levels.walls), axis=2)
    best = after == after.min(axis=1, keepdims=True)
    actions = np.where(best, rng.random(best.shape), -1).argmax(axis=1)
    return walk(actions[None], levels)
