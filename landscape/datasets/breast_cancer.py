"""Breast cancer: 569 tumours described by 30 measurements of their cell nuclei."""

from sklearn.datasets import load_breast_cancer

from landscape.datasets.dataset import Dataset, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Measurements from the Wisconsin study, standardised over the training part."""
    table = load_breast_cancer()
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
    title="Breast cancer",
    summary="569 tumours, 30 measurements each, malignant or benign. Simple networks do as well as big ones.",
    make=make,
    settings=("n_train", "data_seed"),
)
