"""A class at once: thirty sessions and one real browser, all on one link, then all with seeds of their own."""

import asyncio
import random
import re
import statistics
import time
import urllib.request

from landscape.bench.page import browser_page, has_browser, seconds_until_painted
from landscape.bench.row import Row, at_most
from landscape.bench.serving import served

RERUN_SECONDS, HALF_SECONDS, NEARLY_ALL_SECONDS, SLOWEST = 0.3, 4.0, 8.0, 3.0
FULL_SHAPE = rb'"z":\{"at":\d+,"kind":"f4","shape":\[51,51\]\}'
SEEDS_EACH = 8
BROWSER_START_SECONDS = 1.0  # it takes about that long to ask for its first page
THINK_SECONDS = 10.0  # at most, five on average: a learner who changes something and looks at what comes


def run(n: int = 30, rounds: int = 5) -> list[Row]:
    """Lets a class of sessions loose on one server, on the loopback interface alone.

    Args:
        n: How many sessions.
        rounds: How often each runs its page again.
    """
    with served() as (address, _process, _took):
        own, painted = asyncio.run(_seeds_of_their_own(address, n))
    with served() as (address, _process, _took):
        reruns = asyncio.run(_one_link(address, n, rounds))
        computed = _metric(address, 'landscape_answers_total{source="computed"}')
    own.sort()
    middle, nearly, slowest = statistics.median(own), own[int(0.95 * len(own))], own[-1]
    return [
        at_most(f"{n} on one link: computations", computed, "", 1),
        at_most(f"{n} on one link: 95 of 100 reruns within", _percentile(reruns, 0.95), "s", RERUN_SECONDS),
        at_most(f"{n} with their own seeds: half see the full surface within", middle, "s", HALF_SECONDS),
        at_most(
            f"{n} with their own seeds: 95 of 100 within", nearly, "s", NEARLY_ALL_SECONDS, f"last {slowest:.2f} s"
        ),
        at_most("the slowest against the median", slowest / middle, "times", SLOWEST),
        Row("a real browser beside them has painted its own within", painted, "s", note="software WebGL, same cores"),
    ]


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _metric(address: str, name: str) -> float:
    """A number of the server's own metrics."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"The server's metrics have no {name}.")
    return float(found[1])


async def _seeds_of_their_own(address: str, n: int) -> tuple[list[float], float | None]:
    """Seconds until each session has the full surface of its own scene, and until a real browser has painted its."""
    links = [f"seeds={SEEDS_EACH * i}-{SEEDS_EACH * (i + 1) - 1}" for i in range(n + 1)]
    async with asyncio.TaskGroup() as group:
        browser = group.create_task(asyncio.to_thread(_painted, f"{address}/lab?{links[n]}"))
        await asyncio.sleep(BROWSER_START_SECONDS)
        tasks = [group.create_task(_full_surface(address, link)) for link in links[:n]]
    return [task.result() for task in tasks], browser.result()


def _painted(address: str) -> float | None:
    if not has_browser():
        return None
    with browser_page() as page:
        return seconds_until_painted(page, address)


async def _full_surface(address: str, link: str) -> float:
    from landscape.ui.server.visitors import Session  # Streamlit is needed for its messages alone

    began = time.perf_counter()
    session = await Session.open(address, "lab", link)
    try:
        await session.until_seen(FULL_SHAPE)
        return time.perf_counter() - began
    finally:
        await session.socket.close()


async def _one_link(address: str, n: int, rounds: int) -> list[float]:
    """Seconds of each rerun, while all have the same scene on their page and think in between."""
    from landscape.ui.server.visitors import Session

    sessions = await asyncio.gather(*(Session.open(address, "lab", "v=1") for _ in range(n)))

    async def visit(session: "Session", i: int) -> list[float]:
        await session.until_seen(FULL_SHAPE)
        await session.until_at_rest()
        took, chance = [], random.Random(i)
        for _ in range(rounds):
            await asyncio.sleep(THINK_SECONDS * chance.random())
            began = time.perf_counter()
            await session.run()
            took.append(time.perf_counter() - began)
        return took

    found = await asyncio.gather(*(visit(session, i) for i, session in enumerate(sessions)))
    await asyncio.gather(*(session.socket.close() for session in sessions))
    return [seconds for one in found for seconds in one]
