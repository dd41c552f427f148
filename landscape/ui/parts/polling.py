"""How often a page asks how far its job is."""

from landscape.ui.server.warm import engine

SECONDS = 0.3
SLOWEST_SECONDS = 1.5
JOBS_AT_FULL_PACE = 4


def seconds_between_polls() -> float:
    """A third of a second, and more while many jobs are open.

    A poll costs the server about 10 ms of its one interpreter. Thirty pages that wait at full pace would take all of
    it, and their computations none.
    """
    return min(SLOWEST_SECONDS, SECONDS * max(1.0, engine().n_open / JOBS_AT_FULL_PACE))


def run_every(running: bool) -> float | None:
    """For a fragment: how often it is run again while there is something to wait for."""
    return seconds_between_polls() if running else None
