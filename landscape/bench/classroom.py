"""A class at once: thirty sessions and one real browser, all on one link, then all with seeds of their own."""

import asyncio
import random
import re
import statistics
import time
import urllib.request

import websockets

from landscape.bench.hosting import served
from landscape.bench.row import Row, at_most

RERUN_SECONDS, HALF_SECONDS, NEARLY_ALL_SECONDS, SLOWEST = 0.3, 4.0, 8.0, 3.0
FULL_SHAPE = rb'"z":\{"at":\d+,"kind":"f4","shape":\[51,51\]\}'
SEEDS_EACH = 8
THINK_SECONDS = 2.0
PATIENCE_SECONDS = 180.0


def run(n: int = 30, rounds: int = 5) -> list[Row]:
    """Lets a class of sessions loose on one server, on the loopback interface alone.

    Args:
        n: How many sessions.
        rounds: How often each runs its page again.
    """
    with served() as (address, _process, _took):
        own = asyncio.run(_seeds_of_their_own(address, n))
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


async def _seeds_of_their_own(address: str, n: int) -> list[float]:
    """Seconds until each of the sessions has the full surface of its own scene."""
    links = [f"seeds={SEEDS_EACH * i}-{SEEDS_EACH * (i + 1) - 1}" for i in range(n)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_full_surface(address, link)) for link in links]
    return [task.result() for task in tasks]


async def _full_surface(address: str, link: str) -> float:
    began = time.perf_counter()
    session = await Session.open(address, "lab", link)
    try:
        await session.until_seen(FULL_SHAPE)
        return time.perf_counter() - began
    finally:
        await session.socket.close()


async def _one_link(address: str, n: int, rounds: int) -> list[float]:
    """Seconds of each rerun, while all have the same scene on their page and think in between."""
    sessions = await asyncio.gather(*(Session.open(address, "lab", "v=1") for _ in range(n)))

    async def visit(session: Session, i: int) -> list[float]:
        await session.until_seen(FULL_SHAPE)
        await session.until_at_rest()
        took, chance = [], random.Random(i)
        for _ in range(rounds):
            await asyncio.sleep(THINK_SECONDS * chance.random())
            began = time.perf_counter()
            await session.rerun()
            took.append(time.perf_counter() - began)
        return took

    found = await asyncio.gather(*(visit(session, i) for i, session in enumerate(sessions)))
    await asyncio.gather(*(session.socket.close() for session in sessions))
    return [seconds for one in found for seconds in one]


class Session:
    """A page as a browser has it: it runs its fragments again when their timers say so."""

    def __init__(self, socket: websockets.ClientConnection, page: str, link: str) -> None:
        self.socket, self.page, self.link = socket, page, link
        self.timers: dict[str, tuple[float, float]] = {}

    @classmethod
    async def open(cls, address: str, page: str, link: str) -> "Session":
        """Connects and asks for the page."""
        socket = await websockets.connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            origin=websockets.Origin(address),
            open_timeout=PATIENCE_SECONDS,
        )
        session = cls(socket, page, link)
        await session._ask()
        return session

    async def rerun(self) -> None:
        """Runs the page again, and waits until it is whole."""
        self.timers.clear()
        await self._ask()
        while (await self._hear())[0] != "script_finished":
            pass

    async def until_seen(self, pattern: bytes) -> None:
        """Waits for a message with something in it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            heard = await self._hear()
            if re.search(pattern, heard[1]):
                return
        raise TimeoutError("The page never showed it.")

    async def until_at_rest(self) -> None:
        """Waits until the page has no timers and says nothing any more."""
        while True:
            try:
                await asyncio.wait_for(self._hear(), 1.0)
            except TimeoutError:
                if not self.timers:
                    return

    async def _ask(self, fragment: str = "") -> None:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.rerun_script.query_string = self.link
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        await self.socket.send(message.SerializeToString())

    async def _hear(self) -> tuple[str, bytes]:
        """The next message, its kind and its bytes; keeps the timers."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        while True:
            due = min((at for _, at in self.timers.values()), default=None)
            wait = None if due is None else max(0.0, due - time.monotonic())
            try:
                content = await asyncio.wait_for(self.socket.recv(), wait)
                break
            except TimeoutError:
                await self._run_what_is_due()
        message = ForwardMsg()
        message.ParseFromString(content if isinstance(content, bytes) else content.encode())
        kind = message.WhichOneof("type") or ""
        if kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.timers.pop(fragment, None)
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            self.timers[message.auto_rerun.fragment_id] = (interval, time.monotonic() + interval)
        return kind, bytes(content) if isinstance(content, bytes) else b""

    async def _run_what_is_due(self) -> None:
        now = time.monotonic()
        for fragment, (interval, at) in list(self.timers.items()):
            if at <= now:
                self.timers[fragment] = (interval, now + interval)
                await self._ask(fragment)
