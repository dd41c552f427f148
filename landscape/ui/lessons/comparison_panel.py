"""The behaviour view of two pictures side by side: a small table, left against right, and walks outwards as lines."""

from base64 import b64encode
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from landscape.ui.parts.table import html_table
from landscape.viewer.packing import unpack
from landscape.words.lesson_text import LessonText
from landscape.words.sentences import number, percent

WIDE, HIGH, MARGIN = 360, 120, 4
CONTROL = "#85806F"  # legible on both themes, as an image cannot follow the page's
LOWEST = 1e-3  # nats; walks below it are drawn there


def comparison(message: bytes, text: LessonText, numbers: dict[str, Any], *, revealed: bool) -> None:
    """The table of what was measured on both sides, and the rays; nothing that tells before the reveal."""
    if not revealed:
        return
    header, arrays = unpack(message)
    panel, words = header["panel"], text.panel(numbers)
    titles = [text.fill(f"picture {i}", numbers) for i in (1, 2)]
    table, rays = st.columns([46, 54], gap="large")
    with table:
        rows = [
            [words[row["key"]], *(_written(row[side], row["kind"]) for side in ("left", "right"))]
            for row in panel["rows"]
        ]
        html_table(["", *titles], rows, "What was measured on both grounds")
        if not all(panel["fitted"]):
            st.html(f'<p class="ll-soft">{escape(words["unfitted"])}</p>')
    with rays:
        both = [np.maximum(arrays[f"panel_{side}_rays"].astype(np.float64), LOWEST) for side in ("left", "right")]
        low, high = (float(measure([measure(one[np.isfinite(one)]) for one in both])) for measure in (np.min, np.max))
        figures = [
            f'<figure class="ll-rays">{_picture(one, low, high, title)}<figcaption>{escape(title)}</figcaption>'
            for one, title in zip(both, titles, strict=True)
        ]
        pictures = "".join(f"{figure}</figure>" for figure in figures)
        st.html(f'<div class="ll-both">{pictures}</div><p class="ll-soft">{escape(words["rays"])}</p>')


def _written(value: float, kind: str) -> str:
    if kind == "count":
        return str(int(value))
    return percent(value) if kind == "share" else number(value)


def _picture(rays: NDArray[np.float64], low: float, high: float, title: str) -> str:
    """Loss along each ray, on a logarithmic scale that both sides share; as an image, for pages take no inline SVG."""
    x = np.linspace(MARGIN, WIDE - MARGIN, rays.shape[1])
    share = (np.log(rays) - np.log(low)) / max(np.log(high) - np.log(low), 1e-9)
    y = HIGH - MARGIN - np.clip(np.nan_to_num(share, nan=1.0, posinf=1.0), 0, 1) * (HIGH - 2 * MARGIN)
    lines = "".join(
        f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, line, strict=True))}"/>' for line in y
    )
    begin, most = number(float(rays[:, 0].mean())), number(float(rays.max()))
    label = f"Loss on {len(rays)} straight walks, {title}: from {begin} up to {most}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}">'
        f'<g fill="none" stroke="{CONTROL}" stroke-width="1.3">{lines}</g></svg>'
    )
    return f'<img alt="{escape(label)}" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
