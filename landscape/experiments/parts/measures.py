"""Shares, means and spreads over many seeds, with their 95 % intervals."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from landscape.outputs.findings import Measure

Z = float(stats.norm.ppf(0.975))
FEW = 8  # cases: with fewer, their own spread says little of the next one's
BOOTSTRAPS = 1000


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


def mean_share_of(
    name: str, shares: ArrayLike, *, at_least: float | None = None, at_most: float | None = None
) -> Measure:
    """A mean over cases of numbers from 0 to 1, with an interval from 0 to 1.

    Few cases, or cases that are all alike, tell nothing of the spread of the next: then the interval is Wilson's, the
    widest that such a mean can need, since no numbers from 0 to 1 spread more than zeros and ones. From eight different
    ones on it is Student's.

    Args:
        name: What was measured, in words.
        shares: One number from 0 to 1 per case, shape (n,).
        at_least: The lowest value that keeps the bound.
        at_most: The highest.

    Example:
        >>> found = mean_share_of("share", [0.3, 0.6])
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.45, 0.08, 0.89)
    """
    found = mean_of(name, shares, at_least=at_least, at_most=at_most)
    if not np.isfinite(found.value):
        return replace(found, low=0.0, high=1.0)
    if found.n >= FEW and found.low < found.high:
        return replace(found, low=max(0.0, found.low), high=min(1.0, found.high))
    center = (found.value + Z**2 / (2 * found.n)) / (1 + Z**2 / found.n)
    spread = max(0.0, found.value * (1 - found.value)) / found.n
    half = Z / (1 + Z**2 / found.n) * float(np.sqrt(spread + Z**2 / (4 * found.n**2)))
    return replace(found, low=max(0.0, center - half), high=min(1.0, center + half))


def pairs_of(
    name: str, pairs: NDArray[np.floating], *, at_least: float | None = None, at_most: float | None = None
) -> Measure:
    """A mean over all pairs of runs, with a bootstrap over the runs: pairs that share a run are not independent.

    Args:
        name: What was measured, in words.
        pairs: One number for each two runs, symmetric, shape (n_runs, n_runs); what stands on the diagonal is not used.
        at_least: The lowest value that keeps the bound.
        at_most: The highest.

    Returns:
        Its `n` is that of the runs. With fewer than three there is no interval.

    Source:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3 (percentiles).
    """
    n = len(pairs)
    if n < 2:
        return Measure(name, float("nan"), float("-inf"), float("inf"), n, at_least, at_most)
    value = float(pairs[np.triu_indices(n, 1)].mean())
    if n < 3:
        return Measure(name, value, float("-inf"), float("inf"), n, at_least, at_most)
    rng, means = np.random.default_rng(n), list[float]()
    while len(means) < BOOTSTRAPS:
        one, other = (drawn := rng.integers(n, size=n))[:, None], drawn[None]
        if (different := one != other).any():  # a run drawn twice makes no pair with itself
            means.append(float(pairs[one, other][different].mean()))
    low, high = np.quantile(means, (0.025, 0.975))
    return Measure(name, value, float(low), float(high), n, at_least, at_most)


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
