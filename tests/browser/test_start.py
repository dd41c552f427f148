"""The first page: one picture, one way into the lab, and scenes to open."""

from playwright.sync_api import expect

from landscape.ui.scenes import SCENES
from tests.browser.lab import VIEWER, expect_painted, finish, title


def test_start_shows_its_picture_and_every_scene(page, server):
    page.goto(server)
    expect_painted(page)
    expect(page.locator(".ll-scenes li")).to_have_count(len(SCENES))
    expect(page.locator(VIEWER)).to_have_attribute("data-mode", "3d")


def test_scene_of_the_start_page_opens_in_the_lab(page, server):
    page.goto(server)
    page.get_by_role("link", name="Only the batch order differs").click()
    finish(page)
    assert title(page) == "Eight small networks on two moons"
    assert "vary=order" in page.url
    expect(page.get_by_role("combobox", name="What differs")).to_have_value("batch order")


def test_button_opens_the_lab(page, server):
    page.goto(server)
    page.get_by_role("link", name="Open the lab").click()
    finish(page)
    assert title(page) == "Eight small networks on two moons"
