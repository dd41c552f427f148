"""What axe-core finds at WCAG A to 2.2 AA: nothing, on every page, in both themes, in every state of the viewer."""

from importlib.resources import files

import pytest
from playwright.sync_api import expect

from landscape.catalogue import EXPERIMENTS
from tests.browser.lab import VIEWER, button, in_viewer, open_lab, show_as
from tests.browser.lesson import open_lesson, skip

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


def in_both_schemes(page):
    """What is found in light and in dark; the page stays, so that one visit is enough."""
    found = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "dark => (getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark') === dark",
            arg=scheme == "dark",
        )
        found[scheme] = violations(page)
    return {scheme: wrong for scheme, wrong in found.items() if wrong}


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_lesson_before_the_bet_and_after_the_card(page, server, slug):
    open_lesson(page, server, slug)
    if slug == EXPERIMENTS.names[0]:  # before the bet the pages differ in words alone
        assert in_both_schemes(page) == {}
    skip(page)
    button(page, "Compare").click()
    expect(page.locator(".ll-card")).to_be_visible()
    assert in_both_schemes(page) == {}


def test_teach_with_links_and_open_answers(page, server):
    page.goto(f"{server}/teach")
    page.get_by_role("textbox", name="Class code").fill("7B")
    button(page, "Make links").click()
    expect(page.locator(".ll-links")).to_be_visible()
    page.get_by_text("Open all answers").click()
    expect(page.locator(".ll-toggles details[open]").first).to_be_visible()
    assert in_both_schemes(page) == {}


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
