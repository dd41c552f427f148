"""The marks of runs in drawings: eight shapes with letters, as the viewer's `shapes.js` draws them."""

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from xml.etree.ElementTree import Element, SubElement

Point = tuple[float, float]

_ARM, _REACH = 0.52, 1.12


def _ring(n: int, turn: float, size: float) -> tuple[Point, ...]:
    return tuple((size * cos(turn + 2 * pi * i / n), size * sin(turn + 2 * pi * i / n)) for i in range(n))


def _cross() -> tuple[Point, ...]:
    a, r = _ARM, _REACH
    return ((-a, -r), (a, -r), (a, -a), (r, -a), (r, a), (a, a), (a, r), (-a, r), (-a, a), (-r, a), (-r, -a), (-a, -a))


OUTLINES = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": _ring(4, 0, 1.22),
    "triangle-up": ((0, -1.28), (1.2, 0.9), (-1.2, 0.9)),
    "pentagon": _ring(5, -pi / 2, 1.14),
    "hexagon": _ring(6, 0, 1.12),
    "triangle-down": ((0, 1.28), (1.2, -0.9), (-1.2, -0.9)),
    "cross": _cross(),
}
SHIFT = {"triangle-up": 0.22, "triangle-down": -0.16}
APART = 3.1  # least distance of two markers, in radii
TURN = 2.4  # radians from one marker to the next where several runs end on one spot
ROUNDS = 200
CLOSE = 1.5  # a marker that was moved less stands right on its end


def draw_marker(
    parent: Element, symbol: str, letter: str, at: Point, radius: float, fill: str, **extra: str
) -> Element:
    """A marker with a white casing; `hatch`, if given, is a fill for a ring around it (the proxy rule in greyscale).

    Returns:
        Its group, with the letter in `data-run`.
    """
    group = SubElement(parent, "g", {"class": "marker", "data-run": letter})
    if "hatch" in extra:
        _shape(group, symbol, at, 1.5 * radius, {"fill": extra["hatch"], "stroke": "#FFFFFF", "stroke-width": "1.5"})
    casing = {"stroke": "#FFFFFF", "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
    _shape(group, symbol, at, radius, {"fill": fill, **casing})
    size = (0.95 if len(letter) > 1 else 1.2) * radius
    y = at[1] + SHIFT.get(symbol, 0) * radius + 0.36 * size
    words = {
        "x": written(at[0]),
        "y": written(y),
        "font-size": written(size),
        "font-weight": "700",
        "text-anchor": "middle",
    }
    SubElement(group, "text", words | {"fill": extra.get("text", "#FFFFFF")}).text = letter
    return group


def _shape(group: Element, symbol: str, at: Point, radius: float, paint: dict[str, str]) -> None:
    corners = OUTLINES.get(symbol)
    if corners is None:
        SubElement(group, "circle", {"cx": written(at[0]), "cy": written(at[1]), "r": written(radius), **paint})
        return
    points = " ".join(f"{written(at[0] + dx * radius)},{written(at[1] + dy * radius)}" for dx, dy in corners)
    SubElement(group, "polygon", {"points": points, **paint})


def spread(ends: Sequence[Point], radius: float, width: float, height: float) -> list[Point]:
    """Where markers stand so that none covers another: at their ends, pushed apart where these are close.

    Args:
        ends: Where the runs end.
        radius: Of a marker.
        width: Of the map, which no marker leaves.
        height: The same.
    """
    places = [(x + cos(TURN * i), y + sin(TURN * i)) for i, (x, y) in enumerate(ends)]
    margin = 1.6 * radius
    for turn in range(ROUNDS):
        moved = False
        for i in range(len(places)):
            for j in range(i):
                dx, dy = places[i][0] - places[j][0], places[i][1] - places[j][1]
                if hypot(dx, dy) < 1e-6:  # in a corner of the map
                    dx, dy = cos(TURN * (i + turn)), sin(TURN * (i + turn))
                distance = hypot(dx, dy)
                if distance < APART * radius - 0.1:
                    push = (APART * radius - distance) / 2 / distance
                    places[i] = (places[i][0] + dx * push, places[i][1] + dy * push)
                    places[j] = (places[j][0] - dx * push, places[j][1] - dy * push)
                    moved = True
        places = [(min(width - margin, max(margin, x)), min(height - margin, max(margin, y))) for x, y in places]
        if not moved:
            break
    return [end if hypot(end[0] - x, end[1] - y) < CLOSE else (x, y) for end, (x, y) in zip(ends, places, strict=True)]


def written(value: float) -> str:
    """A length in a drawing, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
