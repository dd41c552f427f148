"""Tubes stay closed and outside out, however their line runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.exports.solid.tube import N_SIDES, ball, thinned, tube
from tests.exports.reading import check_closed

LINES = {
    "straight": [[0, 0, 0], [10, 0, 0]],
    "upright": [[0, 0, 0], [0, 0, 5], [0, 0, 9]],
    "straight back": [[0, 0, 0], [10, 0, 0], [3, 0, 0]],
    "straight back along the fallback": [[0, 0, 0], [6, 8, 0], [3, 4, 0]],
    "straight back upright": [[0, 0, 0], [0, 0, 8], [0, 0, 3]],
    "zigzag": [[i, 5 * (i % 2), 0] for i in range(8)],
    "loop": [[np.cos(t), np.sin(t), 0] for t in np.linspace(0, 2 * np.pi, 30)],
    "two points in turn": [[0, 0, 0], [4, 1, 2]] * 5,
    "a point": [[1, 2, 3]],
    "a point many times": [[1, 2, 3]] * 9,
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_closed(line):
    check_closed(tube(np.array(line, float), 0.6))


coordinate = st.floats(-50, 50, allow_nan=False, width=32)


@given(st.lists(st.tuples(coordinate, coordinate, coordinate), min_size=1, max_size=30), st.floats(0, 200))
def test_any_line_is_closed(line, turn):
    found = tube(np.array(line, float), 0.6, turn)
    assert found.is_watertight
    assert found.is_winding_consistent
    assert np.isfinite(found.vertices).all()


def test_volume_of_a_straight_tube():
    """The area of a regular polygon with the same number of sides, times the length."""
    area = N_SIDES / 2 * np.sin(2 * np.pi / N_SIDES) * 0.6**2
    assert tube(np.array([[0, 0, 0], [3, 4, 12.0]]), 0.6).volume == pytest.approx(13 * area)


def test_no_point_of_a_tube_is_far_from_its_line():
    line = np.array(LINES["zigzag"], float)
    vertices = tube(line, 0.6).vertices
    nearest = np.linalg.norm(vertices[:, None] - line[None], axis=2).min(axis=1)
    np.testing.assert_allclose(nearest, 0.6)


def test_equal_lines_share_no_corner():
    line = np.array(LINES["zigzag"], float)
    one, other = tube(line, 0.6, 2.4 * 3).vertices, tube(line, 0.6, 2.4 * 63).vertices
    assert np.linalg.norm(one[:, None] - other[None], axis=2).min() > 1e-4


def test_a_ball():
    found = ball(np.array([1.0, 2, 3]), 2)
    check_closed(found)
    np.testing.assert_allclose(np.linalg.norm(found.vertices - [1, 2, 3], axis=1), 2)


def test_thinned_keeps_the_first_and_what_is_apart():
    line = np.array([[0, 0, 0], [0.1, 0, 0], [1, 0, 0], [0.05, 0, 0], [2, 0, 0]])
    np.testing.assert_array_equal(thinned(line, 0.3)[:, 0], [0, 1, 2])
