"""A job: one computation, everybody who waits for it, and what it has published so far."""

import threading
import time
from dataclasses import dataclass, replace
from typing import Literal

from landscape.inputs.config import SceneConfig
from landscape.learning.recorder import TrainingProgress
from landscape.outputs.findings import Finding, LessonConfig
from landscape.outputs.results import Scene

State = Literal["waiting", "running", "done", "stopped", "failed"]
Source = Literal["computed", "memory", "store"]


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
        notice: Why nothing goes on at the moment, in one sentence; "" if all is well.
    """

    state: State
    revision: int
    training: TrainingProgress | None
    scene: Scene | None
    error: str
    ahead: int = 0
    finding: Finding | None = None
    share: float = 0.0
    notice: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "stopped", "failed")

    @property
    def has_surface(self) -> bool:
        """Whether there is ground to show, coarse or full."""
        return self.scene is not None and self.scene.surface is not None


class Job:
    """One computation and everybody who waits for it. Made by `Engine.ask`; all methods are thread-safe.

    Args:
        config: The scene or the experiment wanted.
        lease_seconds: How long a visitor counts as waiting after the last poll.
        fresh: Whether it is to be computed again although the result may be there.

    Attributes:
        source: Where the result came from.
        n_pieces: Pieces of work that were begun for it.
        began: When a worker began, by the clock that never goes back; None before.
    """

    def __init__(self, config: SceneConfig | LessonConfig, lease_seconds: float, *, fresh: bool = False) -> None:
        self.config = config
        self.fresh = fresh
        self.lease_seconds = lease_seconds
        self.source: Source = "computed"
        self.n_pieces = 0
        self.began: float | None = None
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._stop = threading.Event()
        self._seen: dict[str, float] = {}
        self._report = Report("waiting", 0, None, None, "")

    def poll(self, visitor: str, ahead: int = 0, notice: str = "") -> Report:
        """What there is now; also says that the visitor still waits."""
        with self._lock:
            self._seen[visitor] = time.monotonic()
            return replace(self._report, ahead=ahead, notice=notice)

    def waits(self, visitor: str) -> bool:
        """Whether this visitor waits for it."""
        with self._lock:
            return visitor in self._seen

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

    def stop(self) -> None:
        """Ends the work, whoever waits."""
        self._stop.set()

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
        """Replaces what is given and keeps the rest; nothing once the job has ended."""
        with self._lock:
            old = self._report
            if old.ended:  # whoever left it was told so; a training that it rode along with may still report
                return
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
