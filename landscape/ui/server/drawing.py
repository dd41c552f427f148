"""Pictures drawn when they are asked for: one at a time, kept for the next who asks, and known again by a digest."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVarTuple, Unpack

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from landscape.ui.server.compressed import Content

Asked = TypeVarTuple("Asked")

MOST_WAITING = 500
AGAIN = {"retry-after": "10", "cache-control": "no-store"}
CROWDED = "Too many pictures are being drawn at the moment; ask again in ten seconds."
GONE = 499  # nobody hears it


class Drawer(Generic[*Asked]):
    """Answers with SVG pictures.

    Measured with 68 stills asked for at once: drawn in as many threads as the server has, they took 3.2 GB and kept the
    server from answering anybody for 23 s.

    Args:
        draw: Makes a picture from what tells it apart from others; takes a good part of a second.
        kept: How many pictures are kept.
        cache: For how long whom a browser may keep one, as the header `Cache-Control` has it.
    """

    def __init__(self, draw: Callable[[Unpack[Asked]], str], kept: int, cache: str) -> None:
        self._draw, self._most, self._cache = draw, kept, cache
        self._kept: OrderedDict[Hashable, tuple[Content, str]] = OrderedDict()  # the event loop's alone
        self._turn = CapacityLimiter(1)

    async def answer(self, request: Request, *asked: *Asked) -> Response:
        """The picture; 304 if the browser has it, 503 if a crowd waits already.

        Raises:
            Whatever drawing raises.
        """
        found = self._there(asked)
        if found is None:
            if self._turn.statistics().tasks_waiting >= MOST_WAITING:
                return Response(CROWDED, 503, AGAIN, "text/plain")
            await request.is_disconnected()  # hears the empty body, so that what it hears next is that the client left
            async with self._turn:
                found = self._there(asked)
                if found is None and await request.is_disconnected():
                    return Response(status_code=GONE)
                found = found or self._keep(asked, await to_thread.run_sync(self._drawn, asked))
        content, tag = found
        headers = {"cache-control": self._cache, "etag": tag, "x-content-type-options": "nosniff"}
        if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        return content.answer(request, headers)

    def _drawn(self, asked: tuple[*Asked]) -> Content:
        return Content.of(self._draw(*asked).encode(), "image/svg+xml")

    def _there(self, asked: Hashable) -> tuple[Content, str] | None:
        if asked in self._kept:
            self._kept.move_to_end(asked)
        return self._kept.get(asked)

    def _keep(self, asked: Hashable, content: Content) -> tuple[Content, str]:
        self._kept[asked] = content, f'W/"{hashlib.sha256(content.plain).hexdigest()[:32]}"'
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[asked]
