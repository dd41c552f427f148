"""The planes along principal directions against scikit-learn's and numpy's own decompositions."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from landscape.catalogue import PLANES
from landscape.errors import NoPictureError
from landscape.picture.fidelity import variance_explained
from landscape.planes import plane_method
from landscape.planes.plane_method import principal_directions
from tests.conftest import PARTLY_DIVERGED, tiny_scene, trained


def pca_plane(**changes):
    config = tiny_scene(view="pca", steps=100, width=8, **changes)
    _, ensemble = trained(config)
    return PLANES.load("pca").build(ensemble, config.view), ensemble


def same_up_to_sign(found, expected, tolerance):
    sign = np.sign(found @ expected)
    np.testing.assert_allclose(found, sign * expected, atol=tolerance)


@pytest.mark.parametrize(("name", "focus"), [("pca", 0), ("sheet", 0), ("last", 2), ("ends", 1)])
def test_directions_are_orthonormal(name, focus):
    config = tiny_scene(view=name, focus=focus, steps=100)
    plane = PLANES.load(name).build(trained(config)[1], config.view).plane
    directions = np.stack([plane.u, plane.v])
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-10)


@pytest.mark.parametrize("cost", [0, np.inf], ids=["Lanczos", "exact"])
@pytest.mark.parametrize("shape", [(30, 200), (200, 30), (120, 120), (3, 50)])
def test_principal_directions_are_singular_vectors(cost, shape, monkeypatch):
    monkeypatch.setattr(plane_method, "EXACT_PCA_COST", cost)
    vectors = np.random.default_rng(0).standard_normal(shape) * np.geomspace(3, 0.1, shape[1])
    mean, directions = principal_directions(vectors)
    np.testing.assert_allclose(mean, vectors.mean(axis=0), atol=1e-12)
    _, _, expected = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    for found, truth in zip(directions, expected, strict=False):
        same_up_to_sign(found, truth, 1e-8)


def test_variance_explained_is_that_of_scikit_learn():
    plane, ensemble = pca_plane()
    flat = ensemble.snapshots.reshape(-1, ensemble.n_params).astype(np.float64)
    expected = PCA(n_components=2, svd_solver="full").fit(flat).explained_variance_ratio_
    np.testing.assert_allclose(variance_explained(ensemble.snapshots, plane), expected, rtol=1e-9)
    np.testing.assert_allclose(plane.origin, flat.mean(axis=0), atol=1e-12)


def test_variance_along_directions_that_are_not_orthogonal_is_not_counted_twice():
    plane, ensemble = pca_plane()
    skew = replace(plane, u=3 * plane.u, v=plane.v + 5 * plane.u)
    np.testing.assert_allclose(
        variance_explained(ensemble.snapshots, skew), variance_explained(ensemble.snapshots, plane), rtol=1e-9
    )


def test_variance_of_runs_that_never_moved():
    plane, ensemble = pca_plane()
    assert np.isnan(variance_explained(np.ones_like(ensemble.snapshots), plane)).all()


def test_no_direction_beats_the_first():
    plane, ensemble = pca_plane()
    flat = ensemble.snapshots.reshape(-1, ensemble.n_params).astype(np.float64)
    centred = flat - flat.mean(axis=0)
    best = np.var(centred @ plane.u)
    for other in np.random.default_rng(0).standard_normal((50, ensemble.n_params)):
        assert np.var(centred @ other) / (other @ other) <= best


def test_the_sheet_bends_the_joint_plane():
    config = tiny_scene(steps=100, width=8)
    flat, _ = pca_plane()
    bent = PLANES.load("sheet").build(trained(config)[1], config.view)
    np.testing.assert_array_equal(bent.plane.u, flat.u)
    assert bent.n_built > 0
    assert flat.n_built == 0


def test_last_is_one_run_seen_from_its_end():
    config = tiny_scene(view="last", focus=1, steps=100)
    _, ensemble = trained(config)
    plane = PLANES.load("last").build(ensemble, config.view)
    np.testing.assert_array_equal(plane.origin, ensemble.snapshots[1, -1])
    assert plane.center == (0.0, 0.0)
    assert plane.runs_shown.tolist() == [False, True, False]
    way = ensemble.snapshots[1, :-1].astype(np.float64)
    for found, expected in zip((plane.u, plane.v), PCA(2).fit(way).components_, strict=True):
        same_up_to_sign(found, expected, 1e-6)


@pytest.mark.parametrize("shape", [(2, 50), (50, 1)])
def test_too_little_for_two_directions(shape):
    with pytest.raises(NoPictureError, match="at least two weights and three snapshots; train more steps"):
        principal_directions(np.ones(shape))


def test_a_run_in_focus_that_diverged_gives_way_to_a_sound_one():
    _, ensemble = trained(tiny_scene(**PARTLY_DIVERGED))
    lost, sound = np.flatnonzero(~ensemble.sound), np.flatnonzero(ensemble.sound)
    assert len(lost)
    config = tiny_scene(view="last", focus=int(lost[-1]), **PARTLY_DIVERGED)
    assert np.flatnonzero(PLANES.load("last").build(ensemble, config.view).runs_shown).tolist() == [sound[0]]
