"""Who does the pieces of all jobs: threads of this program, or a cluster; and the pieces of one job."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, Protocol, TypeVar

from landscape.errors import Stopped
from landscape.learning.pieces import done

P = ParamSpec("P")
R = TypeVar("R")

WINDOW = 2  # pieces of one job under way at once: a large job must not fill the queue
SECONDS_BETWEEN_LOOKS = 0.1
PATIENCE_SECONDS = 3.0  # a piece under way ends by itself in less, unless who does it is gone


class Executor(Protocol):
    """Does pieces, in the order they come.

    Attributes:
        workers: How many pieces at once.
        cluster: Where it is, or "" for this program.
    """

    workers: int
    cluster: str

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        """Asks for one piece; whatever goes wrong, the future ends."""
        ...

    def trouble(self) -> str:
        """Why nothing goes on at the moment, in one sentence; "" if all is well."""
        ...

    def close(self) -> None:
        """Ends after the pieces under way; no piece that waits is begun."""
        ...


class Threads:
    """Threads of this program: no port, no second process, nothing to install.

    Args:
        workers: How many.
    """

    cluster = ""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="piece")

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        """Asks for one piece."""
        return self._pool.submit(done, function, *args, **kwargs)

    def trouble(self) -> str:
        """Threads have none."""
        return ""

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class JobPieces:
    """The pieces of one job, of which only a few are under way at once.

    Args:
        executor: Who does them.
        stopped: Whether nobody waits for the job any more.
    """

    def __init__(self, executor: Executor, stopped: Callable[[], bool]) -> None:
        self.n = 0
        self._executor, self._stopped = executor, stopped

    def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Does one piece and waits for it.

        Raises:
            Stopped: Nobody waits for the job, and the piece does not end by itself.
        """
        return self._result(self._begin(function, *args, **kwargs))

    def map(self, function: Callable[..., R], many: Iterable[tuple[Any, ...]], /) -> Iterator[R]:
        """Does a piece for each tuple of arguments; gives the results in their order, a few ahead at most."""
        under_way: deque[Future[R]] = deque()
        try:
            for args in many:
                under_way.append(self._begin(function, *args))
                if len(under_way) >= WINDOW:
                    yield self._result(under_way.popleft())
            while under_way:
                yield self._result(under_way.popleft())
        finally:
            for future in under_way:
                future.cancel()

    def _begin(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        self.n += 1
        return self._executor.submit(function, *args, **kwargs)

    def _result(self, future: "Future[R]") -> R:
        stopped_at = None
        while True:
            try:
                return future.result(SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if future.done():  # the piece's own error
                    raise
            if self._stopped():
                stopped_at = stopped_at or time.monotonic()
                if time.monotonic() - stopped_at > PATIENCE_SECONDS:
                    future.cancel()
                    raise Stopped("The work was stopped while it waited for its turn.")
