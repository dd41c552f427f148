"""The lab as a visitor uses it: opening a link, pressing buttons, waiting for the end, reading the page.

How figures are mounted is known here alone: where each one stands, whether it is painted, which letters it shows.
"""

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, TimeoutError, expect

from landscape.figures.theme import GROUND
from tests.browser.conftest import PATIENCE

# A scene that trains in an instant and draws quickly; every test that needs no other opens this one.
SMALL = {"n_train": 64, "width": 4, "depth": 1, "steps": 30, "snapshots": 10, "seeds": "0-2", "grid": 17}
# Far more steps than anybody waits for in a test.
LONG = {"n_train": 64, "width": 4, "depth": 1, "steps": 20_000, "seeds": "0-2", "grid": 17}
# Where the figures stand: in the lab, on the first page, and in the file that the command line writes.
SURFACE, CONTOUR, LOSSES = ".st-key-surface", ".st-key-contour", ".st-key-losses"
FIRST_SURFACE = ".st-key-first"
FILE_SURFACE, FILE_CONTOUR = "#surface", "#contour"
NO_WEBGL = "WebGL is not supported"  # what stands in the place of the surface then
CHART = ".js-plotly-plot"
LETTERS = ":is(.annotation-text, .textpoint)"

expect.set_options(timeout=PATIENCE)


def address(server: str, **settings: Any) -> str:
    """The link of a scene."""
    return f"{server}/lab?v=1" + "".join(f"&{name}={value}" for name, value in settings.items())


def open_lab(page: Page, server: str, **settings: Any) -> None:
    """Opens a small scene, with some settings changed, and waits until it is there."""
    page.goto(address(server, **(SMALL | settings)))
    finish(page)


def button(page: Page, name: str) -> Locator:
    """A button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Takes an option of a select box."""
    for _ in range(5):  # a redraw of the page at the wrong moment closes the list again
        page.get_by_role("combobox", name=label, exact=True).click()
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=4_000)
        except TimeoutError:
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError(f"{option} could not be chosen for {label}")


def finish(page: Page) -> None:
    """Waits until nothing is computed and every figure has been sent."""
    expect(button(page, "Train")).to_be_enabled()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def rows(page: Page) -> list[list[str]]:
    """The cells of the runs' table."""
    table = page.get_by_role("region", name=re.compile("Each run at its end"))
    expect(table).to_be_visible()
    found: list[list[str]] = table.evaluate(
        "region => [...region.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def badge(page: Page) -> str:
    """What stands under the surface on how true it is."""
    return page.locator(".ll-badge").inner_text()


def title(page: Page) -> str:
    """The headline."""
    return page.get_by_role("heading", level=1).inner_text()


def in_link(**settings: str) -> re.Pattern[str]:
    """What an address matches that holds these settings, in the order of links; browsers may write "," as "%2C"."""
    pairs = (f"[?&]{name}={re.escape(text).replace(',', '(?:,|%2C)')}(?:&.*|$)" for name, text in settings.items())
    return re.compile("".join(f"(?=.*{pair})" for pair in pairs), re.DOTALL)


def settings_in(link: str) -> dict[str, str]:
    """The settings of a link."""
    return dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))


def problems(page: Page) -> list[str]:
    """The sentences on what could not be used."""
    return page.locator(".ll-problem").all_inner_texts()


def expect_drawn(page: Page, place: str, words: str = "") -> None:
    """Waits until a flat figure is there, with some words in it."""
    chart = page.locator(f"{place} {CHART}")
    expect(chart).to_be_visible()
    expect(chart).to_contain_text(words)


def first_height(page: Page) -> float:
    """The height of the first node of the map, as drawn."""
    page.wait_for_function(f"() => document.querySelector('{CONTOUR} {CHART}')?._fullData?.length")
    return float(page.evaluate(f"document.querySelector('{CONTOUR} {CHART}')._fullData[0].z[0][0]"))


def wait_for_points(page: Page, more_than: int) -> int:
    """Waits until the first loss curve has more points; says how many."""
    n_points = f"document.querySelector('{LOSSES} {CHART}')?._fullData?.[0].x.length"
    page.wait_for_function(f"() => {n_points} > {more_than}", timeout=PATIENCE)
    return int(page.evaluate(n_points))


def letters(page: Page, place: str) -> list[str]:
    """The letters of the runs' ends that a figure shows; ends at one place share a label, such as "A C"."""
    marks = page.locator(f"{place} {LETTERS}")
    expect(marks.first).to_be_attached()
    labels = [text for text in marks.all_text_contents() if re.fullmatch("[A-Z]( [A-Z])*", text)]
    return sorted(" ".join(labels).split())


def picture(place: Locator) -> "np.ndarray[Any, Any]":
    """What is on the screen there, every other pixel each way, shape (n_y, n_x, 3)."""
    return np.asarray(Image.open(io.BytesIO(place.screenshot())).convert("RGB")).astype(int)[::2, ::2]


def ground_share(pixels: "np.ndarray[Any, Any]") -> float:
    """The share of pixels in the colours of the ground; the light changes them a little."""
    at, colors = zip(*GROUND, strict=True)
    channels = [[int(color[i : i + 2], 16) for color in colors] for i in (1, 3, 5)]
    ramp = np.stack([np.interp(np.linspace(0, 1, 40), at, channel) for channel in channels], axis=1)
    near = np.zeros(pixels.shape[:2], bool)
    for color in ramp:
        near |= np.abs(pixels - color).max(axis=2) < 16
    return float(near.mean())


def is_painted(pixels: "np.ndarray[Any, Any]") -> bool:
    """Whether a figure really shows ground, and not an empty canvas or a flat patch."""
    return ground_share(pixels) > 0.1 and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 500


def expect_painted(page: Page, place: str = SURFACE) -> None:
    """Waits until the 3-D figure shows ground."""
    figure = page.locator(place)
    expect(figure.locator("canvas").first).to_be_visible()
    for _ in range(40):
        pixels = picture(figure)
        if is_painted(pixels):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the figure shows no ground; share of ground {ground_share(pixels):.3f}")
