"""A lesson as a visitor uses it: the bet, the controls, the buttons, what stands on the page."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE

OBJECT = "document.querySelector('.llv')?.viewer"
# The good ends of running again: the outcome of the shipped run, or every bit of a run of this processor.
AGAIN = re.compile("Run again (here: the same outcome|from the same starts: every number)")

expect.set_options(timeout=PATIENCE)


def open_lesson(page: Page, server: str, slug: str, query: str = "") -> None:
    """Opens a lesson and waits for its first picture."""
    page.goto(f"{server}/{slug}{query}")
    wait_for_picture(page)


def wait_for_picture(page: Page) -> None:
    """Waits until a picture is drawn and the page rests."""
    page.wait_for_function(f"() => {OBJECT}?.scene?.ground && document.querySelector('.llv').dataset.key !== undefined")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)


def wait_for_setting(page: Page, name: str, value: object, before: list[float]) -> None:
    """Waits until the picture of a setting is drawn, another than before: address and link tell of it first."""
    page.wait_for_function(
        f"(setting) => {OBJECT}?.scene?.header.link?.split('&').includes(setting)", arg=f"{name}={value}"
    )
    page.wait_for_function(
        f"(before) => {{ const z = {OBJECT}?.scene?.arrays.z; "
        "return z && (z.length !== before.length || before.some((height, i) => height !== z[i])); }",
        arg=before,
    )
    wait_for_picture(page)


def header(page: Page) -> dict[str, Any]:
    """The header of the message the viewer shows."""
    found: dict[str, Any] = page.evaluate(f"() => {OBJECT}.scene.header")
    return found


def heights(page: Page) -> list[float]:
    """The heights of the ground's nodes."""
    found: list[float] = page.evaluate(f"() => Array.from({OBJECT}.scene.arrays.z)")
    return found


def in_bet(page: Page, what: str) -> Locator:
    """A part of the bet's row."""
    return page.locator(f".st-key-{what}")


def skip(page: Page) -> None:
    """Skips the bet, which uncovers the answer."""
    page.get_by_role("button", name="Skip", exact=True).click()
    page.wait_for_function(f"() => !{OBJECT}.scene.header.veiled")


def live(page: Page) -> Locator:
    """The line that tells the news."""
    return page.locator(".llv-live").first


def happened(page: Page) -> Locator:
    """The bet beside what happened."""
    return page.locator(".ll-happened")
