"""One measured number, with what it should be."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured number.

    Attributes:
        name: What was measured.
        value: The number, or None where it could not be measured; the note says why.
        unit: Its unit; a ratio of two times has the unit "times".
        target: What it should be, in words, or None if it only informs.
        met: Whether it is; None without a target or without a value.
        note: What a reader needs to judge it, such as the two times behind a ratio.
    """

    name: str
    value: float | None
    unit: str
    target: str | None = None
    met: bool | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"value of {self.name!r} must be a finite number or None, got {self.value}.")
        if self.met is not None and (self.target is None or self.value is None):
            raise ValueError(f"met of {self.name!r} needs a target and a value.")

    def value_text(self) -> str:
        """The number with three significant digits."""
        if self.value is None:
            return "-"
        return f"{self.value:.0f}" if abs(self.value) >= 1000 else f"{self.value:.3g}"

    def verdict(self) -> str:
        """The target's outcome in one word."""
        return {True: "met", False: "missed", None: "" if self.target is None else "not measured"}[self.met]


def at_least(name: str, value: float, unit: str, bound: float, note: str = "") -> Row:
    """A row whose value should not be below a bound."""
    return Row(name, value, unit, f">= {bound:g} {unit}".rstrip(), value >= bound, note)


def at_most(name: str, value: float, unit: str, bound: float, note: str = "") -> Row:
    """A row whose value should not be above a bound."""
    return Row(name, value, unit, f"<= {bound:g} {unit}".rstrip(), value <= bound, note)
