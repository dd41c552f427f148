"""A visitor who asks the engine for one thing at a time: asks, waits, stops, and asks again after a silence."""

import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from landscape.engine import Engine, Job, Report
from landscape.inputs.config import SceneConfig
from landscape.outputs.findings import LessonConfig

Config = TypeVar("Config", SceneConfig, LessonConfig)
Before = TypeVar("Before")


def new_name() -> str:
    """A random name for a visitor."""
    return uuid.uuid4().hex


@dataclass(slots=True)
class Asking(Generic[Config, Before]):
    """What a visitor wants of the engine and what came of it; knows nothing of pages.

    Attributes:
        engine: Who is asked.
        config: What was asked for last.
        name: The name under which the engine counts this visitor.
        job: What the visitor waits for; None when it has ended or was left.
        report: What the last job had at the last poll; None before the first.
        problems: Sentences about the link the question came from.
        message: What the last action did, in one sentence.
        compare_with: What asking afresh should repeat; see `repeated`.
        stopping: Whether the visitor pressed Stop.

    Example:
        >>> from landscape.api import configure
        >>> engine = Engine(workers=1)
        >>> ada = Asking(engine, configure(steps=5, seeds="0-2", grid=9))
        >>> ada.ask(ada.config)
        >>> ada.wait(60.0)
        >>> ada.poll().state, ada.waits
        ('done', False)
        >>> engine.close()
    """

    engine: Engine
    config: Config
    name: str = field(default_factory=new_name)
    job: Job | None = None
    report: Report | None = None
    problems: tuple[str, ...] = ()
    message: str = ""
    compare_with: Before | None = None
    stopping: bool = False
    _fresh: bool = field(default=False, init=False)
    _heard: float = field(default=0.0, init=False)
    _was_silent: bool = field(default=False, init=False)
    _waited_for: Job | None = field(default=None, init=False)

    @property
    def waits(self) -> bool:
        """Whether something is still to come."""
        return self.job is not None

    @property
    def began(self) -> bool:
        """Whether anything was asked for yet."""
        return self.job is not None or self.report is not None

    def ask(self, config: Config, *, fresh: bool = False, compare_with: Before | None = None) -> None:
        """Asks for something, and leaves what was asked for before.

        Args:
            config: The scene or the experiment wanted.
            fresh: Compute it again even if it is there.
            compare_with: What the result should repeat.
        """
        self.config, self._fresh, self.compare_with = config, fresh, compare_with
        self.message, self.stopping = "", False
        before = self.job
        self._ask()
        if before is not None and before is not self.job:  # only now, or asking for the same would end it
            before.leave(self.name)

    def _ask(self) -> None:
        self.job = self.engine.ask(self.config, self.name, fresh=self._fresh)
        self.report, self._heard, self._was_silent = None, time.monotonic(), False

    def wait(self, seconds: float) -> None:
        """After a new question, gives a short job the time to answer it; a job is waited for only once."""
        if self.job is not None and self.job is not self._waited_for:
            self._waited_for = self.job
            self.job.wait(seconds)

    def poll(self) -> Report | None:
        """What there is now; also tells the engine that the visitor still waits.

        Who was not heard of for longer than a lease may find the work stopped; then it is asked for once more.

        Returns:
            The newest report: of the job, or of the last one if nothing more is to come; None before any question.
        """
        if self.job is None:
            return self.report
        now = time.monotonic()
        self._was_silent |= now - self._heard > self.job.lease_seconds
        self._heard = now
        self.report = self.engine.poll(self.job, self.name)
        if self.report.state == "stopped" and self._was_silent and not self.stopping:
            self._ask()
            self.report = self.engine.poll(self.job, self.name)
        if self.report.ended:
            self.leave()
        return self.report

    def repeated(self) -> Before | None:
        """What the result should be the same as: said once, when a fresh computation is done."""
        before = self.compare_with
        if self.report is None or not self.report.ended:
            return None
        self.compare_with = None
        return before if self.report.state == "done" else None

    def stop(self) -> bool:
        """The visitor presses Stop; what the job has by its end can still be polled.

        Returns:
            Whether the work ends with it. Where others wait for it too, it goes on without this visitor, whose last
            report is what it had now.
        """
        if self.job is None:
            return True
        self.stopping = True
        if self.job.leave(self.name):
            return True
        self.report = replace(self.engine.poll(self.job, self.name), state="stopped")
        self.leave()
        return False

    def leave(self) -> None:
        """The visitor waits no longer; work that nobody waits for ends."""
        if self.job is not None:
            self.job.leave(self.name)
        self.job = None
