"""The ground as a small PNG for drawings: twelve bands of equal height and the lines between them, pixel by pixel.

The same picture as the viewer's map (`landscape/viewer/js/contour.js`), so that a printed page and the screen agree.
"""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BANDS = 12
STRENGTHS = 4  # steps between no line and a full line at a pixel: smooth enough, and few colours
LINE = 0.8  # units of the drawing
HATCH = (6.5, 2.5)  # distance and width of the stripes
HOLE = 2 * BANDS

Floats = NDArray[np.floating]
Stops = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """What colours the ground.

    Attributes:
        values: On the nodes, (rows, columns), from 0 to 1.
        stops: Places from 0 to 1 and their colours.
        hatched: Whether values below one half are hatched, for readers without colour.
    """

    values: Floats
    stops: Stops
    hatched: bool = False


def ground_png(z: Floats, paint: Paint, size: tuple[int, int], scale: float, isoline: str, hole: str) -> bytes:
    """A PNG of the ground with few colours, so that it stays small.

    Args:
        z: Heights of evenly spaced nodes from 0 to 1, (rows, columns), row 0 at the bottom; NaN is a hole.
        paint: What colours it.
        size: Width and height in units of the drawing.
        scale: Pixels per unit.
        isoline: Colour of the lines.
        hole: Colour of nodes without a number.
    """
    width, height = (round(scale * side) for side in size)
    heights, values = sampled(z, width, height), sampled(paint.values, width, height)
    known = np.isfinite(heights) & np.isfinite(values)
    band = np.where(known, np.clip(np.nan_to_num(values) * BANDS, 0, BANDS - 1), HOLE).astype(np.uint8)
    if paint.hatched:
        down, right = np.indices(band.shape)
        stripe = (down + right) % round(scale * HATCH[0]) < scale * HATCH[1]
        band[stripe & known & (values < 0.5)] += BANDS
    line = np.where(known, line_strength(heights, scale), 0)
    steps = np.round(line * (STRENGTHS - 1)).astype(np.uint8)
    return png(STRENGTHS * band + steps, _palette(paint.stops, isoline, hole))


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


def band_color(stops: Stops, share: float) -> tuple[int, int, int]:
    """The colour at a place of a scale.

    Example:
        >>> band_color(((0.0, "#000000"), (1.0, "#FFFFFF")), 0.2)
        (51, 51, 51)
    """
    places = [place for place, _ in stops]
    red, green, blue = (round(float(np.interp(share, places, c))) for c in zip(*map(_rgb, stops), strict=True))
    return red, green, blue


def _rgb(stop: tuple[float, str]) -> tuple[int, ...]:
    return tuple(bytes.fromhex(stop[1][1:]))


def _palette(stops: Stops, isoline: str, hole: str) -> NDArray[np.uint8]:
    """Per band its colour, then its colour under a stripe, then that of holes; each with all strengths of a line."""
    plain = np.array([band_color(stops, (k + 0.5) / BANDS) for k in range(BANDS)], dtype=np.float64)
    colors = np.concatenate([plain, plain + 0.45 * (255 - plain), [_rgb((0, hole))]])
    strengths = np.linspace(0, 1, STRENGTHS)[None, :, None]
    mixed = colors[:, None] * (1 - strengths) + np.array(_rgb((0, isoline))) * strengths
    return np.round(mixed).astype(np.uint8).reshape(-1, 3)
