"""How much a network computes and keeps for one example, found by sending one through it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

# Measured on one core, good to a factor of about two: torch.utils.flop_counter counts exactly, but its first use takes
# 2.4 s, and elementwise work, which takes half the time of small networks, it does not count.
SECONDS_PER_FLOP = 4e-11
SECONDS_PER_OUTPUT = 2e-9


@dataclass(frozen=True, slots=True)
class Sizes:
    """What one network does for one example.

    Attributes:
        largest: Most numbers that any single layer keeps.
        outputs: Numbers that all layers together give.
        flops: Floating-point operations of linear layers and convolutions, a product and its sum counted as two.
    """

    largest: int
    outputs: int
    flops: int

    @property
    def seconds(self) -> float:
        """About how long one answer takes on one core, many being asked together."""
        return SECONDS_PER_FLOP * self.flops + SECONDS_PER_OUTPUT * self.outputs


def sizes_of(module: nn.Module, n_inputs: int) -> Sizes:
    """The sizes of a network with so many inputs.

    Example:
        >>> sizes_of(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 3)), 2)
        Sizes(largest=8, outputs=19, flops=80)
    """
    numbers: list[int] = []
    flops = 0

    def note(layer: nn.Module, _inputs: object, output: Tensor) -> None:
        nonlocal flops
        numbers.append(output.numel())
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            flops += 2 * output.numel() * layer.weight[0].numel()

    layers = [layer for layer in module.modules() if not list(layer.children())]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    try:
        with torch.no_grad():
            last = module(torch.zeros(1, n_inputs)).numel()
    finally:
        for hook in hooks:
            hook.remove()
    return Sizes(max(n_inputs, last, *numbers), sum(numbers), flops)
