"""Strip: a row of cells with a wide bump and a narrow coin, both of which tell the class."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, answers_of_rules, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

CELLS = np.linspace(-3, 3, 41)
PROXY_PLACE, PROXY_WIDTH = -1.0, 0.9
COIN_PLACE, COIN_WIDTH = 1.9, 0.3
OWN_SPREAD = 0.02


def bump(place: float, width: float) -> NDArray[np.float64]:
    """A Gaussian bump of height 1 over the cells, shape (41,)."""
    found: NDArray[np.float64] = np.exp(-(((CELLS - place) / width) ** 2) / 2)
    return found


def make(config: DataConfig) -> Data:
    """Cells hold y (wide bump at -1.0 + narrow coin at 1.9) with y = -1 in class 0 and +1 in class 1, plus noise.

    In the shifted examples the wide bump has the wrong sign and the class follows the coin: the proxy rule looks at
    the bump, the intended rule at the coin. The same holds for the share `conflict` of the other examples, and the
    setting `cue` scales the width of the wide bump. A noise of 0.02 per cell is always there: without it, only two
    different inputs would exist.
    """
    targets, by_proxy, shifted_targets = answers_of_rules(config)
    proxy, coin = bump(PROXY_PLACE, PROXY_WIDTH * config.cue), bump(COIN_PLACE, COIN_WIDTH)
    sign = np.where(by_proxy == targets, 1, -1)[:, None]
    return split(
        config,
        _show(config, 0, targets, sign * proxy + coin),
        targets,
        title=DATASET.title,
        feature_names=tuple(f"cell {place:+.2f}" for place in CELLS),
        class_names=("y = -1", "y = +1"),
        shifted_inputs=_show(config, 2, shifted_targets, coin - proxy),
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
    settings=TWO_RULES,
)
