"""An engine on trial: what is asked of it, and whether every request ended in the right bits or in a clear sentence."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from landscape.bench.processes import LocalCluster, wait_until
from landscape.engine import Engine, Job, Report
from landscape.engine.engine import FAILED_INSIDE
from landscape.engine.executors import Executor
from landscape.engine.memory import Memory
from landscape.engine.store import Store
from landscape.inputs.config import SceneConfig

LEASE_SECONDS = 1.5  # short, so that a lease runs out within a job; long against the pauses of a busy machine
POLL_SECONDS = 0.05
CLOSE_SECONDS = 60.0
BUDGETS = (0, 120_000_000)  # without memory every answer comes from the store or is computed
MOST_OPEN = 50


def digest_of(result: Any) -> str:
    """A hash of every bit of a result, but for the seconds it took."""
    hashed = hashlib.sha256()

    def add(value: Any) -> None:
        if is_dataclass(value):
            hashed.update(type(value).__name__.encode())
            for part in fields(value):
                if part.name != "seconds":
                    add(getattr(value, part.name))
        elif isinstance(value, np.ndarray):
            hashed.update(f"{value.dtype}{value.shape}".encode())
            hashed.update(np.ascontiguousarray(value).tobytes())
        elif isinstance(value, (tuple, list)):
            hashed.update(f"{len(value)}(".encode())
            for part in value:
                add(part)
        elif isinstance(value, dict):
            add(tuple(value.items()))
        else:
            hashed.update(f"{value!r};".encode())

    add(result)
    return hashed.hexdigest()


def is_a_sentence(text: str) -> bool:
    """Whether a reader can be shown this: one line that is not empty and ends as a sentence does."""
    return text.strip().endswith((".", "!", "?")) and "\n" not in text


@dataclass(slots=True, eq=False)
class Request:
    """One visitor's question.

    Attributes:
        job: What the engine gave.
        config: What was asked for.
        visitor: Who asked.
        sound: Whether there is an answer to it.
        waits: Whether the visitor is still there; somebody who waits must not be stopped.
    """

    job: Job
    config: SceneConfig
    visitor: str
    sound: bool = True
    waits: bool = True


@dataclass(slots=True)
class Tally:
    """How requests ended."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


class Trial:
    """One engine on one store, with visitors who poll; the engine can be closed and opened again.

    Args:
        folder: Where the store is.
        chance: Draws what happens.
        make: Makes the executor.
        references: The hash of each config's scene, computed without an engine.
        deadline: Seconds after which a request that has not ended never will.
        cluster: The processes behind the executor, if any.
    """

    def __init__(
        self,
        folder: Path,
        chance: random.Random,
        make: Callable[[], Executor],
        references: dict[SceneConfig, str],
        deadline: float,
        cluster: LocalCluster | None = None,
    ) -> None:
        self.folder, self.chance, self.references, self.cluster = folder, chance, references, cluster
        self.tally, self.fault = Tally(), "the beginning"
        self._make, self._deadline = make, deadline
        self._lock = threading.Lock()
        self._open: list[Request] = []
        self._n_asked = 0
        self._over = threading.Event()
        self.engine = self.another()
        self._polls = threading.Thread(target=self._poll, name="chaos-visitors")
        self._polls.start()

    def another(self) -> Engine:
        """One more engine on the same store, as of another program."""
        store = Store(str(self.folder))
        budget = self.chance.choice(BUDGETS)
        return Engine(2, LEASE_SECONDS, budget, executor=self._make(), store=store, most_open=MOST_OPEN)

    def ask(self, config: SceneConfig, *, fresh: bool = False, sound: bool = True, of: Engine | None = None) -> Request:
        """A new visitor asks and goes on polling."""
        self._n_asked += 1
        visitor = f"visitor-{self._n_asked}"
        request = Request((of or self.engine).ask(config, visitor, fresh=fresh), config, visitor, sound)
        with self._lock:
            self._open.append(request)
        return request

    def until_under_way(self, request: Request) -> None:
        """Waits until the first losses are there, and some random moment more."""
        wait_until(lambda: self.now(request).training is not None or self.now(request).ended, self._deadline)
        time.sleep(0.3 * self.chance.random())

    def now(self, request: Request) -> Report:
        """What the visitor sees."""
        return request.job.poll(request.visitor)

    def falls_silent(self, request: Request) -> None:
        """The visitor polls no more, and does not say so."""
        with self._lock:
            request.waits = False

    def leaves(self, request: Request) -> None:
        """The visitor leaves."""
        self.falls_silent(request)
        request.job.leave(request.visitor)

    def forget(self) -> None:
        """Lets the engine's memory go, so that the next answer comes from the store or is computed."""
        self.engine.shelf.memory = Memory(self.engine.shelf.memory.budget)

    def files(self) -> list[Path]:
        """The results in the store."""
        return sorted(self.folder.rglob("??/*.npz"))

    def settle(self, *requests: Request) -> None:
        """Waits for the end of some requests and judges it."""
        end = time.monotonic() + self._deadline
        for request in requests:
            while not _ended(request.job) and time.monotonic() < end:
                request.job.wait(0.2)
            with self._lock:
                self._open.remove(request)
            how = self._judged(request)
            self.tally.ends[how] += 1
            if how not in ("right", "sentence", "stopped"):
                self.tally.told.append(f"{how}: {request.job.state} {self.now(request).error!r} in {self.fault}")

    def _judged(self, request: Request) -> str:
        report = request.job.poll(request.visitor)
        if not report.ended:
            return "hung"
        if report.state == "done":
            same = request.sound and digest_of(report.scene) == self.references[request.config]
            return "right" if same else "wrong"
        if report.state == "stopped":
            return "unexplained" if request.waits else "stopped"
        if report.error == FAILED_INSIDE:
            return "inside"
        if not is_a_sentence(report.error):
            return "unexplained"
        return "spared" if request.sound else "sentence"

    def reopen(self) -> None:
        """Closes the engine, whatever it does, and opens another one on the same store."""
        self.close_engine(self.engine)
        self.engine = self.another()

    def close_engine(self, engine: Engine) -> None:
        """Closes an engine; one that still has a job once all requests are settled, or does not close, has hung."""
        closing = threading.Thread(target=engine.close, name="chaos-close", daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)
        if closing.is_alive():
            self.tally.ends["hung"] += 1
            self.tally.told.append("hung: an engine did not close")

    def rest(self) -> None:
        """Counts the jobs that go on although nobody asked for anything any more."""
        end = time.monotonic() + self._deadline
        while self._n_jobs() and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
        n_left = self._n_jobs()
        if n_left:
            self.tally.ends["hung"] += n_left
            self.tally.told.append(f"hung: {n_left} jobs go on after {self.fault}")

    def close(self) -> None:
        """Ends everything."""
        self.rest()
        self._over.set()
        self._polls.join()
        self.close_engine(self.engine)

    def _n_jobs(self) -> int:
        census = self.engine.census()
        return census.waiting + census.running

    def _poll(self) -> None:
        while not self._over.wait(POLL_SECONDS):
            with self._lock:
                for request in self._open:
                    if request.waits:
                        request.job.poll(request.visitor)


def _ended(job: Job) -> bool:
    return job.state in ("done", "stopped", "failed")
