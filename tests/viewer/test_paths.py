"""Where letters stand, and the paths of dropped balls."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from landscape.viewer.ends import ends_in_groups, group_name, letter_places
from landscape.viewer.heights import height_scale
from landscape.viewer.paths import drop_paths, paths_of
from landscape.words.letters import letter_of
from tests.figures.scenes import small

quick = settings(deadline=None, max_examples=50, database=None)
ends_strategy = st.integers(0, 8).flatmap(lambda n: arrays(np.float64, (n, 2), elements=st.floats(-0.9, 0.9)))


def smallest_distance(places):
    between = np.linalg.norm(places[:, None] - places[None], axis=2)
    return between[np.triu_indices(len(places), 1)].min(initial=np.inf)


@quick
@given(ends=ends_strategy, apart=st.sampled_from([0.115, 0.2]))
def test_letters_keep_a_distance(ends, apart):
    places = letter_places(ends, apart)
    assert places.shape == ends.shape
    assert np.isfinite(places).all()
    assert (np.abs(places) <= 1).all()
    assert smallest_distance(places) > 0.8 * apart


@quick
@given(ends=arrays(np.float64, (5, 2), elements=st.sampled_from([-1.0, 0.96, 1.0])))
def test_corners_are_hard_but_not_impossible(ends):
    places = letter_places(ends, 0.2)
    assert np.isfinite(places).all()
    assert smallest_distance(places) > 0.1


def test_letters_with_room_stay_where_they_are():
    ends = np.array([[0.0, 0.0], [0.5, 0.5], [-0.5, 0.3]])
    np.testing.assert_allclose(letter_places(ends, 0.2), ends, atol=2e-4)


@pytest.mark.parametrize("n", [2, 8, 64])
def test_coincident_ends_fan_out(n):
    places = letter_places(np.zeros((n, 2)), 0.1)
    assert np.isfinite(places).all()
    assert smallest_distance(places) > (0.08 if n <= 8 else 0.01)


@quick
@given(ends=ends_strategy, within=st.floats(0.001, 1))
def test_every_end_is_in_one_group(ends, within):
    groups = ends_in_groups(ends, within)
    assert sorted(i for group in groups for i in group) == list(range(len(ends)))
    for group in groups:
        assert all(np.linalg.norm(ends[i] - ends[group[0]]) <= within for i in group)
    firsts = [ends[group[0]] for group in groups]
    assert smallest_distance(np.array(firsts).reshape(-1, 2)) > within


@pytest.mark.parametrize(("runs", "name"), [([3], "D"), ([0, 1, 27], "A B B2"), (list(range(64)), "A B +62")])
def test_names_of_groups(runs, name):
    assert group_name([letter_of(run) for run in runs]) == name


def test_a_ball_is_a_path_of_the_run_in_focus():
    scene = small(drops="0.1:0.2,-0.3:0", focus=1)
    height = height_scale(scene)
    paths = list(drop_paths(scene, height))
    assert [(path.run, path.ball) for path in paths] == [(1, 0), (1, 1)]
    for path, drop in zip(paths, scene.drops, strict=True):
        inside = np.isin(drop.steps, path.steps)
        np.testing.assert_array_equal(path.steps, drop.steps[inside])
        x = scene.plane.center[0] + path.x * scene.plane.half_width[0]
        np.testing.assert_allclose(x, drop.path_x[inside], atol=1e-9)
        np.testing.assert_array_equal(path.value, drop.height[inside])
        np.testing.assert_array_equal(path.z, height.z(drop.height[inside].astype(np.float64)))
        np.testing.assert_array_equal(path.ground, height.z(drop.surface_height[inside].astype(np.float64)))
        assert not path.held_out[0], "it begins on the surface"
        assert path.held_out[1:].all(), "no view was built from the others"


def test_runs_are_no_balls():
    scene = small(drops="0.1:0.2")
    assert {path.ball for path in paths_of(scene, height_scale(scene))} == {-1}


def test_without_balls_or_a_picture_there_are_no_paths_of_them():
    scene = small(drops="0.1:0.2")
    assert list(drop_paths(small(), height_scale(small()))) == []
    assert list(drop_paths(replace(scene, plane=None), height_scale(scene))) == []


def test_a_ball_that_leaves_the_picture_has_a_break():
    scene = small(drops="0.1:0.2")
    (drop,) = scene.drops
    x = drop.path_x.copy()
    x[2:4] = scene.plane.center[0] + 5 * scene.plane.half_width[0]
    height = drop.height.copy()
    height[-1] = np.nan
    scene = replace(scene, drops=(replace(drop, path_x=x, height=height),))
    (path,) = drop_paths(scene, height_scale(scene))
    assert 2 in path.breaks
    assert drop.steps[2] not in path.steps
    assert drop.steps[-1] not in path.steps
