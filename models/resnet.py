"""Deep residual network for small pictures, with its shortcuts or without them."""

from itertools import pairwise

import torch
from torch import Tensor, nn

N_STAGES = 3
WIDTH = 8
NOISE_ROUND_IDENTITY = 0.3


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with normalisation; with `skip` the input is added to what they give.

    The shortcut has no weights: where the picture shrinks it takes every second pixel, and fills new channels with
    zeros. So a block has the same weights with its shortcut and without.
    """

    def __init__(self, n_in: int, n_out: int, stride: int, skip: bool) -> None:
        super().__init__()
        self.first = nn.Conv2d(n_in, n_out, 3, stride, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(n_out)
        self.second = nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(n_out)
        self.stride, self.n_new, self.skip = stride, n_out - n_in, skip

    def forward(self, pictures: Tensor) -> Tensor:
        """(n_examples, n_in, height, width) -> (n_examples, n_out, height / stride, width / stride)."""
        values = torch.relu(self.first_norm(self.first(pictures)))
        values = self.second_norm(self.second(values))
        if self.skip:
            values = values + self._shortcut(pictures)
        return torch.relu(values)

    def _shortcut(self, pictures: Tensor) -> Tensor:
        if self.stride > 1:
            pictures = pictures[:, :, :: self.stride, :: self.stride]
        if self.n_new:
            before = self.n_new // 2
            pictures = nn.functional.pad(pictures, (0, 0, 0, 0, before, self.n_new - before))
        return pictures


class ResNet(nn.Module):
    """A first convolution, three stages of `n` blocks of 1, 2 and 4 times `width` channels, a mean and a linear layer.

    Its depth is 6 n + 2 layers with weights.
    """

    def __init__(self, n: int, skip: bool, width: int, n_outputs: int, image: tuple[int, int]) -> None:
        super().__init__()
        self.image = image
        self.first = nn.Conv2d(1, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        channels = [width] + [width * 2**stage for stage in range(N_STAGES) for _ in range(n)]
        self.blocks = nn.Sequential(
            *(ResidualBlock(n_in, n_out, 1 if n_in == n_out else 2, skip) for n_in, n_out in pairwise(channels))
        )
        self.last = nn.Linear(channels[-1], n_outputs)

    def forward(self, inputs: Tensor) -> Tensor:
        """(n_examples, height * width) -> (n_examples, n_outputs)."""
        pictures = inputs.reshape(len(inputs), 1, *self.image)
        values = torch.relu(self.first_norm(self.first(pictures)))
        # Channels last: on one thread 19 ms in place of 28 for 256 pictures at depth 32.
        values = self.blocks(values.contiguous(memory_format=torch.channels_last))
        outputs: Tensor = self.last(values.mean(dim=(2, 3)))
        return outputs


def build_resnet(
    depth: int,
    skip: bool,
    *,
    shift: float = 0.0,
    identity: bool = False,
    width: int = WIDTH,
    n_outputs: int = 10,
    image: tuple[int, int] = (8, 8),
) -> ResNet:
    """A fresh residual network, with its start drawn from torch's global generator.

    It is not among `ARCHITECTURES.names`: it has normalisation layers, whose statistics belong to a batch, and the lab
    trains all its runs as stacked tensors without them. With and without shortcuts the weights and the start are the
    same numbers; only the addition differs.

    Args:
        depth: Layers with weights: 6 n + 2.
        skip: Whether the shortcuts are there.
        shift: Start of the normalisation layers' shifts (their biases); usually 0.
        identity: Whether each filter starts as the one that copies its channel, plus 0.3 of the usual start.
        width: Channels of the first stage.
        n_outputs: Logits.
        image: Height and width of the pictures.

    Returns:
        A network from (n_examples, height * width) to (n_examples, n_outputs).

    Raises:
        ValueError: The depth is not 6 n + 2.

    Source:
        He, Zhang, Ren, Sun (2016), Deep Residual Learning for Image Recognition, section 4.2 (shortcuts A).
        The start near the identity: Zagoruyko, Komodakis (2017), DiracNets.

    Example:
        >>> len(list(build_resnet(8, skip=True).parameters()))
        23
    """
    n, rest = divmod(depth - 2, 2 * N_STAGES)
    if n < 1 or rest:
        raise ValueError(f"depth must be 6 n + 2, such as 8, 14 or 20; got {depth}.")
    network = ResNet(n, skip, width, n_outputs, image)
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            _start(layer.weight, identity)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.constant_(layer.bias, shift)
    return network


def _start(filters: Tensor, identity: bool) -> None:
    nn.init.kaiming_normal_(filters, mode="fan_out", nonlinearity="relu")
    if identity:
        n_out, n_in = filters.shape[:2]
        with torch.no_grad():
            filters *= NOISE_ROUND_IDENTITY
            filters[torch.arange(n_out), torch.arange(n_out) % n_in, 1, 1] += 1
