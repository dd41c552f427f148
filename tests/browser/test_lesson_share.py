"""A lesson elsewhere: its snippet and still, embedded without scrolling, on a phone, on paper, and in words."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.words.lesson_text import lesson_text
from tests.browser.lesson import header, open_lesson, skip, wait_for_picture

# Lessons that open at once: the pages of others are the same while they compute.
each = pytest.mark.parametrize("slug", [slug for slug in EXPERIMENTS.names if baked(slug)])
BOTTOM = "element => element.getBoundingClientRect().bottom"


def test_the_snippet_has_the_lesson_its_still_and_no_bet(page, server):
    text = lesson_text("points")
    open_lesson(page, server, "points")
    page.locator(".st-key-bet label").filter(has_text=next(iter(text.answers.values()))).first.click()
    page.get_by_role("button", name="Lock in", exact=True).click()
    page.get_by_role("button", name="Share", exact=True).click()
    snippet = page.get_by_role("textbox", name="For a web page", exact=True).input_value()
    assert f'title="{text.title}"' in snippet
    assert "bet" not in snippet
    frame, still = (re.search(f'<{tag} src="([^"]+)"', snippet)[1].replace("&amp;", "&") for tag in ("iframe", "img"))
    assert urlsplit(frame).path == "/points"
    assert "embed=true" in frame
    assert "answer" not in still
    for address in (still, page.locator(".llv-qr").get_attribute("src")):
        answer = page.request.get(address)
        assert answer.ok, address
        assert answer.headers["content-type"] == "image/svg+xml"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Export", exact=True).click()
    offered = page.locator(".llv-menu a")
    assert {urlsplit(one.get_attribute("href")).path for one in offered.all()} >= {"/export/stl", "/still/points.svg"}
    assert "view=weights" in offered.filter(has_text="STL").get_attribute("href")


@each
def test_embedded_it_fits_without_scrolling(visitor, server, slug):
    page = visitor(viewport={"width": 1024, "height": 640})
    open_lesson(page, server, slug, "?embed=true")
    assert page.locator(".st-key-band").evaluate(BOTTOM) <= 640
    longest = max(lesson_text(slug).answers.values(), key=len)  # what was bet is said beside what came out
    page.locator(".st-key-bet label").filter(has_text=longest).first.click()
    page.get_by_role("button", name="Lock in", exact=True).click()
    expect(page.locator(".ll-happened")).to_contain_text(f"You bet {longest}")
    page.wait_for_function("() => !document.querySelector('.llv').viewer.scene.header.veiled")
    wait_for_picture(page)
    page.wait_for_timeout(300)  # it must stay so
    assert page.locator(".st-key-band").evaluate(BOTTOM) <= 640
    assert page.locator(".stMain").evaluate("element => element.scrollWidth") <= 1024
    page.get_by_role("button", name="Share", exact=True).click()  # nothing lies over the tools
    expect(page.locator(".llv-qr:visible")).to_have_count(1)


@each
def test_on_a_phone_the_map_is_on_the_first_screen_and_as_wide_as_that(visitor, server, slug):
    page = visitor(viewport={"width": 390, "height": 844})
    open_lesson(page, server, slug)
    assert header(page)["veiled"]
    assert page.evaluate("() => document.querySelector('.llv').dataset.mode") == "map"
    assert page.evaluate("() => document.querySelector('.stMainBlockContainer').scrollWidth <= innerWidth")
    assert page.locator(".llv-stage").first.evaluate("stage => stage.clientWidth") > 340
    assert page.locator(".llv-key").first.evaluate(BOTTOM) <= 844
    skip(page)
    expect(page.locator(".ll-happened")).to_be_attached()
    assert page.locator(".stMain").evaluate("element => element.scrollWidth") <= 390


def test_on_paper_it_is_the_map_on_two_pages_at_most(page, server):
    open_lesson(page, server, "paths")
    skip(page)
    expect(page.locator(".llv-watershed")).to_be_visible()
    page.evaluate(
        """() => addEventListener("afterprint", () => {
             const { map } = document.querySelector(".llv").viewer.stage; window.printed = [map.width, map.height];
           }, { capture: true })"""
    )
    pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
    assert 1 <= pages <= 2
    assert page.evaluate("window.printed") == [1020, 900]
    page.wait_for_function("() => document.querySelector('.llv').viewer.state.mode === '3d'")


def test_the_text_view_says_what_the_behaviour_view_shows(page, server):
    open_lesson(page, server, "paths")
    page.get_by_role("button", name="Text", exact=True).click()
    twin = page.locator(".llv-text")
    expect(twin).to_contain_text("where each ends is shown after the bet")
    expect(twin).not_to_contain_text("by the narrow coin")
    skip(page)
    expect(twin).to_contain_text(re.compile(r"Of \d+ starts, \d+ end by the wide cue, \d+ by the narrow coin"))
    assert header(page)["panel_words"]["proxy"] == "by the wide cue"
