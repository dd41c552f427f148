"""What the engine says of itself, in counts: nothing about any visitor."""

from typing import Protocol, cast

from landscape.ui import warm


class Census(Protocol):
    """Counts of one moment; those that are not of the moment are since the start.

    Attributes:
        waiting: Jobs no worker has begun.
        running: Jobs that are computed now.
        computed: Answers that had to be computed.
        shared: Answers that came from a job somebody else had asked for.
        from_memory: Answers that were in the memory of this process.
        from_store: Answers that were in the store.
        done: Jobs that came to their end.
        stopped: Jobs that ended because nobody waited any longer.
        failed: Jobs that ended with an error.
        refused: Requests that were not let in.
        store_bytes: Size of the store.
        store_items: Results in the store.
        memory_bytes: Size of the results in memory.
        workers: Computations that can run at once.
        cluster: Address of the scheduler; empty for threads of this process.
    """

    @property
    def waiting(self) -> int: ...  # noqa: D102  (all of them: see Attributes)
    @property
    def running(self) -> int: ...  # noqa: D102
    @property
    def computed(self) -> int: ...  # noqa: D102
    @property
    def shared(self) -> int: ...  # noqa: D102
    @property
    def from_memory(self) -> int: ...  # noqa: D102
    @property
    def from_store(self) -> int: ...  # noqa: D102
    @property
    def done(self) -> int: ...  # noqa: D102
    @property
    def stopped(self) -> int: ...  # noqa: D102
    @property
    def failed(self) -> int: ...  # noqa: D102
    @property
    def refused(self) -> int: ...  # noqa: D102
    @property
    def store_bytes(self) -> int: ...  # noqa: D102
    @property
    def store_items(self) -> int: ...  # noqa: D102
    @property
    def memory_bytes(self) -> int: ...  # noqa: D102
    @property
    def workers(self) -> int: ...  # noqa: D102
    @property
    def cluster(self) -> str: ...  # noqa: D102


# What a lost connection to a cluster, or a pool that was shut down, is heard as.
GONE = (OSError, RuntimeError)


def census() -> Census | None:
    """What the shared engine counts now; None from an engine that does not count.

    Raises:
        OSError: The engine's cluster does not answer.
        RuntimeError: The engine has been closed.
    """
    count = getattr(warm.engine(), "census", None)
    return None if count is None else cast(Census, count())
