"""Connections that wait for ever, or are too many: a server on a real socket, with nothing behind it."""

import asyncio
import logging
import resource
import socket
import time

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from landscape.ui.server import connections
from landscape.ui.server.connections import FULL, NO_HANDLE, Sparing, guarded, quiet_about_handles, raise_limit
from tests.ui.asgi import run

WHOLE = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nhost: a\r\n"


async def plain(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"there"})


def with_server(work, most_files=1000):
    """Runs something beside a server whose address it is given."""

    async def both():
        found = socket.create_server(("127.0.0.1", 0))
        kind = guarded(H11Protocol, most_files)
        config = uvicorn.Config(plain, http=kind, lifespan="off", log_level="critical", timeout_keep_alive=1)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve([found]))
        try:
            return await work(found.getsockname(), kind.door)
        finally:
            server.should_exit = True
            await serving

    return run(both())


async def opened(address, content):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(content)
    await writer.drain()
    return reader, writer


async def said(address, content=WHOLE):
    reader, writer = await opened(address, content)
    found = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await writer.wait_closed()
    return found


def test_half_a_request_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)

    async def work(address, _door):
        return await asyncio.gather(said(address, HALF), said(address, b""), said(address, WHOLE + HALF))

    half, nothing, second = with_server(work)
    for found in (half, nothing):
        assert found.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert found.endswith(connections.LATE)
    assert second.startswith(b"HTTP/1.1 200")


def test_bytes_one_by_one_buy_no_time(monkeypatch):
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.3)

    async def work(address, _door):
        reader, writer = await opened(address, HALF)
        begin = time.monotonic()
        while not reader.at_eof() and time.monotonic() - begin < 3:
            writer.write(b"a")
            await asyncio.sleep(0.05)
            if reader._buffer:
                break
        writer.close()
        await writer.wait_closed()
        return time.monotonic() - begin

    assert with_server(work) < 2


def test_half_a_body_is_not_waited_for_either(monkeypatch):
    monkeypatch.setattr(connections, "BODY_SECONDS", 0.2)

    async def work(address, _door):
        post = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n1234"
        return await asyncio.gather(said(address, post), said(address, post + b"56789"))

    half, whole = with_server(work)
    assert b"408 Request Timeout" in half
    assert whole.startswith(b"HTTP/1.1 200")


def test_a_flood_of_half_requests_keeps_nobody_out():
    async def work(address, door):
        door.highest = 10_000  # the flood's own handles are this program's, too
        flood = [await opened(address, HALF) for _ in range(60)]
        found = await said(address)
        n_half = len(door._half)
        closed = [await asyncio.wait_for(reader.read(9), 5) for reader, _ in flood[:40]]
        for _, writer in flood:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in flood), return_exceptions=True)
        return found, n_half, closed

    found, n_half, closed = with_server(work, most_files=100)
    assert found.startswith(b"HTTP/1.1 200")
    assert n_half <= 20
    assert all(closed)


def test_one_too_many_is_told():
    async def work(address, door):
        door.highest = 0
        full = await said(address)
        door.highest = 10_000
        return full, await said(address), dict(door._half)

    full, later, half = with_server(work)
    assert full.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"retry-after: 60" in full
    assert full.endswith(FULL)
    assert later.startswith(b"HTTP/1.1 200")
    assert half == {}


def test_who_has_gone_is_not_counted():
    async def work(address, door):
        for _ in range(5):
            _, writer = await opened(address, HALF)
            writer.close()
            await writer.wait_closed()
        await said(address)
        await asyncio.sleep(0.1)
        return dict(door._half)

    assert with_server(work) == {}


def test_as_many_files_as_the_system_allows(monkeypatch):
    asked = []
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, limits: asked.append(limits))
    for limits, expected in (
        ((1024, 4096), 4096),
        ((1024, 10**6), 16_384),
        ((1024, 1024), 1024),
        ((50_000, 60_000), 50_000),
    ):
        monkeypatch.setattr(resource, "getrlimit", lambda _kind, limits=limits: limits)
        assert raise_limit() == expected
    assert asked == [(4096, 4096), (16_384, 10**6)]


def test_no_handle_is_said_once_and_other_errors_as_ever(caplog):
    told = []

    class Loop:
        def default_exception_handler(self, context):
            told.append(context["message"])

    tell = quiet_about_handles()
    for _ in range(2000):
        tell(Loop(), {"message": NO_HANDLE, "exception": OSError(24, "Too many open files")})
    tell(Loop(), {"message": "another"})
    assert caplog.text.count("no file handle is left") == 1
    assert told == ["another"]


def test_python_still_says_it_so():
    import asyncio.selector_events as events
    from inspect import getsource

    assert NO_HANDLE in getsource(events)


def test_a_log_cannot_be_filled_from_outside():
    lines, now = Sparing(), time.time()

    def passes(text, at):
        record = logging.LogRecord("uvicorn.error", logging.WARNING, "a.py", 1, text, (), None)
        record.created = at
        return lines.filter(record), record.getMessage()

    found = [passes("Invalid HTTP request received.", now) for _ in range(1000)]
    assert sum(kept for kept, _ in found) == Sparing.MOST
    assert found[Sparing.MOST - 1][1].endswith("(more like it in this minute are not written)")
    assert passes("Another thing.", now)[0]
    assert passes("Invalid HTTP request received.", now + 61)[0]


@pytest.mark.parametrize("most_files", [1, 4, 256, 16_384])
def test_some_handles_are_always_left_for_half_requests(most_files):
    door = connections.Door(most_files)
    assert 1 <= door.most_half <= max(1, most_files // 4)
    assert door.highest <= most_files
