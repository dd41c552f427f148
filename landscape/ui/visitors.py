"""Visitors without a browser: sessions over plain websockets, to measure what many open pages cost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FIRST_PAGE_SECONDS = 120.0
AT_ONCE = 10  # a class opens a link within seconds, not within one millisecond


class Visitor:
    """One open page.

    Attributes:
        polls: How often the page asked to be run again by a timer; a browser would do so.
        failed: Whether the page showed an error.
    """

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.polls = 0
        self.failed = False

    async def open(self) -> None:
        """Asks for the first page and waits until it is whole."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(FIRST_PAGE_SECONDS):
            while await self._hear() != "script_finished":
                pass

    async def rest(self) -> None:
        """Hears whatever comes, as an open page does, until it is cancelled."""
        while True:
            await self._hear()

    async def _hear(self) -> str:
        message = ForwardMsg()
        content = await self.socket.recv()
        message.ParseFromString(content if isinstance(content, bytes) else content.encode())
        kind = message.WhichOneof("type") or ""
        self.polls += kind == "auto_rerun"
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.failed |= message.delta.new_element.WhichOneof("type") == "exception"
        return kind


@asynccontextmanager
async def visitors(address: str, n: int) -> AsyncIterator[list[Visitor]]:
    """Some visitors of the start page, whole and at rest.

    Args:
        address: The server's, such as `http://127.0.0.1:8501`.
        n: How many.
    """
    gate, everybody = asyncio.Semaphore(AT_ONCE), list[Visitor]()

    async def come() -> None:
        async with gate:
            stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
            socket = await websockets.connect(
                stream,
                subprotocols=[websockets.Subprotocol("streamlit")],
                max_size=None,
                origin=websockets.Origin(address),
            )
            everybody.append(Visitor(socket))
            await everybody[-1].open()

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
