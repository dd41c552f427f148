"""Phones, keyboards and dark rooms."""

import re

import pytest
from playwright.sync_api import expect

from landscape.viewer.theme import DARK, LIGHT
from tests.browser.lab import SMALL, VIEWER, address, button, expect_painted, finish, in_link, open_lab, rows

LEAST_LETTER, AIR = 12, 16  # pixels
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}


def luminance(color):
    """Relative luminance as WCAG 2.2 defines it, from `rgb(...)` or `#rrggbb`."""
    if color.startswith("#"):
        parts = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        parts = [float(part) for part in re.findall(r"[\d.]+", color)[:3]]
    linear = [p / 255 / 12.92 if p / 255 <= 0.03928 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style(locator, name):
    return locator.evaluate(f"one => getComputedStyle(one).{name}")


@pytest.mark.parametrize(
    ("path", "sign"),
    [("/", VIEWER), ("/lab", VIEWER), ("/teach", ".ll-plan"), ("/method", ".ll-table")],
)
def test_phone_never_scrolls_sideways(visitor, server, path, sign):
    page = visitor(**PHONE)
    page.goto(address(server, **SMALL) if path == "/lab" else server + path)
    expect(page.locator(sign).first).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    wide = page.get_by_test_id("stMain").evaluate("main => [main.scrollWidth, main.clientWidth]")
    assert wide[0] <= wide[1]


def test_phone_can_train(visitor, server):
    page = visitor(**PHONE)
    open_lab(page, server)
    button(page, "Train").scroll_into_view_if_needed()
    expect(button(page, "Train")).to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click()
    seeds = page.get_by_role("textbox", name="Seeds")
    seeds.scroll_into_view_if_needed()
    seeds.fill("4-5")
    seeds.press("Enter")
    page.get_by_role("button", name="Collapse sidebar").click()
    button(page, "Train").tap()
    expect(page).to_have_url(in_link(seeds="4,5"))
    finish(page)
    assert [row[1] for row in rows(page)] == ["4", "5"]


def test_keyboard_alone_can_train(page, server):
    open_lab(page, server)
    page.get_by_role("textbox", name="Seeds").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("6,7")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Train":
            break
    expect(button(page, "Train")).to_be_focused()
    assert style(button(page, "Train"), "outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(in_link(seeds="6,7"))
    finish(page)
    assert [row[1] for row in rows(page)] == ["6", "7"]


def test_tab_reaches_train_from_the_top(page, server):
    open_lab(page, server)
    page.locator("body").focus()
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Train":
            return
    pytest.fail("a hundred times Tab did not reach Train")


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_colours_follow_the_visitor_and_can_be_read(visitor, server, scheme, theme):
    page = visitor(color_scheme=scheme)
    open_lab(page, server)
    background = style(page.locator(".stApp"), "backgroundColor")
    assert contrast(background, theme.bg) == pytest.approx(1)
    assert contrast(style(page.get_by_role("heading", level=1), "color"), background) >= 4.5
    assert contrast(style(page.locator(".llv-badge"), "color"), background) >= 4.5
    assert contrast(style(page.locator(".llv-badge b"), "color"), theme.ink) == pytest.approx(1)
    primary = button(page, "Train")
    assert contrast(style(primary.locator("p"), "color"), style(primary, "backgroundColor")) >= 4.5
    for text in page.locator(".llv-table td, .llv-table th, .llv-soft").all()[:12]:
        assert contrast(style(text, "color"), background) >= 4.5
    expect_painted(page)


LETTERS = """async address => {
  const { marker } = await import(address), sizes = [];
  const g = document.createElement('canvas').getContext('2d'), write = g.fillText.bind(g);
  g.fillText = (...what) => { sizes.push(parseFloat(g.font.match(/([\\d.]+)px/)[1])); write(...what); };
  const look = { symbol: 'circle', x: 20, y: 20, fill: 'red', text: 'white', casing: 'white' };
  for (const letter of ['A', 'A2']) for (const r of [8, 9, 11, 16]) marker(g, { ...look, letter, r });
  return sizes;
}"""


def test_letters_of_runs_are_large_enough(page, server):
    open_lab(page, server)
    address_of_shapes = "performance.getEntriesByType('resource').find(r => r.name.endsWith('/shapes.js')).name"
    drawn = page.evaluate(LETTERS, page.evaluate(address_of_shapes))
    listed = [float(text.get_attribute("font-size")) for text in page.locator(".llv-side svg text").all()]
    assert len(drawn) == 8
    assert len(listed) == 3
    assert min(drawn + listed) >= LEAST_LETTER


def test_heading_beside_the_picture_has_air(page, server):
    open_lab(page, server)
    tools, heading = page.locator(".llv-tools").bounding_box(), page.locator(".llv-side .llv-h2").first.bounding_box()
    assert heading["y"] - (tools["y"] + tools["height"]) >= AIR
