"""From the press of a button to the picture: a warm server, a real browser with software WebGL."""

import importlib.util
import re
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from landscape.bench import viewer
from landscape.bench.row import Row, at_most
from landscape.bench.serving import resident, served

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
FIRST_SECONDS, FULL_SECONDS, MEGABYTES = 1.0, 2.5, 450.0
PRESSES = 5
SHAPE = rb'"z":\{"at":\d+,"kind":"f4","shape":\[%d,%d\]\}'
PAINTED = """() => { const viewer = document.querySelector('.llv')?.viewer, ground = viewer?.stage.plot._fullData?.[0];
  if (!ground || !viewer.stage.relief?.inner()) return '';
  return ground.z.length + ':' + Array.from(ground.z[0]).slice(0, 9).join() }"""


def run(presses: int = PRESSES) -> list[Row]:
    """Presses New start several times and times what arrives; without a browser, one row says so.

    Args:
        presses: How often.
    """
    if not has_browser():
        return [Row("press to picture", None, "s", None, None, "playwright is not installed")]
    with served() as (address, process, _took), browser_page() as page:
        start = resident(process.pid)
        frames: list[tuple[float, bytes]] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(_stamped(data))))
        page.goto(f"{address}/lab")
        page.wait_for_function(PAINTED, timeout=60_000)
        page.wait_for_timeout(1500)
        after = resident(process.pid)
        times = [_press(page, frames) for _ in range(presses)]
        in_the_hand = viewer.rows(page)
    coarse, full, painted = (statistics.median(column) for column in zip(*times, strict=True))
    return [
        at_most("first surface leaves for the browser", coarse, "s", FIRST_SECONDS, f"median of {presses} presses"),
        at_most("full surface leaves for the browser", full, "s", FULL_SECONDS, "51 x 51 nodes, 8 new runs"),
        Row("full surface painted", painted, "s", None, None, "software WebGL, 1440 x 900"),
        Row("server, warm, before a visitor", start, "MB", None, None, "resident memory"),
        at_most("server after the first scene", after, "MB", MEGABYTES, "resident memory"),
        *in_the_hand,
    ]


def has_browser() -> bool:
    """Whether what drives a browser is installed."""
    return importlib.util.find_spec("playwright") is not None


@contextmanager
def browser_page() -> Iterator[Any]:
    """An empty page of a real browser."""
    from playwright.sync_api import sync_playwright

    executable = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


def seconds_until_painted(page: Any, address: str) -> float:
    """From asking for an address until the full surface of the default grid stands on the page."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_function(f"() => ({PAINTED})().startsWith('51:')", timeout=120_000)
    return time.perf_counter() - began


def _stamped(data: Any) -> tuple[float, bytes]:
    return time.perf_counter(), data if isinstance(data, bytes) else data.encode()


def _press(page: Any, frames: list[tuple[float, bytes]]) -> tuple[float, float, float]:
    """Seconds from a press of New start until the first and the full surface arrive, and until it is painted."""
    frames.clear()
    before = page.evaluate(PAINTED)
    began = time.perf_counter()
    page.get_by_role("button", name="New start").click()
    page.wait_for_function(
        f"before => {{ const now = ({PAINTED})(); return now.startsWith('51:') && now !== before }}",
        arg=before,
        timeout=60_000,
    )
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    painted = time.perf_counter() - began
    page.wait_for_timeout(1500)
    sizes = {n: [at for at, data in frames if re.search(SHAPE % (n, n), data)] for n in (17, 33, 51)}
    arrivals = [at for times in sizes.values() for at in times]
    return min(arrivals) - began, min(sizes[51]) - began, painted
