"""The sheet against an interpolant solved by hand, and its promise: every snapshot lies on it."""

import numpy as np
import pytest

from landscape.picture.scene import geometry_of
from landscape.planes import sheet
from landscape.planes.plane_method import principal_directions
from landscape.planes.sheet import built_from, sheet_through
from tests.conftest import PARTLY_DIVERGED, tiny_scene, trained

RUNS = {
    "mlp": {"steps": 100},
    "same start": {"vary": "order", "steps": 100},
    "equal runs": {"vary": "order", "batch_size": 0, "steps": 100},
    "same batches": {"vary": "start", "steps": 100},
    "one run": {"seeds": "0", "steps": 100},
    "pictures": {"data": "digits", "model": "convnet", "width": 2},
    "partly diverged": PARTLY_DIVERGED,
    "two weights": {"data": "strip", "model": "two_weights"},
    "hardly moving": {"learning_rate": 1e-5},
}
each_runs = pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)


def made(**changes):
    config = tiny_scene(**changes)
    _, ensemble = trained(config)
    return geometry_of(ensemble, config), ensemble


def by_hand(ensemble, xy):
    """Parameter vectors at coordinates: the joint plane plus the interpolant -|x - x_i| w_i + constant, in float64."""
    thetas = ensemble.snapshots[ensemble.sound].reshape(-1, ensemble.n_params).astype(np.float64)
    mean, directions = principal_directions(thetas)
    at = (thetas - mean) @ directions.T
    residuals = thetas - mean - at @ directions
    scale = at.std(axis=0)
    n = len(at)
    system = np.ones((n + 1, n + 1))
    system[:n, :n] = -np.linalg.norm((at[:, None] - at[None]) / scale, axis=-1)
    system[n, n] = 0
    weights = np.linalg.solve(system, np.vstack([residuals, np.zeros(ensemble.n_params)]))
    kernel = -np.linalg.norm((xy[:, None] - at[None]) / scale, axis=-1)
    return mean + xy @ directions + kernel @ weights[:n] + weights[n]


def test_equals_the_interpolant_solved_by_hand():
    geometry, ensemble = made(steps=100)
    plane = geometry.plane
    xy = np.random.default_rng(0).uniform(-1, 1, (40, 2)) * plane.half_width + plane.center
    np.testing.assert_allclose(geometry.point(xy), by_hand(ensemble, xy), rtol=1e-4, atol=1e-5)


@each_runs
def test_every_snapshot_lies_on_the_sheet(runs):
    geometry, ensemble = made(**runs)
    thetas = ensemble.snapshots[ensemble.sound].reshape(-1, ensemble.n_params)
    on = geometry.point(geometry.plane.project(thetas))
    assert np.isfinite(on).all()
    np.testing.assert_allclose(on, thetas, atol=2e-5 * np.abs(thetas).max())


@each_runs
def test_the_sheet_stays_near_the_snapshots(runs):
    geometry, _ = made(**runs)
    plane = geometry.plane
    axes = [c + np.linspace(-h, h, 31) for c, h in zip(plane.center, plane.half_width, strict=True)]
    offsets = geometry.offset(np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2))
    largest = np.linalg.norm(geometry.residuals, axis=1).max()
    assert np.linalg.norm(offsets, axis=1).max() <= 1.5 * largest + 1e-5


def test_the_offset_leaves_the_plane_at_right_angles():
    geometry, _ = made(steps=100)
    xy = np.random.default_rng(0).uniform(-1, 1, (40, 2)) * geometry.plane.half_width
    offset = geometry.offset(xy)
    directions = np.stack([geometry.plane.u, geometry.plane.v], axis=1)
    assert np.abs(offset @ directions).max() < 1e-5 * np.linalg.norm(offset, axis=1).max()


def test_the_sheet_is_continuous():
    geometry, _ = made(steps=100)
    way = np.linspace(-1, 1, 20_001)[:, None] * geometry.plane.half_width
    moves = np.linalg.norm(np.diff(geometry.point(way), axis=0), axis=1)
    assert moves.max() < 100 * np.median(moves)


def test_steps_between_the_snapshots_did_not_build_the_sheet():
    geometry, ensemble = made(steps=100)
    n_runs, n_snapshots = ensemble.snapshots.shape[:2]
    assert geometry.n_built == n_snapshots
    assert len(geometry.residuals) == n_runs * n_snapshots
    assert not set(ensemble.held_out_steps) & set(ensemble.steps)
    built = {theta.tobytes() for theta in ensemble.snapshots.reshape(-1, ensemble.n_params)}
    assert not built & {theta.tobytes() for theta in ensemble.held_out_snapshots.reshape(-1, ensemble.n_params)}


def test_equal_snapshots_count_once():
    geometry, ensemble = made(vary="order", steps=100)
    n_runs, n_snapshots = ensemble.snapshots.shape[:2]
    assert len(geometry.residuals) == 1 + n_runs * (n_snapshots - 1)
    geometry, ensemble = made(vary="order", batch_size=0, steps=100)
    assert len(geometry.residuals) == n_snapshots


def test_diverged_runs_build_nothing():
    geometry, ensemble = made(**PARTLY_DIVERGED)
    assert len(geometry.residuals) == ensemble.sound.sum() * len(ensemble.steps)
    assert np.isfinite(geometry.residuals).all()


def test_many_runs_use_evenly_chosen_snapshots(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_CENTERS", 15)
    config = tiny_scene(steps=100)
    _, ensemble = trained(config)
    built = built_from(ensemble)
    assert built.tolist() == [0, 2, 4, 5, 7]
    geometry = geometry_of(ensemble, config)
    assert geometry.n_built == 5
    assert len(geometry.residuals) == 15
    for i in range(len(ensemble.steps)):
        thetas = ensemble.snapshots[:, i]
        off = np.abs(geometry.point(geometry.plane.project(thetas)) - thetas).max()
        assert (off < 1e-4) == (i in built)


@pytest.mark.parametrize(("centers", "n_built"), [(1, 4), (12, 4), (21, 7), (24, 8), (1000, 8)])
def test_the_number_of_centers(centers, n_built, monkeypatch):
    monkeypatch.setattr(sheet, "MAX_CENTERS", centers)
    built = built_from(trained(tiny_scene(steps=100))[1])
    assert len(built) == n_built
    assert built[0] == 0
    assert built[-1] == 7


def test_the_same_runs_give_the_same_bits():
    config = tiny_scene(steps=100)
    _, ensemble = trained(config)
    plane = geometry_of(ensemble, config).plane
    xy = np.random.default_rng(0).uniform(-1, 1, (40, 2))
    np.testing.assert_array_equal(sheet_through(ensemble, plane).point(xy), sheet_through(ensemble, plane).point(xy))
