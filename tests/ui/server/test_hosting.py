"""Headers on every answer, and whose websockets are let in."""

import re

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import net_util
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from landscape.datasets import csv
from landscape.errors import ConfigError
from landscape.ui.server.addresses import page_html, start_page
from landscape.ui.server.hosting import ANCESTORS, Hosting, frame_ancestors, may_connect, script_hashes
from tests.ui.asgi import get, run

PAGES = (start_page(), page_html("lab", "method"))


async def plain(_request):
    return PlainTextResponse("there")


async def own(_request):
    return PlainTextResponse("there", headers={"referrer-policy": "no-referrer", "cache-control": "max-age=5"})


def answer(path="/", **options):
    routes = [Route("/", plain), Route("/own", own)]
    return get(routes, path, middleware=[Middleware(Hosting, html=PAGES, ancestors=frame_ancestors())], **options)


def policy_of(found):
    parts = [part.strip().split(" ") for part in found.headers["content-security-policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_every_answer_has_the_headers(path):
    found = answer(path)
    assert found.status == (200 if path == "/" else 404)
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in found.headers["permissions-policy"]
    assert policy_of(found)["default-src"] == {"'none'"}


def test_what_an_answer_says_of_itself_stays():
    found = answer("/own")
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["cache-control"] == "max-age=5"


def test_the_policy_allows_no_foreign_address_and_no_evaluation():
    found = policy_of(answer())
    embedding = found.pop("frame-ancestors")
    assert embedding == {"*", "file:"}
    for sources in found.values():
        for source in sources:
            assert re.fullmatch(r"'(self|none|unsafe-inline|wasm-unsafe-eval|sha256-[\w+/=]+)'|data:|blob:", source)
    assert "'unsafe-inline'" not in found["script-src"]


def test_inline_scripts_of_the_pages_are_known_and_all_of_them():
    found = policy_of(answer())["script-src"]
    for page in PAGES:
        hashes = script_hashes(page)
        assert len(hashes) == len(re.findall(r"<script(?![^>]*\bsrc=)", page)) > 0
        assert set(hashes) <= found
    assert len({source for source in found if "sha256" in source}) == 2


@pytest.mark.parametrize(
    ("host", "added"),
    [
        ("course.example.org:8501", "ws://course.example.org:8501 wss://course.example.org:8501"),
        ("[::1]:8501", "ws://[::1]:8501 wss://[::1]:8501"),
        ("a.org; script-src *", ""),
        ("a.org https://evil.example", ""),
        ("", ""),
    ],
)
def test_the_own_websocket_is_named_and_nothing_is_smuggled_in(host, added):
    found = policy_of(answer(headers={"host": host}))
    assert found["connect-src"] == {"'self'", *added.split()}
    assert len(found) == 9
    assert "*" not in found["script-src"]


@pytest.mark.parametrize("chosen", ["'none'", "'self' https://lms.example.edu:8443 https://*.example.org"])
def test_who_may_embed_is_chosen_by_the_host(monkeypatch, chosen):
    monkeypatch.setenv(ANCESTORS, chosen)
    assert policy_of(answer())["frame-ancestors"] == set(chosen.split())


@pytest.mark.parametrize("chosen", ["https://a.org; script-src *", "https://a.org\r\nset-cookie: a=b", 'a"b'])
def test_a_choice_that_is_no_list_of_addresses_ends_the_start(monkeypatch, chosen):
    monkeypatch.setenv(ANCESTORS, chosen)
    with pytest.raises(ConfigError, match="LANDSCAPE_FRAME_ANCESTORS must be 'none', 'self' or addresses"):
        frame_ancestors()


# Websockets


@pytest.fixture
def setting():
    """Sets Streamlit's settings for a test."""
    before = {}

    def choose(name, value):
        before.setdefault(name, st.get_option(name))
        st.config.set_option(name, value)

    yield choose
    for name, value in before.items():
        st.config.set_option(name, value)


@pytest.fixture(autouse=True)
def _nobody_is_asked(monkeypatch):
    """Fails when the server looks for its own outer address at a foreign host."""
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("a foreign host was asked"))


def connects(origin, host="lab.example.org"):
    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    return may_connect(Headers(headers))


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, True),
        ("https://lab.example.org", True),
        ("http://localhost:8501", True),
        ("http://127.0.0.1:3000", True),
        ("https://evil.example", False),
        ("https://lab.example.org.evil.example", False),
        ("https://lab.example.org:444", False),
        ("null", False),
        ("", False),
        ("http://[::1]:5", False),  # not in Streamlit's list
        ("http://[", False),
        ("http://]", False),
        ("http://[x]/", False),
        ("http://", False),
        ("\x00", False),
    ],
)
def test_pages_of_others_may_not_connect(origin, expected):
    assert connects(origin) == expected


def test_streamlits_own_settings_hold(setting):
    setting("server.corsAllowedOrigins", ["https://course.example.edu"])
    assert connects("https://course.example.edu")
    assert not connects("https://evil.example")
    setting("server.corsAllowedOrigins", ["http://["])  # the host's own slip is no fault of each visitor
    assert connects("https://lab.example.org")
    assert not connects("http://[")
    setting("server.enableCORS", False)
    assert connects("https://evil.example")


def handshake(origin):
    """What the client of a websocket hears, and whether the app saw it."""
    seen, sent = [], []

    async def inner(scope, _receive, send):
        seen.append(scope)
        assert _is_origin_allowed(Headers(scope=scope).get("origin"), Headers(scope=scope).get("host"))
        await send({"type": "websocket.accept"})

    async def send(message):
        sent.append(message["type"])

    headers = [(b"host", b"lab.example.org"), (b"origin", origin)]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    run(Hosting(inner, PAGES)(scope, None, send))
    return sent, bool(seen)


def test_a_foreign_websocket_is_closed_before_streamlit_sees_it():
    assert handshake(b"https://lab.example.org") == (["websocket.accept"], True)
    assert handshake(b"https://evil.example") == (["websocket.close"], False)
    assert handshake(b"http://[") == (["websocket.close"], False)
    assert handshake(b"\xff\xfe") == (["websocket.close"], False)


@pytest.mark.parametrize(
    "origin",
    [b"http://[::1]:5", b"http://localhost:5", b"http://0.0.0.0", b"https://course.example.edu", b"http://a.org"],
)
def test_nobody_is_asked_for_the_servers_outer_address(setting, origin, monkeypatch):
    """Streamlit decides once more, on what it is given: whoever was let in is let in there, and at once."""
    monkeypatch.setattr(net_util, "_external_ip", None)
    setting("server.corsAllowedOrigins", ["https://course.example.edu"])
    sent, seen = handshake(origin)
    assert sent == (["websocket.accept"] if seen else ["websocket.close"])
    assert seen == (origin in (b"http://localhost:5", b"http://0.0.0.0", b"https://course.example.edu"))


def test_a_table_of_the_full_size_fits_into_the_form_that_brings_it():
    assert st.get_option("server.maxUploadSize") * 2**20 >= csv.MAX_BYTES + 100_000
