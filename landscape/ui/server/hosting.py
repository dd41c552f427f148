"""What every answer says to browsers: which scripts may run, who may embed, and nothing about visitors."""

import base64
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from landscape.errors import ConfigError
from landscape.inputs import environment

ANCESTORS = "LANDSCAPE_FRAME_ANCESTORS"
# Course pages embed the app, also from a file on a lecturer's disk; "*" alone means http and https only. Nobody logs
# in, so a page around the app can take nothing from its visitors.
ANYBODY = "* file:"
_ANCESTORS_ALLOWED = re.compile(r"[A-Za-z0-9 .:/*'_\[\]-]+")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What the app never uses stays off in it, in whatever page it is embedded.
_OFF = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")
SAME_FOR_ALL = {
    "x-content-type-options": "nosniff",
    # A link holds a scene's settings and a class code may stand in it: it is nobody else's business.
    "referrer-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in _OFF),
}
# Names under which a machine reaches itself, those of Streamlit's own list.
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})


def script_hashes(html: str) -> list[str]:
    """The sources of a policy that allow the inline scripts of a page, and no other ones.

    Example:
        >>> script_hashes("<script>go()</script>")
        ["'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"]
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def frame_ancestors() -> str:
    """Who may embed the app: `LANDSCAPE_FRAME_ANCESTORS`, or anybody.

    Raises:
        ConfigError: The variable holds what cannot stand in a header.
    """
    chosen = environment.text(ANCESTORS, ANYBODY)
    if not _ANCESTORS_ALLOWED.fullmatch(chosen):
        raise ConfigError(
            ANCESTORS,
            f"{ANCESTORS} must be 'none', 'self' or addresses such as https://course.example.org, separated by "
            f"spaces; got {chosen[:80]!r}.",
        )
    return chosen


def policy(scripts: Iterable[str], ancestors: str) -> str:
    """The content security policy: all from the app's own server, nothing from elsewhere.

    Measured over all pages: Streamlit imports the code of components from blobs, its messages' reader compiles a few
    bytes of WebAssembly for whole numbers of 64 bits, and Plotly brings a font and draws on pictures inside its text.
    Style sheets stand inside the pages (`st.html`), and tools write styles on elements. Nothing needs `unsafe-eval`.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {' '.join(scripts)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


class Hosting:
    """Adds the headers to every answer and turns away websockets of foreign pages.

    Args:
        app: What answers.
        html: Pages whose inline scripts may run.
        ancestors: Who may embed the app.
    """

    def __init__(self, app: ASGIApp, html: Iterable[str] = (), ancestors: str = ANYBODY) -> None:
        self.app = app
        scripts = dict.fromkeys(one for page in html for one in script_hashes(page))
        self.policy = policy(scripts, ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "websocket":
            if not may_connect(Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008, "reason": "This address may not connect."})
                return
            scope = decided(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(raw=message.setdefault("headers", [])), scope)
            await send(message)

        await self.app(scope, receive, answer if scope["type"] == "http" else send)

    def _complete(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in SAME_FOR_ALL.items():
            headers.setdefault(name, value)
        host = Headers(scope=scope).get("host", "")
        # Older browsers do not take 'self' for websockets too.
        sockets = f"connect-src 'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "connect-src 'self'"
        headers.setdefault("content-security-policy", self.policy.replace("connect-src 'self'", sockets))


def may_connect(headers: Headers) -> bool:
    """Whether the page that opens a websocket is one of ours, or one that Streamlit's settings allow."""
    origin = headers.get("origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    name, place = _name_of(origin)
    if name is None:
        return False
    named = {_name_of(one)[0] for one in st.get_option("server.corsAllowedOrigins")}
    return place == headers.get("host") or name in LOCAL_NAMES | named | {st.get_option("browser.serverAddress")}


def _name_of(origin: str) -> tuple[str | None, str]:
    """An origin's name, or None if it has none, and the name with its port as it stands there."""
    try:
        parts = urlsplit(origin)
        return parts.hostname, parts.netloc
    except ValueError:  # of brackets that do not close
        return None, ""


def decided(scope: Scope) -> Scope:
    """The request of a page that may connect, as one of a page of our own.

    Streamlit asks the same once more, and for every origin that is not the server's own it looks for the server's outer
    address: at a foreign host, up to two seconds each time, in which the server answers nobody.
    """
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"origin"]
    host = Headers(scope=scope).get("host")
    own = [(b"origin", f"http://{host}".encode("latin-1"))] if host else []
    return {**scope, "headers": [*others, *own]}
