"""The first page: one picture, one bet in one tap, and ways on."""

import re

import pytest
from playwright.sync_api import expect

from landscape.catalogue import EXPERIMENTS
from landscape.ui.start.scenes import SCENES
from tests.browser.lab import button, expect_painted, finish, in_viewer, title
from tests.browser.test_viewer_axe import violations

N_LETTERS = 8


def open_start(page, server):
    page.goto(server)
    page.wait_for_function("() => document.querySelector('.llv')?.viewer?.scene?.ground")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def path_lengths(page):
    return in_viewer(page, "viewer.scene.paths.map(path => path.step.length)")


def test_bet_uncovers_the_picture_and_the_truth(page, server):
    open_start(page, server)
    expect_painted(page)
    assert path_lengths(page) == [1] * N_LETTERS
    assert in_viewer(page, "viewer.scene.paths.every(path => path.rule === null)")
    button(page, "about half").click()
    expect(page.get_by_text("You bet about half")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.llv').viewer.scene.header.veiled")
    assert min(path_lengths(page)) > 1
    bars = page.locator(".ll-count").evaluate_all("all => all.map(bar => bar.getBoundingClientRect().width)")
    assert bars[0] / bars[1] == pytest.approx(666 / 334, rel=0.05)
    filled = page.locator(".ll-button, [data-testid=stBaseButton-primary]")
    expect(filled).to_have_count(1)
    filled.click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(server)}/paths\b"))


def test_every_lesson_and_scene_is_listed(page, server):
    open_start(page, server)
    expect(page.locator(".ll-scenes li")).to_have_count(len(SCENES))
    for slug in EXPERIMENTS.names:
        expect(page.locator(f'.ll-contents ul a[href="{slug}"]')).to_have_count(1)
    headings = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert headings[0] == 1
    assert set(headings[1:]) == {2}


def test_scene_of_the_start_page_opens_in_the_lab(page, server):
    page.goto(server)
    page.get_by_role("link", name="Only the batch order differs").click()
    finish(page)
    assert title(page) == "Eight small networks on two moons"
    assert "vary=order" in page.url
    expect(page.get_by_role("combobox", name="What differs")).to_have_value("batch order")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_after_the_bet(visitor, server, scheme):
    page = visitor(color_scheme=scheme)
    open_start(page, server)
    button(page, "Skip").click()
    expect(page.get_by_text("It came out")).to_be_visible()
    assert violations(page) == []
