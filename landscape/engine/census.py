"""What an engine has done and has to do, in numbers for whoever runs the server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Census:
    """Numbers of one engine since it began. Nothing about who asked.

    Attributes:
        waiting, running: Jobs now.
        computed: Jobs that were computed.
        shared: Visitors who joined a job that was under way.
        from_memory, from_store: Jobs whose result was there already.
        done, stopped, failed: How jobs ended that were computed.
        refused: Jobs that were not begun.
        store_bytes, store_items, memory_bytes: What is kept.
        workers: Pieces at once in this program, or jobs at once on a cluster.
        cluster: The scheduler's address, or "" for threads.
    """

    waiting: int
    running: int
    computed: int
    shared: int
    from_memory: int
    from_store: int
    done: int
    stopped: int
    failed: int
    refused: int
    store_bytes: int
    store_items: int
    memory_bytes: int
    workers: int
    cluster: str
