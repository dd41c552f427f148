"""Pins and balls in a shipped lesson: its networks are trained when they are needed, and the answer comes by itself."""

import re

import pytest
from playwright.sync_api import expect

from landscape.ui.lessons.lesson_scene import WHY
from tests.browser.conftest import PATIENCE
from tests.browser.lab import in_viewer
from tests.browser.lesson import OBJECT, live, open_lesson

BALLS = f"{OBJECT}.scene.header.paths.filter(path => path.ball >= 0).length"


@pytest.mark.parametrize("slug", ["points", "paths"])
def test_pin_is_measured_and_a_ball_rolls_without_another_click(page, server, slug):
    open_lesson(page, server, slug)
    in_viewer(page, "viewer.board.add([0.2, 0.1])")
    page.wait_for_function(f"() => {OBJECT}.board.pins.at(-1).exact", timeout=2 * PATIENCE)
    sentence = in_viewer(page, "viewer.board.pins.at(-1).exact.sentence")
    assert sentence.startswith("Loss ")
    assert "intended rule" not in sentence  # before the bet
    assert page.evaluate(f"() => {BALLS}") == 0
    page.get_by_role("button", name=re.compile("^Drop a ball")).last.click()
    page.wait_for_function(f"() => {BALLS} === 1", timeout=2 * PATIENCE)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


def test_networks_that_take_long_are_told_and_can_be_stopped(page, server):
    open_lesson(page, server, "thneeb")
    in_viewer(page, "viewer.board.add([-0.4, 0.3])")
    in_viewer(page, "viewer.board.add([0.5, -0.3])")
    expect(live(page)).to_contain_text(WHY)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(live(page)).to_contain_text("Stopped. A pin shows the nearest network asked before")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
