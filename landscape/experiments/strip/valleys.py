"""Many starts on the landscape of the two-weight window, and in which of its two valleys each ends."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.config import EnsembleConfig
from landscape.learning.evaluator import Evaluator
from landscape.learning.training import Beginning, train
from landscape.learning.work import Work
from landscape.outputs.results import Array, Data

PLACES, GAINS = (-3.0, 3.0), (0.2, 2.0)  # the box of starts, as in models/two_weights.py
PROXY, INTENDED, NEITHER = 0, 1, 2
LEARNT = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Valleys:
    """Where many starts ended.

    Attributes:
        starts: (where it looks, gain), shape (n, 2).
        rules: PROXY, INTENDED or NEITHER, shape (n,), uint8.
        accuracy: Share of training-like strips each end gets right, shape (n,).
        intended: Share of new strips each end answers by the coin, shape (n,).
    """

    starts: Array
    rules: NDArray[np.uint8]
    accuracy: Array
    intended: Array

    def share(self, rule: int) -> float:
        """Share of the starts that ended so."""
        return float((self.rules == rule).mean())


def starts_in_box(n: int, seed: int) -> Array:
    """Starts drawn evenly from the box, shape (n, 2)."""
    rng = np.random.default_rng([seed, 11])
    return np.column_stack([rng.uniform(*PLACES, n), rng.uniform(*GAINS, n)]).astype(np.float32)


def where_they_end(config: EnsembleConfig, data: Data, evaluator: Evaluator, starts: Array, work: Work) -> Valleys:
    """Trains from every start as the runs of a config are trained, and asks which rule each end follows.

    An end has learnt the task if it gets 95 % of the held-out strips right; it follows the rule by which it answers
    most of the new strips.
    """
    few = replace(config, snapshots=5)
    trained = train(few, data, work.counted(), Beginning(starts, config.seeds[0]))
    work.check()
    ends = trained.snapshots[:, -1]
    found = work.pieces.run(evaluator.measure, ends, ("accuracy", "intended_share"))
    rules = np.where(found["intended_share"] > 0.5, INTENDED, PROXY)
    rules = np.where(found["accuracy"] >= LEARNT, rules, NEITHER).astype(np.uint8)
    return Valleys(starts, rules, found["accuracy"], found["intended_share"])
