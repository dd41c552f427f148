"""Shares, means and spreads with their intervals, against the formulas of the books and against repeated draws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from landscape.experiments.parts.measures import mean_of, mean_share_of, pairs_of, share_of

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


def test_a_mean_of_shares_has_an_interval_from_0_to_1():
    two = mean_share_of("two", [0.0, 0.92])
    assert 0 <= two.low < two.value < two.high <= 1
    alike = mean_share_of("alike", [1.0] * 32)
    assert (alike.low, alike.high) == (pytest.approx(share_of("all", [True] * 32).low), 1.0)
    assert mean_share_of("nothing", []).low == 0


@pytest.mark.parametrize("n", [2, 5, 8, 32])
def test_intervals_of_mean_shares_hold_the_truth(n):
    rng = np.random.default_rng(0)
    found = [mean_share_of("draw", rng.beta(2, 4, n)) for _ in range(500)]
    assert np.mean([one.low <= 1 / 3 <= one.high for one in found]) >= 0.92


def test_pairs_that_share_a_run_are_not_independent():
    """Distances of places on a line: the mean over all pairs, and how often the interval holds the true one."""
    rng, true, held, independent = np.random.default_rng(0), 2 / math.sqrt(math.pi), [], []
    for _ in range(60):
        places = rng.normal(size=32)
        far = np.abs(places[:, None] - places)
        found = pairs_of("far", far)
        flat = mean_of("far", far[np.triu_indices(32, 1)])
        assert found.value == pytest.approx(flat.value)
        assert found.n == 32
        held.append(found.low <= true <= found.high)
        independent.append(flat.low <= true <= flat.high)
    assert np.mean(held) > 0.85
    assert np.mean(independent) < np.mean(held) - 0.1


def test_two_runs_have_a_pair_and_no_interval():
    found = pairs_of("two", np.array([[0, 0.7], [0.7, 0]]))
    assert (found.value, found.low, found.high) == (0.7, -math.inf, math.inf)
