"""Every lesson in a real browser: bet, reveal, change, run again, share, reopen; with keys alone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from landscape.catalogue import EXPERIMENTS
from landscape.words.lesson_text import lesson_text
from tests.browser.conftest import PATIENCE
from tests.browser.lesson import AGAIN, happened, header, heights, live, open_lesson, skip, wait_for_setting

# Lessons whose default takes longer than a test may: they are run again in tests/experiments.
LONG = ("landscape",)
each = pytest.mark.parametrize("slug", EXPERIMENTS.names)


def answer_of(slug, number):
    return list(lesson_text(slug).answers.values())[number]


@each
def test_bet_reveal_change_again_share_and_reopen(page, visitor, server, slug):
    text, experiment = lesson_text(slug), EXPERIMENTS.load(slug)
    open_lesson(page, server, slug)
    expect(page.get_by_role("heading", level=1)).to_have_text(text.title)
    before, first_ground = header(page), heights(page)
    assert before["veiled"]
    assert before.get("color") is None
    assert all(run["rule"] is None for run in before["runs"])

    page.get_by_role("button", name="Lock in", exact=True).click()
    expect(live(page)).to_contain_text("Choose an answer first")
    page.locator(".st-key-bet label").filter(has_text=answer_of(slug, 0)).first.click()
    page.get_by_role("button", name="Lock in", exact=True).click()
    expect(happened(page)).to_contain_text(f"You bet {answer_of(slug, 0)}; it came out")
    assert "bet" not in page.url

    page.get_by_role("button", name="Show where it fails", exact=True).click()
    name, value = next(iter(experiment.fails.items()))
    expect(page).to_have_url(re.compile(f"[?&]{name}={re.escape(str(value))}(&|$)"))
    wait_for_setting(page, name, value, first_ground)
    ground, link = heights(page), header(page)["link"]

    if slug not in LONG:
        page.get_by_role("button", name="Same start again", exact=True).click()
        expect(live(page)).to_contain_text(AGAIN, timeout=2 * PATIENCE)
        assert header(page)["link"] == link

    again = visitor()
    open_lesson(again, server, slug, f"?{link}")
    assert header(again)["veiled"]
    assert header(again)["link"] == link
    np.testing.assert_array_equal(heights(again), ground)  # the shipped one, not the run of this processor


@pytest.mark.parametrize("slug", ["landscape", "paths"])  # a long one, and one of several stories
def test_a_bet_with_keys_alone_and_then_why_stands_in_sight(page, server, slug):
    open_lesson(page, server, slug)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lock in", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(happened(page)).to_contain_text("You bet")
    expect(happened(page)).to_contain_text("Why?")
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_in_viewport(ratio=1)
    field = page.get_by_role("textbox", name="Why? In one sentence")
    field.focus()
    page.keyboard.type("Both rules fit what they were shown.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ll-card")).to_contain_text("Your sentence: Both rules fit what they were shown.")
    assert "Both" not in page.url


def test_hovering_before_the_bet_tells_the_height_and_no_more(page, server):
    open_lesson(page, server, "thneeb")
    box, tip = page.locator(".llv-ink").bounding_box(), page.locator(".llv-tip")

    def hover():
        page.mouse.move(5, 5)
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
        expect(tip).to_be_visible()

    hover()
    expect(tip).to_have_text(
        re.compile(r"^Training loss \S+ nats\. What the network here does is shown after the bet\.$")
    )
    expect(tip.locator("canvas")).to_be_hidden()
    skip(page)
    hover()
    expect(tip).to_contain_text("by the intended rule")
    expect(tip.locator("canvas")).to_be_visible()
