"""Without WebGL the map, the numbers and the words are still there, and the place of the surface says why."""

from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, launch
from tests.browser.lab import (
    CONTOUR,
    NO_WEBGL,
    SMALL,
    SURFACE,
    address,
    badge,
    finish,
    ground_share,
    letters,
    picture,
    rows,
)


def test_lab_without_webgl(playwright, server):
    browser = launch(playwright, "--disable-3d-apis")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(address(server, **SMALL))
    finish(page)
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    expect(page.locator(SURFACE)).to_contain_text(NO_WEBGL)
    assert letters(page, CONTOUR) == list("ABC")
    assert ground_share(picture(page.locator(CONTOUR))) > 0.1
    assert badge(page).startswith("Sheet through the runs.")
    assert len(rows(page)) == 3
    expect(page.get_by_test_id("stException")).to_have_count(0)
    browser.close()
