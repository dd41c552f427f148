"""Small convolutional network for small pictures: two 3x3 convolutions with pooling and one linear layer."""

import torch
from torch import Tensor, nn

from models.architecture import Architecture, Shape
from models.mlp import ACTIVATIONS


class ConvNet(nn.Module):
    """conv 1-w, pool, conv w-2w, pool, linear; 3x3 filters with zero padding, 2x2 maximum pooling."""

    def __init__(self, image: tuple[int, int], width: int, n_outputs: int, activation: str) -> None:
        super().__init__()
        self.image = image
        self.first = nn.Conv2d(1, width, 3, padding=1)
        self.second = nn.Conv2d(width, 2 * width, 3, padding=1)
        self.last = nn.Linear(2 * width * (image[0] // 4) * (image[1] // 4), n_outputs)
        self.activation = ACTIVATIONS[activation]

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, height * width) -> (n_examples, n_outputs)."""
        pictures = inputs.reshape(len(inputs), 1, *self.image)
        for layer in (self.first, self.second):
            pictures = nn.functional.max_pool2d(self.activation(layer(pictures)), 2)
        outputs: Tensor = self.last(pictures.flatten(1))
        return outputs


def build(shape: Shape, width: int, depth: int, activation: str) -> nn.Module:
    """A convolutional network with `width` channels, then twice as many; depth plays no part."""
    assert shape.image is not None
    return ConvNet(shape.image, width, shape.n_outputs, activation)


def refuse(shape: Shape) -> str | None:
    """Only pictures of at least 4x4 pixels have something to convolve."""
    if shape.image is None or min(shape.image) < 4:
        return "needs pictures of at least 4x4 pixels"
    return None


ARCHITECTURE = Architecture(
    title="Convolutional network",
    summary="Two layers of small filters that slide over a picture: the same weights look everywhere.",
    build=build,
    settings=("width", "activation"),
    refuse=refuse,
)
