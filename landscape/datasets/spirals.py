"""Two spirals: two interleaved arms, the hardest of the two-dimensional classics."""

import numpy as np

from landscape.datasets.dataset import Dataset, pool_size, split_plane
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

TURNS = 1.25
INNER_RADIUS, OUTER_RADIUS = 0.4, 3.0


def make(config: DataConfig) -> Data:
    """Two arms, half a turn apart, whose radius grows evenly with the angle; Gaussian noise on both coordinates.

    Neighbouring arms are (3.0 - 0.4) / (2 * 1.25) = 1.04 apart, five times the default noise.
    """
    rng = np.random.default_rng([config.seed, 0])
    n = pool_size(config)
    targets = np.arange(n) % 2
    # Drawing the squared radius evenly spreads the points about evenly along the arm.
    radius = np.sqrt(rng.uniform(INNER_RADIUS**2, OUTER_RADIUS**2, n))
    turned = TURNS * (radius - INNER_RADIUS) / (OUTER_RADIUS - INNER_RADIUS) + targets / 2
    angle = 2 * np.pi * turned
    inputs = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    inputs += config.noise * rng.standard_normal((n, 2))
    return split_plane(config, inputs, targets, title=DATASET.title, class_names=("arm 0", "arm 1"))


DATASET = Dataset(
    title="Two spirals",
    summary="Two interleaved spiral arms. Few starts find the whole winding boundary, so runs end in different places.",
    make=make,
)
