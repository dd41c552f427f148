"""Colour and shape: colours carry no brightness, areas agree, and the two rules part in the shifted pictures."""

import numpy as np
import pytest

from landscape.datasets import thneeb
from landscape.inputs.config import DataConfig


def pictures(inputs):
    """Brightness, full = 1: (n, 12, 12, 3)."""
    return (inputs.reshape(-1, 12, 12, 3) + 0.5) / 3


def by_color(inputs):
    red, _, blue = pictures(inputs).mean(axis=(1, 2)).T
    return (blue > red).astype(int)


@pytest.mark.parametrize("cue", [1.0, 0.1])
def test_colour_tells_the_class_in_training_and_the_other_one_when_shifted(cue):
    data = thneeb.make(DataConfig("thneeb", n_train=200, cue=cue))
    for part in ("train", "test", "probe"):
        np.testing.assert_array_equal(by_color(getattr(data, f"{part}_inputs")), getattr(data, f"{part}_targets"))
    np.testing.assert_array_equal(by_color(data.shifted_inputs), 1 - data.shifted_targets)
    assert np.bincount(data.shifted_targets).tolist() == [128, 128]


def test_conflicts_have_the_other_colour():
    data = thneeb.make(DataConfig("thneeb", n_train=2000, conflict=0.25))
    assert (by_color(data.train_inputs) != data.train_targets).mean() == pytest.approx(0.25, abs=0.04)


def test_without_colour_nothing_depends_on_the_colour():
    """The same shapes in full colour, in faint colour and in conflict are one grey picture."""
    configs = [DataConfig("thneeb", n_train=64, noise=0, cue=cue, conflict=q) for cue, q in ((1, 0), (0.02, 0), (1, 1))]
    full, faint, conflict = (pictures(thneeb.make(config).train_inputs).mean(axis=3) for config in configs)
    np.testing.assert_allclose(faint, full, atol=1e-6)
    np.testing.assert_allclose(conflict, full, atol=1e-6)


def test_saturation_is_the_cue_up_to_full():
    np.testing.assert_allclose(thneeb.tints(np.array([0, 1]), 1.0), [[3, 0, 0], [0, 0, 3]])
    np.testing.assert_allclose(thneeb.tints(np.array([0, 1]), 0.1), [[1.2, 0.9, 0.9], [0.9, 0.9, 1.2]])
    np.testing.assert_array_equal(thneeb.tints(np.array([0, 1]), 4.0), thneeb.tints(np.array([0, 1]), 1.0))


def test_both_shapes_cover_the_area_of_a_disc_of_their_radius():
    mean_square = (12 * 0.26) ** 2 + (12 * 0.26) * (12 * 0.09) + (12 * 0.09) ** 2 / 3  # of a uniform radius
    for shape in (0, 1):
        cover = thneeb.covers(np.random.default_rng(3), np.full(2000, shape))
        assert cover.min() == 0
        assert cover.max() == 1
        # The corners of a few large triangles reach over the edge.
        assert cover.sum(axis=(1, 2)).mean() == pytest.approx(np.pi * mean_square, rel=0.03)


def test_a_triangle_is_further_from_round_than_an_ellipse():
    """Second moments divided by area squared: 1 / (2 pi) for a disc, 1 / (3 sqrt 3) for an equilateral triangle."""
    y, x = np.mgrid[:12, :12] + 0.5
    spread = {}
    for shape in (0, 1):
        cover = thneeb.covers(np.random.default_rng(4), np.full(400, shape))
        area = cover.sum(axis=(1, 2))
        moment = np.zeros(len(cover))
        for axis in (x, y):
            middle = (cover * axis).sum(axis=(1, 2)) / area
            moment += (cover * (axis - middle[:, None, None]) ** 2).sum(axis=(1, 2))
        spread[shape] = np.median(moment / area**2)
    assert spread[0] == pytest.approx(1 / (2 * np.pi), rel=0.05)
    assert spread[1] == pytest.approx(1 / (3 * np.sqrt(3)), rel=0.05)


@pytest.mark.parametrize(("noise", "expected"), [(0.0, 0.0), (0.2, 0.005), (1.0, 0.025)])
def test_the_noise_is_a_fortieth_of_the_setting(noise, expected):
    calm, noisy = (pictures(thneeb.make(DataConfig("thneeb", n_train=64, noise=n)).train_inputs) for n in (0, noise))
    assert (noisy - calm).std() == pytest.approx(expected, rel=0.03, abs=1e-6)


def test_the_shifted_examples_do_not_depend_on_the_number_of_training_examples():
    few, many = (thneeb.make(DataConfig("thneeb", n_train=n)) for n in (8, 512))
    np.testing.assert_array_equal(few.shifted_inputs, many.shifted_inputs)
