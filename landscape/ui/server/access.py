"""Who may read what is meant for the host: whoever sits at the machine, or everybody if the host says so."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from landscape.inputs import environment

STATUS = "LANDSCAPE_STATUS"
CHOICES = ("local", "public")
# One of these says that a proxy stands between: then the connection comes from the proxy, not from the reader.
FROM_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via", "cf-connecting-ip")
REFUSED = (
    "This page is for the host alone, read on the machine itself. LANDSCAPE_STATUS=public opens it to everybody.\n"
)
PROXIED = (
    "A proxy before this server does not say that it is one, so nobody here can be told from its visitors: let it add "
    "the header X-Forwarded-For and start the server again, or open this page with LANDSCAPE_STATUS=public.\n"
)


def is_public() -> bool:
    """Whether the host opened its pages to everybody.

    Raises:
        ConfigError: The variable is neither of its two values.
    """
    return environment.choice(STATUS, CHOICES) == "public"


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name or "").is_loopback
    except ValueError:
        return False


def is_a_silent_proxy(scope: Scope) -> bool:
    """Whether a proxy on this machine brought a request without saying so: nothing tells its visitors from the host."""
    headers, client = Headers(scope=scope), scope.get("client")
    if client is None or not _is_loopback(client[0]) or any(name in headers for name in FROM_A_PROXY):
        return False
    return not _names_the_machine(headers)


def _names_the_machine(headers: Headers) -> bool:
    try:
        return _is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname)
    except ValueError:
        return False


def is_at_the_machine(scope: Scope) -> bool:
    """Whether a request was made on this machine, for this machine.

    All three must hold. The connection comes from a loopback address. No header names a proxy: whatever such a header
    says anybody can have written, so it can only close the door, never open it. The name asked for is the machine's
    own: a proxy that adds no header still passes on the public name, and so does a page elsewhere that lets its own
    name point here.
    """
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return False
    if any(name in headers for name in FROM_A_PROXY):
        return False
    return _names_the_machine(headers)


class HostOnly:
    """Answers some addresses to the host alone, and to nobody once a proxy was seen that does not say it is one.

    Args:
        app: What answers.
        paths: The addresses, below whatever base path.
        public: Whether everybody may read them all the same.
    """

    def __init__(self, app: ASGIApp, paths: Iterable[str], public: bool = False) -> None:
        self.app = app
        self.paths = tuple(paths)
        self.public = public
        self._proxied = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        # Streamlit gives its start page under every unknown address, which /a/status is: that may be refused as well.
        # Streamlit gives its start page under every unknown address, which /a/status is: that may be refused as well.
        guarded = scope["type"] == "http" and scope["path"].rstrip("/").endswith(self.paths)
        if not guarded and scope["type"] in ("http", "websocket"):
            self._proxied = self._proxied or is_a_silent_proxy(scope)
        if guarded and not self.public and (self._proxied or not is_at_the_machine(scope)):
            sentence = PROXIED if self._proxied else REFUSED
            await PlainTextResponse(sentence, 403, {"cache-control": "no-store"})(scope, receive, send)
            return
        await self.app(scope, receive, send)
