"""Places in the plane of a view, as numbers and as text: where balls are dropped."""

import math
import re
from itertools import islice
from typing import Any

MAX_PLACES = 8
LARGEST_COORDINATE = 10_000
DECIMALS = 4

_COORDINATE = re.compile(r"[+-]?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][+-]?[0-9]{1,3})?", re.ASCII)

Places = tuple[tuple[float, float], ...]


def checked_places(value: Any) -> Places:
    """Places in their plain form, rounded to 4 decimals so that their text gives them back exactly.

    Args:
        value: Pairs of coordinates, or their text.

    Raises:
        ValueError: There are too many places, one has not two coordinates, or one lies out of reach.
        TypeError: Something in it is no number, or not even a list.

    Example:
        >>> checked_places([(1.23456, -0.5)])
        ((1.2346, -0.5),)
    """
    if isinstance(value, str):
        value = parse_places(value)
    if isinstance(value, (dict, set)):
        raise TypeError("places have an order")
    pairs = [tuple(islice(pair, 3)) for pair in islice(value, MAX_PLACES + 1)]
    if len(pairs) > MAX_PLACES or any(len(pair) != 2 for pair in pairs):
        raise ValueError("too many places, or one without exactly two coordinates")
    return tuple((_coordinate(x), _coordinate(y)) for x, y in pairs)


def _coordinate(value: Any) -> float:
    if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
        raise TypeError("a coordinate is a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not abs(number) <= LARGEST_COORDINATE:  # NaN is refused here too
        raise ValueError("a coordinate out of reach")
    return round(number, DECIMALS) + 0.0  # turns -0.0 into 0.0, so that equal configs have equal keys


def parse_places(text: str) -> Places:
    """Reads `x:y,x:y`; the empty text is no place at all.

    Raises:
        ValueError: The text is something else.

    Example:
        >>> parse_places("1.25:-0.5,0.3:2")
        ((1.25, -0.5), (0.3, 2.0))
    """
    places = []
    for part in text.split(",", MAX_PLACES) if text else []:
        x, _, y = part.partition(":")
        if not (_COORDINATE.fullmatch(x) and _COORDINATE.fullmatch(y)):
            raise ValueError("a place is written x:y")
        places.append((float(x), float(y)))
    return checked_places(places)


def format_places(places: Places) -> str:
    """Writes places so that `parse_places` gives them back exactly.

    Example:
        >>> format_places(((1.25, -0.5), (0.3, 2.0)))
        '1.25:-0.5,0.3:2'
    """
    return ",".join(f"{_shortest(x)}:{_shortest(y)}" for x, y in places)


def _shortest(coordinate: float) -> str:
    return repr(coordinate).removesuffix(".0")
