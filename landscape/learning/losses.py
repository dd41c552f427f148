"""What a classification and a regression make of the answers of many networks: losses, classes and shares."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.inputs.tasks import TASKS
from landscape.learning.gridworld import COLUMNS
from landscape.outputs.results import Array

VECTOR_NUMBERS = 32  # float32 numbers that one step of torch's widest loop takes (two AVX-512 registers)


Score = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a task counts; each function is given the answers, shape (n_nets, n_outputs, n), the inputs and the targets.

    Attributes:
        training_loss: Sum over the networks of each one's mean loss on its own batch, with a gradient; inputs of shape
            (n_nets, n, n_inputs) or the same for all, targets (n_nets, n): -> ().
        loss: Mean loss of each network on the same examples, targets of shape (n,): -> (n_nets,).
        right: Share of those examples that each network gets right: -> (n_nets,); None if no answer is right or wrong.
    """

    training_loss: Score
    loss: Score
    right: Score | None = None


def arithmetic_of(task: str) -> Arithmetic:
    """The arithmetic of a task, by its name; loaded when first asked for."""
    module, _, name = TASKS[task].arithmetic.partition(":")
    arithmetic: Arithmetic = getattr(import_module(module), name)
    return arithmetic


def in_whole_vectors(values: Tensor) -> Tensor:
    """Lays the last axis out contiguously, filled with zeros to whole vectors, so that all networks compute alike.

    Torch's loops compute the last few numbers of a tensor, and the matrix library matrices at odd addresses, by
    other instructions than the rest, and the last bit can differ. Measured without this, for 33 examples: a network's
    outputs changed by up to 4e-7 with the number of networks beside it, and so did its training.
    """
    missing = -values.shape[-1] % VECTOR_NUMBERS
    return nn.functional.pad(values, (0, missing)) if missing else values.contiguous()


def cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean softmax cross-entropy of each network, in nats, accurate to relative error even where it is tiny.

    softplus(log of the sum of the other classes' exponentials, minus the right class's logit): with the usual
    log-sum-exp minus logit, float32 leaves no correct digit once the loss falls below 1e-7.

    Args:
        outputs: Logits, shape (n_nets, n_classes, n_examples).
        targets: Class numbers, shape (n_examples,).

    Returns:
        Shape (n_nets,).
    """
    if outputs.shape[1] == 2:
        sign = (1 - 2 * targets).to(outputs.dtype)
        return _mean_softplus((outputs[:, 1] - outputs[:, 0]) * sign)
    index = targets.expand(len(outputs), 1, -1)
    right = outputs.gather(1, index)
    others = (outputs - right).scatter(1, index, -torch.inf)
    return _mean_softplus(others.logsumexp(dim=1))


def _mean_softplus(margins: Tensor) -> Tensor:
    return nn.functional.softplus(in_whole_vectors(margins))[:, : margins.shape[1]].mean(dim=1)


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error of each network: (n_nets, 1, n_examples) and (n_examples,) -> (n_nets,)."""
    return ((outputs[:, 0] - targets) ** 2).mean(dim=1)


def chosen_class(outputs: Tensor) -> Tensor:
    """The class of the largest logit, the first one if equal: (n_nets, n_classes, n) -> (n_nets, n).

    For 64 networks on 512 examples torch's own argmax over so short an axis takes 7 ms, more than the networks take:
    comparing two classes takes 0.1, and numpy 1.3 for ten.
    """
    if outputs.shape[1] == 2:
        return (outputs[:, 1] > outputs[:, 0]).long()
    return torch.from_numpy(outputs.numpy().argmax(axis=1))


def classes_of(outputs: Array, n_cells: int = 0) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The classes chosen, and whether the logits were finite.

    Args:
        outputs: Logits, shape (n_nets, n_classes, n_examples), or of one level (n_nets, n_actions * n_cells, 1).
        n_cells: Cells of the level, where the outputs are those of a policy; else 0.

    Returns:
        Two arrays of shape (n_nets, n_examples); of a level (n_nets, n_cells), the lowest row first.
    """
    if n_cells:
        by_row = outputs.reshape(len(outputs), -1, n_cells // COLUMNS, COLUMNS)[:, :, ::-1]
        outputs = np.ascontiguousarray(by_row).reshape(len(outputs), -1, n_cells)
    return chosen_class(torch.from_numpy(outputs)).numpy(), np.asarray(np.isfinite(outputs).all(axis=1))


def accuracy(outputs: Tensor, targets: Tensor) -> Tensor:
    """Share of examples whose largest logit is the right class; NaN where a network gives no number at all."""
    right = (chosen_class(outputs) == targets).to(outputs.dtype).mean(dim=1)
    return right.where(outputs.isfinite().all(dim=2).all(dim=1), torch.nan)


CLASSIFICATION = Arithmetic(
    training_loss=lambda outputs, _, targets: (
        nn.functional.cross_entropy(outputs, targets, reduction="sum") / targets.shape[1]
    ),
    loss=lambda outputs, _, targets: cross_entropy(outputs, targets),
    right=lambda outputs, _, targets: accuracy(outputs, targets),
)
REGRESSION = Arithmetic(
    training_loss=lambda outputs, _, targets: ((outputs[:, 0] - targets) ** 2).sum() / targets.shape[1],
    loss=lambda outputs, _, targets: squared_error(outputs, targets),
)
