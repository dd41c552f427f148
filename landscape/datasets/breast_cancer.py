"""Breast cancer: 569 tumours described by 30 measurements of their cell nuclei."""

from sklearn.datasets import load_breast_cancer

from landscape.datasets.dataset import REAL, Dataset, split_table
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Measurements from the Wisconsin study, standardised over the training part."""
    return split_table(config, load_breast_cancer(), title=DATASET.title)


DATASET = Dataset(
    title="Breast cancer",
    summary="569 tumours, 30 measurements each, malignant or benign. Simple networks do as well as big ones.",
    make=make,
    settings=REAL,
)
