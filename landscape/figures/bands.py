"""The ground as a small PNG for drawings: its colours and the lines between twelve bands of equal height.

The same picture as the viewer's map (`landscape/viewer/js/contour.js`), so that a printed page and the screen agree.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from landscape.viewer.colors import BANDS, Coloring, Stops, band_colors, hole_color, rgb_of
from landscape.viewer.theme import Theme

TINTS = 31  # of a colour that is not the height; with their stripes, and holes, all a palette holds at four strengths
STRENGTHS = 4  # steps between no line and a full line at a pixel: smooth enough, and few colours
LINE = 0.8  # units of the drawing
HATCH = (6.5, 2.5)  # distance and width of the stripes

Floats = NDArray[np.floating]


def ground_png(z: Floats, coloring: Coloring, size: tuple[int, int], scale: float, theme: Theme) -> bytes:
    """A PNG of the ground with few colours, so that it stays small.

    Args:
        z: Heights of evenly spaced nodes from 0 to 1, (rows, columns), row 0 at the bottom; NaN is a hole.
        coloring: What colours it.
        size: Width and height in units of the drawing.
        scale: Pixels per unit.
        theme: Light or dark.
    """
    width, height = (round(scale * side) for side in size)
    heights, shares = sampled(z, width, height), sampled(coloring.shares(), width, height)
    known = np.isfinite(heights) & np.isfinite(shares)
    n = BANDS if coloring.by_height else TINTS
    tint = np.where(known, np.clip(np.nan_to_num(shares) * n, 0, n - 1), 2 * n).astype(np.uint8)
    if coloring.by_rule:
        down, right = np.indices(tint.shape)
        stripe = (down + right) % round(scale * HATCH[0]) < scale * HATCH[1]
        tint[stripe & known & (shares < 0.5)] += n
    line = np.where(known, line_strength(heights, scale), 0)
    steps = np.round(line * (STRENGTHS - 1)).astype(np.uint8)
    return png(STRENGTHS * tint + steps, _palette(coloring.stops, n, theme.isoline, hole_color(theme)))


def sampled(field: Floats, width: int, height: int) -> NDArray[np.float64]:
    """Values at the middles of pixels, row 0 at the top, bilinear between nodes."""
    rows, columns = field.shape
    y = (1 - (np.arange(height) + 0.5) / height) * (rows - 1)
    x = (np.arange(width) + 0.5) / width * (columns - 1)
    j, i = np.minimum(y.astype(int), rows - 2), np.minimum(x.astype(int), columns - 2)
    v, u = (y - j)[:, None], (x - i)[None, :]
    part = field.astype(np.float64)[np.ix_(np.r_[j, j + 1], np.r_[i, i + 1])]
    below, above = part[:height], part[height:]
    mixed = (1 - v) * ((1 - u) * below[:, :width] + u * below[:, width:])
    found: NDArray[np.float64] = mixed + v * ((1 - u) * above[:, :width] + u * above[:, width:])
    return found


def line_strength(heights: Floats, scale: float) -> NDArray[np.float64]:
    """How much of a line between two bands lies on each pixel, from 0 to 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        down, right = np.gradient(heights * BANDS)
        nearest = np.round(heights * BANDS)
        away = np.abs(heights * BANDS - nearest) / np.hypot(down, right)
        strength = np.clip(0.5 + 0.5 * LINE * scale - away, 0, 1)
    return np.where((nearest > 0) & (nearest < BANDS) & np.isfinite(strength), strength, 0)


def png(places: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """Places in a palette, (rows, columns), as a PNG file."""
    rows, columns = places.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), places], axis=1)  # 0: the row as it is
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _palette(stops: Stops, n: int, isoline: str, hole: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Per tint its colour, then its colour under a stripe, then that of holes; each with all strengths of a line."""
    plain = band_colors(stops, n).astype(np.float64)
    colors = np.concatenate([plain, plain + 0.45 * (255 - plain), [hole]])
    strengths = np.linspace(0, 1, STRENGTHS)[None, :, None]
    mixed = colors[:, None] * (1 - strengths) + np.array(rgb_of(isoline)) * strengths
    return np.round(mixed).astype(np.uint8).reshape(-1, 3)
