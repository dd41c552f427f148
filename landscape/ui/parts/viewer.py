"""The viewer: one component for the landscape, its time, its text and what every point of it does.

The modules in `landscape/viewer/js` run in the browser; they come from an address with their own digest in it, so
that a browser fetches them once. Plotly comes from the installed package.
"""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import landscape.viewer
from landscape.ui.server.compressed import Content

FOLDER = Path(landscape.viewer.__file__).parent
PLOTLY = "plotly.min.js"
TYPES = {".js": "text/javascript", ".css": "text/css"}
FOR_A_YEAR = "public, max-age=31536000, immutable"


def names() -> list[str]:
    """The files of the viewer, in order."""
    return sorted(path.name for kind in TYPES for path in _folder(kind).iterdir() if path.suffix == kind)


def _file(name: str) -> Path:
    return _folder(Path(name).suffix) / name


def _folder(kind: str) -> Path:
    return FOLDER / kind.removeprefix(".")


@lru_cache
def version() -> str:
    """Digest of all that is served: another one for every change."""
    digest = hashlib.sha256(plotly.__version__.encode())
    for name in names():
        digest.update(_file(name).read_bytes())
    return digest.hexdigest()[:12]


@lru_cache
def _content(name: str) -> Content:
    there = files("plotly").joinpath("package_data", PLOTLY) if name == PLOTLY else _file(name)
    return Content.of(there.read_bytes(), TYPES[Path(name).suffix])


def compress() -> None:
    """Compresses all that is served, once: Plotly takes 0.2 s, which each of fifty first visitors would wait for."""
    for name in (PLOTLY, *names()):
        _content(name)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name != PLOTLY and name not in names():
        return PlainTextResponse("There is no such file.", status_code=404)
    kept = FOR_A_YEAR if request.path_params["version"] == version() else "no-cache"
    headers = {"cache-control": kept, "x-content-type-options": "nosniff"}
    return _content(name).answer(request, headers)


def asset_routes() -> list[Route]:
    """Where the browser finds the viewer's modules and Plotly."""
    return [Route("/viewer/{version}/{name}", _asset)]


def _component(name: str, called: str) -> Any:
    # Modules are imported by address: what stands here travels with every change of the data.
    loader = f"""
const there = import(new URL("viewer/{version()}/main.js", document.baseURI).href);
export default function (component) {{
  there.then((viewer) => viewer.{called}(component)).catch((error) => console.error("viewer", error));
  return () => there.then((viewer) => viewer.leave(component));
}}"""
    return st.components.v2.component(name, js=loader, isolate_styles=False)


@lru_cache
def _components() -> tuple[Any, Any]:
    return _component("landscape_viewer", "view"), _component("landscape_news", "tell")


def viewer(message: bytes, slot: str, **callbacks: Any) -> Any:
    """Mounts the viewer.

    Args:
        message: From `landscape.viewer.message`, whose header names the same slot.
        slot: The viewer's name on the page.
        **callbacks: `on_pins_change` (the state `pins`: a list of {id, place: [x, y]} in units of the view) and
            `on_drop_change` (the trigger `drop`: {x, y}).

    Returns:
        What the component says now: `pins` and `drop`.
    """
    return _components()[0](data=message, key=slot, **callbacks)


def news(slot: str, **what: Any) -> None:
    """Brings the viewer of a slot news: `progress`, `training`, `message`, `pins`, `compare`; what is missing is none.

    It goes as bytes: to look into a dict Streamlit imports pandas (68 MB), in the middle of somebody's scene.
    """
    _components()[1](data=json.dumps({"slot": slot, **what}, allow_nan=False).encode(), key=f"{slot}_news")
