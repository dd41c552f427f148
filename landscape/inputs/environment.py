"""Variables of the environment, checked like any other input: a sentence that names the variable, never a guess."""

import os
from collections.abc import Sequence

from landscape.errors import ConfigError


def text(name: str, default: str = "") -> str:
    """The value of a variable without spaces around it; the default where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: float, low: float, high: float) -> float:
    """The number a variable holds.

    Raises:
        ConfigError: It is no number, or out of range.
    """
    found = text(name)
    if not found:
        return default
    try:
        value = float(found)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:  # which is how a number that is none shows
        raise ConfigError(name, f"{name} must be a number from {low:g} to {high:,.0f}; got {found[:40]!r}.")
    return value


def whole_number(name: str, default: int, high: int) -> int:
    """The whole number from 1 a variable holds.

    Raises:
        ConfigError: It is no whole number, or out of range.
    """
    found = text(name)
    if not found:
        return default
    if not (found.isascii() and found.isdigit() and len(found) <= 20 and 0 < int(found) <= high):
        raise ConfigError(name, f"{name} must be a whole number from 1 to {high:,}; got {found[:40]!r}.")
    return int(found)


def choice(name: str, choices: Sequence[str]) -> str:
    """One of several words; the first where the variable is missing.

    Raises:
        ConfigError: It is another word.
    """
    found = text(name, choices[0])
    if found not in choices:
        raise ConfigError(name, f"{name} must be {' or '.join(choices)}; got {found[:40]!r}.")
    return found
