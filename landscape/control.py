"""What a policy earns in the gridworld: its exact discounted return, and how often it takes the coin."""

import torch
from torch import Tensor

from landscape.gridworld import COLUMNS, MOST_STEPS, MOVES, N_CELLS, ROWS

DISCOUNT = 0.95
HORIZON = 25
VECTOR_LEVELS = 32
N_ACTIONS = len(MOVES)


def shortfall(outputs: Tensor, inputs: Tensor, starts: Tensor) -> Tensor:
    """One minus the mean discounted return of each policy, exact and differentiable: 0.95 to the power of its steps.

    A policy draws each action with the probability its logits say. The value of every cell follows from those of the
    cells its actions lead to, 25 times over (dynamic programming), so nothing is sampled.

    Args:
        outputs: Logits, shape (n_nets, 160, n_levels), action by action.
        inputs: Coin and walls, shape (n_levels, 80) for all or (n_nets, n_levels, 80).
        starts: Cell of the start, shape (n_levels,) or (n_nets, n_levels).

    Returns:
        Shape (n_nets,): 0 where the coin is taken at once, 1 where it is never taken.

    Source:
        Sutton, Barto (2018), Reinforcement Learning, section 4.1, policy evaluation.
    """
    outputs, inputs, starts, n = _in_whole_vectors(outputs, inputs, starts)
    n_nets, _, n_levels = outputs.shape
    chances = outputs.reshape(n_nets, N_ACTIONS, ROWS, COLUMNS, n_levels).softmax(dim=1)
    coin = _coins(inputs)
    coin = coin.reshape(len(coin), ROWS, COLUMNS, n_levels)
    moves = chances * _open(inputs)
    onward = DISCOUNT * (1 - coin)
    stay, moves = onward * (1 - moves.sum(dim=1)), onward[:, None] * moves
    value = coin.expand(n_nets, -1, -1, -1)
    for _ in range(HORIZON):
        ahead = coin + stay * value
        for action in range(N_ACTIONS):
            ahead = torch.addcmul(ahead, moves[:, action], _seen_from(value, action))
        value = ahead
    earned = value.flatten(1, 2).gather(1, starts.expand(n_nets, n_levels)[:, None, :])[:, 0]
    return 1 - earned[:, :n].mean(dim=1)


def _seen_from(value: Tensor, action: int) -> Tensor:
    """The value of the cell an action would lead to if nothing stood there; at the border the cell itself.

    Slices in place of gathers: training takes a third of the time (measured for 8 policies, batches of 32 levels).
    """
    down, right = MOVES[action]
    if right:
        parts = (value[:, :, 1:], value[:, :, -1:]) if right > 0 else (value[:, :, :1], value[:, :, :-1])
        return torch.cat(parts, dim=2)
    parts = (value[:, 1:], value[:, -1:]) if down > 0 else (value[:, :1], value[:, :-1])
    return torch.cat(parts, dim=1)


def _open(inputs: Tensor) -> Tensor:
    """1 where an action leads to another cell, 0 where a wall or the border stops it: (nets, 4, rows, columns, n)."""
    cells = torch.arange(N_CELLS)[None, None, :, None]
    moved = (_following(inputs) != cells).to(inputs.dtype)
    return moved.reshape(len(moved), N_ACTIONS, ROWS, COLUMNS, -1)


def coins_taken(outputs: Tensor, inputs: Tensor, starts: Tensor) -> Tensor:
    """Share of levels in which the likeliest actions take the coin within 30 steps, shape (n_nets,); as `shortfall`."""
    n_nets, _, n_levels = outputs.shape
    actions = outputs.reshape(n_nets, N_ACTIONS, N_CELLS, n_levels).argmax(dim=1)
    following = _following(inputs).expand(n_nets, -1, -1, -1).gather(1, actions[:, None])[:, 0]
    coin = _coins(inputs).expand(n_nets, -1, -1)
    cell = starts.expand(n_nets, n_levels)[:, None, :]
    taken = coin.gather(1, cell)
    for _ in range(MOST_STEPS):
        cell = torch.where(taken > 0, cell, following.gather(1, cell))
        taken = torch.maximum(taken, coin.gather(1, cell))
    share = taken[:, 0].mean(dim=1)
    return share.where(outputs.isfinite().all(dim=2).all(dim=1), torch.nan)


def _in_whole_vectors(outputs: Tensor, inputs: Tensor, starts: Tensor) -> tuple[Tensor, Tensor, Tensor, int]:
    """The same with empty levels added to a multiple of 32, and the number of real ones.

    Torch's loops compute the last few numbers by other instructions; so no bit depends on the networks beside.
    """
    n = outputs.shape[-1]
    missing = -n % VECTOR_LEVELS
    if not missing:
        return outputs, inputs, starts, n
    pad = torch.nn.functional.pad
    return pad(outputs, (0, missing)), pad(inputs, (0, 0, 0, missing)), pad(starts, (0, missing)), n


def _coins(inputs: Tensor) -> Tensor:
    """1 at the coin: (..., n_levels, 80) -> (..., 40, n_levels) with a leading axis."""
    coin = inputs[..., :N_CELLS].mT
    return coin if coin.dim() == 3 else coin[None]


def _following(inputs: Tensor) -> Tensor:
    """Where each action leads from each cell, shape (n_nets or 1, 4, 40, n_levels)."""
    walls = inputs[..., N_CELLS:].mT > 0
    walls = walls if walls.dim() == 3 else walls[None]
    cells = torch.arange(N_CELLS)
    rows, columns = cells // COLUMNS, cells % COLUMNS
    found = []
    for down, right in MOVES:
        to = (rows + down).clamp(0, ROWS - 1) * COLUMNS + (columns + right).clamp(0, COLUMNS - 1)
        found.append(torch.where(walls[:, to], cells[None, :, None], to[None, :, None]))
    return torch.stack(found, dim=1)
