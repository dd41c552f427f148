"""Exclusive or: the class says whether the two coordinates have the same sign."""

import numpy as np

from landscape.datasets.dataset import Dataset, pool_size, split_plane
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """One square in each quadrant, from 0.2 to 1.2 off both axes, then Gaussian noise on both coordinates."""
    rng = np.random.default_rng([config.seed, 0])
    n = pool_size(config)
    quadrant = np.arange(n) % 4
    signs = np.column_stack([1 - 2 * (quadrant % 2), 1 - 2 * (quadrant // 2)])
    inputs = signs * rng.uniform(0.2, 1.2, (n, 2)) + config.noise * rng.standard_normal((n, 2))
    targets = (signs[:, 0] != signs[:, 1]).astype(np.int64)
    return split_plane(config, inputs, targets, title=DATASET.title, class_names=("same sign", "different signs"))


DATASET = Dataset(
    title="Exclusive or",
    summary="Opposite quadrants share a class. Neither coordinate alone tells anything; only their product does.",
    make=make,
)
