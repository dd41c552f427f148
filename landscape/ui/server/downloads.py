"""Routes that give a scene away: `export/<name>?<link>` as a file, `qr.svg?<link>` as a QR code of its address.

A QR code of a lesson has its page before the link: `qr.svg?page=<lesson>&<link>`.
"""

import asyncio
import time
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from landscape.catalogue import EXPERIMENTS, EXPORTS
from landscape.engine import Report
from landscape.engine.engine import FAILED_INSIDE
from landscape.engine.later import LATER
from landscape.errors import ConfigError, NoPictureError
from landscape.experiments.parts.experiment import Experiment
from landscape.exports.export import Export
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.outputs.findings import LessonConfig
from landscape.outputs.results import Scene
from landscape.ui.parts.asking import Asking
from landscape.ui.server.drawing import Drawer
from landscape.ui.server.qr import qr_svg
from landscape.ui.server.shares import Shares
from landscape.ui.server.warm import engine

WAIT_SECONDS = 120.0
POLL_SECONDS = 0.1
SHARES = Shares(4)  # computations of one address at once: a class behind one has several
WRITERS = 2  # files written at once: a page of five megabytes or a large solid takes memory
QR_KEPT = 128  # of about 20 kB
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
STILL_COMPUTING = "The scene is not complete yet; wait until it is, and ask again."
AGAIN = {"retry-after": "10"}
NO_SURFACE = "This scene has no surface, so there is nothing to export."


def refusal(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that says in one plain sentence why there is no file."""
    return PlainTextResponse(sentence, status, HEADERS | (headers or {}))


def config_of(request: Request) -> SceneConfig:
    """The scene of the request's link.

    Raises:
        ConfigError: The first thing in the link that cannot be used; nothing is replaced by a default here.
    """
    query = request.scope["query_string"].decode("utf-8", "replace")  # `request.url` fails on other bytes
    decoded = link.decode(f"?{query}")
    if decoded.problems:
        raise decoded.problems[0]
    return decoded.config


def lesson_config(slug: str, pairs: list[tuple[str, str]]) -> LessonConfig:
    """The lesson's config of a link.

    Raises:
        ConfigError: There is no such lesson, or the first thing in the link that cannot be used.
    """
    if slug not in EXPERIMENTS.names:
        raise ConfigError("page", f"There is no lesson called {slug[:40]!r}; choose {', '.join(EXPERIMENTS.names)}.")
    experiment: Experiment = EXPERIMENTS.load(slug)
    config, problems = experiment.read(pairs)
    if problems:
        raise problems[0]
    return config


def pairs_of(request: Request) -> list[tuple[str, str]]:
    """Names and values of the request's link.

    Raises:
        ConfigError: The link is too long to be one of ours.
    """
    query = request.scope["query_string"]
    if len(query) > link.MAX_LENGTH:
        raise ConfigError("link", f"The link is {len(query)} characters long; at most {link.MAX_LENGTH} are read.")
    return parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


async def computed(config: SceneConfig, request: Request) -> Report | None:
    """The engine's last report on a scene; None after two minutes, or when the client has gone.

    Polls keep the lease, and take no thread: a class that downloads at once does not use up the server's threads.
    Whoever stops waiting leaves the job, which ends if nobody else waits for it.
    """
    end = time.monotonic() + WAIT_SECONDS
    async with SHARES.of(request.client.host if request.client else "", WAIT_SECONDS) as admitted:
        return await _computed(config, request, end) if admitted else None


async def _computed(config: SceneConfig, request: Request, end: float) -> Report | None:
    visitor: Asking[SceneConfig, None] = Asking(engine(), config)
    visitor.ask(config)
    try:
        while True:
            report = visitor.poll()
            if not visitor.waits:
                return report
            if time.monotonic() > end or await request.is_disconnected():
                return None
            await asyncio.sleep(POLL_SECONDS)
    finally:
        visitor.leave()


def unusable(report: Report | None) -> Response | None:
    """Why a scene cannot be exported, or None if it can."""
    if report is None or report.state == "stopped":
        return refusal(503, STILL_COMPUTING, AGAIN)
    if report.state == "failed":
        if report.error in LATER:
            return refusal(503, report.error, AGAIN)
        return refusal(500 if report.error == FAILED_INSIDE else 422, report.error)
    if not report.has_surface:
        reasons = report.scene.notes if report.scene is not None else ()
        return refusal(422, " ".join(reasons) or NO_SURFACE)
    return None


def file_name(config: SceneConfig, suffix: str) -> str:
    """The name under which a browser keeps the file.

    Example:
        >>> file_name(SceneConfig(), "stl")
        'landscape-moons-mlp.stl'
    """
    return f"landscape-{config.ensemble.data.name}-{config.ensemble.model.name}.{suffix}"


def _file(name: str, scene: Scene) -> Response:
    """Writes an export; runs in a thread, since that takes up to a second and loads a library."""
    export: Export = EXPORTS.load(name)
    try:
        content = export.write(scene)
    except NoPictureError as error:
        return refusal(422, str(error))
    disposition = f'attachment; filename="{file_name(scene.config, export.suffix)}"'
    return Response(content, headers=HEADERS | {"content-disposition": disposition}, media_type=export.media_type)


def _export_route(path: str) -> Route:
    limiter = CapacityLimiter(WRITERS)

    async def export(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in EXPORTS.names:
            return refusal(404, f"There is no export called {name[:40]!r}; choose one of {', '.join(EXPORTS.names)}.")
        try:
            config = config_of(request)
        except ConfigError as problem:
            return refusal(400, str(problem))
        report = await computed(config, request)
        refused = unusable(report)
        if refused is not None or report is None or report.scene is None:
            return refused or refusal(503, STILL_COMPUTING, AGAIN)
        return await to_thread.run_sync(_file, name, report.scene, limiter=limiter)

    return Route(path, export, methods=["GET"])


def _qr_route(path: str) -> Route:
    drawer = Drawer(qr_svg, QR_KEPT, "private, max-age=3600")  # private: a link tells what somebody looks at

    async def qr(request: Request) -> Response:
        try:
            page, query = _page_of(request)
            address = _base_of(request).replace(path=request.scope["path"].removesuffix("qr.svg") + page)
            return await drawer.answer(request, f"{address}?{query}")
        except ConfigError as problem:
            return refusal(400, str(problem))

    return Route(path, qr, methods=["GET"])


def _base_of(request: Request) -> URL:
    """The address the request was sent to.

    Raises:
        ConfigError: Its header `Host` is no name.
    """
    try:
        return URL(str(request.base_url.replace(path="/")))
    except ValueError as error:  # of brackets that do not close
        raise ConfigError("host", f"The header Host is no name: {request.headers.get('host', '')[:80]!r}.") from error


def _page_of(request: Request) -> tuple[str, str]:
    """The page a QR code leads to and its link, written anew from what was understood."""
    if not request.scope["query_string"].startswith(b"page="):
        return "lab", link.encode(config_of(request))
    (_, page), *pairs = pairs_of(request)
    config = lesson_config(page, pairs)
    return page, EXPERIMENTS.load(page).write(config)


def download_routes() -> list[Route]:
    """Both routes."""
    return [_export_route("/export/{name}"), _qr_route("/qr.svg")]
