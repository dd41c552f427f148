"""The lab as a visitor uses it: opening a link, pressing buttons, waiting for the end, reading the page.

How the viewer is mounted is known here alone: where it stands, whether it is painted, which letters it shows.
"""

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, TimeoutError, expect

from landscape.viewer.theme import GROUND
from tests.browser.conftest import PATIENCE

# A scene that trains in an instant and draws quickly; every test that needs no other opens this one.
SMALL = {"n_train": 64, "width": 4, "depth": 1, "steps": 30, "snapshots": 10, "seeds": "0-2", "grid": 17}
# Far more steps than anybody waits for in a test.
LONG = {"n_train": 64, "width": 4, "depth": 1, "steps": 20_000, "seeds": "0-2", "grid": 17}
# The viewer, its parts, and its object in the browser.
VIEWER = ".llv"
STAGE, LIVE, KEY = ".llv-stage", ".llv-live", ".llv-key"
OBJECT = f"document.querySelector('{VIEWER}')?.viewer"
TRAINING = re.compile("Training: step")
# Whether the scene of the address stands in the viewer, whole or stopped, and is drawn.
THERE = """() => {
  const element = document.querySelector('.llv'), scene = element?.viewer?.scene;
  if (!scene || element.dataset.busy === 'true' || element.dataset.key !== scene.header.key) return false;
  const stopped = /Stopped/.test(element.querySelector('.llv-live').textContent);
  if (!scene.header.link) return stopped; // before the first scene was there
  const asked = new URLSearchParams(location.search);
  for (const [name, text] of new URLSearchParams(scene.header.link)) if (asked.get(name) !== text) return false;
  return scene.header.complete || !scene.ground || stopped;
}"""

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
    """Waits until nothing is computed and the scene of the address has been drawn."""
    expect(button(page, "Train")).to_be_enabled()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_function(THERE, timeout=PATIENCE)


def in_viewer(page: Page, expression: str, argument: Any = None) -> Any:
    """What an expression of `viewer` (and `argument`) gives in the browser."""
    return page.evaluate(f"argument => {{ const viewer = {OBJECT}; return {expression} }}", argument)


def show_as(page: Page, kind: str) -> None:
    """Chooses the kind of view: 3-D, Contour or Text."""
    button(page, kind).click()
    expect(button(page, kind)).to_have_attribute("aria-pressed", "true")


def wait_for_frame(page: Page) -> None:
    """Waits until the browser has drawn twice, so that what was asked for before is on the screen."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def rows(page: Page) -> list[list[str]]:
    """The cells of the runs' table, which stands in the Text view."""
    table = page.locator(f"{VIEWER} .llv-table")
    expect(table).to_be_attached()
    found: list[list[str]] = table.evaluate(
        "table => [...table.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def badge(page: Page) -> str:
    """What stands under the picture on how true it is."""
    return " ".join(page.locator(f"{VIEWER}-badge > :is(b, span)").all_inner_texts())


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


def first_height(page: Page) -> float:
    """The height of the first node."""
    return float(in_viewer(page, "viewer.scene.arrays.z[0]"))


def wait_for_points(page: Page, more_than: int) -> int:
    """Waits until the loss curves of a training have more points; says how many."""
    n_points = f"({OBJECT}?.state.training?.steps.length ?? 0)"
    page.wait_for_function(f"() => {n_points} > {more_than}", timeout=PATIENCE)
    return int(page.evaluate(n_points))


def letters(page: Page) -> list[str]:
    """The letters of the runs' ends that the picture shows."""
    page.wait_for_function(f"() => {OBJECT}?.stage.heads.length")
    return sorted(in_viewer(page, "viewer.stage.heads.flatMap(head => head.paths.map(path => path.letter))"))


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


def expect_painted(page: Page, place: str = STAGE) -> None:
    """Waits until the picture shows ground."""
    figure = page.locator(place)
    expect(figure.locator("canvas:visible").first).to_be_visible()
    for _ in range(40):
        pixels = picture(figure)
        if is_painted(pixels):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the picture shows no ground; share of ground {ground_share(pixels):.3f}")
