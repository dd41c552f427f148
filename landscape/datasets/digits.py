"""Digits: 1797 small grey pictures of handwritten digits, real data with ten classes."""

from sklearn.datasets import load_digits

from landscape.datasets.dataset import REAL, Dataset, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Pictures of 8 x 8 pixels, row by row, with ink from -1 (none) to 1 (full)."""
    pictures = load_digits()
    return split(
        config,
        pictures.data / 8 - 1,
        pictures.target,
        title=DATASET.title,
        feature_names=tuple(f"row {row} column {column}" for row in range(1, 9) for column in range(1, 9)),
        class_names=tuple("0123456789"),
        image_shape=(8, 8),
    )


DATASET = Dataset(
    title="Handwritten digits",
    summary="1797 pictures of 8 x 8 pixels from the UCI repository. Real, small, and fit for a convolutional network.",
    make=make,
    settings=REAL,
)
