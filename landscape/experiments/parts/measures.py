"""Shares, means and spreads over many seeds, with their 95 % intervals."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from landscape.outputs.findings import Measure


def share_of(name: str, which: ArrayLike, *, at_least: float | None = None, at_most: float | None = None) -> Measure:
    """The share of cases that are so, with its Wilson interval.

    Args:
        name: What was measured, in words.
        which: One truth value per case, shape (n,).
        at_least: The lowest value that keeps the bound.
        at_most: The highest.

    Source:
        Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.

    Example:
        >>> found = share_of("heads", [True] * 32, at_least=0.9)
        >>> found.value, round(found.low, 2), found.high, found.held
        (1.0, 0.89, 1.0, True)
    """
    cases = np.asarray(which, dtype=bool)
    if not len(cases):
        return Measure(name, float("nan"), 0.0, 1.0, 0, at_least, at_most)
    hits = int(cases.sum())
    interval = stats.binomtest(hits, len(cases)).proportion_ci(method="wilson")
    return Measure(name, hits / len(cases), float(interval.low), float(interval.high), len(cases), at_least, at_most)


def mean_of(name: str, values: ArrayLike, *, at_least: float | None = None, at_most: float | None = None) -> Measure:
    """A mean over cases, with Student's interval; arguments as in `share_of`, the values of shape (n,).

    Example:
        >>> found = mean_of("gap", [1.0, 2.0, 3.0])
        >>> found.value, round(found.low, 2), round(found.high, 2)
        (2.0, -0.48, 4.48)
    """
    numbers = np.asarray(values, dtype=np.float64)
    mean = float(numbers.mean()) if len(numbers) else float("nan")
    half = float("inf")
    if len(numbers) > 1:
        half = float(stats.sem(numbers) * stats.t.ppf(0.975, len(numbers) - 1))
    return Measure(name, mean, mean - half, mean + half, len(numbers), at_least, at_most)


def spread_of(name: str, values: ArrayLike, *, at_least: float | None = None, at_most: float | None = None) -> Measure:
    """A standard deviation over cases (divided by n - 1), with the chi-squared interval.

    Arguments as in `mean_of`. The interval is that of normal values; for values in two heaps it is wider than need be.

    Example:
        >>> found = spread_of("share", [0.0, 1.0, 0.0, 1.0])
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.58, 0.33, 2.15)
    """
    numbers = np.asarray(values, dtype=np.float64)
    n = len(numbers)
    if n < 2:
        return Measure(name, float("nan"), 0.0, float("inf"), n, at_least, at_most)
    spread = float(numbers.std(ddof=1))
    low, high = (spread * float(np.sqrt((n - 1) / stats.chi2.ppf(p, n - 1))) for p in (0.975, 0.025))
    return Measure(name, spread, low, high, n, at_least, at_most)
