"""Many runs of which only the ends are asked: what they answer and score, for shares over more seeds than a picture."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.config import EnsembleConfig, SceneConfig
from landscape.inputs.settings import MAX_RUNS, MAX_SEED
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.training import MAX_KEPT_NUMBERS, build_module_alone, held_out_steps, snapshot_steps, train
from landscape.learning.work import Work
from landscape.outputs.answers import NOT_FINITE
from landscape.outputs.results import Array, Data
from landscape.picture.scene import load_data

FEWEST_SNAPSHOTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The last networks of many runs.

    Attributes:
        thetas: Parameter vectors, shape (n_runs, n_params).
        train_accuracy, test_accuracy: Shape (n_runs,).
        share: Share of the shifted examples answered by the intended rule, shape (n_runs,).
    """

    thetas: Array
    train_accuracy: Array
    test_accuracy: Array
    share: Array


def seeds_from(first: int, n: int) -> tuple[int, ...]:
    """So many seeds from the first on; after the largest allowed comes 0.

    Example:
        >>> seeds_from(999_998, 3)
        (999998, 999999, 0)
    """
    return tuple((first + i) % (MAX_SEED + 1) for i in range(n))


def evaluator_of(config: EnsembleConfig, data: Data) -> Evaluator:
    """What measures networks of this config on this data."""
    return Evaluator(network_around(build_module_alone(config, data)), data)


def scene_evaluator(config: SceneConfig) -> Evaluator:
    """What measures points of a scene's landscape, without training anything."""
    return evaluator_of(config.ensemble, load_data(config.ensemble.data))


def ends_of(
    config: EnsembleConfig,
    data: Data,
    seeds: tuple[int, ...],
    work: Work,
    part: tuple[float, float] = (0.0, 1.0),
) -> Ends:
    """Trains one run per seed and keeps their ends.

    Args:
        config: The training; its seeds and snapshots are not used.
        data: Its examples, with shifted ones.
        seeds: Any number of them; trained in groups as large as one ensemble may be.
        work: Hears of the progress, and may stop.
        part: From which to which share of the whole work this is.

    Raises:
        Stopped: The reader asked for the work to stop.
    """
    size = _group_size(config, data)
    groups = [seeds[i : i + size] for i in range(0, len(seeds), size)]
    found = []
    for i, group in enumerate(groups):
        begin, end = (part[0] + (part[1] - part[0]) * (i + k) / len(groups) for k in (0, 1))
        runs = replace(config, seeds=group, snapshots=FEWEST_SNAPSHOTS)
        found.append(train(runs, data, work.part(begin, end).counted()).snapshots[:, -1])
        work.check(end)
    return work.pieces.run(scored, evaluator_of(config, data), np.concatenate(found))


def _group_size(config: EnsembleConfig, data: Data) -> int:
    """How many runs may be trained together: as many as one ensemble may have and keep."""
    n_params = evaluator_of(config, data).network.layout.n_params
    keep = snapshot_steps(config.steps, FEWEST_SNAPSHOTS)
    n_kept = len(keep) + len(held_out_steps(keep))
    return max(1, min(MAX_RUNS, MAX_KEPT_NUMBERS // (n_params * n_kept)))


def scored(evaluator: Evaluator, thetas: Array) -> Ends:
    """What networks (n, n_params) score."""
    train_accuracy, test_accuracy, _ = evaluator.accuracies(thetas).T
    share = evaluator.measure(thetas, ("intended_share",))["intended_share"]
    return Ends(thetas, train_accuracy, test_accuracy, share)


def classes_of(evaluator: Evaluator, thetas: Array, inputs: NDArray[Any]) -> NDArray[np.uint8]:
    """The classes that networks (n, n_params) give inputs (n_inputs, n_features); 255 where an answer is not finite."""
    outputs = evaluator.answers(thetas, inputs)
    finite = np.isfinite(outputs).all(axis=1)
    return np.where(finite, outputs.argmax(axis=1), NOT_FINITE).astype(np.uint8)
