"""Who may hold a connection, and for how long: half requests, too many pages, and what the log says of them.

The server under Streamlit waits for the rest of a request for ever, and takes connections until no file handle is left;
then nobody is answered, and each try is written to the log with its traceback.
"""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable
from types import MethodType
from typing import Any

import uvicorn

if sys.platform != "win32":
    import resource

HEADER_SECONDS = 10.0
FULL_SECONDS = 1.0
BODY_SECONDS = 120.0  # 5 MB over a slow line
MOST_FILES = 16_384
KEPT_FREE = 8  # one in so many handles is left to pages that are open, files and the store
MOST_HALF = 5  # one in so many may belong to requests that are not whole
BACKLOG = 256
END_SECONDS = 4
FULL = b"This server has as many open pages as it can hold; try again in a few minutes.\n"
LATE = b"The request did not come to its end in time.\n"
NO_HANDLE = "socket.accept() out of system resource"
QUIET_SECONDS = 60.0

log = logging.getLogger(__name__)


def raise_limit() -> int:
    """As many open files as the system lets this program have, up to `MOST_FILES`.

    Returns:
        The limit now.
    """
    if sys.platform == "win32":  # which counts them otherwise
        return MOST_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def answer(status: bytes, sentence: bytes) -> bytes:
    """A whole answer after which the connection is closed."""
    head = (
        b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\nretry-after: 60\r\n" % status
    )
    return head + b"content-length: %d\r\n\r\n" % len(sentence) + sentence


class Door:
    """Counts the connections whose request is not whole, and knows when there are too many of any kind.

    Args:
        most_files: How many files the program may have open.
    """

    def __init__(self, most_files: int) -> None:
        self.highest = most_files - most_files // KEPT_FREE
        self.most_half = max(1, most_files // MOST_HALF)
        self._half: dict[Any, None] = {}  # the oldest first

    def enter(self, one: "Guarded") -> None:
        """One more whose request is not whole; the oldest of too many has to go, so whoever comes is heard."""
        self._half[one] = None
        if len(self._half) > self.most_half:
            next(iter(self._half)).turn_out()

    def leave(self, one: "Guarded") -> None:
        """Its request is whole, or it has gone."""
        self._half.pop(one, None)

    def is_full(self, transport: asyncio.BaseTransport) -> bool:
        """Whether a new connection is one too many: the system gives the lowest free handle, so its number tells.

        In a flood of half requests it is none: they are about to be turned out.
        """
        found = transport.get_extra_info("socket")
        flooded = len(self._half) > self.most_half // 2
        return found is not None and found.fileno() >= self.highest and not flooded


class Guarded:
    """What is added to the server's own protocol: limits on what a connection may wait for; see `guarded`."""

    door: Door
    transport: asyncio.Transport
    cycle: Any
    _one_too_many = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A connection. One too many is told so once it has spoken: a close with words unheard would take back ours."""
        super().connection_made(transport)  # type: ignore[misc]
        self._one_too_many = self.door.is_full(transport)
        self._wait(FULL_SECONDS if self._one_too_many else HEADER_SECONDS)

    def data_received(self, data: bytes) -> None:
        """A part of a request, or of several."""
        if self.transport.is_closing():
            return
        if self._one_too_many:
            self.turn_out()
            return
        before = self.cycle
        super().data_received(data)  # type: ignore[misc]
        if self.transport.is_closing() or not self._is_here():
            self._whole()
        elif self.cycle is None or self.cycle.response_complete:
            self._wait(HEADER_SECONDS)
        elif not self.cycle.more_body:
            self._whole()
        elif self.cycle is not before:
            self._whole()
            self._wait(BODY_SECONDS)

    def connection_lost(self, error: Exception | None) -> None:
        """It has gone."""
        self._whole()
        super().connection_lost(error)  # type: ignore[misc]

    def turn_out(self) -> None:
        """Its time is over."""
        self._whole()
        if self._is_here():
            full, late = (b"503 Service Unavailable", FULL), (b"408 Request Timeout", LATE)
            self.transport.write(answer(*(full if self._one_too_many else late)))
            self.transport.close()

    def _is_here(self) -> bool:
        """Whether it has not become a websocket."""
        speaks: object = self.transport.get_protocol()
        return speaks is self

    def _wait(self, seconds: float) -> None:
        """For the rest of a request; the time of one that has begun is not given anew with each byte."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.turn_out)
            self.door.enter(self)

    def _whole(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.door.leave(self)


def guarded(protocol: type[asyncio.Protocol], most_files: int) -> type[asyncio.Protocol]:
    """The server's protocol with limits on what a connection may wait for."""
    return type("GuardedProtocol", (Guarded, protocol), {"door": Door(most_files)})


def quiet_about_handles() -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """What an event loop does with errors nobody caught: that no handle is left is said once a minute."""
    said = -QUIET_SECONDS

    def tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        if context.get("message") != NO_HANDLE:
            loop.default_exception_handler(context)
        elif time.monotonic() - said > QUIET_SECONDS:
            said = time.monotonic()
            log.warning("server: no file handle is left for another connection; see HOSTING.md on open files")

    return tell


class Sparing(logging.Filter):
    """Lets a few lines of a kind pass in a minute: a log that anybody can fill from outside fills the disk."""

    MOST = 20

    def __init__(self) -> None:
        super().__init__()
        self._since, self._n = 0.0, dict[tuple[str, str], int]()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        if record.created - self._since > QUIET_SECONDS:
            self._since, self._n = record.created, {}
        kind = (record.name, str(record.msg)[:80])
        self._n[kind] = self._n.get(kind, 0) + 1
        if self._n[kind] == self.MOST:
            record.msg = f"{record.msg} (more like it in this minute are not written)"
        return self._n[kind] <= self.MOST


def guard() -> None:
    """Limits the server that runs this program; called where its event loop runs, before it listens."""
    most_files = raise_limit()
    asyncio.get_running_loop().set_exception_handler(quiet_about_handles())
    for name in ("uvicorn", "uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(Sparing())
    server = running_server()
    if server is not None:
        config = server.config
        config.http_protocol_class = guarded(config.http_protocol_class, most_files)
        config.backlog, config.timeout_graceful_shutdown = BACKLOG, END_SECONDS


def running_server() -> uvicorn.Server | None:
    """The server that hears this program's signals. Streamlit makes it by itself, without a way to set its limits."""
    handler = signal.getsignal(signal.SIGTERM)
    owner = handler.__self__ if isinstance(handler, MethodType) else None
    return owner if isinstance(owner, uvicorn.Server) else None
