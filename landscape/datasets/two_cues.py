"""Two cues: either of two features tells the class, so training cannot say which rule is meant."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, noisy, split_two_rules
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

SIZE = 0.7


def make(config: DataConfig) -> Data:
    """Class 1 shows both cues, (1, 0.7) or (1, -0.7); class 0 shows neither, (0, 0).

    The proxy rule asks whether cue 1 is there; the intended rule asks for cue 2, of either sign. The setting `cue` is
    the size of cue 1. The shifted examples, and the share `conflict` of all others, show one cue without the other.
    Gaussian noise of half the noise setting lies on both features, with a spread of 0.02 that is always there:
    without it, only three different inputs would exist.
    """
    return split_two_rules(
        config, _show, title=DATASET.title, feature_names=("cue 1", "cue 2"), class_names=("absent", "present")
    )


def _show(
    config: DataConfig, stream: int, *, proxy: NDArray[np.int64], intended: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Noisy inputs with cue 1 where the proxy rule says so and cue 2, positive in every other pair, by the intended."""
    sign = 1 - 2 * (np.arange(len(proxy)) // 2 % 2)
    cues = np.column_stack([config.cue * proxy, SIZE * sign * intended])
    return noisy(cues, config.noise / 2, np.random.default_rng([config.seed, stream]))


DATASET = Dataset(
    title="Two cues",
    summary="Two features that both tell the class. Which one a network follows shows only when they disagree.",
    make=make,
    settings=TWO_RULES,
)
