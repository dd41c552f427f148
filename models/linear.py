"""Linear model: one weighted sum per output, so the training loss is convex and has one valley."""

from torch import nn

from models.architecture import Architecture, Shape
from models.mlp import MLP


def build(shape: Shape, width: int, depth: int, activation: str) -> nn.Module:
    """Softmax or linear regression; width, depth and activation play no part."""
    return MLP((shape.n_inputs, shape.n_outputs), "tanh")


ARCHITECTURE = Architecture(
    title="Linear model",
    summary="One weighted sum per class and no hidden layer. Its loss is convex: every run ends in the same valley.",
    build=build,
)
