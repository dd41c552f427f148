"""The page for teachers in a real browser: links of a class, toggles, paper."""

import re

import pytest
from playwright.sync_api import expect

from landscape.ui.teach.classroom import student_seeds
from tests.browser.lesson import header, wait_for_picture
from tests.browser.test_viewer_axe import violations


def make_links(page, server, code="Physics 7b", n=3):
    page.goto(f"{server}/teach")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_label("Class code").fill(code)
    page.get_by_label("Students", exact=True).fill(str(n))
    page.get_by_role("button", name="Make links").click()


def test_link_of_a_student_opens_the_lesson_with_seeds_of_its_own(page, server):
    make_links(page, server)
    links = page.locator(".ll-links tbody a")
    expect(links).to_have_count(3)
    address = links.nth(1).get_attribute("href")
    assert address.startswith(f"{server}/paths?")
    page.goto(address)
    wait_for_picture(page)
    seed = student_seeds("PHYSICS7B", 3)[1]
    assert [run["seed"] for run in header(page)["runs"]] == list(range(seed, seed + 8))
    expect(page).to_have_url(re.compile(f"first_seed={seed}"))


def test_bad_input_is_one_sentence(page, server):
    make_links(page, server, n=1000)
    expect(page.get_by_role("alert")).to_have_text(re.compile("from 1 to 300; got 1000"))
    expect(page.locator(".ll-links")).to_have_count(0)


def test_paper_holds_plans_and_open_answers_and_no_controls(page, server):
    make_links(page, server)
    expect(page.locator(".ll-links tbody a")).to_have_count(3)
    page.locator(".ll-toggles summary").first.click()
    page.emulate_media(media="print")
    for control in (page.get_by_role("button", name="Make links"), page.get_by_test_id("stHeader")):
        expect(control).to_be_hidden()
    for what in (".ll-plan >> nth=2", ".ll-links", ".ll-toggles details[open] p"):
        expect(page.locator(what)).to_be_visible()
    expect(page.locator(".ll-toggles details:not([open]) p").first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_links_and_open_answers(visitor, server, scheme):
    page = visitor(color_scheme=scheme)
    make_links(page, server)
    expect(page.locator(".ll-links tbody a")).to_have_count(3)
    page.locator(".st-key-answers_open label").click()
    expect(page.locator(".ll-toggles details[open]").first).to_be_visible()
    assert violations(page) == []
