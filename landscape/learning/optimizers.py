"""torch's optimiser rules applied to the weights of all runs at once, as one flat tensor."""

import math
from typing import Protocol

import torch
from torch import Tensor
from torch.optim.adam import adam as adam_rule
from torch.optim.adamw import adamw as adamw_rule
from torch.optim.sgd import sgd as sgd_rule

from landscape.inputs.config import OptimizerConfig
from landscape.learning.losses import in_whole_vectors
from landscape.outputs.read_only import Array

SECOND_DECAY = 0.999
EPSILON = 1e-8


class Rule(Protocol):
    """One optimiser's rule for one flat tensor of weights."""

    def __call__(self, gradient: Tensor, rate: float) -> None:
        """Moves the weights in place, from the gradient and the learning rate of this step."""
        ...

    def memory(self) -> tuple[Array, ...]:
        """What it remembers between steps, copied: given to `rule_for`, it goes on from there."""
        ...


def rate_at(config: OptimizerConfig, step: int, n_steps: int) -> float:
    """The learning rate of a step, counted from 1: constant, or along half a cosine that would be 0 after the last.

    Source:
        Loshchilov, Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5, without restarts.

    Example:
        >>> [round(rate_at(OptimizerConfig(learning_rate=1, schedule="cosine"), step, 4), 2) for step in (1, 2, 3, 4)]
        [1.0, 0.85, 0.5, 0.15]
    """
    if config.schedule == "constant":
        return config.learning_rate
    return config.learning_rate * (1 + math.cos(math.pi * (step - 1) / n_steps)) / 2


def in_one_tensor(named: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    """Copies tensors into one flat tensor, each from a whole vector on, and gives that and views of the parts.

    A rule then makes a few operations on the whole instead of a few on each part, a fifth of a training step less;
    and as nothing is left over beside whole vectors, every entry is computed by the same instructions.
    """
    padded = [in_whole_vectors(tensor.reshape(-1)) for tensor in named.values()]
    whole = torch.cat(padded)
    parts = whole.split([len(part) for part in padded])  # type: ignore[no-untyped-call]
    items = zip(named.items(), parts, strict=True)
    return whole, {name: part[: tensor.numel()].view(tensor.shape) for (name, tensor), part in items}


def rule_for(config: OptimizerConfig, weights: Tensor, memory: tuple[Array, ...] = ()) -> Rule:
    """The rule of a config, which moves `weights` (any shape) in place and remembers what it needs between steps.

    These are the functions inside torch.optim, called without the classes around them. Measured: making the first
    optimiser object of a program loads torch's compiler, 1.4 s and 71 MB that are never used here.

    Args:
        config: Which rule.
        weights: What it moves.
        memory: What a rule for the same weights remembered; empty at the first step.
    """
    return _Sgd(config, weights, memory) if config.name == "sgd" else _Adaptive(config, weights, memory)


class _Sgd:
    """Stochastic gradient descent with momentum."""

    def __init__(self, config: OptimizerConfig, weights: Tensor, memory: tuple[Array, ...]) -> None:
        self.config, self.weights = config, weights
        self.velocity: list[Tensor | None] = [torch.tensor(memory[0]) if memory else None]

    def __call__(self, gradient: Tensor, rate: float) -> None:
        sgd_rule(
            [self.weights],
            [gradient],
            self.velocity,
            foreach=False,
            fused=False,
            lr=rate,
            momentum=self.config.momentum,
            weight_decay=self.config.weight_decay,
            dampening=0.0,
            nesterov=False,
            maximize=False,
        )

    def memory(self) -> tuple[Array, ...]:
        velocity = self.velocity[0]  # none before the first step, nor without momentum
        return () if velocity is None else (velocity.numpy().copy(),)


class _Adaptive:
    """Adam, whose weight decay is a part of the gradient, or AdamW, whose decay acts on the weights directly."""

    def __init__(self, config: OptimizerConfig, weights: Tensor, memory: tuple[Array, ...]) -> None:
        self.config, self.weights = config, weights
        self.apply = adam_rule if config.name == "adam" else adamw_rule
        kept = [torch.tensor(array) for array in memory]
        self.first, self.second, self.n_steps = kept or [
            torch.zeros_like(weights),
            torch.zeros_like(weights),
            torch.tensor(0.0),
        ]

    def __call__(self, gradient: Tensor, rate: float) -> None:
        self.apply(
            [self.weights],
            [gradient],
            [self.first],
            [self.second],
            [],
            [self.n_steps],
            foreach=False,
            fused=False,
            lr=rate,
            beta1=self.config.momentum,
            beta2=SECOND_DECAY,
            weight_decay=self.config.weight_decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )

    def memory(self) -> tuple[Array, ...]:
        return tuple(kept.numpy().copy() for kept in (self.first, self.second, self.n_steps))
