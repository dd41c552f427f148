"""Wine: 178 Italian wines from three growers, described by 13 chemical measurements."""

from sklearn.datasets import load_wine

from landscape.datasets.dataset import REAL, Dataset, split_table
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Measurements from the UCI repository, standardised over the training part."""
    return split_table(config, load_wine(), title=DATASET.title)


DATASET = Dataset(
    title="Wine",
    summary="178 wines of three growers, 13 chemical measurements each. So few that most networks fit them all.",
    make=make,
    settings=REAL,
)
