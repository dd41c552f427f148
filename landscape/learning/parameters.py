"""A network's weights as one flat vector, and back; which entries belong to which filter."""

from dataclasses import dataclass
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Layout:
    """How a parameter vector is cut into named tensors, in `named_parameters()` order.

    Example:
        >>> layout_of(nn.Linear(3, 2))
        Layout(names=('weight', 'bias'), shapes=((2, 3), (2,)))
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Entries per tensor."""
        return tuple(prod(shape) for shape in self.shapes)

    @property
    def n_params(self) -> int:
        """Length of the parameter vector."""
        return sum(self.sizes)

    def entry_names(self) -> tuple[str, ...]:
        """A name for each entry, such as `weights[1]`; a tensor of a single number keeps its own name."""
        names = []
        for name, shape in zip(self.names, self.shapes, strict=True):
            indices = np.ndindex(*shape) if shape else iter([()])
            names += [name + "".join(f"[{i}]" for i in index) for index in indices]
        return tuple(names)

    def unflatten(self, thetas: Tensor) -> dict[str, Tensor]:
        """Cuts parameter vectors (n, n_params) into named tensors (n, *shape); views where memory allows."""
        parts = torch.split(thetas, list(self.sizes), dim=1)
        named = zip(self.names, self.shapes, parts, strict=True)
        return {name: part.reshape(len(thetas), *shape) for name, shape, part in named}


def layout_of(module: nn.Module) -> Layout:
    """The layout of a module's parameters."""
    named = list(module.named_parameters())
    return Layout(tuple(name for name, _ in named), tuple(tuple(p.shape) for _, p in named))


def flatten(module: nn.Module) -> Tensor:
    """A copy of a module's parameters as one vector, shape (n_params,)."""
    return torch.cat([p.detach().reshape(-1) for p in module.parameters()])


def filters_of(layout: Layout) -> NDArray[np.int64]:
    """The filter each entry belongs to, shape (n_params,); -1 for biases and normalisation parameters.

    A filter is a row of a linear layer or an output channel of a convolution: the weights into one unit.

    Source:
        Li, Xu, Taylor, Studer, Goldstein (2018), Visualizing the Loss Landscape of Neural Nets, section 4.
    """
    filters = []
    count = 0
    for shape, size in zip(layout.shapes, layout.sizes, strict=True):
        if len(shape) < 2:
            filters.append(np.full(size, -1))
        else:
            filters.append(np.repeat(np.arange(count, count + shape[0]), size // shape[0]))
            count += shape[0]
    return np.concatenate(filters).astype(np.int64)
