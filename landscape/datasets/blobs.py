"""Three blobs: three round clusters, the easiest set with more than two classes."""

import numpy as np

from landscape.datasets.dataset import Dataset, pool_size, split_plane
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

OWN_SPREAD = 0.3


def make(config: DataConfig) -> Data:
    """Gaussian clusters of standard deviation 0.3 around three points of the unit circle, plus Gaussian noise."""
    rng = np.random.default_rng([config.seed, 0])
    n = pool_size(config)
    targets = np.arange(n) % 3
    angle = 2 * np.pi * (targets / 3 + 0.25)
    spread = np.hypot(OWN_SPREAD, config.noise)
    inputs = np.column_stack([np.cos(angle), np.sin(angle)]) + spread * rng.standard_normal((n, 2))
    return split_plane(config, inputs, targets, title=DATASET.title, class_names=("top", "lower left", "lower right"))


DATASET = Dataset(
    title="Three blobs",
    summary="Three round clusters, one class each. Straight boundaries are enough, so even a linear network solves it.",
    make=make,
)
