"""Visitors without a browser: sessions over plain websockets, to measure what many open pages cost."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE_SECONDS = 180.0
AT_ONCE = 10  # a class opens a link within seconds, not within one millisecond


class Session:
    """An open page as a browser has it: it runs its fragments again when their timers say so.

    Args:
        socket: Open to the server's stream.
        page: The page's path; "" for the first.
        link: The query of its address.

    Attributes:
        polls: How often the page set a timer to run a part of itself again.
        failed: Whether it showed an error.
    """

    def __init__(self, socket: websockets.ClientConnection, page: str = "", link: str = "") -> None:
        self.socket, self.page, self.link = socket, page, link
        self.polls, self.failed = 0, False
        self.timers: dict[str, tuple[float, float]] = {}

    @classmethod
    async def open(cls, address: str, page: str, link: str) -> "Session":
        """Connects and asks for the page."""
        session = cls(await _connected(address), page, link)
        await session._ask()
        return session

    async def run(self) -> None:
        """Runs the page, and waits until it is whole."""
        self.timers.clear()
        await self._ask()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await self._hear())[0] != "script_finished":
                pass

    async def rest(self) -> None:
        """Hears whatever comes, as an open page does, until it is cancelled."""
        while True:
            await self._hear()

    async def until_seen(self, pattern: bytes) -> None:
        """Waits for a message with something in it.

        Raises:
            TimeoutError: None came.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not re.search(pattern, (await self._hear())[1]):
                pass

    async def until_at_rest(self) -> None:
        """Waits until the page has no timers and says nothing any more.

        Raises:
            TimeoutError: It goes on.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    await asyncio.wait_for(self._hear(), 1.0)
                except TimeoutError:
                    if not self.timers:
                        return

    async def _ask(self, fragment: str = "") -> None:
        message = BackMsg()
        message.rerun_script.query_string = self.link
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        await self.socket.send(message.SerializeToString())

    async def _hear(self) -> tuple[str, bytes]:
        """The next message, its kind and its bytes; keeps the timers."""
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
        if kind == "new_session" and not message.metadata.run.fragment_ids:
            self.timers.clear()  # the run that begins sets those it needs
        elif kind == "auto_rerun":
            self.polls += 1
            fragment, interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
            if self.timers.get(fragment, (None,))[0] != interval:
                self.timers[fragment] = (interval, time.monotonic() + interval)
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.timers.pop(fragment, None)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.failed |= message.delta.new_element.WhichOneof("type") == "exception"
        return kind, bytes(content) if isinstance(content, bytes) else b""

    async def _run_what_is_due(self) -> None:
        now = time.monotonic()
        for fragment, (interval, at) in list(self.timers.items()):
            if at <= now:
                self.timers[fragment] = (interval, now + interval)
                await self._ask(fragment)


async def _connected(address: str) -> websockets.ClientConnection:
    return await websockets.connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        max_size=None,
        origin=websockets.Origin(address),
        open_timeout=PATIENCE_SECONDS,
    )


@asynccontextmanager
async def visitors(address: str, n: int) -> AsyncIterator[list[Session]]:
    """Some visitors of the start page, whole and at rest.

    Args:
        address: The server's, such as `http://127.0.0.1:8501`.
        n: How many.
    """
    gate, everybody = asyncio.Semaphore(AT_ONCE), list[Session]()

    async def come() -> None:
        async with gate:
            everybody.append(Session(await _connected(address)))
            await everybody[-1].run()

    resting: list[asyncio.Task[None]] = []
    try:
        await asyncio.gather(*(come() for _ in range(n)))
        resting += [asyncio.create_task(visitor.rest()) for visitor in everybody]
        yield everybody
    finally:
        for task in resting:
            task.cancel()
        await asyncio.gather(*resting, return_exceptions=True)
        await asyncio.gather(*(visitor.socket.close() for visitor in everybody))
