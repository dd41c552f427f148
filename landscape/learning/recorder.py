"""What is kept of a training: parameter vectors, their losses, reports on the way, and which runs diverged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from landscape.inputs.config import EnsembleConfig
from landscape.inputs.tasks import TASKS
from landscape.learning.evaluator import Evaluator, examples
from landscape.learning.parameters import Layout
from landscape.outputs.results import Array, Data, Ensemble, Integers

Stage = TypeVar("Stage")

DIVERGED_FACTOR = 10.0
THROWN_UP_FACTOR = 100.0
LONG, TOO_LONG = 30.0, 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class TrainingProgress:
    """How far a training is.

    Attributes:
        step, n_steps: Steps made and to make.
        steps: Steps of the snapshots measured so far, shape (n_so_far,).
        train_loss: Their training loss, shape (n_runs, n_so_far).
    """

    step: int
    n_steps: int
    steps: Integers
    train_loss: Array


@dataclass(frozen=True, slots=True, eq=False)
class RunsAtStep:
    """The runs at one step.

    Attributes:
        thetas: Parameter vectors, shape (n_runs, n_params).
        train_loss, test_loss: Shape (n_runs,).
    """

    thetas: Array
    train_loss: Array
    test_loss: Array


def measured(evaluator: Evaluator, thetas: dict[int, Array]) -> dict[int, RunsAtStep]:
    """Parameter vectors by step, each (n_runs, n_params), with their losses, all measured together."""
    if not thetas:
        return {}
    found = evaluator.measure(np.concatenate(list(thetas.values())), ("train_loss", "test_loss"))
    train_loss, test_loss = (np.split(found[name], len(thetas)) for name in ("train_loss", "test_loss"))
    return {
        step: RunsAtStep(thetas[step], *losses) for step, *losses in zip(thetas, train_loss, test_loss, strict=True)
    }


def _together(parts: Sequence[RunsAtStep]) -> RunsAtStep:
    """The groups of runs in one."""
    if len(parts) == 1:
        return parts[0]
    return RunsAtStep(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in RunsAtStep.__dataclass_fields__)
    )


class Recorder:
    """Keeps what the pieces of a training give."""

    def __init__(self, config: EnsembleConfig) -> None:
        self.config = config
        self.kept: dict[int, RunsAtStep] = {}

    def take(self, pieces: Iterable[tuple[Stage, dict[int, RunsAtStep]]]) -> list[Stage]:
        """Keeps what every group of runs has found up to the same step.

        Returns:
            Where the groups stand.
        """
        stages, found = zip(*pieces, strict=True)
        for step in found[0]:
            self.kept[step] = _together([part[step] for part in found])
        return list(stages)

    def progress(self, step: int) -> TrainingProgress:
        """The losses so far."""
        train_loss = np.stack([kept.train_loss for kept in self.kept.values()], axis=1)
        return TrainingProgress(step, self.config.steps, np.array(list(self.kept)), train_loss)

    def ensemble(self, layout: Layout, data: Data, keep: Integers, stopped_at: int | None) -> Ensemble:
        """The finished runs: the steps in `keep` are snapshots, and so is the last; the others are held out."""
        last = max(self.kept)
        steps = np.unique(np.append(keep[keep < last], last))
        held_out = np.array([step for step in sorted(self.kept) if step not in set(steps.tolist())], dtype=np.int64)
        n_runs = len(self.kept[last].thetas)

        def at(where: Integers, name: str, *shape: int) -> Array:
            kept = np.empty((n_runs, len(where), *shape), np.float32)
            for i, step in enumerate(where.tolist()):
                kept[:, i] = getattr(self.kept[step], name)
            return kept

        inputs, targets = examples(data.train_inputs, data.train_targets, data.n_measured)
        train_loss, snapshots = at(steps, "train_loss"), at(steps, "thetas", layout.n_params)
        chance = TASKS[data.task].guess(data.n_outputs, data.train_targets)
        return Ensemble(
            config=self.config,
            steps=steps,
            snapshots=snapshots,
            train_loss=train_loss,
            test_loss=at(steps, "test_loss"),
            held_out_steps=held_out,
            held_out_snapshots=at(held_out, "thetas", layout.n_params),
            held_out_loss=at(held_out, "train_loss"),
            parameter_names=layout.names,
            parameter_shapes=layout.shapes,
            diverged=diverged_at(steps, snapshots, train_loss, chance),
            stopped_at=stopped_at,
            inputs=inputs.numpy(),
            targets=targets.numpy(),
        )


def diverged_at(steps: Integers, snapshots: Array, train_loss: Array, chance: float) -> Integers:
    """The step at which each run had left every bound, or -1, shape (n_runs,).

    What a loss is compared with is the larger of the run's first and that of guessing, and what weights are compared
    with is the length of the start, or 1 where that is less. A run diverges when

    - a weight or its loss stops being finite, or it ends ten times above its loss;
    - it was a hundred times above, and does not end below half of its loss: large steps may throw a run up, but an
      honest one comes down again;
    - its weights are thirty times as long as the start and its loss twice what it should be, at its end;
    - its weights were ever a thousand times as long.

    Measured with steps of 0.1 to 0.6, two weights and steps of 2.5, Adam's 0.01 to 0.3, policies, convolutions and
    regression: honest runs are at most 29 times as long (where the loss is nearly 0), and end at most 1.8 times above.
    """
    finite = np.isfinite(train_loss) & np.isfinite(snapshots).all(axis=2)
    level = np.maximum(np.where(np.isfinite(train_loss[:, 0]), train_loss[:, 0], 0), chance)[:, None]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        length = np.sqrt(np.einsum("rsp,rsp->rs", snapshots, snapshots, dtype=np.float64))  # makes no copy
        longer, higher = length / np.maximum(length[:, :1], 1.0), train_loss / level
    at_end = np.arange(len(steps)) == len(steps) - 1
    stayed_up = higher[:, -1:] > 0.5
    blown_up = longer > TOO_LONG
    blown_up |= (higher > THROWN_UP_FACTOR) & stayed_up
    blown_up |= at_end & (longer > LONG) & (higher > 2)
    above = ~finite | (higher > DIVERGED_FACTOR)
    lost = ~finite.all(axis=1) | above[:, -1] | blown_up.any(axis=1)
    return np.where(lost, steps[(above | blown_up).argmax(axis=1)], -1)
