"""The plane through three ends: the ends lie on it."""

import numpy as np
import pytest

from landscape.catalogue import PLANES
from landscape.errors import NoPictureError
from landscape.picture.fidelity import trajectories_in
from tests.conftest import evaluator_for, tiny_scene, trained


def ends_plane(**changes):
    config = tiny_scene(view="ends", **{"steps": 100, **changes})
    data, ensemble = trained(config)
    return PLANES.load("ends").build(ensemble, config.view), data, ensemble, config


@pytest.mark.parametrize(
    "runs",
    [{}, {"width": 32, "depth": 3}, {"vary": "order"}, {"data": "digits", "model": "convnet", "width": 2}],
    ids=["mlp", "deep", "same start", "pictures"],
)
def test_the_three_ends_lie_on_the_plane(runs):
    plane, data, ensemble, config = ends_plane(**runs)
    ends = ensemble.snapshots[:, -1].astype(np.float64)
    back = plane.point(plane.project(ends))
    assert np.linalg.norm(back - ends, axis=1).max() <= 1e-5 * np.linalg.norm(ends, axis=1).max()
    paths = trajectories_in(evaluator_for(config, data), ensemble, plane, "train_loss")
    np.testing.assert_allclose(paths.surface_loss[:, -1], ensemble.train_loss[:, -1], rtol=1e-4)
    np.testing.assert_allclose(plane.project(ends)[0], [0, 0], atol=1e-9)
    assert plane.half_width[0] == plane.half_width[1]


@pytest.mark.parametrize(("focus", "expected"), [(0, [0, 1, 2]), (2, [2, 3, 4]), (3, [0, 3, 4])])
def test_the_run_in_focus_and_the_two_after_it(focus, expected):
    plane, _, ensemble, _ = ends_plane(seeds="0-4", focus=focus)
    assert np.flatnonzero(plane.runs_shown).tolist() == expected
    np.testing.assert_array_equal(plane.origin, ensemble.snapshots[focus, -1])


def test_two_runs_are_too_few():
    with pytest.raises(NoPictureError, match="needs 3 runs, but there are only 2 runs; add seeds"):
        ends_plane(seeds="0,1")


def test_equal_runs_span_no_plane():
    with pytest.raises(NoPictureError, match="lie on one line, so no single plane holds them; choose other seeds"):
        ends_plane(vary="order", batch_size=0)
