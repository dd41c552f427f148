"""An engine that counts, for tests of what is made of its counts."""

from dataclasses import dataclass

from landscape.ui import warm
from landscape.ui.census import Census


@dataclass(frozen=True)
class Counts:
    """What an engine's census returns; every number is another one, so that none can stand for another."""

    waiting: int = 3
    running: int = 2
    computed: int = 1_041
    shared: int = 52
    from_memory: int = 63
    from_store: int = 74
    done: int = 1_085
    stopped: int = 96
    failed: int = 7
    refused: int = 8
    store_bytes: int = 12_340_000
    store_items: int = 19
    memory_bytes: int = 45_600_000
    workers: int = 4
    cluster: str = ""


class Counting:
    """An engine of which only the census is asked."""

    def __init__(self, **counts):
        self.counts = Counts(**counts)

    def census(self) -> Census:
        return self.counts


class Lost:
    """An engine whose cluster is gone."""

    def census(self) -> Census:
        raise OSError("Timed out trying to connect to tls://scheduler:8786")


def use(monkeypatch, engine):
    """Puts an engine in the place of the shared one."""
    monkeypatch.setattr(warm, "engine", lambda: engine)
