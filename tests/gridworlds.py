"""The gridworld by plain loops over single cells: the truth for levels, walks and returns."""

from collections import deque
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from landscape.learning.gridworld import Levels, draw_levels

HEIGHT, WIDTH, N_CELLS = 5, 8, 40
STEPS = {0: (0, 1), 1: (0, -1), 2: (-1, 0), 3: (1, 0)}  # right, left, up, down, as (rows, columns)


def levels(n: int, seed: int = 0, *, moved: bool = False, never_right: bool = False) -> Levels:
    """Some levels, with the coin moved in all of them or in none."""
    return draw_levels(n, np.random.default_rng(seed), np.full(n, moved), never_right=never_right)


def after(cell: int, action: int, walls: NDArray[np.bool_]) -> int:
    """Where one action leads from one cell of one level, whose walls have shape (40,)."""
    row, column = cell // WIDTH + STEPS[action][0], cell % WIDTH + STEPS[action][1]
    if not (0 <= row < HEIGHT and 0 <= column < WIDTH):
        return cell
    return cell if walls[WIDTH * row + column] else WIDTH * row + column


def steps_from(goals: set[int], walls: NDArray[np.bool_]) -> dict[int, int]:
    """Steps to the nearest goal by breadth-first search backwards; cells without a way are missing."""
    found = {goal: 0 for goal in goals if not walls[goal]}
    queue = deque(found)
    while queue:
        cell = queue.popleft()
        for action in STEPS:
            there = after(cell, action, walls)  # a move and the move back are both allowed, or none
            if there not in found:
                found[there] = found[cell] + 1
                queue.append(there)
    return found


def cells_of(actions: NDArray[np.int64], walls: NDArray[np.bool_], coin: int, start: int, most: int = 30) -> list[int]:
    """The cells of one walk by fixed choices (40,), the start first; it ends at the coin."""
    cells = [start]
    while len(cells) <= most and cells[-1] != coin:
        cells.append(after(cells[-1], int(actions[cells[-1]]), walls))
    return cells


def value_of(logits: NDArray[np.float64], walls: NDArray[np.bool_], coin: int, start: int, n_times: int = 25) -> float:
    """Expected 0.95 to the power of the steps to the coin, cell by cell, of one policy (4, 40) in one level."""
    chances = np.exp(logits - logits.max(axis=0))
    chances /= chances.sum(axis=0)
    value = [float(cell == coin) for cell in range(N_CELLS)]
    for _ in range(n_times):
        value = [
            1.0
            if cell == coin
            else 0.95 * sum(float(chances[action, cell]) * value[after(cell, action, walls)] for action in STEPS)
            for cell in range(N_CELLS)
        ]
    return value[start]


def shortfall_of(logits: NDArray[np.float64], inputs: NDArray[np.floating], starts: NDArray[np.integer]) -> float:
    """One minus the mean return of one policy, logits (160, n) and levels as a policy sees them (n, 80)."""
    values = []
    for i, one in enumerate(inputs):
        chances = np.exp(logits[:, i].reshape(4, N_CELLS) - logits[:, i].reshape(4, N_CELLS).max(axis=0))
        chances /= chances.sum(axis=0)
        onward = np.zeros((N_CELLS, N_CELLS))
        for action, leads in enumerate(_leads(tuple((one[N_CELLS:] > 0).tolist()))):
            np.add.at(onward, (range(N_CELLS), leads), chances[action])
        coin = one[:N_CELLS].astype(np.float64)
        value = coin
        for _ in range(25):
            value = coin + (1 - coin) * 0.95 * (onward @ value)
        values.append(value[starts[i]])
    return 1 - float(np.mean(values))


@lru_cache(maxsize=4096)
def _leads(walls: tuple[bool, ...]) -> list[list[int]]:
    """Where each action leads from each cell."""
    return [[after(cell, action, np.array(walls)) for cell in range(N_CELLS)] for action in STEPS]


def coins_of(logits: NDArray[np.float64], inputs: NDArray[np.floating], starts: NDArray[np.integer]) -> float:
    """Share of the levels in which the likeliest actions of one policy reach the coin."""
    taken = []
    for i, one in enumerate(inputs):
        actions, coin = logits[:, i].reshape(4, N_CELLS).argmax(axis=0), int(one[:N_CELLS].argmax())
        taken.append(cells_of(actions, one[N_CELLS:] > 0, coin, int(starts[i]))[-1] == coin)
    return float(np.mean(taken))


def by_cell(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a policy says to one level (1, 160), cell by cell as maps are drawn, the lowest row first: (40, 4)."""
    order = [WIDTH * row + column for row in reversed(range(HEIGHT)) for column in range(WIDTH)]
    return outputs.reshape(4, N_CELLS).T[order]
