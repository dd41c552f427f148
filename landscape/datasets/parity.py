"""Two parities: either of two pairs of features tells the class by its product, and nothing else does."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, noisy, split_two_rules
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

N_FEATURES = 6


def make(config: DataConfig) -> Data:
    """Six features of -1 or +1; class 1 where x1 x2 = x3 x4 = +1, class 0 where both are -1; x5 and x6 tell nothing.

    No single feature tells the class. The proxy rule is the product x1 x2, the intended rule x3 x4. The two are alike,
    so which is called intended is a convention; the setting `cue` scales x1 and x2. In the shifted examples, and the
    share `conflict` of all others, the products disagree and the class follows x3 x4. Gaussian noise of the noise
    setting lies on every feature, with a spread of 0.02 that is always there: without it, only 32 different inputs
    would exist.
    """
    names = tuple(f"x{i}" for i in range(1, N_FEATURES + 1))
    return split_two_rules(config, _show, title=DATASET.title, feature_names=names, class_names=("odd", "even"))


def _show(
    config: DataConfig, stream: int, *, proxy: NDArray[np.int64], intended: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Noisy inputs whose first pair has the product of the proxy rule and second that of the other, 0 for -1."""
    rng = np.random.default_rng([config.seed, stream])
    inputs = rng.choice([-1.0, 1.0], (len(proxy), N_FEATURES))
    inputs[:, 1] = inputs[:, 0] * (2 * proxy - 1)
    inputs[:, 3] = inputs[:, 2] * (2 * intended - 1)
    inputs[:, :2] *= config.cue
    return noisy(inputs, config.noise, rng)


DATASET = Dataset(
    title="Two parities",
    summary="The class is the product of two signs, and two pairs give the same. Which pair a network uses is open.",
    make=make,
    settings=TWO_RULES,
)
