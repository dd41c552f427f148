"""What an architecture is: a way to build one network, and to evaluate many of its weights at once."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network must take in and give out.

    Attributes:
        n_inputs: Numbers per example.
        n_outputs: Logits, one per class (of a policy: one per action and cell), or 1 for regression.
        image: (height, width) when the inputs are the pixels of a picture; (height, width, channels) when each pixel
            has several numbers, side by side.
        classification: Whether the outputs are logits of classes.
        n_cells: Cells of a level, where the network must choose an action at each; 0 for other data.
    """

    n_inputs: int
    n_outputs: int
    image: tuple[int, int] | tuple[int, int, int] | None
    classification: bool
    n_cells: int = 0


def fits_everything(shape: Shape) -> str | None:
    """The `refuse` of an architecture that takes any data but levels to walk in."""
    return "needs data with one answer per example, not an action for every cell" if shape.n_cells else None


@dataclass(frozen=True, slots=True)
class Architecture:
    """One architecture.

    Attributes:
        title: The name a reader sees.
        summary: One sentence: what it computes and why one would choose it.
        build: `build(shape, width, depth, activation)` gives a fresh network with its usual random start.
            The network maps (n_examples, n_inputs) to (n_examples, n_outputs). It may have a method
            `forward_many(parameters, inputs)` that evaluates many parameter vectors at once: parameters by
            name with a leading axis (n_nets, ...), inputs (n_examples, n_inputs) for all or
            (n_nets, n_examples, n_inputs), to outputs (n_nets, n_outputs, n_examples). Without it the networks are
            evaluated one by one, which is right and slower.
        settings: Which of width, depth and activation it uses.
        refuse: Gives the reason why it cannot take data of some shape, or None if it can.
    """

    title: str
    summary: str
    build: Callable[[Shape, int, int, str], nn.Module]
    settings: tuple[str, ...] = ()
    refuse: Callable[[Shape], str | None] = fits_everything
