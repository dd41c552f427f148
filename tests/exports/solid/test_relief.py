"""The block: closed, with the volume under its surface."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.exports.solid.relief import relief
from tests.exports.reading import check_closed


@given(st.integers(2, 9), st.integers(2, 9), st.integers(0, 99))
def test_closed_with_the_volume_under_the_triangles(n_x, n_y, seed):
    rng = np.random.default_rng(seed)
    x, y = np.linspace(-2, 2, n_x), np.linspace(-1, 1, n_y)
    z = rng.uniform(0.1, 3, (n_y, n_x))
    block = relief(x, y, z)
    check_closed(block)
    a, b, c, d = z[:-1, :-1], z[:-1, 1:], z[1:, 1:], z[1:, :-1]
    under = ((a + b + c) / 6 + (a + c + d) / 6).sum() * (x[1] - x[0]) * (y[1] - y[0])
    assert block.volume == pytest.approx(under)


def test_the_nodes_come_first():
    z = np.arange(1.0, 13).reshape(3, 4)
    block = relief(np.arange(4.0), np.arange(3.0), z)
    np.testing.assert_array_equal(block.vertices[:12, 2].reshape(3, 4), z)
    np.testing.assert_array_equal(block.vertices[5], [1, 1, 6])
    assert (block.vertices[12:, 2] == 0).all()
