"""Trainings that differ in their seeds alone, made in one: a class in which everybody has seeds of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from landscape.errors import ConfigError
from landscape.inputs.config import EnsembleConfig
from landscape.inputs.settings import MAX_RUNS
from landscape.learning.recorder import TrainingProgress
from landscape.outputs.results import Ensemble


def can_ride(config: EnsembleConfig, other: EnsembleConfig) -> bool:
    """Whether two trainings differ in nothing but their seeds, and each run's start and order are those of its seed."""
    return config != other and config.vary == "both" and replace(other, seeds=config.seeds) == config


def joint(config: EnsembleConfig, others: Iterable[EnsembleConfig]) -> tuple[EnsembleConfig, list[EnsembleConfig]]:
    """One training with the seeds of several, and those of the others that found room in it."""
    seeds, riding = dict.fromkeys(config.seeds), list[EnsembleConfig]()
    for other in others:
        more = seeds | dict.fromkeys(other.seeds)
        if len(more) <= MAX_RUNS:
            seeds = more
            riding.append(other)
    try:
        return replace(config, seeds=tuple(seeds)), riding
    except ConfigError:
        return config, []


def _rows(whole: Sequence[int], part: Sequence[int]) -> list[int]:
    return [whole.index(seed) for seed in part]


def part_of(ensemble: Ensemble, config: EnsembleConfig) -> Ensemble:
    """The runs of some of the seeds: the same bits as if they had been trained alone."""
    rows = _rows(ensemble.config.seeds, config.seeds)
    return replace(
        ensemble,
        config=config,
        snapshots=ensemble.snapshots[rows],
        train_loss=ensemble.train_loss[rows],
        test_loss=ensemble.test_loss[rows],
        held_out_snapshots=ensemble.held_out_snapshots[rows],
        held_out_loss=ensemble.held_out_loss[rows],
        diverged=np.asarray(ensemble.diverged[rows]),
    )


def progress_of_part(progress: TrainingProgress, whole: EnsembleConfig, part: EnsembleConfig) -> TrainingProgress:
    """How far the runs of some of the seeds are."""
    return replace(progress, train_loss=progress.train_loss[_rows(whole.seeds, part.seeds)])
