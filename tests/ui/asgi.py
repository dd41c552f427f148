"""Requests to routes without a server: what a browser would send and get."""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine in a thread of its own: the browser's tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def scope_of(
    path: str, query: str | bytes, headers: dict[str, str], scheme: str, client: str = "127.0.0.1"
) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": scheme,
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "root_path": "",
        "query_string": query if isinstance(query, bytes) else query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "server": ("testserver", 80),
        "client": (client, 1),
    }


async def request(
    routes: Sequence[Route],
    path: str,
    query: str | bytes = "",
    headers: dict[str, str] | None = None,
    scheme: str = "http",
    gone: asyncio.Event | None = None,
    client: str = "127.0.0.1",
    middleware: Sequence[Middleware] = (),
) -> Answer:
    """One request; the client stays, or leaves when `gone` is set."""
    sent: list[dict[str, Any]] = []
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    app = Starlette(routes=routes, middleware=middleware)
    await app(scope_of(path, query, headers or {}, scheme, client), receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    found = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(message.get("body", b"") for message in sent))


def get(routes: Sequence[Route], path: str, query: str | bytes = "", **options: Any) -> Answer:
    """The same, from a test that is not asynchronous."""
    return run(request(routes, path, query, **options))
