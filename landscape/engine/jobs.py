"""Jobs: each computes one scene, or one run of an experiment, for every visitor who asks, and publishes what it has."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeVar
from weakref import WeakValueDictionary

from landscape import experiments
from landscape.config import EnsembleConfig, SceneConfig, key_of
from landscape.engine.memory import Memory
from landscape.errors import LandscapeError, Stopped
from landscape.experiments.experiment import Work
from landscape.findings import Finding, LessonConfig
from landscape.results import Ensemble, Scene
from landscape.scene import compute
from landscape.training import TrainingProgress

Result = TypeVar("Result")
State = Literal["waiting", "running", "done", "stopped", "failed"]
LEASE_SECONDS = 20.0
BUDGET_BYTES = 120_000_000
FAILED_INSIDE = "Something failed inside the program; its log has the details. Try again, or change a setting."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a job has at one moment.

    Attributes:
        state: Waiting for a worker, running, done, stopped early (what there was is kept), or failed.
        revision: Grows whenever something new is there.
        training: Losses so far.
        scene: The newest scene, unfinished while running.
        error: One sentence, if it failed.
        ahead: Jobs that will be served before this one.
        finding: The newest finding, where an experiment was asked for.
        share: How much of an experiment is done, from 0 to 1; 0 while it does not say.
    """

    state: State
    revision: int
    training: TrainingProgress | None
    scene: Scene | None
    error: str
    ahead: int = 0
    finding: Finding | None = None
    share: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "stopped", "failed")

    @property
    def has_surface(self) -> bool:
        """Whether there is ground to show, coarse or full."""
        return self.scene is not None and self.scene.surface is not None


class Job:
    """One computation and everybody who waits for it. Made by `Engine.ask`; all methods are thread-safe."""

    def __init__(self, config: SceneConfig | LessonConfig, lease_seconds: float) -> None:
        self.config = config
        self.lease_seconds = lease_seconds
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._stop = threading.Event()
        self._seen: dict[str, float] = {}
        self._report = Report("waiting", 0, None, None, "")

    def poll(self, visitor: str, ahead: int = 0) -> Report:
        """What there is now; also says that the visitor still waits."""
        with self._lock:
            self._seen[visitor] = time.monotonic()
            return replace(self._report, ahead=ahead)

    def wait(self, seconds: float) -> None:
        """Returns when nothing more will come, at the latest after some seconds."""
        with self._news:
            self._news.wait_for(lambda: self._report.ended, seconds)

    def join(self, visitor: str) -> bool:
        """The visitor waits from now on, unless the work is being stopped already.

        Returns:
            Whether the visitor may wait for this job.
        """
        with self._lock:
            if self._stop.is_set():
                return False
            self._seen[visitor] = time.monotonic()
        return True

    def leave(self, visitor: str) -> bool:
        """The visitor waits no longer; the last one to leave stops the work.

        Returns:
            Whether the work is being stopped.
        """
        with self._lock:
            self._seen.pop(visitor, None)
            if not self._waited_for():
                self._stop.set()
                if self._report.state == "waiting":  # no worker has begun, so there is nothing to wait for
                    self._report = replace(self._report, state="stopped", revision=self._report.revision + 1)
                    self._news.notify_all()
        return self._stop.is_set()

    def stopped(self) -> bool:
        """Whether the work should end: everybody has left, or has not been heard of for the length of a lease."""
        with self._lock:
            if not self._stop.is_set() and not self._waited_for():
                self._stop.set()
        return self._stop.is_set()

    def _waited_for(self) -> bool:
        now = time.monotonic()
        return any(now - seen < self.lease_seconds for seen in self._seen.values())

    def publish(
        self,
        *,
        state: State | None = None,
        training: TrainingProgress | None = None,
        scene: Scene | None = None,
        finding: Finding | None = None,
        share: float | None = None,
        error: str = "",
    ) -> None:
        """Replaces what is given and keeps the rest."""
        with self._lock:
            old = self._report
            self._report = Report(
                state or old.state,
                old.revision + 1,
                training or old.training,
                scene or old.scene,
                error or old.error,
                finding=finding or old.finding,
                share=old.share if share is None else share,
            )
            self._news.notify_all()

    @property
    def state(self) -> State:
        """Where the job is."""
        return self._report.state


class Engine:
    """Computes scenes and experiments on worker threads of this process; equal configs share one computation.

    Args:
        workers: Computations at once.
        lease_seconds: How long a visitor counts as waiting after the last poll.
        budget: Bytes of finished results kept in memory.
    """

    def __init__(self, workers: int = 2, lease_seconds: float = LEASE_SECONDS, budget: int = BUDGET_BYTES) -> None:
        self.memory = Memory(budget)
        self.n_computed = 0
        self._lease_seconds = lease_seconds
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._making: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()  # one while it is in use
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="landscape")

    def ask(self, config: SceneConfig | LessonConfig, visitor: str, *, fresh: bool = False) -> Job:
        """The job of a config: the one that runs already, or one that is done from memory, or a new one.

        Args:
            config: The scene or the experiment wanted.
            visitor: Who asks; polls and leaves under the same name.
            fresh: Compute again even if the result is in memory (a job that runs already is still shared).
        """
        key = key_of(config)
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.join(visitor):
                return job
            job = Job(config, self._lease_seconds)
            job.join(visitor)
            kept = None if fresh else self.memory.get(key)
            if kept is not None:
                job.publish(state="done", **_as_news(kept))
                return job
            self._jobs[key] = job
            future = self._pool.submit(self._compute, job, fresh)
        future.add_done_callback(partial(self._finish, key, job))
        return job

    def poll(self, job: Job, visitor: str) -> Report:
        """What a job has now, and how many stand before it."""
        with self._lock:
            waiting = [other for other in self._jobs.values() if other.state == "waiting"]
        return job.poll(visitor, waiting.index(job) if job in waiting else 0)

    def close(self) -> None:
        """Stops every job and ends the worker threads."""
        with self._lock:
            for job in self._jobs.values():
                job._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _compute(self, job: Job, fresh: bool) -> Scene | Finding:
        if job.stopped():
            raise Stopped("Everybody left before the work began.")
        job.publish(state="running")
        with self._lock:
            self.n_computed += 1
        if isinstance(job.config, SceneConfig):
            return self._scene(job, fresh, job.config)
        work = Work(
            progress=lambda share: job.publish(share=share),
            stopped=job.stopped,
            scene=partial(self._whole_scene, job, fresh),
            publish=lambda finding: job.publish(finding=finding),
        )
        return experiments.load(job.config.slug).run(job.config, work)

    def _scene(self, job: Job, fresh: bool, config: SceneConfig) -> Scene:
        return compute(
            config,
            report=lambda progress: job.publish(training=progress),
            publish=lambda scene: job.publish(scene=scene),
            stopped=job.stopped,
            ensembles=partial(self._ensemble, job, fresh),
            scenes=partial(self._ground, job, fresh),
        )

    def _whole_scene(self, job: Job, fresh: bool, config: SceneConfig) -> Scene:
        """A scene an experiment asks for, from memory or computed to its end."""
        make = partial(self._scene, job, fresh, config)
        scene = self._once(job, fresh, key_of(config), make, lambda scene: scene.complete)
        if not scene.complete and job.stopped():
            raise Stopped("The experiment was stopped before its end.")
        return scene

    def _ensemble(self, job: Job, fresh: bool, config: EnsembleConfig, train: Callable[[], Ensemble]) -> Ensemble:
        """The runs from memory, or trained; two scenes of the same runs wait for one training."""
        return self._once(job, fresh, key_of(config), train, lambda ensemble: ensemble.stopped_at is None)

    def _ground(self, job: Job, fresh: bool, config: SceneConfig, make: Callable[[], Scene]) -> Scene:
        """The scene balls are dropped on, from memory or computed."""
        return self._once(job, fresh, key_of(config), make, lambda scene: scene.complete)

    def _once(
        self, job: Job, fresh: bool, key: str, make: Callable[[], Result], whole: Callable[[Result], bool]
    ) -> Result:
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        while not lock.acquire(timeout=0.1):
            if job.stopped():
                raise Stopped("Stopped while the same was being computed for another visitor.")
        try:
            kept: Result | None = None if fresh else self.memory.get(key)
            if kept is not None:
                return kept
            result = make()
            if whole(result):
                self.memory.put(key, result)
            return result
        finally:
            lock.release()

    def _finish(self, key: str, job: Job, future: "Future[Scene | Finding]") -> None:
        error = Stopped("The engine was closed.") if future.cancelled() else future.exception()
        result = future.result() if error is None else None
        whole = isinstance(result, Finding) or (result is not None and result.complete)
        if whole:
            self.memory.put(key, result)
        with self._lock:  # only now, or a visitor who asks in between would start the same work again
            if self._jobs.get(key) is job:
                del self._jobs[key]
        if result is not None:
            job.publish(state="done" if whole else "stopped", **_as_news(result))
        elif isinstance(error, Stopped):
            job.publish(state="stopped")
        elif isinstance(error, LandscapeError):
            job.publish(state="failed", error=str(error))
        else:
            log.error("job %s failed", key[:12], exc_info=error)
            job.publish(state="failed", error=FAILED_INSIDE)


def _as_news(result: Scene | Finding) -> dict[str, Any]:
    """A result under the name it is published by."""
    return {"finding": result} if isinstance(result, Finding) else {"scene": result}
