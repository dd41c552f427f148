"""Work cut into pieces: pure functions of values that can be sent, a fraction of a second each, done here or elsewhere.

A piece gets everything it needs as arguments and returns what it found, so whoever does it, thread or machine, finds
the same bits, and a piece that was lost is simply done again.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec, Protocol, TypeVar

import numpy as np

from landscape.learning.one_thread import one_thread

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 0.15  # how long a piece lasts: shorter ones would spend their time on the way, longer ones make others wait
FIRST_STEPS = 4


class Pieces(Protocol):
    """Whoever does the pieces of one job."""

    def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Does one piece and waits for it. Function and arguments must be picklable."""
        ...

    def map(self, function: Callable[..., R], many: Iterable[tuple[object, ...]], /) -> Iterator[R]:
        """Does a piece for each tuple of arguments; gives the results in their order, a few ahead at most."""
        ...


def done(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """One piece, on one thread: whoever does pieces does them by this. Numbers that are not finite are results."""
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        return function(*args, **kwargs)


class Here:
    """Does every piece at once, in the thread that asks."""

    def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls the function."""
        return done(function, *args, **kwargs)

    def map(self, function: Callable[..., R], many: Iterable[tuple[object, ...]], /) -> Iterator[R]:
        """Calls the function for each tuple of arguments, when its result is asked for."""
        return (done(function, *args) for args in many)


HERE = Here()


def steps_in_a_piece(seconds_per_step: float) -> int:
    """How many steps make a piece; few while it is not known (0) what a step takes."""
    return max(1, int(SECONDS / seconds_per_step)) if seconds_per_step else FIRST_STEPS
