"""The data sets a network can learn from: one file each, listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.datasets.dataset import Dataset

NAMES = (
    "moons",
    "circles",
    "spirals",
    "xor",
    "blobs",
    "two_cues",
    "strip",
    "parity",
    "thneeb",
    "sine",
    "digits",
    "breast_cancer",
    "wine",
    "iris",
    "gridworld",
    "csv",
)


def load(name: str) -> "Dataset":
    """The data set of the file `landscape/datasets/<name>.py`; loaded when first asked for, to keep start-up short."""
    dataset: Dataset = import_module(f"landscape.datasets.{name}").DATASET
    return dataset
