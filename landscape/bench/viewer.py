"""How quick the viewer is in the hand: a part of the benchmark `page`, in the same browser."""

import statistics
import time
from typing import Any

from landscape.bench.row import Row, at_least, at_most

FRAMES, TILE_MS, PIN_SECONDS = 30.0, 5.0, 0.3
N_PLACES, N_PINS = 40, 5
VIEWER = "document.querySelector('.llv').viewer"


def rows(page: Any) -> list[Row]:
    """Frames a second while playing, the painting of a hovered tile, and the way of a click to Python and back.

    Args:
        page: A page of Playwright with the lab's default scene in 3-D.
    """
    return [
        at_least("frames while playing", _frames(page), "a second", FRAMES, "8 balls on 51 x 51 nodes, software WebGL"),
        at_most("hovered tile painted", _hover(page), "ms", TILE_MS, f"median of {N_PLACES} places"),
        at_most("click to answer about a pin", _pin(page), "s", PIN_SECONDS, f"median of {N_PINS} clicks"),
    ]


def _frames(page: Any) -> float:
    page.evaluate(f"{VIEWER}.clock.seek(0.1)")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(400)
    before = page.evaluate(f"[{VIEWER}.stage.draws, performance.now()]")
    page.wait_for_timeout(3000)
    after = page.evaluate(f"[{VIEWER}.stage.draws, performance.now()]")
    page.get_by_role("button", name="Pause").click()
    page.evaluate(f"{VIEWER}.clock.seek(1)")
    return float(1000 * (after[0] - before[0]) / (after[1] - before[1]))


def _places(page: Any, n: int) -> list[tuple[float, float]]:
    """Pixels over the middle of the picture, in rows."""
    box = page.locator(".llv-ink").bounding_box()
    across = [0.3 + 0.4 * (k % 8) / 7 for k in range(n)]
    down = [0.35 + 0.06 * (k // 8) for k in range(n)]
    return [(box["x"] + box["width"] * a, box["y"] + box["height"] * d) for a, d in zip(across, down, strict=True)]


def _hover(page: Any) -> float:
    times = []
    for x, y in _places(page, N_PLACES):
        page.mouse.move(x, y)
        milliseconds, shown = page.evaluate(f"[{VIEWER}.tip.ms, !{VIEWER}.tip.element.hidden]")
        if shown:
            times.append(float(milliseconds))
    return statistics.median(times)


def _pin(page: Any) -> float:
    """A click on a run's letter chooses the run and pins nothing; such places are passed over."""
    number = f"({VIEWER}.board.pins.at(-1)?.id ?? 0)"
    times = []
    for x, y in _places(page, N_PLACES):
        page.mouse.move(x, y)
        before = page.evaluate(number)
        began = time.perf_counter()
        page.mouse.click(x, y)
        if page.evaluate(number) == before:
            continue
        page.wait_for_function(f"() => {VIEWER}.board.pins.at(-1).exact", polling="raf")
        times.append(time.perf_counter() - began)
        if len(times) == N_PINS:
            break
    return statistics.median(times)
