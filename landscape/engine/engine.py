"""The engine: takes every visitor's question, computes each only once, and keeps what it found."""

import json
import logging
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from landscape.catalogue import EXPERIMENTS
from landscape.engine.census import Census
from landscape.engine.executors import Executor, JobPieces, Threads
from landscape.engine.job_work import JobWork, Riders, as_news
from landscape.engine.jobs import Job, Report
from landscape.engine.later import TOO_MANY_WAITING
from landscape.engine.shelf import Shelf
from landscape.engine.store import Store
from landscape.engine.together import can_ride
from landscape.errors import LandscapeError, Stopped, is_lack_of_memory
from landscape.experiments.parts.experiment import Experiment
from landscape.inputs.config import EnsembleConfig, SceneConfig, key_of
from landscape.outputs.findings import Finding, LessonConfig
from landscape.outputs.results import Scene
from landscape.picture.cost import refuse_too_costly
from landscape.picture.scene import compute

LEASE_SECONDS = 20.0
BUDGET_BYTES = 120_000_000
# Jobs are led in lanes by the seconds of one core they take: one of twelve does not wait for two of six hundred.
LANES = (("quick", 10.0), ("long", 60.0), ("heavy", float("inf")))
MOST_OPEN = 8
MOST_WAITING = 200
FAILED_INSIDE = "Something failed inside the program; its log has the details. Try again, or change a setting."
OUT_OF_MEMORY = "The server ran out of memory for this; choose fewer seeds, a smaller width or a smaller grid."

log = logging.getLogger(__name__)
job_log = logging.getLogger("landscape.jobs")


class Engine:
    """Computes scenes and experiments; equal configs share one computation.

    Each job has a thread that leads it from piece to piece and itself computes next to nothing; the pieces of all jobs
    go to one executor. Jobs are led in lanes by their length, each served in order, and take turns piece by piece,
    so nobody's long computation keeps the quick ones waiting.

    Args:
        workers: Pieces at once, where no executor is given.
        lease_seconds: How long a visitor counts as waiting after the last poll.
        budget: Bytes of finished results kept in memory.
        executor: Who does the pieces; threads of this program if not given.
        store: Where finished results outlive the program; nowhere if not given.
        most_open: Computations one visitor may wait for at once.
    """

    def __init__(
        self,
        workers: int = 2,
        lease_seconds: float = LEASE_SECONDS,
        budget: int = BUDGET_BYTES,
        *,
        executor: Executor | None = None,
        store: Store | None = None,
        most_open: int = MOST_OPEN,
    ) -> None:
        self.shelf = Shelf(budget, store)
        self.executor = executor or Threads(workers)
        self._counts: Counter[str] = Counter()
        self._lease_seconds, self._most_open = lease_seconds, most_open
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._lanes = {
            name: ThreadPoolExecutor(self.executor.workers, thread_name_prefix=f"{name}-jobs") for name, _ in LANES
        }

    @property
    def n_computed(self) -> int:
        """Jobs that were computed, and not found."""
        return self._counts["computed"]

    @property
    def n_open(self) -> int:
        """Jobs that wait or run."""
        return len(self._jobs)

    def ask(self, config: SceneConfig | LessonConfig, visitor: str, *, fresh: bool = False) -> Job:
        """The job of a config: the one that runs already, or one that is done from memory, or a new one.

        A job that may not begin has failed from the start, and its sentence says why.

        Args:
            config: The scene or the experiment wanted.
            visitor: Who asks; polls and leaves under the same name.
            fresh: Compute again even if the result is there (a job that runs already is still shared).
        """
        key = key_of(config)
        with self._lock:
            job = self._there(key, config, visitor, fresh)
        if job is not None:
            return job
        refusal, lane = self._lane_of(config)  # takes some milliseconds, so nobody's poll must wait for it
        with self._lock:
            job = self._there(key, config, visitor, fresh)
            if job is not None:
                return job
            job = Job(config, self._lease_seconds, fresh=fresh)
            job.join(visitor)
            refusal = refusal or self._crowded(visitor)
            if refusal:
                self._counts["refused"] += 1
                job.publish(state="failed", error=refusal)
                return job
            self._jobs[key] = job
            future = self._lanes[lane].submit(self._compute, key, job)
        future.add_done_callback(partial(self._finish, key, job))
        return job

    def poll(self, job: Job, visitor: str) -> Report:
        """What a job has now, how many stand before it, and whether something is amiss."""
        with self._lock:
            waiting = [other for other in self._jobs.values() if other.state == "waiting"]
        return job.poll(visitor, waiting.index(job) if job in waiting else 0, self.executor.trouble())

    def census(self) -> Census:
        """Numbers for whoever runs the server."""
        with self._lock:
            states = Counter(job.state for job in self._jobs.values())
            counts = self._counts.copy()
        store_bytes, store_items = self.shelf.store.census() if self.shelf.store is not None else (0, 0)
        return Census(
            waiting=states["waiting"],
            running=states["running"],
            computed=counts["computed"],
            shared=counts["shared"],
            from_memory=counts["memory"],
            from_store=counts["store"],
            done=counts["done"],
            stopped=counts["stopped"],
            failed=counts["failed"],
            refused=counts["refused"],
            store_bytes=store_bytes,
            store_items=store_items,
            memory_bytes=self.shelf.memory.n_bytes,
            workers=self.executor.workers,
            cluster=self.executor.cluster,
        )

    def stop(self) -> None:
        """Stops every job."""
        with self._lock:
            for job in self._jobs.values():
                job.stop()

    def close(self) -> None:
        """Stops every job and ends the threads."""
        self.stop()
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
        self.executor.close()
        if self.shelf.store is not None:
            self.shelf.store.clear()

    def _there(self, key: str, config: SceneConfig | LessonConfig, visitor: str, fresh: bool) -> Job | None:
        """A job that runs already, or one that is done from memory."""
        job = self._jobs.get(key)
        if job is not None and job.join(visitor):
            self._counts["shared"] += 1
            return job
        kept = None if fresh else self.shelf.memory.get(key)
        if kept is None:
            return None
        self._counts["memory"] += 1
        job = Job(config, self._lease_seconds)
        job.source = "memory"
        job.join(visitor)
        job.publish(state="done", **as_news(kept))
        return job

    def _lane_of(self, config: SceneConfig | LessonConfig) -> tuple[str, str]:
        """Why a job would be too much, or "", and its lane. An experiment has no choices its author did not measure."""
        if isinstance(config, LessonConfig):
            experiment: Experiment = EXPERIMENTS.load(config.slug)
            return "", "long" if experiment.is_long else "quick"
        try:
            seconds = refuse_too_costly(config).seconds
            return "", next(lane for lane, most in LANES if seconds < most)
        except LandscapeError as refusal:
            return str(refusal), ""

    def _crowded(self, visitor: str) -> str:
        """Why this visitor has to wait before asking for more, or ""."""
        if sum(job.waits(visitor) for job in self._jobs.values()) >= self._most_open:
            return f"You have {self._most_open} computations open already; wait for one of them, or stop it."
        if sum(job.state == "waiting" for job in self._jobs.values()) >= MOST_WAITING:
            return TOO_MANY_WAITING
        return ""

    def _compute(self, key: str, job: Job) -> Scene | Finding:
        if job.stopped():
            raise Stopped("Everybody left before the work began.")
        job.began = time.monotonic()
        job.publish(state="running")
        kept = None if job.fresh else self.shelf.find(key)
        if kept is not None:
            job.source = kept[1]
            self._count(job.source)
            return kept[0]  # type: ignore[no-any-return]
        self._count("computed")
        pieces = JobPieces(self.executor, job.stopped)
        work = JobWork(job, self.shelf, pieces, self._riders).work()
        try:
            if isinstance(job.config, SceneConfig):
                return compute(job.config, work)
            experiment: Experiment = EXPERIMENTS.load(job.config.slug)
            return experiment.run(job.config, work)
        finally:
            job.n_pieces = pieces.n

    def _riders(self, config: EnsembleConfig, held: ExitStack) -> Riders:
        """The trainings that may ride along, each with its jobs; nobody else trains them while `held` is open."""
        found: Riders = {}
        with self._lock:
            for job in self._jobs.values():
                if job.state != "waiting" or job.fresh or not isinstance(job.config, SceneConfig):
                    continue
                runs = job.config.ensemble
                if runs in found:
                    found[runs].append(job)
                elif can_ride(config, runs) and not job.config.view.drops and self.shelf.hold(key_of(runs), held):
                    found[runs] = [job]
        return found

    def _count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def _finish(self, key: str, job: Job, future: "Future[Scene | Finding]") -> None:
        error = Stopped("The engine was closed.") if future.cancelled() else future.exception()
        result = future.result() if error is None else None
        whole = isinstance(result, Finding) or (result is not None and result.complete)
        if whole:
            self.shelf.memory.put(key, result)
        with self._lock:  # only now, or a visitor who asks in between would start the same work again
            if self._jobs.get(key) is job:
                del self._jobs[key]
        if result is not None:
            job.publish(state="done" if whole else "stopped", **as_news(result))
        elif isinstance(error, Stopped):
            job.publish(state="stopped")
        else:
            job.publish(state="failed", error=_sentence(key, error))
        _write_log(key, job)
        if job.source == "computed":
            self._count(job.state)
            if whole:  # only now: nobody waits for the disk
                self.shelf.write(key, result)


def _sentence(key: str, error: BaseException | None) -> str:
    """What the reader is told; the log has the rest."""
    if isinstance(error, LandscapeError):
        return str(error)
    log.error("job %s failed", key[:12], exc_info=error)
    return OUT_OF_MEMORY if is_lack_of_memory(error) else FAILED_INSIDE


def _write_log(key: str, job: Job) -> None:
    """One line per job, as JSON: nothing about who asked."""
    seconds = 0.0 if job.began is None else time.monotonic() - job.began
    kind = "scene" if isinstance(job.config, SceneConfig) else job.config.slug
    line = {"key": key[:16], "kind": kind, "seconds": round(seconds, 3), "pieces": job.n_pieces}
    job_log.info(json.dumps(line | {"from": job.source, "outcome": job.state}))
