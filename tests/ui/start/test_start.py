"""The start page: a shipped picture and one bet; nothing is computed until somebody rolls again."""

import time
from dataclasses import replace

import pytest

from landscape.ui.start.scenes import SCENES
from landscape.ui.start.start_visit import BETS, StartVisit
from tests.ui.page import html, news, open_page, said, viewer


def start_visit(page) -> StartVisit:
    return page.session_state["start_visit"]


def keys(page):
    return {button.key for button in page.button}


def test_opens_on_the_bet_without_computing():
    page = open_page("start")
    assert not page.exception
    assert start_visit(page).lesson.asking.job is None
    assert keys(page) == {*(f"bet_{name}" for name in BETS), "bet_skip"}
    header, arrays = viewer(page)
    assert header["form"] == "bare"
    assert header["veiled"]
    assert "color" not in arrays
    source = "".join(html(page))
    assert "came out" not in source
    assert "ll-button" not in source
    assert all(scene.question in source for scene in SCENES)


def test_one_tap_bets_and_shows_the_truth():
    page = open_page("start")
    page.button(key="bet_half").click().run()
    assert not page.exception
    assert said(page, "ask")[0].startswith("You bet about half; it came out about a third.")
    header, arrays = viewer(page)
    assert "veiled" not in header
    assert "color" in arrays
    assert {run["rule"] for run in header["runs"]} == {"proxy", "intended"}
    source = "".join(html(page))
    assert source.count('class="ll-button"') == 1
    assert '<a class="ll-button" href="paths"' in source
    assert keys(page) == {"roll"}
    assert start_visit(page).lesson.asking.job is None


def test_skipping_shows_it_without_a_verdict():
    page = open_page("start")
    page.button(key="bet_skip").click().run()
    assert said(page, "ask")[0].startswith("It came out about a third.")


@pytest.mark.slow
def test_roll_again_takes_other_starts_and_shows_both_counts():
    page = open_page("start")
    page.button(key="bet_few").click().run()
    before = start_visit(page).lesson.shown
    page.button(key="roll").click().run()
    assert page.button(key="roll").disabled
    assert news(page)["progress"] is not None
    end = time.monotonic() + 120
    while start_visit(page).lesson.asking.job is not None and time.monotonic() < end:
        page.run()
        time.sleep(0.1)
    page.run()
    after = start_visit(page).lesson.shown
    assert after.config.first_seed == before.config.first_seed + 100
    assert after.config.values == before.config.values
    counts = [shown.numbers["n_intended"] for shown in (before, after)]
    assert list(start_visit(page).rolls.values()) == counts
    assert any(", ".join(map(str, counts)) in words for words in said(page, "soft"))
    assert not page.button(key="roll").disabled


def test_stopping_keeps_the_picture():
    page = open_page("start")
    page.button(key="bet_few").click().run()
    before, lesson = start_visit(page).lesson.shown, start_visit(page).lesson
    # Starts that no other test has in the engine's memory.
    lesson.asking.config = replace(lesson.asking.config, first_seed=7_000)
    page.button(key="roll").click().run()
    page.button(key="stop").click().run()
    assert start_visit(page).lesson.shown is before
    assert start_visit(page).lesson.asking.job is None
    assert news(page)["message"].startswith("Stopped.")
