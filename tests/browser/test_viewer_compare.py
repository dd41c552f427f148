"""/compare: one camera, one clock, one height scale for two scenes; nothing axe finds wrong."""

import pytest
from playwright.sync_api import expect

from landscape.api import configure
from landscape.inputs import link
from tests.browser.conftest import PATIENCE
from tests.browser.lab import SMALL
from tests.browser.test_viewer_axe import violations

VIEWERS = "[...document.querySelectorAll('.llv')].map(one => one.viewer)"
BOTH = f"() => {{ const all = {VIEWERS}; return all.length === 2 && all.every(one => one?.scene?.header?.complete) }}"


def open_compare(page, server):
    values = {name: str(value) for name, value in SMALL.items()}
    first, second = configure(**values), configure(**values, view="pca")
    page.goto(server + "/compare?" + "&".join(f"{n}={_quoted(c)}" for n, c in (("a", first), ("b", second))))
    page.wait_for_function(BOTH, timeout=PATIENCE)
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()


def _quoted(config):
    return link.encode(config).replace("&", "%26").replace("=", "%3D")


def both(page, expression):
    return page.evaluate(f"{VIEWERS}.map(viewer => {expression})")


def test_one_camera_one_clock_one_scale(visitor, server):
    page = visitor()
    open_compare(page, server)
    heights = both(page, "viewer.scene.header.height")
    assert heights[0] == heights[1]
    before = both(page, "viewer.camera.plotly()")
    box = page.locator(".llv-ink").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 20, steps=5)
    page.mouse.up()
    after = both(page, "viewer.camera.plotly()")
    assert after[0] == after[1]
    assert after[0] != before[0]
    page.get_by_role("slider", name="Step of training").nth(1).fill("400")
    assert both(page, "viewer.clock.share") == [0.4, 0.4]
    assert "They differ in view (sheet against pca)." in page.locator(".ll-differences").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visitor, server, scheme):
    page = visitor(color_scheme=scheme)
    open_compare(page, server)
    assert violations(page) == []
