"""Statistics of normalisation layers: measured over all inputs, and as one flat array."""

import torch
from torch import Tensor, nn

from landscape.outputs.read_only import Array


def measure_statistics(module: nn.Module, inputs: Tensor) -> None:
    """Sets the normalisation layers' means and variances to those over all inputs, and ends training mode.

    The running ones lag behind weights that still move, which in a deep network without shortcuts is enough to ruin
    its answers.

    Source:
        Wu, Johnson (2021), Rethinking "Batch" in BatchNorm, section 3.2 (precise BatchNorm).
    """
    layers = [layer for layer in module.modules() if isinstance(layer, nn.BatchNorm2d)]
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # a plain mean over the batches seen: here a single one
    with torch.no_grad():
        module.train()(inputs)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
    module.eval()


def statistics_of(module: nn.Module) -> list[Tensor]:
    """Means and variances of its normalisation layers, in their order."""
    return [buffer for buffer in module.buffers() if buffer.is_floating_point()]


def flat_statistics(module: nn.Module) -> Array:
    """The same as one flat array."""
    return torch.cat([buffer.reshape(-1) for buffer in statistics_of(module)]).numpy()
