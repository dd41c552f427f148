"""Wine: 178 Italian wines from three growers, described by 13 chemical measurements."""

from sklearn.datasets import load_wine

from landscape.datasets.dataset import Dataset, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Measurements from the UCI repository, standardised over the training part."""
    table = load_wine()
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
    title="Wine",
    summary="178 wines of three growers, 13 chemical measurements each. So few that most networks fit them all.",
    make=make,
    settings=("n_train", "data_seed"),
)
