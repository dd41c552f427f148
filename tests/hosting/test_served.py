"""A real server below a base path: its headers, where it listens, whom it lets in and what it writes down."""

import http.client
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import websockets

from landscape.catalogue import EXPERIMENTS
from landscape.exports.files import LANDSCAPE_VERSION
from landscape.ui.server.visitors import Session
from tests.hosting.serving import app, ask
from tests.ui.asgi import run

pytestmark = pytest.mark.slow

COURSE = "https://course.example.edu"
SECRET = "PRIVATE-7F3A"
LISTENS = "0A"  # the state of a socket in /proc/net/tcp


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The server's address with the base path, its process and its log."""
    log = tmp_path_factory.mktemp("served") / "log.txt"
    flags = ["--server.baseUrlPath", "foo", "--server.corsAllowedOrigins", COURSE]
    with app(log, *flags, base="/foo") as (address, process):
        yield address, process, log


@pytest.fixture(scope="module")
def address(served):
    return served[0]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/lab",
        "/nowhere",
        "/health",
        "/metrics",
        "/status",
        "/_stcore/health",
        "/export/nothing",
        "/still/points.svg",
    ],
)
def test_every_answer_has_the_headers(address, path):
    answer = ask(address + path)
    assert answer.headers.get_all("content-security-policy")[0].startswith(
        "default-src 'none'; script-src 'self' blob:"
    )
    assert len(answer.headers.get_all("content-security-policy")) == 1
    assert answer.headers.get_all("x-content-type-options") == ["nosniff"]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["permissions-policy"]


def test_pages_are_asked_for_again_and_files_kept_for_a_year(address):
    for name in ("", "lab", *EXPERIMENTS.names):
        assert ask(f"{address}/{name}").headers["cache-control"] == "no-cache", name
    html = ask(f"{address}/lab").body.decode()
    for path in re.findall(r'(?:src|href)="\./(static/[^"]+)"', html)[:5]:
        assert re.search(r"\.[\w-]{8}\.", path), "a file kept for a year must have its digest in its name"
        kept = ask(f"{address}/{path}")
        assert kept.status == 200
        assert {"public", "immutable", "max-age=31536000"} == set(kept.headers["cache-control"].split(", "))


def test_health_metrics_and_status_at_the_root_and_below(address):
    for root in (address, address.removesuffix("/foo")):
        said = json.loads(ask(f"{root}/health").body)
        assert (said["ok"], said["version"]) == (True, LANDSCAPE_VERSION)
        assert 0 < said["seconds"] < 600
        assert b"process_resident_memory_bytes" in ask(f"{root}/metrics").body
        assert b"<h1>Status</h1>" in ask(f"{root}/status").body
        assert ask(f"{root}/status", Host="lab.example.org").status == 403


async def opens(address, origin):
    """Opens a page's websocket from a page of some origin; the number of sessions the server counts meanwhile."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(stream, subprotocols=["streamlit"], max_size=None, origin=origin) as socket:
        visitor = Session(socket)
        await visitor.run()
        assert not visitor.failed
        return int(float(re.search(rb"^landscape_sessions (\S+)", ask(f"{address}/metrics").body, re.MULTILINE)[1]))


def test_own_and_allowed_pages_connect(address):
    own = address.removesuffix("/foo")
    assert run(opens(address, own)) >= 1
    assert run(opens(address, COURSE)) >= 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://course.example.edu.evil.example"])
def test_foreign_pages_do_not(address, origin):
    with pytest.raises(websockets.InvalidStatus, match="403"):
        run(opens(address, origin))


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux: read from /proc")
def test_it_listens_on_the_loopback_interface_alone(served):
    _, process, _ = served
    inodes = {
        found[1]
        for link in Path(f"/proc/{process.pid}/fd").iterdir()
        if link.is_symlink() and (found := re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())))
    }
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    mine = [line[1] for line in lines if line[3] == LISTENS and line[9] in inodes]
    assert len(mine) == 1
    assert mine[0].startswith("0100007F:")  # 127.0.0.1


def test_the_log_holds_nothing_a_visitor_asked_for(served):
    address, _, log = served
    for path in ("lab", "export/bibtex", "export/stl", "qr.svg", "still/points.svg", "health", "status", "nowhere"):
        ask(f"{address}/{path}?width={SECRET}&{SECRET}=1", User_Agent=SECRET, Cookie=f"a={SECRET}")
    assert SECRET not in log.read_text()
    assert "127.0.0.1 " not in log.read_text()


@pytest.mark.parametrize(("name", "value"), [("LANDSCAPE_STATUS", "yes"), ("LANDSCAPE_FRAME_ANCESTORS", "a.org; x")])
def test_a_wrong_setting_ends_the_start_with_a_sentence(tmp_path, name, value):
    log = tmp_path / "log.txt"
    with pytest.raises(AssertionError, match="it ended and said"), app(log, **{name: value}):
        pass
    assert f"{name} must be " in log.read_text()


def test_a_base_path_may_have_the_name_of_a_lesson(tmp_path):
    """It was a blank page: the lesson's own address, as if the app stood at the root."""
    log = tmp_path / "log.txt"
    with app(log, "--server.baseUrlPath", "landscape", base="/landscape", LANDSCAPE_STORE="none") as (
        address,
        _process,
    ):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request("GET", "/landscape")
        first = connection.getresponse()
        body = first.read()
        assert first.status in (301, 302, 307, 308), (first.status, body[:200])
        assert first.headers["location"].endswith("/landscape/")
        assert b"BACKEND_BASE_URL" not in ask(f"{address}/").body
        assert b"BACKEND_BASE_URL" in ask(f"{address}/landscape").body
        root = address.removesuffix("/landscape")
        found = {
            path: ask(root + path).status for path in ("/lab", "/still/points.svg", "/health", "/landscape/health")
        }
        assert found == {"/lab": 404, "/still/points.svg": 404, "/health": 200, "/landscape/health": 200}
        connection.close()
