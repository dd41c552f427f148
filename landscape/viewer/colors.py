"""What colours mean, for all that draws a scene: one ramp for heights and losses, two colours for rules, classes.

The viewer keeps the same rule in `landscape/viewer/js/colors.js`, where colours change with the page's theme.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.results import Surface
from landscape.viewer.header import ColorKey, Header
from landscape.viewer.heights import titled
from landscape.viewer.packing import Arrays
from landscape.viewer.theme import GROUND, REGIONS, Theme
from landscape.words.sentences import number

BANDS = 12  # of equal height on a map: they are told apart at a glance, and each line between two is a level
MIXED = "#E6E0D0"  # half by one rule, half by the other
CUT_QUANTILE = 0.98  # a few wild nodes must not take the whole ramp

Stops = tuple[tuple[float, str], ...]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Coloring:
    """What colours the ground.

    Attributes:
        values: On the nodes, shape (n_y, n_x).
        stops: Places from 0 to 1 and their colours.
        low, high: The values at 0 and at 1.
        by_rule: Whether it tells the rules apart; the side below one half is hatched on maps.
        by_height: Whether it is the height: maps then show bands of equal height.
        title: What the values are.
        ticks: Values and texts of the key, low to high.
    """

    values: NDArray[np.floating]
    stops: Stops
    low: float = 0.0
    high: float = 1.0
    by_rule: bool = False
    by_height: bool = False
    title: str = ""
    ticks: tuple[tuple[float, str], ...] = ()

    def shares(self) -> Floats:
        """Where on the ramp each node lies, from 0 to 1; NaN stays NaN."""
        return np.clip((np.asarray(self.values, dtype=np.float64) - self.low) / (self.high - self.low), 0, 1)

    def rgb(self) -> Floats:
        """Red, green and blue of each node from 0 to 255, shape (n_y, n_x, 3); NaN where there is no value."""
        return rgb_at(self.stops, self.shares())


def color_key(other: Surface | None) -> ColorKey | None:
    """How the colour is to be read where it is not the height: name, limits, and whether it paints the rules."""
    if other is None:
        return None
    quantity, finite = QUANTITIES[other.quantity], other.values[np.isfinite(other.values)].astype(np.float64)
    low, high = 0.0, 1.0
    if not quantity.is_share and len(finite):
        low, high = float(finite.min()), float(np.quantile(finite, CUT_QUANTILE))
    return {
        "title": titled(other),
        "name": quantity.title,
        "unit": other.unit,
        "low": low,
        "high": max(high, low + 1e-9),
        "texts": (number(low), number(high)),
        "by_rule": quantity.by_rule,
    }


def coloring_of(header: Header, arrays: Arrays, theme: Theme) -> Coloring:
    """What colours the ground of a message that has one."""
    key = header["color"]
    if key is None or "color" not in arrays:
        ticks = tuple((z, text) for z, text in header["height"]["ticks"])
        return Coloring(arrays["z"], GROUND, by_height=True, title=header["height"]["title"], ticks=ticks)
    return Coloring(
        values=arrays["color"],
        stops=rule_scale(theme) if key["by_rule"] else GROUND,
        low=key["low"],
        high=key["high"],
        by_rule=key["by_rule"],
        title=key["title"],
        ticks=((key["low"], key["texts"][0]), (key["high"], key["texts"][1])),
    )


def rule_scale(theme: Theme) -> Stops:
    """From all by the proxy rule to all by the intended rule."""
    return ((0.0, theme.proxy), (0.5, MIXED), (1.0, theme.intended))


def class_scale(n_classes: int) -> Stops:
    """Plain shades of the classes, each over its share of the scale."""
    edges = [(c, edge) for c in range(n_classes) for edge in (c / n_classes, (c + 1) / n_classes)]
    return tuple((edge, REGIONS[c % len(REGIONS)]) for c, edge in edges)


def rgb_of(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour.

    Example:
        >>> rgb_of("#D0C26C")
        (208, 194, 108)
    """
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


def rgb_at(stops: Stops, shares: ArrayLike) -> Floats:
    """Colours at places of a scale: red, green and blue from 0 to 255 along a new last axis.

    Example:
        >>> rgb_at(((0.0, "#000000"), (1.0, "#FFFFFF")), 0.2).tolist()
        [51.0, 51.0, 51.0]
    """
    places = [place for place, _ in stops]
    channels = zip(*(rgb_of(color) for _, color in stops), strict=True)
    at = np.asarray(shares, dtype=np.float64)
    return np.stack([np.interp(at, places, channel) for channel in channels], axis=-1)


def band_colors(stops: Stops, n: int = BANDS) -> NDArray[np.uint8]:
    """The colours of bands: those at their middles, shape (n, 3)."""
    return np.rint(rgb_at(stops, (np.arange(n) + 0.5) / n)).astype(np.uint8)


def hole_color(theme: Theme) -> NDArray[np.uint8]:
    """The colour of nodes without a value on a map, shape (3,)."""
    return np.rint(rgb_at(((0.0, theme.bg), (1.0, theme.soft)), 0.25)).astype(np.uint8)


def css(color: ArrayLike) -> str:
    """A colour as style sheets and Plotly write it.

    Example:
        >>> css([208, 194, 108])
        'rgb(208,194,108)'
    """
    red, green, blue = (int(part) for part in np.asarray(color))
    return f"rgb({red},{green},{blue})"
