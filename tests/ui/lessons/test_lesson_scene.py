"""The networks behind a lesson's picture: asked for by pins and balls, awaited by the page itself, released in time."""

import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from landscape.engine import Engine
from landscape.errors import ConfigError
from landscape.experiments import points
from landscape.picture.probing import Prober
from landscape.ui.lessons import lesson_picture, lesson_scene, lesson_visit
from landscape.ui.lessons.lesson_scene import WHY, LessonScene
from landscape.ui.server import warm
from landscape.viewer.packing import unpack
from landscape.words.sentences import point_sentence
from tests.ui.page import html, news

PIN = [{"id": 1, "place": [1.0, 0.5]}]


@pytest.fixture
def engine(monkeypatch):
    """An engine of the test's own, whose leases are short."""
    one = Engine(workers=1, lease_seconds=0.5)
    for module in (warm, lesson_scene, lesson_visit):
        monkeypatch.setattr(module, "engine", lambda: one)
    yield one
    one.close()


@pytest.fixture(autouse=True)
def _steps(monkeypatch):
    """Few steps and nodes; `steps["n"]` may be raised to work that nobody waits for."""
    whole, steps = points.strip_scene, {"n": 20}

    def short(**settings):
        scene = whole(**settings)
        fewer = replace(scene.ensemble, steps=steps["n"], snapshots=5, seeds=scene.ensemble.seeds[:3])
        return replace(scene, ensemble=fewer, view=replace(scene.view, grid=(9, 9)))

    monkeypatch.setattr(points, "strip_scene", short)
    return steps


@pytest.fixture
def long(_steps):
    _steps["n"] = 20_000


@pytest.fixture
def seen(monkeypatch):
    """What the viewer was last given, and the pins it says it has."""
    seen = SimpleNamespace(message=b"", pins=[])

    def mounted(message, _slot, **_callbacks):
        seen.message = message
        return SimpleNamespace(pins=seen.pins, drop=None)

    monkeypatch.setattr(lesson_picture, "viewer", mounted)
    return seen


def open_lesson():
    page = AppTest.from_string("from landscape.ui.lessons.page import show\nshow('points')", default_timeout=60).run()
    assert not page.exception
    return page


def lesson(page):
    return page.session_state["lesson_points"]


def until_at_rest(page, seconds=60):
    end = time.monotonic() + seconds
    while lesson(page).busy:
        assert time.monotonic() < end
        time.sleep(0.02)
        page.run()
        assert not page.exception
    return page


def buttons(page):
    return {button.key for button in page.button}


def test_nothing_is_computed_while_nothing_needs_it(engine, seen):
    page = open_lesson().run()
    assert engine.n_computed == 0
    assert not lesson(page).busy


def test_pin_is_answered_exactly_from_networks_trained_once(engine, seen):
    seen.pins = PIN
    page = until_at_rest(open_lesson())
    (answer,) = news(page)["pins"]
    assert answer["place"] == PIN[0]["place"]
    scene = lesson(page).networks.scene
    (point,) = Prober(scene).ask(np.array([PIN[0]["place"]]))
    assert point_sentence(replace(point, intended_share=None), scene) == answer["sentence"]
    assert "intended rule" not in answer["sentence"]  # nor in anything else before the bet
    page.button("skip").click().run()
    assert news(page)["pins"][0]["sentence"] == point_sentence(point, scene)
    assert "intended rule" in point_sentence(point, scene)
    seen.pins = [*PIN, {"id": 2, "place": [0.5, 0.5]}]
    page.run()
    assert len(news(page)["pins"]) == 2
    assert engine.n_computed == 1


@pytest.mark.usefixtures("long")
def test_while_they_are_trained_the_page_says_so_and_offers_to_stop(engine, seen, monkeypatch):
    monkeypatch.setattr(lesson_scene, "WAIT_SECONDS", 0.0)
    seen.pins = PIN
    page = open_lesson()
    assert news(page)["progress"]["text"].startswith(WHY)
    assert "stop" in buttons(page)
    assert not page.button("again").disabled
    job = lesson(page).networks.asking.job
    page.button("stop").click().run()
    assert job.stopped()
    assert not lesson(page).busy
    assert news(page)["message"].startswith("Stopped.")
    assert "stop" not in buttons(page)
    page.run()
    assert not lesson(page).busy  # the same pins do not ask again by themselves
    lesson(page).pins_moved()
    page.run()
    assert lesson(page).busy


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("act", ["another setting", "new start", "no pin any more"])
def test_who_no_longer_needs_them_releases_the_job(act, engine, seen, monkeypatch):
    monkeypatch.setattr(lesson_scene, "WAIT_SECONDS", 0.0)
    seen.pins = PIN
    page = open_lesson()
    job = lesson(page).networks.asking.job
    assert not job.stopped()
    if act == "another setting":
        page.get_by_key("points_conflict").select(0.5).run()
    elif act == "new start":
        page.button("new").click().run()
    else:
        seen.pins = []
        page.run()
    assert job.stopped()


@pytest.mark.usefixtures("long")
def test_visitor_who_left_the_page_releases_the_job_and_who_comes_back_gets_it_anew(engine, seen, monkeypatch):
    monkeypatch.setattr(lesson_scene, "WAIT_SECONDS", 0.0)
    seen.pins = PIN
    page = open_lesson()
    job = lesson(page).networks.asking.job
    time.sleep(0.7)  # longer than a lease
    assert job.stopped()
    end = time.monotonic() + 20
    while not job.poll("another").ended:
        assert time.monotonic() < end
        time.sleep(0.02)
    page.run()
    page.run()
    assert lesson(page).networks.asking.job not in (None, job)


def test_ball_rolls_and_its_path_is_in_the_picture(engine, seen):
    page = open_lesson()
    before = unpack(seen.message)[0]
    lesson(page).drop_ball(1.0, 0.5)
    page = until_at_rest(page.run())
    header, _ = unpack(seen.message)
    assert [path["ball"] for path in header["paths"] if path["ball"] >= 0] == [0]
    assert not [path for path in before["paths"] if path["ball"] >= 0]
    assert header["panel"] == before["panel"]
    assert header["veiled"]
    lesson(page).drop_ball(-1.0, 0.5)
    assert len(lesson(page).scene_on_page().drops) == 1  # the first stays while the second rolls
    page = until_at_rest(page.run())
    assert [path["ball"] for path in unpack(seen.message)[0]["paths"] if path["ball"] >= 0] == [0, 1]


@pytest.mark.usefixtures("long")
def test_stopped_ball_is_taken_back(engine, seen, monkeypatch):
    monkeypatch.setattr(lesson_scene, "WAIT_SECONDS", 0.0)
    page = open_lesson()
    lesson(page).drop_ball(1.0, 0.5)
    page.run()
    assert lesson(page).busy
    page.button("stop").click().run()
    assert lesson(page).balls == ()
    assert not any("drops=1" in source for source in html(page))


def test_failure_is_one_sentence_and_is_not_repeated(engine, seen, monkeypatch):
    asked = []

    def broken(config, visitor, *, fresh=False):
        asked.append(config)
        job = SimpleNamespace(config=config, lease_seconds=20.0, wait=lambda seconds: None, leave=lambda name: None)
        return job

    monkeypatch.setattr(engine, "ask", broken)
    failed = SimpleNamespace(ended=True, state="failed", error="steps must be fewer; choose less.", scene=None)
    monkeypatch.setattr(engine, "poll", lambda job, visitor: failed)
    networks, config = LessonScene("one"), points.scene_config(points.EXPERIMENT.config())
    assert networks.want(config) == failed.error
    assert networks.want(config) == ""
    assert len(asked) == 1
    assert not networks.waits


def test_place_out_of_reach_is_refused_in_a_sentence(engine, seen):
    page = open_lesson()
    lesson(page).drop_ball(1e9, 0.0)
    try:
        lesson(page).scene_config()
    except ConfigError:
        pytest.fail("a ball that cannot be dropped must not stay")
    page.run()
    assert not page.exception
