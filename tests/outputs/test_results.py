"""Results are frozen, and their arrays are read-only."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from landscape.outputs.results import Plane, Surface
from tests.conftest import tiny_scene, trained


def surface_of(values):
    values = np.array(values, np.float32)
    return Surface(x=np.arange(values.shape[1]), y=np.arange(len(values)), values=values, quantity="q", unit="nats")


def test_arrays_are_read_only_and_the_givers_own_stay_writable():
    values = np.zeros((2, 3), np.float32)
    surface = Surface(x=np.arange(3), y=np.arange(2), values=values, quantity="q", unit="nats")
    with pytest.raises(ValueError, match="read-only"):
        surface.values[0, 0] = 1
    values[0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        surface.values = values


def test_non_finite_nodes_are_counted():
    assert surface_of([[0, np.nan, np.inf], [-np.inf, 1, 2]]).n_not_finite == 3
    assert surface_of([[0, 1]]).n_not_finite == 0


def test_what_an_ensemble_knows_of_itself():
    data, ensemble = trained(tiny_scene())
    assert ensemble.n_runs == 3
    assert ensemble.n_params == 2 * 4 + 4 + 4 * 2 + 2
    assert ensemble.sound.tolist() == [True, True, True]
    assert (data.n_features, data.n_outputs, data.unit) == (2, 2, "nats")


def test_points_and_coordinates_of_a_skew_plane():
    plane = Plane(
        np.array([1.0, 2, 3]),
        np.array([2.0, 0, 0]),
        np.array([1.0, 1, 0]),
        ("x", "y"),
        (1, 1),
        (0, 0),
        np.ones(1, bool),
    )
    np.testing.assert_allclose(plane.point(np.array([3.0, 5])), [12, 7, 3])
    np.testing.assert_allclose(plane.project(np.array([12.0, 7, 99])), [3, 5])
    grid = np.stack(np.meshgrid([0.0, 1], [0.0, 1, 2]), axis=-1)
    assert plane.point(grid).shape == (3, 2, 3)
    np.testing.assert_allclose(plane.project(plane.point(grid)), grid, atol=1e-12)
