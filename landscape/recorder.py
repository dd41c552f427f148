"""What is kept of a training: parameter vectors, their losses, reports on the way, and which runs diverged."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from landscape.config import EnsembleConfig
from landscape.evaluation import Evaluator, examples
from landscape.results import Array, Ensemble, Integers

SECONDS_BETWEEN_REPORTS = 0.12
DIVERGED_FACTOR = 10.0


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


class Recorder:
    """Keeps parameter vectors and measures their losses in larger lots, when a report is due or at the end."""

    def __init__(
        self,
        config: EnsembleConfig,
        n_runs: int,
        evaluator: Evaluator,
        report: Callable[[TrainingProgress], None] | None,
    ) -> None:
        self.config, self.n_runs, self.evaluator, self.report = config, n_runs, evaluator, report
        self.kept: dict[int, Array] = {}
        self.losses: dict[int, dict[str, Array]] = {}
        self.last_report = time.monotonic()

    def keep(self, step: int, thetas: Array) -> None:
        """Keeps the runs as they are after a step, shape (n_runs, n_params)."""
        self.kept.setdefault(step, thetas)
        if self.report is not None and time.monotonic() - self.last_report > SECONDS_BETWEEN_REPORTS:
            self._measure()
            steps = np.array(list(self.losses))
            train_loss = np.stack([loss["train_loss"] for loss in self.losses.values()], axis=1)
            self.report(TrainingProgress(step, self.config.steps, steps, train_loss))
            self.last_report = time.monotonic()

    def _measure(self) -> None:
        new = [step for step in self.kept if step not in self.losses]
        if not new:
            return
        thetas = np.concatenate([self.kept[step] for step in new])
        found = self.evaluator.measure(thetas, ("train_loss", "test_loss"))
        for i, step in enumerate(new):
            rows = slice(i * self.n_runs, (i + 1) * self.n_runs)
            self.losses[step] = {name: values[rows] for name, values in found.items()}

    def ensemble(self, keep: Integers, stopped_at: int | None) -> Ensemble:
        """The finished runs."""
        self._measure()
        last = max(self.kept)
        steps = np.unique(np.append(keep[keep < last], last))
        held_out = np.array([step for step in sorted(self.kept) if step not in set(steps.tolist())], dtype=np.int64)

        def losses(at: Integers, name: str) -> Array:
            found = [self.losses[step][name] for step in at.tolist()]
            return np.stack(found, axis=1) if found else np.empty((self.n_runs, 0), np.float32)

        def thetas(at: Integers) -> Array:
            shape = (self.n_runs, len(at), self.evaluator.network.layout.n_params)
            kept = np.empty(shape, np.float32)
            for i, step in enumerate(at.tolist()):
                kept[:, i] = self.kept[step]
            return kept

        data = self.evaluator.data
        inputs, targets = examples(data.train_inputs, data.train_targets, data.n_measured)
        train_loss, snapshots = losses(steps, "train_loss"), thetas(steps)
        guessing = {"classification": np.log(data.n_outputs), "control": 1.0}
        chance = guessing[data.task] if data.graded else float(np.var(data.train_targets))
        return Ensemble(
            config=self.config,
            steps=steps,
            snapshots=snapshots,
            train_loss=train_loss,
            test_loss=losses(steps, "test_loss"),
            check_steps=held_out,
            check_snapshots=thetas(held_out),
            check_loss=losses(held_out, "train_loss"),
            parameter_names=self.evaluator.network.layout.names,
            parameter_shapes=self.evaluator.network.layout.shapes,
            diverged=diverged_at(steps, snapshots, train_loss, chance),
            stopped_at=stopped_at,
            inputs=inputs.numpy(),
            targets=targets.numpy(),
        )


def diverged_at(steps: Integers, snapshots: Array, train_loss: Array, chance: float) -> Integers:
    """The step at which each run had left every bound, or -1, shape (n_runs,).

    A run diverges when a weight or its loss stops being finite, or when it ends more than ten times above both
    where it began and what guessing costs.
    """
    finite = np.isfinite(train_loss) & np.isfinite(snapshots).all(axis=2)
    bound = DIVERGED_FACTOR * np.maximum(np.where(np.isfinite(train_loss[:, 0]), train_loss[:, 0], 0), chance)
    above = ~finite | (train_loss > bound[:, None])
    lost = ~finite.all(axis=1) | above[:, -1]
    return np.where(lost, steps[above.argmax(axis=1)], -1)
