"""Iris: 150 flowers of three species, described by four lengths."""

from sklearn.datasets import load_iris

from landscape.datasets.dataset import Dataset, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Fisher's measurements of petals and sepals, standardised over the training part."""
    table = load_iris()
    return split(
        config,
        table.data,
        table.target,
        title=DATASET.title,
        feature_names=tuple(str(name) for name in table.feature_names),
        class_names=tuple(str(name) for name in table.target_names),
        standardise=True,
    )


DATASET = Dataset(
    title="Iris",
    summary="150 flowers of three species, four lengths each. The classic small set; two of the species overlap.",
    make=make,
    settings=("n_train", "data_seed"),
)
