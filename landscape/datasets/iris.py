"""Iris: 150 flowers of three species, described by four lengths."""

from sklearn.datasets import load_iris

from landscape.datasets.dataset import REAL, Dataset, split_table
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Fisher's measurements of petals and sepals, standardised over the training part."""
    return split_table(config, load_iris(), title=DATASET.title)


DATASET = Dataset(
    title="Iris",
    summary="150 flowers of three species, four lengths each. The classic small set; two of the species overlap.",
    make=make,
    settings=REAL,
)
