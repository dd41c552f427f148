"""Without WebGL the map, the numbers and the words are still there, and 3-D says why it is not."""

from playwright.sync_api import expect

from tests.browser.conftest import launch
from tests.browser.lab import (
    STAGE,
    VIEWER,
    button,
    expect_painted,
    ground_share,
    in_viewer,
    letters,
    open_lab,
    picture,
    rows,
    show_as,
)

WHY = "This browser does not draw 3-D (WebGL is off)."


def test_lab_without_webgl(playwright, server, watch):
    browser = launch(playwright, "--disable-3d-apis")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch.over(context)
    page = context.new_page()
    open_lab(page, server)
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    expect(page.locator(VIEWER)).to_have_attribute("data-mode", "map")
    expect(button(page, "3-D")).to_be_disabled()
    expect(button(page, "3-D")).to_have_attribute("title", WHY)
    assert letters(page) == list("ABC")
    assert ground_share(picture(page.locator(STAGE))) > 0.1
    show_as(page, "Text")
    expect(page.get_by_role("region", name="The runs in numbers")).to_be_visible()
    assert len(rows(page)) == 3
    expect(page.get_by_test_id("stException")).to_have_count(0)
    browser.close()


def test_lost_context_is_bridged_by_the_map_and_comes_back(page, server):
    open_lab(page, server)
    expect_painted(page)
    lost = in_viewer(page, "viewer.stage.relief.inner().gl.getExtension('WEBGL_lose_context').loseContext()")
    assert lost is None
    expect(page.locator(VIEWER)).to_have_attribute("data-mode", "map")
    expect_painted(page)
    expect(page.locator(".llv-live")).to_contain_text("The browser took the 3-D picture away")
    expect(page.locator(VIEWER)).to_have_attribute("data-mode", "3d")
    page.wait_for_function("() => document.querySelector('.llv').viewer.stage.relief?.inner()")
    expect_painted(page)
    assert in_viewer(page, "viewer.stage.relief.inner().gl.isContextLost()") is False
