"""Shares, means and spreads with their intervals, against the formulas of the books and against repeated draws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from landscape.experiments.parts.measures import mean_of, share_of

Z = 1.959963984540054  # the 97.5 % point of the normal distribution
numbers = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_share_has_the_interval_of_wilson(cases):
    n, share = len(cases), sum(cases) / len(cases)
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    found = share_of("cases", cases)
    assert (found.name, found.n) == ("cases", n)
    assert found.value == pytest.approx(share)
    assert (found.low, found.high) == (pytest.approx(middle - half, abs=1e-9), pytest.approx(middle + half, abs=1e-9))


def test_share_of_the_wilson_interval_in_a_table():
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I: 81 of 263."""
    found = share_of("table", [True] * 81 + [False] * 182)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@given(numbers)
def test_mean_has_the_interval_of_student(values):
    n, mean = len(values), math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = stats.t.isf(0.025, n - 1) * deviation / math.sqrt(n)
    found = mean_of("values", values)
    assert found.value == pytest.approx(mean, rel=1e-9, abs=1e-6)
    assert found.low == pytest.approx(mean - half, rel=1e-6, abs=1e-4)
    assert found.high == pytest.approx(mean + half, rel=1e-6, abs=1e-4)


def test_student_of_three_by_hand():
    found = mean_of("three", [1.0, 2.0, 3.0])
    assert found.high - found.value == pytest.approx(4.302652729911275 / math.sqrt(3))


@pytest.mark.parametrize("make", [share_of, mean_of])
def test_nothing_to_count_holds_nothing(make):
    found = make("nothing", [], at_least=0.0, at_most=1.0)
    assert math.isnan(found.value)
    assert found.n == 0
    assert not found.held


def test_one_case_says_almost_nothing():
    assert share_of("one", [True]).low < 0.25
    one = mean_of("one", [3.0])
    assert (one.value, one.low, one.high) == (3.0, -math.inf, math.inf)
    assert one.held


def test_not_a_number_among_the_values_holds_nothing():
    assert not mean_of("broken", [1.0, math.nan], at_least=0.0).held


@pytest.mark.parametrize("make", [share_of, mean_of])
def test_bounds_are_kept(make):
    found = make("half", [0, 1, 0, 1], at_least=0.4, at_most=0.6)
    assert (found.at_least, found.at_most, found.held) == (0.4, 0.6, True)
    assert not make("half", [0, 1, 0, 1], at_least=0.6).held


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_share_intervals_hold_the_truth_about_95_times_in_100(share):
    rng = np.random.default_rng(0)
    found = [share_of("draw", rng.random(40) < share) for _ in range(400)]
    assert 0.91 <= np.mean([one.low <= share <= one.high for one in found]) <= 0.995


def test_mean_intervals_hold_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(0)
    found = [mean_of("draw", rng.normal(3, 2, 8)) for _ in range(1000)]
    assert 0.93 <= np.mean([one.low <= 3 <= one.high for one in found]) <= 0.97


def test_intervals_shrink_with_the_root_of_the_number():
    def width(n):
        found = share_of("half", [True, False] * (n // 2))
        return found.high - found.low

    assert width(400) / width(1600) == pytest.approx(2, rel=0.02)
