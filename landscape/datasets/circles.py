"""Two circles: one class inside the other, which no straight line can part."""

from sklearn.datasets import make_circles

from landscape.datasets.dataset import Dataset, pool_size, split_plane
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Circles of radius 1 (class 0) and 0.5 (class 1) with Gaussian noise on both coordinates."""
    inputs, targets = make_circles(pool_size(config), factor=0.5, noise=config.noise or None, random_state=config.seed)
    return split_plane(config, inputs, targets, title=DATASET.title, class_names=("outer circle", "inner circle"))


DATASET = Dataset(
    title="Two circles",
    summary="A circle inside a circle. No straight line does better than chance by much; the boundary must close.",
    make=make,
)
