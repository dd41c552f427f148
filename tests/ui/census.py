"""An engine that counts, for tests of what is made of its counts."""

from dataclasses import replace

from landscape.ui.server import warm
from landscape.ui.server.census import Census

# Every number is another one, so that none can stand for another.
COUNTS = Census(
    waiting=3,
    running=2,
    computed=1_041,
    shared=52,
    from_memory=63,
    from_store=74,
    done=1_085,
    stopped=96,
    failed=7,
    refused=8,
    store_bytes=12_340_000,
    store_items=19,
    memory_bytes=45_600_000,
    workers=4,
    cluster="",
)


class Counting:
    """An engine of which only the census is asked."""

    def __init__(self, **counts):
        self.counts = replace(COUNTS, **counts)

    def census(self) -> Census:
        return self.counts


class Lost:
    """An engine whose cluster is gone."""

    def census(self) -> Census:
        raise OSError("Timed out trying to connect to tls://scheduler:8786")


def use(monkeypatch, engine):
    """Puts an engine in the place of the shared one."""
    monkeypatch.setattr(warm, "engine", lambda: engine)
