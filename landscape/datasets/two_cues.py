"""Two cues: either of two features tells the class, so training cannot say which rule is meant."""

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import TWO_RULES, Dataset, answers_of_rules, split
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

SIZE = 0.7
OWN_SPREAD = 0.02


def make(config: DataConfig) -> Data:
    """Class 1 shows both cues, (1, 0.7) or (1, -0.7); class 0 shows neither, (0, 0).

    The proxy rule asks whether cue 1 is there; the intended rule asks for cue 2, of either sign. The setting `cue` is
    the size of cue 1. The shifted examples, and the share `conflict` of all others, show one cue without the other.
    Gaussian noise of half the noise setting lies on both features, with a spread of 0.02 that is always there:
    without it, only three different inputs would exist.
    """
    targets, cue_1, shifted_targets = answers_of_rules(config)
    return split(
        config,
        _show(config, 0, cue_1=cue_1, cue_2=targets),
        targets,
        title=DATASET.title,
        feature_names=("cue 1", "cue 2"),
        class_names=("absent", "present"),
        shifted_inputs=_show(config, 2, cue_1=1 - shifted_targets, cue_2=shifted_targets),
        shifted_targets=shifted_targets,
    )


def _show(config: DataConfig, stream: int, cue_1: NDArray[np.int64], cue_2: NDArray[np.int64]) -> NDArray[np.float64]:
    """Noisy inputs with the cues that are 1; cue 2 is positive in every other pair of examples."""
    rng = np.random.default_rng([config.seed, stream])
    sign = 1 - 2 * (np.arange(len(cue_1)) // 2 % 2)
    spread = np.hypot(OWN_SPREAD, config.noise / 2)
    inputs: NDArray[np.float64] = np.column_stack([config.cue * cue_1, SIZE * sign * cue_2])
    inputs += spread * rng.standard_normal(inputs.shape)
    return inputs


DATASET = Dataset(
    title="Two cues",
    summary="Two features that both tell the class. Which one a network follows shows only when they disagree.",
    make=make,
    settings=TWO_RULES,
)
