"""What every plane method promises, whichever it is."""

import pickle

import numpy as np
import pytest

from landscape.catalogue import PLANES
from landscape.errors import NoPictureError
from landscape.outputs.results import Plane
from landscape.planes.plane_method import PlaneMethod, kept_steps
from tests.conftest import PARTLY_DIVERGED, POLICIES, tiny_scene, trained
from tests.plugins import loaded_with_words

RUNS = {
    "mlp": {},
    "longer": {"steps": 150, "width": 8, "depth": 2},
    "same start": {"vary": "order", "steps": 150},
    "decaying weights": {"weight_decay": 0.1, "steps": 400},
    "pictures": {"data": "digits", "model": "convnet", "width": 2, "learning_rate": 0.02},
    "regression": {"data": "sine", "learning_rate": 0.05, "steps": 100},
    "two weights": {"data": "strip", "model": "two_weights"},
    "policies": {**POLICIES, "steps": 60},
    "partly diverged": PARTLY_DIVERGED,
}
each = pytest.mark.parametrize("name", PLANES.names)


def geometry_built(name, **changes):
    """A geometry and its runs; None where the method says that there is no picture."""
    config = tiny_scene(view=name, **changes)
    _, ensemble = trained(config)
    try:
        return PLANES.load(name).build(ensemble, config.view), ensemble
    except NoPictureError:
        return None, ensemble


def built(name, **changes):
    """The plane of a geometry, and the runs."""
    geometry, ensemble = geometry_built(name, **changes)
    return None if geometry is None else geometry.plane, ensemble


def each_geometry(check):
    """A check of every method's geometry over each of RUNS of which there is a picture, as a test."""

    @each
    @pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)
    def test(name, runs):
        geometry, ensemble = geometry_built(name, **runs)
        if geometry is not None:
            check(name, geometry, ensemble)

    test.__doc__ = check.__doc__
    return test


@each
def test_words_for_the_reader(name):
    assert loaded_with_words(PLANES, name, PlaneMethod).exact_where


@each
def test_makes_some_picture(name):
    assert any(built(name, **runs)[0] is not None for runs in RUNS.values())


@each_geometry
def test_a_plane_of_finite_numbers_with_an_extent(name, geometry, ensemble):
    plane = geometry.plane
    assert isinstance(plane, Plane)
    for vector in (plane.origin, plane.u, plane.v):
        assert vector.shape == (ensemble.n_params,)
        assert vector.dtype == np.float64
        assert np.isfinite(vector).all()
        assert not vector.flags.writeable
    assert min(plane.half_width) > 0
    assert np.isfinite(plane.center).all()
    assert plane.runs_shown.dtype == bool
    assert plane.runs_shown.any()
    assert not plane.runs_shown[~ensemble.sound].any(), "a diverged run is shown"
    assert all(plane.labels)


@each_geometry
def test_the_extent_covers_the_paths_with_a_margin(name, geometry, ensemble):
    plane = geometry.plane
    if name == "random":  # promises one filter length instead
        assert plane.half_width == (1.0, 1.0)
        return
    xy = plane.project(kept_steps(ensemble, np.flatnonzero(plane.runs_shown)))
    reach = np.abs(xy - plane.center).max(axis=0) / plane.half_width
    assert reach.max() < 0.95


@each
@pytest.mark.parametrize("extent", [0.1, 2.0])
def test_extent_scales_the_picture(name, extent):
    runs = RUNS["two weights"] if name == "weights" else {}
    usual, wide = built(name, **runs)[0], built(name, **runs, extent=extent)[0]
    np.testing.assert_allclose(wide.half_width, np.multiply(usual.half_width, extent))
    assert wide.center == usual.center
    np.testing.assert_array_equal(wide.u, usual.u)


@each_geometry
def test_projecting_gives_the_coordinates_back(name, geometry, ensemble):
    """For directions that are not orthogonal too: the nearest point of the plane, by dense least squares."""
    plane = geometry.plane
    xy = np.random.default_rng(0).uniform(-1, 1, (20, 2)) * plane.half_width + plane.center
    np.testing.assert_allclose(plane.project(plane.point(xy)), xy, rtol=1e-9, atol=1e-9 * max(plane.half_width))
    thetas = plane.point(xy) + np.random.default_rng(1).standard_normal((20, len(plane.u)))
    directions = np.stack([plane.u, plane.v], axis=1)
    expected = np.linalg.lstsq(directions, (thetas - plane.origin).T, rcond=None)[0].T
    np.testing.assert_allclose(plane.project(thetas), expected, rtol=1e-8, atol=1e-9 * max(plane.half_width))


@each_geometry
def test_the_directions_are_two_and_not_the_weights_themselves(name, geometry, ensemble):
    plane = geometry.plane
    assert abs(cosine(plane.u, plane.v)) < 0.999
    if ensemble.n_params > 2:
        for theta in ensemble.snapshots[plane.runs_shown, -1]:
            assert abs(cosine(plane.u, theta)) < 0.999
            assert abs(cosine(plane.v, theta)) < 0.999


@each
def test_the_same_config_gives_the_same_bits(name):
    runs = RUNS["two weights"] if name == "weights" else RUNS["longer"]
    first, second = built(name, **runs)[0], built(name, **runs)[0]
    for vector in ("origin", "u", "v"):
        np.testing.assert_array_equal(getattr(first, vector), getattr(second, vector))


@each_geometry
def test_a_geometry_has_the_face_that_everybody_asks(name, geometry, ensemble):
    plane, n_snapshots = geometry.plane, len(ensemble.steps)
    assert plane.plane is plane
    xy = np.random.default_rng(0).uniform(-1, 1, (7, 2)) * plane.half_width + plane.center
    point, offset = geometry.point(xy), geometry.offset(xy)
    assert point.shape == offset.shape == (7, ensemble.n_params)
    np.testing.assert_allclose(point, plane.point(xy) + offset, rtol=1e-5, atol=1e-5)
    assert geometry.held_out(n_snapshots).shape == (n_snapshots,)
    assert geometry.largest_residual >= 0
    if geometry.n_built:
        exact = ~geometry.held_out(n_snapshots)
        assert geometry.n_built == exact.sum()
        on = ensemble.snapshots[plane.runs_shown & ensemble.sound][:, exact].reshape(-1, ensemble.n_params)
        np.testing.assert_allclose(geometry.point(plane.project(on)), on, atol=2e-5 * np.abs(on).max())
    again = pickle.loads(pickle.dumps(geometry))
    np.testing.assert_array_equal(again.point(xy), point)


@each
def test_all_runs_diverged(name):
    config = tiny_scene(view=name, data="sine", learning_rate=100, activation="relu", steps=60)
    with pytest.raises(NoPictureError, match=r"3 of 3 runs diverged; lower the learning rate|Only a network of two"):
        PLANES.load(name).build(trained(config)[1], config.view)


def cosine(a, b):
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-300)
