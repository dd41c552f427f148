"""A policy for the gridworld: one small network that is asked at every cell of a level."""

import torch
from torch import Tensor, nn

from models.architecture import Architecture, Shape
from models.mlp import ACTIVATIONS, QUICK_ACTIVATIONS


class Policy(nn.Module):
    """A perceptron over (where the walker is, where the coin is, where the walls are), each one number per cell.

    The walker is at one cell at a time, so its part of the first layer is a row of weights for that cell: the level's
    part is computed once for all of a level's cells.
    """

    def __init__(self, n_cells: int, n_actions: int, width: int, depth: int, activation: str) -> None:
        super().__init__()
        self.n_cells, self.n_actions = n_cells, n_actions
        self.walker = nn.Parameter(torch.empty(width, n_cells).uniform_(-1, 1) / (3 * n_cells) ** 0.5)
        self.level = nn.Linear(2 * n_cells, width)
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in range(depth - 1))
        self.action = nn.Linear(width, n_actions)
        self.activation = ACTIVATIONS[activation]
        self.quick_activation = QUICK_ACTIVATIONS[activation]

    def forward(self, inputs: Tensor) -> Tensor:
        """Levels (n_levels, 2 n_cells) -> logits (n_levels, n_actions * n_cells), action by action."""
        values = self.activation(self.level(inputs)[:, None, :] + self.walker.mT)
        for layer in self.hidden:
            values = self.activation(layer(values))
        logits: Tensor = self.action(values)
        return logits.mT.reshape(len(inputs), -1)

    def forward_many(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """Many policies at once, (n_nets, n_actions * n_cells, n_levels); no one's bits depend on the others."""
        walker = parameters["walker"]
        n_nets, width, n_cells = walker.shape
        levels = inputs.mT if inputs.dim() == 3 else inputs.mT.expand(n_nets, -1, -1)
        n_levels = levels.shape[-1]
        of_level = _affine(parameters, "level", levels)
        values = self.quick_activation(of_level[:, :, None, :] + walker[..., None]).reshape(n_nets, width, -1)
        for i in range(len(self.hidden)):
            values = self.quick_activation(_affine(parameters, f"hidden.{i}", values))
        logits = _affine(parameters, "action", values)
        return logits.reshape(n_nets, self.n_actions * n_cells, n_levels)


def _affine(parameters: dict[str, Tensor], layer: str, values: Tensor) -> Tensor:
    """One layer of every network: (n_nets, n_in, n) -> (n_nets, n_out, n)."""
    weight, bias = parameters[f"{layer}.weight"], parameters[f"{layer}.bias"].unsqueeze(2)
    # With a single unit below, the gradient's last bits would depend on where a net stands in the batch.
    return weight * values + bias if weight.shape[2] == 1 else torch.baddbmm(bias, weight, values)


def build(shape: Shape, width: int, depth: int, activation: str) -> nn.Module:
    """A policy with `depth` hidden layers of `width` units."""
    return Policy(shape.n_cells, shape.n_outputs // shape.n_cells, width, depth, activation)


def refuse(shape: Shape) -> str | None:
    """A policy needs levels to walk in."""
    return None if shape.n_cells else "needs levels of a gridworld, where each cell has an action to choose"


ARCHITECTURE = Architecture(
    title="Policy",
    summary="A small network that chooses an action at every cell of a gridworld level; trained by reward.",
    build=build,
    settings=("width", "depth", "activation"),
    refuse=refuse,
)
