"""From a quantity to a height: order, ends, marks, and the hard cases."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.viewer.heights import GAP, HeightScale, height_scale, shared_scale
from tests.figures.scenes import PICTURES, picture, small, with_ground, with_heights

each = pytest.mark.parametrize("name", PICTURES)
LINEAR = {"scale": "linear"}
both_scales = pytest.mark.parametrize("changes", [{}, LINEAR], ids=["log", "linear"])

# Grounds and paths: positive losses over many decades, zero among them.
losses = st.one_of(st.just(0.0), st.floats(1e-30, 1e30))


def value_of(text):
    return float(text.removesuffix(" or less").removesuffix(" or more"))


def check_scale(scale, values):
    """What holds for any scale and the values it was made for."""
    assert np.isfinite([scale.floor, scale.top]).all()
    assert 0 <= scale.floor < scale.top
    finite = values[np.isfinite(values)]
    z = scale.z(np.sort(finite))
    assert (z >= 0).all()
    assert (z <= 1).all()
    assert (np.diff(z) >= 0).all()
    assert scale.z(np.array([scale.floor, scale.top])) == pytest.approx([0, 1])
    assert scale.cut_below == bool((finite < scale.floor).any())
    assert scale.cut_above == bool((values > scale.top).any())
    check_ticks(scale)


def check_ticks(scale):
    ticks = scale.ticks()
    heights = [z for z, _ in ticks]
    assert len(ticks) >= 2
    assert heights == sorted(heights)
    assert len(set(heights)) == len(heights)
    assert all(0 <= z <= 1 for z in heights)
    texts = [text for _, text in ticks]
    assert len(set(texts)) == len(texts)
    assert texts[0].endswith(" or less") == scale.cut_below
    assert texts[-1].endswith(" or more") == scale.cut_above
    assert not any(" or " in text for text in texts[1:-1])
    for z, text in ticks:
        assert value_of(text) >= 0
        # Two digits are within 5 percent of a value: on a logarithmic axis a visible but small step.
        assert abs(float(scale.z(np.array(value_of(text)))) - z) < (0.05 if " or " in text else 0.005) or (
            scale.logarithmic and abs(np.log(value_of(text) / scale.floor) / np.log(scale.top / scale.floor) - z) < 0.05
        )


@each
def test_every_picture_has_a_scale(name):
    scene = picture(name)
    scale = height_scale(scene)
    own = scene.trajectories.height[scene.plane.runs_shown & scene.ensemble.sound]
    check_scale(scale, np.concatenate([scene.surface.values.ravel(), own.ravel()]))
    assert scale.unit == scene.surface.unit


@settings(deadline=None, max_examples=80, database=None)
@given(low=losses, high=losses, own=losses, linear=st.booleans())
def test_any_losses(low, high, own, linear):
    scene = small(**(LINEAR if linear else {}))
    ground = np.linspace(low, high, scene.surface.values.size).reshape(scene.surface.values.shape)
    scene = with_heights(with_ground(scene, ground), own, own)
    scale = height_scale(scene)
    check_scale(scale, np.append(scene.surface.values.ravel(), np.float32(own)).astype(np.float64))


@both_scales
@pytest.mark.parametrize("level", [0.0, 1e-12, 0.2, 0.6931, 3.0, 1e9])
def test_flat_ground_is_neither_floor_nor_error(changes, level):
    scene = with_heights(with_ground(small(**changes), level), level, level)
    scale = height_scale(scene)
    assert 0 <= scale.floor < scale.top
    assert np.float32(level) <= scale.top
    assert scale.cut_below == (level < scale.floor) == (level == 0 and scale.logarithmic)
    assert np.ptp(scale.z(scene.surface.values)) == 0
    assert len(scale.ticks()) >= 2
    assert all(value_of(text) >= 0 for _, text in scale.ticks())


@both_scales
def test_ground_without_a_number(changes):
    scene = with_ground(small(**changes), np.nan)
    scale = height_scale(scene)
    assert np.isnan(scale.z(scene.surface.values)).all()
    check_ticks(scale)


@both_scales
def test_neither_ground_nor_path_has_a_number(changes):
    scale = height_scale(with_heights(with_ground(small(**changes), np.nan), np.nan, np.nan))
    assert 0 <= scale.floor < scale.top
    assert scale.ticks()


def test_infinite_ground_is_at_the_top_and_the_scale_says_so():
    scene = small()
    values = scene.surface.values.copy()
    values[0, 0] = np.inf
    assert not height_scale(with_heights(scene, values[1:].max(), 1)).cut_above
    scale = height_scale(with_heights(with_ground(scene, values), values[1:].max(), 1))
    assert scale.z(np.array([np.inf, np.nan]))[0] == 1
    assert scale.cut_above
    assert scale.ticks()[-1][1].endswith(" or more")


def test_zero_loss_lies_at_the_floor():
    scene = small()
    values = scene.surface.values.copy()
    values[3, 3] = 0
    scale = height_scale(with_ground(scene, values))
    assert scale.floor == pytest.approx(scale.top / 300)
    assert scale.z(np.array(0.0)) == 0
    assert scale.cut_below


def test_the_top_is_at_most_eight_times_the_paths():
    scene = with_heights(with_ground(small(), np.geomspace(0.1, 100, 81).reshape(9, 9)), 0.5, 0.5)
    scale = height_scale(scene)
    assert (scale.top, scale.cut_above) == (4.0, True)
    assert scale.ticks()[-1] == (1.0, "4 or more")


def test_runs_not_shown_do_not_stretch_the_scale():
    scene = small(view="random")
    paths = scene.trajectories
    height = paths.height.copy()
    height[1:] = 1e5
    assert height_scale(replace(scene, trajectories=replace(paths, height=height))) == height_scale(scene)


@pytest.mark.parametrize("quantity", ["accuracy", "intended_share"])
def test_shares_run_from_0_to_1(quantity):
    scale = height_scale(small(data="two_cues", quantity=quantity))
    assert scale == HeightScale(False, 0.0, 1.0, False, False, scale.unit)
    assert [text for _, text in scale.ticks()] == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (HeightScale(True, 0.005, 10, False, False, ""), ["0.01", "0.1", "1", "10"]),
        (HeightScale(True, 0.1, 2, False, False, ""), ["0.1", "0.2", "0.5", "1", "2"]),
        (HeightScale(True, 0.61, 0.69, False, False, ""), ["0.62", "0.64", "0.66", "0.68"]),
        (HeightScale(False, 1.0, 1.2, False, False, ""), ["1.00", "1.05", "1.10", "1.15", "1.20"]),
        (HeightScale(False, 100, 101, False, False, ""), ["100.0", "100.2", "100.4", "100.6", "100.8", "101.0"]),
        (HeightScale(False, 0, 2000, False, True, ""), ["0", "500", "1000", "1500", "2000 or more"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_marks(scale, expected):
    assert [text for _, text in scale.ticks()] == expected


def test_marks_keep_clear_of_the_ends_that_say_or_less_and_or_more():
    inner = [z for z, text in HeightScale(True, 0.0199, 0.51, True, True, "").ticks() if " or " not in text]
    assert min(inner) >= GAP
    assert max(inner) <= 1 - GAP


def test_linear_heights_are_proportional():
    scale = HeightScale(False, 1.0, 3.0, False, False, "")
    np.testing.assert_allclose(scale.z(np.array([0.0, 1.0, 1.5, 2.0, 3.0, 9.0])), [0, 0, 0.25, 0.5, 1, 1])


def test_logarithmic_heights_are_ratios():
    scale = HeightScale(True, 0.01, 1.0, False, False, "")
    np.testing.assert_allclose(scale.z(np.array([0.0, 0.01, 0.1, 1.0, 9.0])), [0, 0, 0.5, 1, 1])


def test_without_a_surface_it_refuses():
    with pytest.raises(ValueError, match="scene must have a surface"):
        height_scale(replace(small(), surface=None))


def test_a_shared_scale_holds_both_scenes():
    first, second = small(), small(view="pca")
    shared = shared_scale(first, second)
    values = np.concatenate([first.surface.values.ravel(), second.surface.values.ravel()])
    check_scale(shared, values.astype(np.float64))
    assert shared.top == max(height_scale(first).top, height_scale(second).top)
    assert shared_scale(second, first) == shared


def test_a_shared_scale_with_oneself_is_ones_own():
    for changes in ({}, LINEAR):
        scene = small(**changes)
        assert shared_scale(scene, scene) == height_scale(scene)


@pytest.mark.parametrize("changes", [LINEAR, {"quantity": "accuracy"}, {"data": "sine"}])
def test_unlike_scenes_share_no_scale(changes):
    assert shared_scale(small(), small(**changes)) is None


def test_a_scene_without_a_surface_shares_no_scale():
    assert shared_scale(small(), replace(small(), surface=None)) is None
