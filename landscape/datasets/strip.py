"""Strip: a row of cells with a wide bump and a narrow coin, both of which tell the class."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, noisy, split_two_rules
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

CELLS = np.linspace(-3, 3, 41)
PROXY_PLACE, PROXY_WIDTH = -1.0, 0.9
COIN_PLACE, COIN_WIDTH = 1.9, 0.3


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
    cells = tuple(f"cell {place:+.2f}" for place in CELLS)
    return split_two_rules(config, _show, title=DATASET.title, feature_names=cells, class_names=("y = -1", "y = +1"))


def _show(
    config: DataConfig, stream: int, *, proxy: NDArray[np.int64], intended: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The wide bump with the sign of the proxy rule's class, the coin with that of the intended one's, and noise."""
    wide, coin = bump(PROXY_PLACE, PROXY_WIDTH * config.cue), bump(COIN_PLACE, COIN_WIDTH)
    cells = (2 * proxy - 1)[:, None] * wide + (2 * intended - 1)[:, None] * coin
    return noisy(cells, config.noise, np.random.default_rng([config.seed, stream]))


DATASET = Dataset(
    title="Strip with a coin",
    summary="A row of 41 cells with a wide bump and a narrow coin. A look at either place tells the class.",
    make=make,
    settings=TWO_RULES,
)
