"""How a quantity becomes height: one documented transform, with ticks in the quantity itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.findings import Ground
from landscape.outputs.results import Scene, Surface
from landscape.words.sentences import number

LARGEST_RATIO = 300.0  # two and a half decades: deeper wells would flatten everything else
HIGHEST_OVER_PATHS = 8.0
GAP = 0.06  # least height between a mark of the scale's end and the next one


@dataclass(frozen=True, slots=True)
class HeightScale:
    """Maps values to [0, 1]; what lies below the floor or above the top is drawn there, and said so.

    Attributes:
        logarithmic: Whether equal heights are equal ratios.
        floor, top: The values drawn at 0 and 1.
        cut_below, cut_above: Whether something lies beyond them.
        unit: The unit of the values.
    """

    logarithmic: bool
    floor: float
    top: float
    cut_below: bool
    cut_above: bool
    unit: str

    def z(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Heights in [0, 1]; infinity is drawn at the top, NaN stays NaN."""
        inside = np.clip(np.asarray(values, dtype=np.float64), self.floor, self.top)
        if not self.logarithmic:
            return np.asarray((inside - self.floor) / (self.top - self.floor))
        return np.asarray(np.log(inside / self.floor) / np.log(self.top / self.floor))

    def ticks(self) -> list[tuple[float, str]]:
        """Heights and texts of the tick marks, low to high."""
        marks = self._decades() if self.logarithmic else []
        if len(marks) < 2:
            marks = self._even_steps()
        low, high = (GAP if self.cut_below else 0.0), (1 - GAP if self.cut_above else 1.0)
        inside = [(float(self.z(np.array(value))), text) for value, text in marks]
        ticks = [(z, text) for z, text in inside if low <= z <= high]
        if self.cut_below:
            ticks.insert(0, (0.0, f"{number(self.floor)} or less"))
        if self.cut_above:
            ticks.append((1.0, f"{number(self.top)} or more"))
        return ticks

    def _decades(self) -> list[tuple[float, str]]:
        """Values 1, 2, 5 of every power of ten in range, or 1 alone where there are many."""
        decades = np.arange(np.floor(np.log10(self.floor)), np.ceil(np.log10(self.top)) + 1)
        leading = (1,) if len(decades) > 4 else (1, 2, 5)
        values = [float(m * 10.0**d) for d in decades for m in leading]
        return [(value, number(value)) for value in values if self.floor <= value <= self.top]

    def _even_steps(self) -> list[tuple[float, str]]:
        """Round values at equal distances, written with as many digits as the distance needs."""
        step = _round_step((self.top - self.floor) / 4)
        values = np.arange(np.ceil(self.floor / step - 1e-9), np.floor(self.top / step + 1e-9) + 1) * step
        inside = [float(np.clip(value, self.floor, self.top)) for value in values]
        n_decimals = max(0, -int(np.floor(np.log10(step))))
        if n_decimals > 4 or self.top >= 1e6:
            n_digits = int(np.floor(np.log10(self.top)) - np.floor(np.log10(step))) + 1
            return [(value, f"{value:.{n_digits}g}") for value in inside]
        return [(value, "0" if value == 0 else f"{value:.{n_decimals}f}") for value in inside]


def _round_step(rough: float) -> float:
    power = 10.0 ** np.floor(np.log10(rough))
    return float(min((m for m in (1, 2, 5, 10)), key=lambda m: abs(m * power - rough)) * power)


def height_scale(picture: Scene | Ground) -> HeightScale:
    """The scale for a picture's height: shares run from 0 to 1; a loss from its lowest value to what the paths need.

    The top is the highest ground, but at most eight times the highest point of a path; the logarithmic floor is the
    lowest value, but at most 300 times below the top. Infinite ground is drawn at the top and counts as cut. Ground
    without paths is logarithmic, and everything on it is within the scale but for the lowest values.
    """
    if isinstance(picture, Ground):
        return _scale(picture.surface, np.empty(0), logarithmic=True)
    surface, paths, plane = picture.surface, picture.trajectories, picture.plane
    if surface is None or paths is None or plane is None:
        raise ValueError("scene must have a surface; compute it to the end first.")
    on_paths = paths.height[plane.runs_shown & picture.ensemble.sound].astype(np.float64)
    return _scale(surface, on_paths[np.isfinite(on_paths)], logarithmic=picture.config.view.scale == "log")


def _scale(surface: Surface, on_paths: NDArray[np.float64], *, logarithmic: bool) -> HeightScale:
    if QUANTITIES[surface.quantity].is_share:
        return HeightScale(False, 0.0, 1.0, False, False, surface.unit)
    ground = surface.values[np.isfinite(surface.values)].astype(np.float64)
    everything = np.concatenate([ground, on_paths, [0.0] if len(ground) + len(on_paths) == 0 else []])
    highest, lowest = float(everything.max()), float(everything.min())
    top = min(highest, HIGHEST_OVER_PATHS * float(on_paths.max())) if len(on_paths) and on_paths.max() > 0 else highest
    top = top or 1.0
    floor = max(lowest, top / LARGEST_RATIO) if logarithmic else lowest
    if floor >= top * (1 - 1e-6):  # flat ground: what is left is rounding
        around = max(0.5, top / 2)
        floor, top = (top / 2, top * 2) if logarithmic else (max(0.0, top - around), top + around)
    cut_above = highest > top or bool(np.isposinf(surface.values).any())
    return HeightScale(logarithmic, floor, top, lowest < floor, cut_above, surface.unit)


def shared_scale(first: Scene | Ground, second: Scene | Ground) -> HeightScale | None:
    """One height scale for two pictures, so that equal heights and colours mean equal values.

    Returns:
        The scale; None if their quantities, units or kinds of scale differ, so that no scale can serve both.
    """
    if first.surface is None or second.surface is None:
        return None
    one, other = height_scale(first), height_scale(second)
    alike = first.surface.quantity == second.surface.quantity and one.unit == other.unit
    if not alike or one.logarithmic != other.logarithmic:
        return None
    floor, top = min(one.floor, other.floor), max(one.top, other.top)
    if one.logarithmic:
        floor = max(floor, top / LARGEST_RATIO)
    values = np.concatenate([first.surface.values.ravel(), second.surface.values.ravel()])
    values = values[~np.isnan(values)]
    below = one.cut_below or other.cut_below or bool((values < floor).any())
    above = one.cut_above or other.cut_above or bool((values > top).any())
    return HeightScale(one.logarithmic, floor, top, below, above, one.unit)


def titled(surface: Surface) -> str:
    """What a surface measures, with its unit unless that is the name again."""
    return QUANTITIES[surface.quantity].titled(surface.unit)
