"""What axe-core finds at WCAG A to 2.2 AA: nothing, on every page, in both themes, in every state of the viewer."""

from importlib.resources import files

import pytest
from playwright.sync_api import expect

from tests.browser.lab import VIEWER, button, in_viewer, open_lab, show_as

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Streamlit's own, by exact selector, each with the reason why it cannot be mended here.
EXCLUDED: dict[str, str] = {}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """([exclude, tags]) => axe.run({ exclude }, { runOnly: tags, resultTypes: ['violations'] })
  .then(found => found.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map(c => c.message).join('; ')}`)))"""


def violations(page):
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    return page.evaluate(RUN, [[[selector] for selector in EXCLUDED], TAGS])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/teach", "/method"])
def test_pages_of_words(visitor, server, path, scheme):
    page = visitor(color_scheme=scheme)
    page.goto(server + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    if path == "/":
        expect(page.locator(VIEWER)).to_have_attribute("data-mode", "3d")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lab_in_every_state(visitor, server, scheme):
    page = visitor(color_scheme=scheme)
    open_lab(page, server)
    found = {"3-D": violations(page)}
    in_viewer(page, "[viewer.board.add([0, 0]), viewer.board.add([0.4, -0.4])]")
    expect(page.locator(".llv-card")).to_have_count(2)
    button(page, "How true is this?").click()
    for kind in ("Contour", "Text"):
        show_as(page, kind)
        found[f"{kind}, two pins"] = violations(page)
    for name in ("Share", "Export"):
        button(page, name).click()
        expect(button(page, name)).to_have_attribute("aria-expanded", "true")
        found[name] = violations(page)
        page.keyboard.press("Escape")
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
