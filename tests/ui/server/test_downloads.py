"""The routes that give a scene away: files, refusals in one sentence, and nothing that stops the server."""

import asyncio
import threading
import time
from io import BytesIO

import pytest
import streamlit as st
import trimesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as strategies

from landscape.catalogue import EXPORTS
from landscape.engine import Report
from landscape.engine.engine import FAILED_INSIDE
from landscape.engine.later import LATER
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.ui.server import downloads
from landscape.ui.server.addresses import below_base
from landscape.ui.server.downloads import download_routes
from landscape.ui.server.qr import qr_svg
from landscape.ui.server.warm import engine
from tests.conftest import tiny_scene
from tests.figures.scenes import ALL_DIVERGED, small
from tests.settings_strategies import scenes
from tests.ui.asgi import get, request, run

QUERY = link.encode(tiny_scene())


class StandIn:
    """An engine whose jobs say what a test wants, and remember who left."""

    lease_seconds = 20.0

    def __init__(self, *reports):
        self.reports = list(reports)
        self.polls = 0
        self.left = threading.Event()

    def ask(self, config, visitor, *, fresh=False):
        self.visitor = visitor
        return self

    def poll(self, job, visitor):
        assert visitor == self.visitor
        self.polls += 1
        return self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]

    def leave(self, visitor):
        assert visitor == self.visitor
        self.left.set()


def report(state, scene=None, error=""):
    return Report(state, 1, None, scene, error)


@pytest.fixture
def stand_in(monkeypatch):
    """Puts a stand-in in the engine's place."""

    def put(*reports):
        found = StandIn(*reports)
        monkeypatch.setattr(downloads, "engine", lambda: found)
        return found

    return put


@pytest.mark.parametrize("name", EXPORTS.names)
def test_every_export(name, stand_in):
    job = stand_in(report("done", small()))
    answer = get(download_routes(), f"/export/{name}", QUERY)
    export = EXPORTS.load(name)
    assert answer.status == 200
    assert answer.body == export.write(small())
    assert answer.headers == {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-disposition": f'attachment; filename="landscape-moons-mlp.{export.suffix}"',
        "content-length": str(len(answer.body)),
        "content-type": export.media_type,
    }
    assert job.left.is_set()


def test_a_scene_nobody_has_seen_is_computed_once_and_kept():
    query = link.encode(tiny_scene(data_seed=4321))
    before = engine().n_computed
    first = get(download_routes(), "/export/stl", query)
    second = get(download_routes(), "/export/glb", query)
    assert (first.status, second.status) == (200, 200)
    assert engine().n_computed == before + 1
    assert trimesh.load(BytesIO(first.body), file_type="stl").is_watertight


def test_waits_until_the_scene_is_complete_and_keeps_the_lease(stand_in):
    job = stand_in(report("waiting"), report("running"), report("running", small()), report("done", small()))
    assert get(download_routes(), "/export/bibtex", QUERY).status == 200
    assert job.polls == 4


def test_the_event_loop_is_free_while_a_scene_is_computed(stand_in):
    stand_in(*[report("running")] * 4, report("done", small()))

    async def beats():
        n = 0
        asked = asyncio.create_task(request(download_routes(), "/export/stl", QUERY))
        while not asked.done():
            await asyncio.sleep(0.01)
            n += 1
        return n, (await asked).status

    n, status = run(beats())
    assert status == 200
    assert n > 10


def test_a_client_that_leaves_leaves_the_job(stand_in):
    job = stand_in(report("running"))

    async def leaving():
        gone = asyncio.Event()
        asked = asyncio.create_task(request(download_routes(), "/export/stl", QUERY, gone=gone))
        await asyncio.sleep(0.05)
        assert not job.left.is_set()
        gone.set()
        return await asyncio.wait_for(asked, 5)

    assert run(leaving()).status == 503
    assert job.left.is_set()


def test_a_cancelled_request_leaves_the_job(stand_in):
    job = stand_in(report("running"))

    async def cancelling():
        asked = asyncio.create_task(request(download_routes(), "/export/stl", QUERY))
        await asyncio.sleep(0.05)
        asked.cancel()
        await asyncio.wait([asked])

    run(cancelling())
    assert job.left.is_set()


def test_two_minutes_are_the_end(stand_in, monkeypatch):
    job = stand_in(report("running"))
    monkeypatch.setattr(downloads, "WAIT_SECONDS", 0.2)
    start = time.monotonic()
    answer = get(download_routes(), "/export/npz", QUERY)
    assert time.monotonic() - start < 5
    assert answer.status == 503
    assert answer.headers["retry-after"] == "10"
    assert answer.text == "The scene is not complete yet; wait until it is, and ask again."
    assert job.left.is_set()


@pytest.mark.parametrize(
    ("state", "error", "status"),
    [
        ("stopped", "", 503),
        ("failed", "width must be smaller.", 422),
        *(("failed", sentence, 503) for sentence in sorted(LATER)),
        ("failed", FAILED_INSIDE, 500),
    ],
)
def test_scenes_that_come_to_nothing(state, error, status, stand_in):
    stand_in(report(state, None, error))
    answer = get(download_routes(), "/export/csv", QUERY)
    assert answer.status == status
    assert answer.text == (error or downloads.STILL_COMPUTING)


@pytest.mark.parametrize("name", EXPORTS.names)
def test_a_scene_without_a_surface_says_why(name, stand_in):
    scene = small(**ALL_DIVERGED)
    stand_in(report("done", scene))
    answer = get(download_routes(), f"/export/{name}", QUERY)
    assert answer.status == 422
    assert answer.text == " ".join(scene.notes)
    assert answer.text.endswith("diverged; lower the learning rate.")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("v=1&width=999", "width"),
        ("v=9", "v must be 1"),
        ("seeds=0-99", "seeds"),
        ("nothing=1", "There is no parameter called 'nothing'"),
        ("width=4&width=5", "width stands twice"),
        ("a" * 9000, "The link is 9000 characters long"),
        (b"\xff\xfe=1", "There is no parameter called"),
        (b"width=\xff", "width"),
    ],
)
@pytest.mark.parametrize("path", ["/export/stl", "/qr.svg"])
def test_bad_links(path, query, sentence):
    answer = get(download_routes(), path, query)
    assert answer.status == 400
    assert sentence in answer.text
    assert "\n" not in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["", "STL", "stl.", "export", "solid", "__init__", "solid.tube", "<b>", "x" * 500])
def test_unknown_exports(name):
    answer = get(download_routes(), f"/export/{name}", QUERY)
    assert answer.status == 404
    if name:
        assert answer.text == (f"There is no export called {name[:40]!r}; choose one of {', '.join(EXPORTS.names)}.")


hostile = strategies.text(max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=hostile | strategies.sampled_from(EXPORTS.names), query=hostile | strategies.binary(max_size=60))
def test_any_name_and_any_link_is_answered(name, query, stand_in):
    stand_in(report("done", small()))
    query = query.encode("utf-8", "replace") if isinstance(query, str) else query
    answer = get(download_routes(), f"/export/{name}", query)
    assert answer.status in {200, 307, 400, 404}  # 307: the same address without the slash at its end
    assert answer.status != 200 or name in EXPORTS.names
    code = get(download_routes(), "/qr.svg", query, headers={"host": "a.example"})
    assert code.status in {200, 400}
    assert "\r" not in "".join(answer.headers.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(config=scenes())
def test_every_scene_has_a_qr_code_and_a_plain_file_name(config, stand_in):
    stand_in(report("done", small()))
    assert get(download_routes(), "/qr.svg", link.encode(config)).status == 200
    name = downloads.file_name(config, "stl")
    assert name.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert name.isascii()


@pytest.mark.parametrize(
    ("scheme", "host", "path", "lab"),
    [
        ("http", "localhost:8501", "/qr.svg", "http://localhost:8501/lab"),
        ("https", "lab.example", "/qr.svg", "https://lab.example/lab"),
        ("https", "lab.example", "/foo/qr.svg", "https://lab.example/foo/lab"),
    ],
)
def test_the_qr_code_opens_the_lab(scheme, host, path, lab, base_path):
    routes = [*download_routes(), *below_base(download_routes())]
    answer = get(routes, path, "seeds=0-1", headers={"host": host}, scheme=scheme)
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text == qr_svg(f"{lab}?{link.encode(link.decode('seeds=0-1').config)}")


def test_other_headers_do_not_move_the_qr_code():
    """Only the server itself may believe a proxy: it then changes the scheme before a route is asked."""
    plain = get(download_routes(), "/qr.svg", QUERY, headers={"host": "a.example"})
    forwarded = {"host": "a.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    assert get(download_routes(), "/qr.svg", QUERY, headers=forwarded).body == plain.body


def test_an_address_too_long_for_a_qr_code():
    answer = get(download_routes(), "/qr.svg", QUERY, headers={"host": ".".join(["a" * 60] * 45)})
    assert answer.status == 400
    assert "too many for a QR code" in answer.text


@pytest.fixture
def base_path(monkeypatch):
    """The server runs below /foo."""
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "/foo/"}.get)


def test_below_a_base_path(base_path, stand_in):
    stand_in(report("done", small()))
    found = {root: get(below_base(download_routes()), f"{root}/export/bibtex", QUERY) for root in ("/foo", "/bar", "")}
    assert {root: answer.status for root, answer in found.items()} == {"/foo": 200, "/bar": 404, "": 404}


def test_the_default_scene_has_the_shortest_link():
    assert (
        get(download_routes(), "/qr.svg", "").body == get(download_routes(), "/qr.svg", link.encode(SceneConfig())).body
    )
