"""The kinds of value a setting can have: each reads, checks and writes its values, and says what is allowed.

A kind knows nothing of the setting it serves; what it refuses it raises as `NotAllowedError`, and the setting makes the
sentence.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from landscape.errors import quoted
from landscape.inputs.places import LARGEST_COORDINATE, MAX_PLACES, Places, checked_places, format_places
from landscape.inputs.seeds import format_seeds, parse_seeds

_INTEGER = re.compile(r"[+-]?[0-9]{1,12}", re.ASCII)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DIGEST = re.compile(r"(|[0-9a-f]{16})", re.ASCII)
_GRID = re.compile(r"([0-9]{1,4})(?:x([0-9]{1,4}))?", re.ASCII)


class NotAllowedError(ValueError):
    """A value that is not allowed; `seen` is how it is shown to the reader."""

    def __init__(self, seen: Any) -> None:
        super().__init__("the value is not allowed")
        self.seen = seen


class Kind:
    """What the values of a setting are. Text is read by `parse` and then checked; `format` is its inverse."""

    __slots__ = ()

    def check(self, value: Any) -> Any:
        """The value in its plain form; raises NotAllowedError."""
        raise NotImplementedError

    def allowed(self) -> str:
        """The allowed values in words."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The value a text stands for, not checked yet; raises NotAllowedError for a text of the wrong form."""
        return text

    def format(self, value: Any) -> str:
        """Writes a checked value so that `parse` gives it back exactly."""
        return str(value)

    def word(self, value: Any) -> str:
        """A checked value as a reader sees it."""
        return self.format(value)

    def ends(self) -> tuple[Any, Any]:
        """The lowest and the highest value, where there are such."""
        return None, None

    def values(self) -> tuple[Any, ...]:
        """All values, where they can be listed."""
        return ()


@dataclass(frozen=True, slots=True)
class Integer(Kind):
    """Whole numbers from `low` to `high`, both included; `words` are for single ones that mean something else."""

    low: int
    high: int
    words: Mapping[int, str] = field(default_factory=dict)

    def check(self, value: Any) -> int:
        """A plain int."""
        try:
            number = _whole(value)
        except TypeError:
            raise NotAllowedError(value) from None
        if not self.low <= number <= self.high:
            raise NotAllowedError(value)
        return number

    def parse(self, text: str) -> int:
        """Digits with an optional sign."""
        if not _INTEGER.fullmatch(text):
            raise NotAllowedError(text)
        return int(text)

    def word(self, value: int) -> str:
        """The digits, or the word for this number."""
        return self.words.get(value, str(value))

    def allowed(self) -> str:
        """The range."""
        return f"a whole number from {self.low} to {self.high}"

    def ends(self) -> tuple[int, int]:
        """Both ends of the range."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """Finite numbers from `low` to `high`, both included."""

    low: float
    high: float

    def check(self, value: Any) -> float:
        """A plain float."""
        if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
            raise NotAllowedError(value)
        try:
            number = float(value)
        except (OverflowError, TypeError, ValueError):
            raise NotAllowedError(value) from None
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise NotAllowedError(value)
        return number + 0.0  # turns -0.0 into 0.0, so that equal configs have equal keys

    def parse(self, text: str) -> float:
        """Decimal digits with an optional exponent."""
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            raise NotAllowedError(text)
        return float(text)

    def format(self, value: float) -> str:
        """The shortest text that gives the same bits back."""
        return repr(float(value)).removesuffix(".0")

    def allowed(self) -> str:
        """The range."""
        return f"a number from {self.format(self.low)} to {self.format(self.high)}"

    def ends(self) -> tuple[float, float]:
        """Both ends of the range."""
        return float(self.low), float(self.high)


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of some stable ids; `title` gives the words a reader sees for one."""

    ids: tuple[str, ...]
    title: Callable[[str], str]

    def check(self, value: Any) -> str:
        """A plain str."""
        if not isinstance(value, str) or value not in self.ids:
            raise NotAllowedError(value)
        return str(value)

    def word(self, value: str) -> str:
        """The words for an id."""
        return self.title(value)

    def allowed(self) -> str:
        """The ids."""
        return "one of " + ", ".join(self.ids)

    def values(self) -> tuple[str, ...]:
        """The ids."""
        return self.ids


def one_of(words: Mapping[str, str]) -> Choice:
    """The choice between ids that each have their words here."""
    return Choice(tuple(words), words.__getitem__)


@dataclass(frozen=True, slots=True)
class Seeds(Kind):
    """Up to `most` different whole numbers from 0 to `highest`."""

    most: int
    highest: int

    def check(self, value: Any) -> tuple[int, ...]:
        """A tuple of plain ints, from several in order, a single one, or text such as 0-7 or 0,3,5."""
        try:
            value = parse_seeds(value, self.most) if isinstance(value, str) else value
            seeds = _one_or_several(value, self.most + 1)
        except (TypeError, ValueError):
            raise NotAllowedError(value) from None
        in_range = all(0 <= s <= self.highest for s in seeds)
        if not 1 <= len(seeds) <= self.most or len(set(seeds)) != len(seeds) or not in_range:
            raise NotAllowedError(self.format(seeds) if in_range else "a seed out of range")
        return seeds

    def format(self, value: tuple[int, ...]) -> str:
        """The same text."""
        return format_seeds(value)

    def allowed(self) -> str:
        """How many, from where to where, with an example."""
        return f"1 to {self.most} different whole numbers from 0 to {self.highest}, such as 0-7 or 0,3,5"


@dataclass(frozen=True, slots=True)
class Grid(Kind):
    """Odd numbers of nodes along x and y, from `low` to `high` each."""

    low: int
    high: int

    def check(self, value: Any) -> tuple[int, int]:
        """Two plain ints, from two numbers or from one for both sides."""
        try:
            n_x, n_y = _sides(value)
        except (TypeError, ValueError):
            raise NotAllowedError(value) from None
        if not all(self.low <= n <= self.high and n % 2 for n in (n_x, n_y)):
            raise NotAllowedError(f"{quoted(n_x)}x{quoted(n_y)}")
        return n_x, n_y

    def parse(self, text: str) -> tuple[int, int]:
        """Such as 51 or 51x41."""
        match = _GRID.fullmatch(text)
        if not match:
            raise NotAllowedError(text)
        return int(match[1]), int(match[2] or match[1])

    def format(self, value: tuple[int, int]) -> str:
        """One number for a square grid, two otherwise."""
        return f"{value[0]}x{value[1]}" if value[0] != value[1] else str(value[0])

    def word(self, value: tuple[int, int]) -> str:
        """Both numbers."""
        return f"{value[0]} x {value[1]}"

    def allowed(self) -> str:
        """The range of each side, with examples."""
        return f"an odd number of nodes from {self.low} to {self.high}, such as 51 or 51x41"


@dataclass(frozen=True, slots=True)
class Points(Kind):
    """Some places in a view, or none."""

    def check(self, value: Any) -> Places:
        """Pairs of plain floats, from such or from text such as 1.25:-0.5,0.3:2."""
        try:
            return checked_places(value)
        except (TypeError, ValueError):
            raise NotAllowedError(value) from None

    def format(self, value: Places) -> str:
        """The same text."""
        return format_places(value)

    def allowed(self) -> str:
        """How many, how far, with an example."""
        reach = f"from -{LARGEST_COORDINATE} to {LARGEST_COORDINATE}"
        return f"empty or at most {MAX_PLACES} places x:y such as 1.25:-0.5,0.3:2, each coordinate {reach}"


@dataclass(frozen=True, slots=True)
class Digest(Kind):
    """The fingerprint of a file, or the empty text."""

    def check(self, value: Any) -> str:
        """The text itself."""
        if not isinstance(value, str) or not _DIGEST.fullmatch(value):
            raise NotAllowedError(value)
        return value

    def allowed(self) -> str:
        """The form of a fingerprint."""
        return "empty or the 16 hexadecimal digits of an uploaded file"


def _whole(value: Any) -> int:
    """The value as a whole number; raises TypeError for what is none, True and False among it."""
    if isinstance(value, bool):
        raise TypeError("a truth value is no number")
    return operator.index(value)


def _one_or_several(value: Any, most: int) -> tuple[int, ...]:
    """Whole numbers from a single one or from the first `most` of several; raises TypeError for anything else."""
    try:
        return (_whole(value),)
    except TypeError:
        return tuple(_whole(v) for v in islice(value, most))


def _sides(value: Any) -> tuple[int, int]:
    """Nodes along x and y from one number for both, or two; raises TypeError or ValueError for anything else."""
    try:
        n = _whole(value)
    except TypeError:
        n_x, n_y = value
        return _whole(n_x), _whole(n_y)
    return n, n
