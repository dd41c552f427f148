"""The work in progress: what a computation tells and asks whoever runs it, and who does its pieces."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from landscape.errors import Stopped
from landscape.inputs.config import EnsembleConfig, SceneConfig
from landscape.learning.pieces import HERE, Pieces
from landscape.learning.recorder import TrainingProgress
from landscape.outputs.results import Ensemble, Scene


class NewestRuns:
    """Remembers the newest runs that were trained to their end, so that another scene of them costs no training."""

    def __init__(self) -> None:
        self._newest: Ensemble | None = None

    def __call__(self, config: EnsembleConfig, make: Callable[[], Ensemble]) -> Ensemble:
        """The runs of a config: those remembered, or else made."""
        if self._newest is not None and self._newest.config == config:
            return self._newest
        ensemble = make()
        if ensemble.stopped_at is None:
            self._newest = ensemble
        return ensemble


def _made(_config: SceneConfig, make: Callable[[], Scene]) -> Scene:
    return make()


@dataclass(frozen=True, slots=True)
class Work:
    """One computation in progress, as it is handed from function to function. By default nobody hears of it.

    Attributes:
        report: Called during a training with its losses so far.
        progress: Called with the share of the whole that is done, from 0 to 1.
        publish: Called with what can be shown already: a `Scene`, coarse to fine, or the `Finding` of an experiment.
        stopped: Asked often; once true, the work ends soon, and what there is may be kept.
        ensemble: Gives the runs of a config, from memory or by calling the function it is handed.
        scene: The same for a scene.
        pieces: Who does the pieces of work, a fraction of a second at a time.
    """

    report: Callable[[TrainingProgress], None] = lambda training: None
    progress: Callable[[float], None] = lambda share: None
    publish: Callable[[Any], None] = lambda found: None
    stopped: Callable[[], bool] = lambda: False
    ensemble: Callable[[EnsembleConfig, Callable[[], Ensemble]], Ensemble] = field(default_factory=NewestRuns)
    scene: Callable[[SceneConfig, Callable[[], Scene]], Scene] = _made
    pieces: Pieces = HERE

    def check(self, share: float | None = None) -> None:
        """Tells how much is done, and ends the work if nobody waits for it.

        Raises:
            Stopped: The reader asked for the work to stop.
        """
        if self.stopped():
            raise Stopped("The experiment was stopped before its end.")
        if share is not None:
            self.progress(share)

    def part(self, start: float, end: float) -> "Work":
        """The same work for a part of it, whose progress runs from one share of the whole to another."""
        return replace(self, progress=lambda share: self.progress(start + share * (end - start)))

    def counted(self) -> "Work":
        """The same for runs so many that nobody looks at their losses: a training is told as the share of its steps.

        A stop raises Stopped after the next piece of the training, for a part of such runs is no result.
        """
        return replace(self, report=lambda training: self.check(training.step / training.n_steps))

    def to_its_end(self) -> "Work":
        """The same without a stop: for what is short and still wanted after one."""
        return replace(self, stopped=lambda: False)
