"""Pieces done by a Dask cluster: sent again when a worker or the scheduler dies. The only file that knows Dask."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ParamSpec, TypeVar

import dask
import distributed
from distributed.protocol.serialize import deserialize, serialize

from landscape.engine.code_version import code_version
from landscape.engine.later import ENDING, GAVE_UP, LOST_TOO_OFTEN
from landscape.errors import LandscapeError
from landscape.inputs.config import EnsembleConfig, SceneConfig
from landscape.learning.pieces import done
from landscape.picture.cost import refuse_too_costly

P = ParamSpec("P")
R = TypeVar("R")

MOST_TRIES = 5
CONNECT_SECONDS = 3.0
PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.5
GATHERERS = 4

UNREACHABLE = "The cluster does not answer; your work goes on when it is back."
NO_WORKERS = "The cluster has no workers at the moment; your work goes on when there are some."
TOO_MUCH = (
    "This took more memory than the cluster's workers have, or made them fail; choose fewer seeds, a smaller width or "
    "a smaller grid."
)
OTHER_VERSION = "The cluster's workers run another version of the program; whoever runs the server must update them."

log = logging.getLogger(__name__)


def done_here(version: str, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
    """What a worker does with a piece: looks whether it is meant for it and affordable, then does it."""
    if version != code_version():
        raise LandscapeError(OTHER_VERSION)
    for value in args:
        if isinstance(value, EnsembleConfig) and value.data.name != "csv":  # a file of the visitor's is not here
            refuse_too_costly(SceneConfig(value))
    try:
        return done(function, *args, **kwargs)
    except Exception as error:
        raise _that_can_be_sent(error) from None


def _that_can_be_sent(error: Exception) -> Exception:
    """The error itself, or one that says what it said: an error that cannot be read again takes the worker with it."""
    try:
        deserialize(*serialize(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


@dataclass(slots=True, eq=False)
class _Task:
    """One piece on its way."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    future: "Future[Any]" = field(default_factory=Future)
    there: distributed.Future[Any] | None = None
    tries: int = 0
    since: float = field(default_factory=time.monotonic)

    def end(self, result: Any = None, error: BaseException | None = None) -> None:
        """Ends the future, unless whoever waited has gone."""
        try:
            if error is None:
                self.future.set_result(result)
            else:
                self.future.set_exception(error)
        except InvalidStateError:
            pass


class Cluster:
    """A Dask scheduler and its workers.

    The program starts without waiting for them, and outlives them: pieces that were lost with a scheduler are sent to
    the next one at the same address.

    Args:
        address: Of the scheduler, such as `tcp://127.0.0.1:8786`; `tls://...` uses Dask's own TLS settings.
        workers: Jobs at once; the cluster may be larger or smaller.
    """

    def __init__(self, address: str, workers: int = 8) -> None:
        self.cluster, self.workers = address, workers
        # A piece brings the runs and the sheet along, some megabytes; Dask would warn about each.
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"})
        self._client: distributed.Client | None = None
        self._trouble = ""
        self._todo: queue.Queue[_Task] = queue.Queue()
        self._lock = threading.Lock()
        self._under_way: set[_Task] = set()
        self._closed = threading.Event()
        self._gatherers = ThreadPoolExecutor(GATHERERS, thread_name_prefix="cluster-gather")
        self._sender = threading.Thread(target=self._serve, name="cluster-send", daemon=True)
        self._sender.start()

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        """Asks for one piece."""
        task = _Task(function, args, dict(kwargs))
        if self._closed.is_set():
            task.end(error=LandscapeError(ENDING))
        else:
            self._todo.put(task)
        return task.future

    def trouble(self) -> str:
        """Why nothing goes on at the moment."""
        return self._trouble

    def close(self) -> None:
        """Ends the connection; pieces that are not done end with an error."""
        self._closed.set()
        self._sender.join()
        self._gatherers.shutdown(wait=True, cancel_futures=True)
        for task in self._all():
            task.end(error=LandscapeError(ENDING))
        if self._client is not None:
            self._client.close(timeout=1)

    def _all(self) -> list[_Task]:
        found = []
        while not self._todo.empty():
            found.append(self._todo.get_nowait())
        with self._lock:
            found += self._under_way
            self._under_way.clear()
        return found

    def _serve(self) -> None:
        """Sends what is to do, and looks after the connection."""
        looked = 0.0
        while not self._closed.is_set():
            task = self._next()
            is_time = time.monotonic() - looked > LOOK_SECONDS
            if task is None and not (self._under_way and is_time):
                continue
            client = self._connected()
            if task is not None and client is not None:
                self._send(client, task)
            elif task is not None:
                self._todo.put(task)
            if is_time:
                self._look(client)
                looked = time.monotonic()

    def _next(self) -> _Task | None:
        """The next piece somebody still waits for, if there is one within a moment."""
        try:
            task = self._todo.get(timeout=LOOK_SECONDS / 5)
        except queue.Empty:
            return None
        return None if task.future.cancelled() else task

    def _connected(self) -> distributed.Client | None:
        """The connection, made anew if it was lost; what was under way is then sent again."""
        if self._client is not None and self._client.status == "running":
            return self._client
        if self._client is not None:
            log.warning("cluster: the connection to the scheduler was lost")
            self._client.close(timeout=0.5)
            self._client = None
            with self._lock:
                lost = list(self._under_way)
            for task in lost:
                self._again(task)
        try:
            self._client = distributed.Client(self.cluster, set_as_default=False, timeout=CONNECT_SECONDS)
            self._trouble = ""
        except Exception as error:  # of a wrong certificate, say: this thread must not end
            if not self._trouble:
                log.warning("cluster: %s: %s", type(error).__name__, error)
            self._trouble = UNREACHABLE
            self._closed.wait(LOOK_SECONDS)  # a refusal may come at once, and asking without a pause would take a core
        return self._client

    def _look(self, client: distributed.Client | None) -> None:
        """Notices that there are no workers, lets go of what nobody waits for, and gives up what waited too long."""
        if client is not None:
            try:
                self._trouble = "" if client.scheduler_info(n_workers=1)["n_workers"] else NO_WORKERS
            except Exception:
                self._trouble = UNREACHABLE
        with self._lock:
            tasks = list(self._under_way)
        for task in tasks:
            if task.future.cancelled():
                self._drop(task)
        if not self._trouble:
            return
        waiting = [self._todo.get_nowait() for _ in range(self._todo.qsize())]
        for task in [*waiting, *tasks]:
            if time.monotonic() - task.since > PATIENCE_SECONDS:
                self._drop(task)
                task.end(error=LandscapeError(GAVE_UP))
            elif task in waiting:
                self._todo.put(task)

    def _send(self, client: distributed.Client, task: _Task) -> None:
        task.tries += 1
        try:
            there = client.submit(
                done_here, code_version(), task.function, task.args, task.kwargs, pure=False, retries=0
            )
        except Exception as error:  # what cannot be sent (not picklable, say) must not end this thread
            task.end(error=error)
            return
        task.there = there
        with self._lock:
            self._under_way.add(task)
        there.add_done_callback(partial(self._done, task))

    def _done(self, task: _Task, there: distributed.Future[Any]) -> None:
        """Runs in Dask's only thread for such calls, so the result is fetched elsewhere."""
        if not self._closed.is_set():
            self._gatherers.submit(self._gather, task, there)

    def _gather(self, task: _Task, there: distributed.Future[Any]) -> None:
        if task.there is not there:  # it was sent again meanwhile
            return
        try:
            result = there.result(timeout=PATIENCE_SECONDS)
        except distributed.KilledWorker:
            self._finish(task, error=LandscapeError(TOO_MUCH))
        except MemoryError:
            self._finish(task, error=LandscapeError(TOO_MUCH))
        except Exception as error:
            if there.status == "error":
                self._finish(task, error=error)
            else:  # cancelled or lost: the scheduler or the worker that had the result is gone
                self._again(task)
        else:
            self._finish(task, result)

    def _finish(self, task: _Task, result: Any = None, error: BaseException | None = None) -> None:
        self._drop(task)
        task.end(result, error)

    def _again(self, task: _Task) -> None:
        self._drop(task)
        if task.tries >= MOST_TRIES:
            task.end(error=LandscapeError(LOST_TOO_OFTEN))
        else:
            self._todo.put(task)

    def _drop(self, task: _Task) -> None:
        """Lets go of the piece on the cluster; its own key, so nobody else's work ends."""
        with self._lock:
            self._under_way.discard(task)
        there, task.there = task.there, None
        if there is not None:
            there.release()
