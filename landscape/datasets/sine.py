"""Sine: one number to predict from one number, so the whole function a network computes can be drawn."""

import numpy as np

from landscape.datasets.dataset import Dataset, pool_size, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Draws y = sin(2 x) plus Gaussian noise at places x spread evenly at random over [-3, 3]."""
    rng = np.random.default_rng([config.seed, 0])
    places = rng.uniform(-3, 3, pool_size(config))
    heights = np.sin(2 * places) + config.noise * rng.standard_normal(len(places))
    return split(config, places[:, None], heights, title=DATASET.title, feature_names=("x",))


DATASET = Dataset(
    title="Sine wave",
    summary="A noisy wave of almost two periods to fit: regression, with one number in and one number out.",
    make=make,
    task="regression",
)
