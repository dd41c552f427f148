"""What a policy earns in the gridworld: its exact discounted return, and how often it takes the coin."""

from typing import Any

import torch
from torch import Tensor

from landscape.learning.gridworld import COLUMNS, MOST_STEPS, MOVES, N_CELLS, ROWS
from landscape.learning.losses import Arithmetic

DISCOUNT = 0.95
HORIZON = 25
VECTOR_LEVELS = 32
N_ACTIONS = len(MOVES)
SHIFTS = tuple(down * COLUMNS + right for down, right in MOVES)


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
    value: Tensor = _Values.apply(coin.flatten(1, 2), stay.flatten(1, 2), moves.flatten(2, 3))  # type: ignore[no-untyped-call]
    earned = value.gather(1, starts.expand(n_nets, n_levels)[:, None, :])[:, 0]
    return 1 - earned[:, :n].mean(dim=1)


class _Values(torch.autograd.Function):
    """The recursion value = coin + stay * value + sum over actions of moves * value where the action leads, 25 times.

    Values stand between margins of zeros, so that the cells an action leads to are a view and nothing is copied. With
    the gradient written by hand nothing is recorded either. Inside, cells are the first axis: a view of some of them
    is one piece of memory, and each operation one plain loop (measured: half the time of cells between the axes).
    """

    @staticmethod
    def forward(ctx: Any, coin: Tensor, stay: Tensor, moves: Tensor) -> Tensor:
        """Coin (k, 40, n), stay (n_nets, 40, n) and moves (n_nets, 4, 40, n) to values (n_nets, 40, n)."""
        coin = coin.transpose(0, 1).expand(-1, len(stay), -1).contiguous()
        stay, moves = stay.transpose(0, 1).contiguous(), moves.permute(1, 2, 0, 3).contiguous()
        n_kept = HORIZON + 1 if any(ctx.needs_input_grad) else 2
        kept = stay.new_zeros(n_kept, N_CELLS + 2 * COLUMNS, *stay.shape[1:])
        _seen_from(kept[0], 0).copy_(coin)
        for step in range(HORIZON):
            last, here = kept[step % n_kept], _seen_from(kept[(step + 1) % n_kept], 0)
            torch.addcmul(coin, stay, _seen_from(last, 0), out=here)
            for towards, shift in zip(moves, SHIFTS, strict=True):
                here.addcmul_(towards, _seen_from(last, shift))
        ctx.save_for_backward(stay, moves, kept)
        return _seen_from(kept[HORIZON % n_kept], 0).transpose(0, 1).contiguous()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[None, Tensor, Tensor]:
        """Gradients in stay and moves; the levels themselves need none."""
        stay, moves, kept = ctx.saved_tensors
        of_stay, of_moves = torch.zeros_like(stay), torch.zeros_like(moves)
        of_value = gradients[0].transpose(0, 1).contiguous()
        for step in reversed(range(HORIZON)):
            of_stay.addcmul_(of_value, _seen_from(kept[step], 0))
            before = torch.nn.functional.pad(stay * of_value, (0, 0, 0, 0, COLUMNS, COLUMNS))
            for towards, of_towards, shift in zip(moves, of_moves, SHIFTS, strict=True):
                of_towards.addcmul_(of_value, _seen_from(kept[step], shift))
                _seen_from(before, shift).addcmul_(towards, of_value)
            of_value = _seen_from(before, 0)
        return None, of_stay.transpose(0, 1), of_moves.permute(2, 0, 1, 3)


def _seen_from(values: Tensor, shift: int) -> Tensor:
    """Of values between margins, those of the cells so many further on: (56, n_nets, n) -> (40, n_nets, n).

    Beyond the left or right border that is a cell of the next row; there the chance to move is 0.
    """
    return values[COLUMNS + shift : COLUMNS + shift + N_CELLS]


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


CONTROL = Arithmetic(
    training_loss=lambda outputs, inputs, starts: shortfall(outputs, inputs, starts).sum(),
    loss=shortfall,
    right=coins_taken,
)
