"""Two moons: two interleaved half circles, the usual first test of a nonlinear classifier."""

from sklearn.datasets import make_moons

from landscape.datasets.dataset import Dataset, pool_size, split_plane
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data


def make(config: DataConfig) -> Data:
    """Half circles of radius 1 with Gaussian noise on both coordinates."""
    inputs, targets = make_moons(pool_size(config), noise=config.noise or None, random_state=config.seed)
    return split_plane(config, inputs, targets, title=DATASET.title, class_names=("class 0", "class 1"))


DATASET = Dataset(
    title="Two moons",
    summary="Two interleaved half circles. A straight line gets most of them right; a curve is needed for the rest.",
    make=make,
)
