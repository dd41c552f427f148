"""Networks with exactly two free weights: their surface is the whole landscape, not a slice of it."""

import math

import torch
from torch import Tensor, nn

from models.architecture import Architecture, Shape

STRIP_CELLS = 41
STRIP_HALF_LENGTH = 3.0
WINDOW_WIDTH = 0.3


class QuadraticNeuron(nn.Module):
    """f(x) = (w1 x1 + w2 x2)^2 - 1 on two features; the logits of the two classes are -f and f.

    Its four valleys are two mirror pairs: (w1, w2) and (-w1, -w2) are the same function.
    """

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.empty(2).uniform_(-2, 2))

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, 2) -> (n_examples, 2)."""
        f = (inputs @ self.weights) ** 2 - 1
        return torch.stack([-f, f], dim=1)

    def forward_many(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """(n_nets, 2 outputs, n_examples)."""
        weights = parameters["weights"][:, None, :]
        values = inputs.mT if inputs.dim() == 3 else inputs.mT.expand(len(weights), -1, -1)
        f = torch.bmm(weights, values) ** 2 - 1
        return torch.cat([-f, f], dim=1)


class Window(nn.Module):
    """A window that looks at one place of a strip of cells and answers with a gain.

    f(x) = a sum_i K(i - mu) x_i with a Gaussian window K of standard deviation 0.3 and area 1 over cells in
    [-3, 3]; mu is where it looks, a how loudly it answers. The logits are -f/2 and f/2.
    """

    cells: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.place = nn.Parameter(torch.empty(()).uniform_(-STRIP_HALF_LENGTH, STRIP_HALF_LENGTH))
        self.gain = nn.Parameter(torch.empty(()).uniform_(0.2, 2.0))
        cells = torch.linspace(-STRIP_HALF_LENGTH, STRIP_HALF_LENGTH, STRIP_CELLS)
        self.register_buffer("cells", cells, persistent=False)

    def window(self, place: Tensor) -> Tensor:
        """Weight of each cell: (n_nets,) -> (n_nets, n_cells)."""
        spacing = 2 * STRIP_HALF_LENGTH / (STRIP_CELLS - 1)
        area = math.sqrt(2 * math.pi) * WINDOW_WIDTH / spacing
        return torch.exp(-(((self.cells - place[:, None]) / WINDOW_WIDTH) ** 2) / 2) / area

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, 41) -> (n_examples, 2)."""
        f = self.gain * (inputs @ self.window(self.place[None])[0])
        return torch.stack([-f / 2, f / 2], dim=1)

    def forward_many(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """(n_nets, 2 outputs, n_examples)."""
        window = self.window(parameters["place"])[:, None, :]
        values = inputs.mT if inputs.dim() == 3 else inputs.mT.expand(len(window), -1, -1)
        f = parameters["gain"][:, None, None] * torch.bmm(window, values)
        return torch.cat([-f / 2, f / 2], dim=1)


class SineNeuron(nn.Module):
    """f(x) = sin(w x + b) on one feature: a frequency and a phase, with many bad valleys."""

    def __init__(self) -> None:
        super().__init__()
        self.frequency = nn.Parameter(torch.empty(()).uniform_(0, 4))
        self.phase = nn.Parameter(torch.empty(()).uniform_(-math.pi, math.pi))

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, 1) -> (n_examples, 1)."""
        return torch.sin(self.frequency * inputs + self.phase)

    def forward_many(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """(n_nets, 1, n_examples)."""
        frequency, phase = (parameters[name][:, None, None] for name in ("frequency", "phase"))
        return torch.sin(frequency * inputs.mT + phase)


def build(shape: Shape, width: int, depth: int, activation: str) -> nn.Module:
    """The member of the family that fits the data; width, depth and activation play no part."""
    if not shape.classification:
        return SineNeuron()
    return Window() if shape.n_inputs == STRIP_CELLS else QuadraticNeuron()


def refuse(shape: Shape) -> str | None:
    """Two weights can serve two classes of 2 or 41 features, or one number from one feature."""
    if shape.classification and shape.n_outputs == 2 and shape.n_inputs in (2, STRIP_CELLS):
        return None
    if not shape.classification and shape.n_inputs == 1:
        return None
    return "needs two classes and two features (or the strip of 41 cells), or one feature and one number to predict"


ARCHITECTURE = Architecture(
    title="Two weights",
    summary="A network with two weights only: the surface is the whole landscape and the picture hides nothing.",
    build=build,
    refuse=refuse,
)
