"""What the app costs its host while nobody does anything: its start, its idle processor time, a hundred open pages."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from landscape.bench.row import Row, at_most
from landscape.bench.serving import processor_seconds, resident, served
from landscape.catalogue import EXPERIMENTS

START_SECONDS, PICTURE_SECONDS, IDLE_PERCENT, MEGABYTES = 6.0, 1.0, 2.0, 500.0
PICTURE = rb'"kind":"f4"'  # in the header of a picture's message
SETTLE_SECONDS = 3.0  # sessions have just opened; what that costs is not idle


def run(n_idle: int = 10, n_many: int = 100, seconds: float = 30.0, starts: int = 3) -> list[Row]:
    """Starts the app several times, and opens pages in the last one; Linux only, on the loopback interface alone.

    Args:
        n_idle: Open pages while processor time is measured.
        n_many: Open pages while memory is measured.
        seconds: How long processor time is measured.
        starts: How often the app is started.
    """
    if not Path("/proc/self/stat").exists():
        return [Row("cost of an idle server", None, "", note="needs Linux: read from /proc")]
    times: list[float] = []
    used: list[float] = []
    for _ in range(starts - 1):
        with served() as (_address, process, took):
            times.append(took)
            used.append(processor_seconds(process.pid))
    with served() as (address, process, took):
        times.append(took)
        used.append(processor_seconds(process.pid))
        before = resident(process.pid)
        opened = asyncio.run(_first_pictures(address))
        percent, polls = asyncio.run(_idle(address, process.pid, n_idle, seconds))
        many = asyncio.run(_memory(address, process.pid, n_many))
    slowest = f"median of {starts} starts, slowest {max(times):.2f} s; {statistics.median(used):.2f} s of processor"
    return [
        at_most(
            "from the start of the process to healthy and warm", statistics.median(times), "s", START_SECONDS, slowest
        ),
        at_most(
            "from asking for a lesson's page to its picture", max(opened), "s", PICTURE_SECONDS, "the slowest of six"
        ),
        at_most(f"processor with {n_idle} open pages", percent, "%", IDLE_PERCENT, f"of one core, over {seconds:g} s"),
        at_most("open pages that ask again by a timer", polls, "", 0, "a page at rest has nothing to ask for"),
        Row("memory before a visitor", before, "MB", note="resident"),
        at_most(f"memory with {n_many} open pages", many, "MB", MEGABYTES, "resident, all open at once"),
    ]


async def _first_pictures(address: str) -> list[float]:
    """Seconds until each lesson's page, opened from its link, has sent its picture."""
    from landscape.ui.server.visitors import Session  # Streamlit is needed for its messages alone

    found = []
    for slug in EXPERIMENTS.names:
        began = time.perf_counter()
        session = await Session.open(address, slug, "")
        await session.until_seen(PICTURE)
        found.append(time.perf_counter() - began)
        await session.socket.close()
    return found


async def _idle(address: str, pid: int, n: int, seconds: float) -> tuple[float, float]:
    """Percent of a core while some pages are open and nobody does anything, and how many pages poll."""
    from landscape.ui.server.visitors import visitors

    async with visitors(address, n) as everybody:
        _check(visitor.failed for visitor in everybody)
        await asyncio.sleep(min(SETTLE_SECONDS, seconds))
        began, used = time.monotonic(), processor_seconds(pid)
        await asyncio.sleep(seconds)
        percent = 100 * (processor_seconds(pid) - used) / (time.monotonic() - began)
        return percent, float(sum(visitor.polls > 0 for visitor in everybody))


async def _memory(address: str, pid: int, n: int) -> float:
    from landscape.ui.server.visitors import visitors

    async with visitors(address, n) as everybody:
        _check(visitor.failed for visitor in everybody)
        await asyncio.sleep(1)
        return resident(pid)


def _check(failed: Iterator[bool]) -> None:
    n = sum(failed)
    if n:
        raise RuntimeError(f"{n} pages showed an error, so their cost says nothing; see the log of the app.")
