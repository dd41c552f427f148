"""Whether the server can serve: the route `/health`, for load balancers and supervisors."""

import time
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server.census import GONE, census

Phase = Literal["warming", "ready", "ending"]
PROBE_BYTES = 64_000_000  # a small scene with the threads it needs
NO_STORE = {"cache-control": "no-store"}

_began = time.monotonic()
_phases: list[Phase] = ["warming"]


def enter(phase: Phase) -> None:
    """Says in which part of its life the server is from now on."""
    _phases[:] = [phase]


def seconds() -> float:
    """Seconds since the program was loaded."""
    return time.monotonic() - _began


def has_memory() -> bool:
    """Whether the system still gives this program some room to work in; nothing is written there."""
    try:
        bytearray(PROBE_BYTES)
    except MemoryError:
        return False
    return True


async def health(_request: Request) -> JSONResponse:
    """200 when pages can be served; 503 before, after, without memory, and when the engine does not answer.

    Everybody may read it, so it names no address and counts nobody. It needs no thread, which others may hold.
    """
    (phase,) = _phases
    executor, ok = None, phase == "ready" and has_memory()
    if ok:
        try:
            executor = "cluster" if census().cluster else "threads"
        except GONE:
            ok = False
    said = {
        "ok": ok,
        "phase": phase,
        "version": LANDSCAPE_VERSION,
        "seconds": round(seconds(), 1),
        "executor": executor,
    }
    return JSONResponse(said, 200 if ok else 503, NO_STORE if ok else NO_STORE | {"retry-after": "2"})


def health_routes() -> list[Route]:
    """The route."""
    return [Route("/health", health, methods=["GET"])]
