"""The route of a lesson's still, and the QR code of a lesson: known lessons and shipped findings alone."""

from xml.etree import ElementTree

import pytest
import streamlit as st

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.ui.server.addresses import below_base
from landscape.ui.server.downloads import download_routes
from landscape.ui.server.qr import qr_svg
from landscape.ui.server.stills import NOT_SHIPPED, still_routes
from landscape.viewer.theme import LIGHT
from landscape.words.lesson_text import lesson_text
from tests.ui.asgi import get


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_a_still_of_every_shipped_finding(slug):
    experiment = EXPERIMENTS.load(slug)
    for config in baked(slug):
        answer = get(still_routes(), f"/still/{slug}.svg", experiment.write(config))
        assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert ElementTree.fromstring(answer.body).find("{*}title").text == lesson_text(slug).title


def test_no_link_is_the_default_and_the_answer_must_be_asked_for():
    experiment = EXPERIMENTS.load("points")
    plain = get(still_routes(), "/still/points.svg").text
    assert plain == get(still_routes(), "/still/points.svg", experiment.write(experiment.config())).text
    assert plain == get(still_routes(), "/still/points.svg", "answer=0").text
    assert LIGHT.intended not in plain
    assert LIGHT.intended in get(still_routes(), "/still/points.svg", "answer=1").text


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        ("/still/nothing.svg", "", 404, "There is no lesson called 'nothing'"),
        ("/still/..%2Fpoints.svg", "", 404, ""),
        ("/still/points.svg", "first_seed=77", 404, NOT_SHIPPED),
        ("/still/points.svg", "cue=9", 400, "cue must be one of"),
        ("/still/points.svg", "nope=1", 400, "There is no control called"),
        ("/still/points.svg", b"\xff\xfe=1", 400, "There is no control called"),
        ("/still/points.svg", "x" * 9000, 400, "at most 8000 are read"),
    ],
)
def test_what_is_not_drawn_is_refused_in_a_sentence(path, query, status, sentence):
    answer = get(still_routes(), path, query)
    assert answer.status == status
    assert sentence in answer.text


def test_nothing_is_computed(monkeypatch):
    def never(*_):
        raise AssertionError("a still must not ask the engine")

    monkeypatch.setattr("landscape.ui.server.downloads.engine", never)
    assert get(still_routes(), "/still/points.svg", "first_seed=77").status == 404


def test_below_a_base_path(monkeypatch):
    monkeypatch.setattr(st, "get_option", lambda name: "foo")
    assert get(below_base(still_routes()), "/foo/still/points.svg").status == 200


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_the_qr_code_of_a_lesson_opens_its_page(slug):
    experiment = EXPERIMENTS.load(slug)
    query = experiment.write(experiment.config(first_seed=5))
    answer = get(download_routes(), "/qr.svg", f"page={slug}&{query}", headers={"host": "a.example"})
    assert answer.text == qr_svg(f"http://a.example/{slug}?{query}")


@pytest.mark.parametrize("query", ["page=nothing", "page=https://b.example/", "page=points&nope=1", "page="])
def test_no_qr_code_of_other_pages(query):
    answer = get(download_routes(), "/qr.svg", query)
    assert answer.status == 400
    assert answer.text.startswith("There is no")


@pytest.mark.parametrize("host", ["[", "http://[", "a]b", "[::1", "\xff"])
@pytest.mark.parametrize("query", ["", "page=points"])
def test_a_host_that_is_no_name_is_the_askers_fault(host, query):
    assert get(download_routes(), "/qr.svg", query, headers={"host": host}).status in (200, 400)
