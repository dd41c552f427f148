"""Strip: a row of cells with a wide bump and a narrow coin, both of which tell the class."""

import numpy as np
from numpy.typing import NDArray

from landscape.config import DataConfig
from landscape.datasets.dataset import N_PROBE, Dataset, pool_size, split
from landscape.results import Data

CELLS = np.linspace(-3, 3, 41)
PROXY = np.exp(-(((CELLS + 1.0) / 0.9) ** 2) / 2)
COIN = np.exp(-(((CELLS - 1.9) / 0.3) ** 2) / 2)
OWN_SPREAD = 0.02


def make(config: DataConfig) -> Data:
    """Cells hold y (wide bump at -1.0 + narrow coin at 1.9) with y = -1 in class 0 and +1 in class 1, plus noise.

    In the shifted examples the wide bump has the wrong sign and the class follows the coin: the proxy rule looks at
    the bump, the intended rule at the coin. A noise of 0.02 per cell is always there: without it, only two different
    inputs would exist.
    """
    targets = np.arange(pool_size(config)) % 2
    shifted_targets = np.arange(N_PROBE) % 2
    return split(
        config,
        _show(config, 0, targets, PROXY + COIN),
        targets,
        title=DATASET.title,
        feature_names=tuple(f"cell {place:+.2f}" for place in CELLS),
        class_names=("y = -1", "y = +1"),
        shifted_inputs=_show(config, 2, shifted_targets, COIN - PROXY),
        shifted_targets=shifted_targets,
    )


def _show(
    config: DataConfig, stream: int, targets: NDArray[np.int64], pattern: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The pattern with the sign of each class, and noise on every cell."""
    rng = np.random.default_rng([config.seed, stream])
    inputs: NDArray[np.float64] = (2 * targets - 1)[:, None] * pattern
    inputs += np.hypot(OWN_SPREAD, config.noise) * rng.standard_normal(inputs.shape)
    return inputs


DATASET = Dataset(
    title="Strip with a coin",
    summary="A row of 41 cells with a wide bump and a narrow coin. A look at either place tells the class.",
    make=make,
)
