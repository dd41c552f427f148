"""The work of one job: what it tells those who wait, what it takes from the shelf, and with whom it trains."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any, final

from landscape.engine.executors import JobPieces
from landscape.engine.jobs import Job
from landscape.engine.shelf import Shelf
from landscape.engine.together import joint, part_of, progress_of_part
from landscape.inputs.config import EnsembleConfig, SceneConfig, key_of
from landscape.learning.recorder import TrainingProgress
from landscape.learning.training import train
from landscape.learning.work import Work
from landscape.outputs.findings import Finding
from landscape.outputs.results import Ensemble, Scene
from landscape.picture.scene import load_data

Riders = dict[EnsembleConfig, list[Job]]


@final
class JobWork:
    """Connects a computation with the engine.

    Args:
        job: Whoever waits for it is told, and can stop it.
        shelf: Has finished results; what several jobs need is made by one of them.
        pieces: Of this job.
        riders: Finds the trainings that may ride along with one; nobody else makes them while the stack is open.
    """

    def __init__(
        self, job: Job, shelf: Shelf, pieces: JobPieces, riders: Callable[[EnsembleConfig, ExitStack], Riders]
    ) -> None:
        self._job, self._shelf, self._pieces, self._riders = job, shelf, pieces, riders

    def work(self) -> Work:
        """What the computation is handed."""
        return Work(
            report=lambda training: self._job.publish(training=training),
            progress=lambda share: self._job.publish(share=share),
            publish=lambda found: self._job.publish(**as_news(found)),
            stopped=self._job.stopped,
            ensemble=self._ensemble,
            scene=self._scene,
            pieces=self._pieces,
        )

    def _scene(self, config: SceneConfig, make: Callable[[], Scene]) -> Scene:
        """A scene that is needed on the way, kept or computed."""
        return self._shelf.once(key_of(config), make, self._job.fresh, self._job.stopped)

    def _ensemble(self, config: EnsembleConfig, make: Callable[[], Ensemble]) -> Ensemble:
        """The runs, kept or trained; two scenes of the same runs wait for one training."""
        trained = partial(self._trained, config, make)
        return self._shelf.once(key_of(config), trained, self._job.fresh, self._job.stopped)

    def _trained(self, config: EnsembleConfig, make: Callable[[], Ensemble]) -> Ensemble:
        """Trains together with jobs that wait and differ in their seeds alone: more runs at once cost little."""
        with ExitStack() as held:
            riders = {} if self._job.fresh else self._riders(config, held)
            if not riders:
                return make()
            whole, riding = joint(config, riders)
            aboard = {config: [self._job], **{one: riders[one] for one in riding}}
            ensemble = train(whole, load_data(config.data), self._shared_by(aboard, whole))
            if ensemble.stopped_at is None:
                for one in riding:
                    self._shelf.keep(key_of(one), part_of(ensemble, one))
            return part_of(ensemble, config)

    def _shared_by(self, aboard: Riders, whole: EnsembleConfig) -> Work:
        """The work of a training for several: each job hears of its own runs, and the last to leave stops it."""

        def report(progress: TrainingProgress) -> None:
            for one, jobs in aboard.items():
                for job in jobs:
                    job.publish(state="running", training=progress_of_part(progress, whole, one))

        def stopped() -> bool:
            return all([job.stopped() for jobs in aboard.values() for job in jobs])  # a list: each leases anew

        return Work(report=report, stopped=stopped, pieces=self._pieces)


def as_news(result: Scene | Finding) -> dict[str, Any]:
    """A result under the name it is published by."""
    return {"finding": result} if isinstance(result, Finding) else {"scene": result}
