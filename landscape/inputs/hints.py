"""With what a setting is best changed: hints for a page, as plain values. Each page makes its own widgets of them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind of widget; a setting without a hint has none."""


@dataclass(frozen=True, slots=True)
class Menu(Hint):
    """A list to choose from: all values of the kind where they can be listed, else `values` and the one of now."""

    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder(Hint):
    """A slider over single values, for what is felt in ratios; the value of now stands among them."""

    steps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Slider(Hint):
    """A slider in even steps from one end of the range to the other.

    Attributes:
        step: The difference between two places.
        format: How a value is written beside it, in the way of C; empty for whole numbers.
    """

    step: float
    format: str = ""


@dataclass(frozen=True, slots=True)
class NumberField(Hint):
    """A field for a whole number, with a button for one more and one for one less."""


@dataclass(frozen=True, slots=True)
class TextField(Hint):
    """A field for text, with the allowed values in its help."""

    most_characters: int
