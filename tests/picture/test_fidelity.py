"""The gaps against float64 loops; the noise reference against simulated walks; the default scene's promise."""

import numpy as np
import pytest

from landscape.picture.fidelity import (
    measure_fidelity,
    noise_like,
    random_walk_variance,
    trajectories_in,
    variance_of_starts,
)
from landscape.picture.scene import compute, geometry_of
from landscape.picture.surface import surfaces
from landscape.planes import sheet
from tests import reference
from tests.conftest import PARTLY_DIVERGED, evaluator_for, tiny_scene, trained


def measured(**changes):
    """Config, data, ensemble, geometry, paths, fidelity of a tiny scene."""
    config = tiny_scene(**changes)
    data, ensemble = trained(config)
    evaluator = evaluator_for(config, data)
    geometry = geometry_of(ensemble, config)
    paths = trajectories_in(evaluator, ensemble, geometry, config.view.quantity)
    surface = next(surfaces(evaluator, geometry, config.view, ["train_loss"]))["train_loss"]
    return data, ensemble, geometry, paths, measure_fidelity(evaluator, ensemble, geometry, paths, surface), evaluator


def losses_under(thetas, geometry, plane, module, data):
    """Loss at the nearest point of the plane, and of the sheet over it, one by one in float64; and the distances."""
    directions = np.stack([plane.u, plane.v], axis=1)
    found = []
    for theta in thetas.astype(np.float64):
        xy = np.linalg.lstsq(directions, theta - plane.origin, rcond=None)[0]
        point = plane.origin + xy[0] * plane.u + xy[1] * plane.v
        point = point + geometry.offset(xy[None])[0]
        found.append((reference.values(module, point, data)["train_loss"], np.linalg.norm(theta - point)))
    return np.array(found).T


VIEWS = {
    "sheet": {"view": "sheet"},
    "pca": {"view": "pca"},
    "last": {"view": "last", "focus": 1},
    "ends": {"view": "ends"},
    "random": {"view": "random", "focus": 2},
    "pictures": {"view": "sheet", "data": "digits", "model": "convnet", "width": 2},
    "regression": {"view": "pca", "data": "sine", "learning_rate": 0.05},
    "partly diverged": {"view": "sheet", **PARTLY_DIVERGED},
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_gaps_are_those_of_a_float64_loop_on_held_out_steps(view):
    data, ensemble, geometry, paths, fidelity, evaluator = measured(**{"steps": 60, **view})
    plane = geometry.plane
    module = evaluator.network.module
    gaps, flat_gaps, distances = [], [], []
    for run in np.flatnonzero(plane.runs_shown & ensemble.sound):
        own = np.array([reference.values(module, t, data)["train_loss"] for t in ensemble.held_out_snapshots[run]])
        under, distance = losses_under(ensemble.held_out_snapshots[run], geometry, plane, module, data)
        flat, _ = losses_under(ensemble.held_out_snapshots[run], plane, plane, module, data)
        np.testing.assert_allclose(paths.held_out_surface_loss[run], under, rtol=1e-4, atol=1e-6)
        gaps, flat_gaps = [*gaps, *abs(own - under)], [*flat_gaps, *abs(own - flat)]
        distances = [*distances, *distance]
        at_snapshots, _ = losses_under(ensemble.snapshots[run], geometry, plane, module, data)
        np.testing.assert_allclose(paths.surface_loss[run], at_snapshots, rtol=1e-4, atol=1e-6)
    assert fidelity.n_held_out == len(gaps) > 0
    assert fidelity.gap_mean == pytest.approx(np.mean(gaps), rel=1e-3, abs=1e-6)
    assert fidelity.gap_largest == pytest.approx(np.max(gaps), rel=1e-3, abs=1e-6)
    assert fidelity.plane_gap_mean == pytest.approx(np.mean(flat_gaps), rel=1e-3, abs=1e-6)
    assert fidelity.plane_gap_largest == pytest.approx(np.max(flat_gaps), rel=1e-3, abs=1e-6)
    assert fidelity.largest_distance == pytest.approx(np.max(distances), rel=1e-3, abs=1e-5)


def test_gaps_are_not_read_off_the_nearest_node():
    _, ensemble, _, paths, _, _ = measured(steps=60, view="pca", grid=9)
    _, _, _, finer, _, _ = measured(steps=60, view="pca", grid=21)
    np.testing.assert_array_equal(paths.held_out_surface_loss, finer.held_out_surface_loss)
    assert ensemble.held_out_loss.shape == paths.held_out_surface_loss.shape


@pytest.mark.parametrize("quantity", ["test_loss", "accuracy"])
def test_the_height_of_a_path_is_its_own(quantity):
    data, ensemble, geometry, paths, _, evaluator = measured(steps=60, quantity=quantity)
    module = evaluator.network.module
    for run, i in ((0, 0), (1, 3), (2, -1)):
        theta = ensemble.snapshots[run, i]
        assert paths.height[run, i] == pytest.approx(reference.values(module, theta, data)[quantity], rel=1e-5)
        point = geometry.point(np.array([[paths.x[run, i], paths.y[run, i]]]))[0]
        assert paths.surface_height[run, i] == pytest.approx(reference.values(module, point, data)[quantity], rel=1e-4)
    np.testing.assert_array_equal(paths.loss, ensemble.train_loss)


def test_a_sheet_holds_its_snapshots_but_is_not_judged_by_them():
    _, ensemble, geometry, paths, fidelity, _ = measured(steps=100)
    np.testing.assert_allclose(paths.surface_loss, ensemble.train_loss, rtol=1e-3, atol=1e-5)
    assert np.abs(fidelity.end_gaps).max() < 1e-3
    assert np.nanmax(paths.distance) < 1e-4
    assert not geometry.held_out(len(ensemble.steps)).any()
    assert fidelity.n_held_out == 3 * len(ensemble.held_out_steps)
    assert fidelity.gap_mean > 10 * np.abs(paths.loss - paths.surface_loss).mean()


def test_snapshots_that_a_sheet_skips_count_as_held_out(monkeypatch):
    monkeypatch.setattr(sheet, "MAX_CENTERS", 15)
    _, ensemble, geometry, paths, fidelity, _ = measured(steps=100)
    skipped = geometry.held_out(len(ensemble.steps))
    assert skipped.tolist() == [False, True, False, True, False, False, True, False]
    assert fidelity.n_built == 5
    assert fidelity.n_held_out == 3 * (len(ensemble.held_out_steps) + 3)
    gaps = np.concatenate(
        [
            np.abs(paths.held_out_surface_loss - ensemble.held_out_loss).ravel(),
            np.abs(paths.surface_loss - paths.loss)[:, skipped].ravel(),
        ]
    )
    assert fidelity.gap_mean == pytest.approx(gaps.mean(), rel=1e-5)
    assert fidelity.gap_largest == pytest.approx(gaps.max(), rel=1e-5)
    between = ensemble.held_out_snapshots.reshape(-1, ensemble.n_params)
    off = np.linalg.norm(between - geometry.point(geometry.plane.project(between)), axis=1).max()
    assert fidelity.largest_distance == pytest.approx(max(off, paths.distance[:, skipped].max()), rel=1e-5)


@pytest.mark.parametrize(("data", "view"), [("moons", "weights"), ("strip", "weights"), ("sine", "pca")])
def test_two_weights_are_exact_everywhere(data, view):
    _, ensemble, _, paths, fidelity, _ = measured(data=data, model="two_weights", view=view, steps=60)
    assert fidelity.gap_largest <= 1e-5
    assert np.abs(fidelity.end_gaps).max() <= 1e-5
    assert fidelity.largest_distance <= 1e-5
    assert sum(fidelity.variance_explained) == pytest.approx(1)
    np.testing.assert_allclose(paths.surface_loss, ensemble.train_loss, rtol=1e-5)


def test_diverged_runs_are_not_counted_and_stay_visible():
    _, ensemble, _geometry, paths, fidelity, _ = measured(**PARTLY_DIVERGED)
    assert fidelity.n_held_out == ensemble.sound.sum() * len(ensemble.held_out_steps)
    for name in ("gap_mean", "gap_largest", "plane_gap_mean", "largest_distance", "largest_offset"):
        assert np.isfinite(getattr(fidelity, name)), name
    assert np.isfinite(fidelity.variance_explained).all()
    assert np.isfinite(fidelity.end_gaps[ensemble.sound]).all()
    assert np.isnan(fidelity.end_gaps[~ensemble.sound]).all()
    assert np.isfinite(paths.x[ensemble.sound]).all()
    assert np.isnan(paths.x[~ensemble.sound]).any()
    alone = measured(**{**PARTLY_DIVERGED, "seeds": tuple(np.flatnonzero(ensemble.sound).tolist())})[4]
    assert alone.gap_mean == fidelity.gap_mean


def test_without_held_out_steps_there_is_no_gap_to_state():
    *_, fidelity, _ = measured(steps=1, view="pca")
    assert fidelity.n_held_out == 0
    assert np.isnan([fidelity.gap_mean, fidelity.gap_largest]).all()
    assert np.isfinite(fidelity.end_gaps).all()


def test_a_single_run_view_counts_that_run_only():
    _, ensemble, _, _, fidelity, _ = measured(view="last", focus=2, steps=60)
    assert fidelity.n_held_out == len(ensemble.held_out_steps)
    assert abs(fidelity.end_gaps[2]) < 1e-6
    assert fidelity.largest_offset == fidelity.largest_residual == 0


# What pure noise would give


def test_one_long_walk_has_the_published_share():
    """Antognini and Sohl-Dickstein (2018): 0.61 + 0.15 of the variance."""
    assert random_walk_variance(np.arange(1, 401), 1) == pytest.approx(6 / np.pi**2 * (1 + 1 / 4), abs=2e-3)


@pytest.mark.parametrize("n_runs", [1, 2, 5])
@pytest.mark.parametrize("start", [0.0, 20.0], ids=["common start", "own starts"])
@pytest.mark.parametrize("steps", [np.arange(0, 60, 3), np.array([0, 1, 2, 4, 8, 16, 32, 64])], ids=["even", "log"])
def test_the_share_is_that_of_simulated_walks(n_runs, start, steps):
    """Walks in more and more dimensions come closer and closer to the reference."""
    expected = random_walk_variance(steps, n_runs, start)
    off = []
    for n_dimensions in (100, 10_000):
        walks = simulated_walks(steps, n_runs, start, n_dimensions)
        flat = walks.reshape(-1, n_dimensions)
        centred = flat - flat.mean(axis=0)
        variances = np.linalg.eigvalsh(centred @ centred.T)[::-1]
        off.append(abs(variances[:2].sum() / variances.sum() - expected))
        if n_runs > 1:
            assert variance_of_starts(walks, steps) == pytest.approx(start, rel=10 / np.sqrt(n_dimensions))
    assert off[1] < 0.01
    assert off[1] < off[0] + 1e-3


def simulated_walks(steps, n_runs, start, n_dimensions, seed=0):
    rng = np.random.default_rng(seed)
    lengths = np.sqrt(np.diff(steps, prepend=0))[None, :, None]
    walks = np.cumsum(lengths * rng.standard_normal((n_runs, len(steps), n_dimensions)), axis=1)
    return walks + np.sqrt(start) * rng.standard_normal((n_runs, 1, n_dimensions))


def test_runs_with_their_own_starts_are_compared_with_walks_that_have_them():
    """Starts far apart spread over few directions all by themselves: 2 of n_runs - 1."""
    steps = np.arange(0, 60, 3)
    shares = [random_walk_variance(steps, 8, start) for start in (0, 10, 100, 1e6)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(2 / 7, abs=1e-4)
    _, ensemble, _, _, fidelity, _ = measured(steps=60, seeds="0-7")
    n = ensemble.n_params
    assert fidelity.random_walk_variance > random_walk_variance(ensemble.steps, 8, 0.0, n) + 0.001
    _, ensemble, _, _, fidelity, _ = measured(steps=60, seeds="0-7", vary="order")
    assert fidelity.random_walk_variance == pytest.approx(random_walk_variance(ensemble.steps, 8, 0.0, n), abs=1e-12)


@pytest.mark.parametrize("n_dimensions", [2, 3, 22, 60, 354])
@pytest.mark.parametrize("start", [0.0, 20.0], ids=["common start", "own starts"])
def test_the_share_in_few_dimensions_is_that_of_simulated_walks(n_dimensions, start):
    steps = np.array([0, 1, 2, 4, 8, 16, 32, 64])
    shares = []
    for seed in range(30):
        flat = simulated_walks(steps, 5, start, n_dimensions, seed).reshape(-1, n_dimensions)
        variances = np.linalg.svd(flat - flat.mean(axis=0), compute_uv=False) ** 2
        shares.append(variances[:2].sum() / variances.sum())
    error = 4 * np.std(shares) * np.sqrt(1 / 30 + 1 / 10)
    assert random_walk_variance(steps, 5, start, n_dimensions) == pytest.approx(np.mean(shares), abs=error + 1e-9)


def test_more_and_more_dimensions_come_to_the_closed_form():
    steps = np.arange(0, 60, 3)
    found = [random_walk_variance(steps, 8, 10.0, n) for n in (2, 20, 200, 2000, 2_000_000)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(1)
    assert found[-1] == pytest.approx(random_walk_variance(steps, 8, 10.0), abs=2e-3)


def test_equal_runs_count_once():
    snapshots = simulated_walks(np.arange(1, 20), 3, 5.0, 30)
    twice = np.concatenate([snapshots, snapshots])
    assert noise_like(twice, np.arange(1, 20)) == noise_like(snapshots, np.arange(1, 20))


def test_the_reference_of_no_walk_at_all():
    assert np.isnan(random_walk_variance(np.array([0]), 3))
    assert np.isnan(random_walk_variance(np.array([0, 1, 2]), 0))


# The promise of the scene that a reader sees first


@pytest.fixture(scope="module")
def default_scene():
    return compute(tiny_scene(n_train=512, width=16, depth=2, steps=300, snapshots=40, seeds="0-7", grid=51))


def test_the_default_sheet_is_eight_times_truer_than_its_plane(default_scene):
    fidelity = default_scene.fidelity
    assert fidelity.n_held_out == 8 * len(default_scene.ensemble.held_out_steps)
    assert fidelity.gap_mean <= fidelity.plane_gap_mean / 8
    assert fidelity.plane_gap_mean > 0.1  # nats: the plane alone would show valleys on hillsides
    assert np.abs(fidelity.end_gaps).max() <= 1e-3
    assert fidelity.largest_offset <= 1.5 * fidelity.largest_residual


def test_the_default_picture_shows_each_end_at_its_own_loss(default_scene):
    """What a reader sees: the surface drawn beneath the end of each run, within a cell of the grid."""
    surface, paths = default_scene.surface, default_scene.trajectories
    for run in range(8):
        ix, iy = np.abs(surface.x - paths.x[run, -1]).argmin(), np.abs(surface.y - paths.y[run, -1]).argmin()
        around = surface.values[max(0, iy - 1) : iy + 2, max(0, ix - 1) : ix + 2]
        assert around.min() <= paths.loss[run, -1] + 0.15
