"""Pictures as a reader sees them: true where they can be seen, and with the factor said where they cannot."""

import numpy as np
import pytest

from landscape.datasets import digits, moons, thneeb
from landscape.inputs.config import DataConfig
from landscape.picture.images import STRONGEST, as_shown


def test_grey_pictures_are_ink():
    data = digits.make(DataConfig("digits", n_train=200))
    shown, words = as_shown(data, data.probe_inputs[:5])
    np.testing.assert_allclose(shown.reshape(5, -1), (data.probe_inputs[:5] + 1) / 2, atol=1e-6)
    assert words == ""


def test_full_colours_are_shown_as_they_are():
    data = thneeb.make(DataConfig("thneeb", n_train=200, noise=0))
    shown, words = as_shown(data, data.train_inputs[:6])
    low, high = data.train_inputs.min(), data.train_inputs.max()
    np.testing.assert_allclose(shown.reshape(6, -1), (data.train_inputs[:6] - low) / (high - low), atol=1e-6)
    assert words == ""


@pytest.mark.parametrize("cue", [0.05, 0.025, 0.005])
def test_faint_colours_are_amplified_by_the_factor_that_is_said(cue):
    data = thneeb.make(DataConfig("thneeb", n_train=200, noise=0, cue=cue))
    shown, words = as_shown(data, data.train_inputs[:20])
    factor = int(words.removeprefix("Colours are shown ").split()[0])
    assert 1 < factor <= STRONGEST
    low, high = data.train_inputs.min(), data.train_inputs.max()
    true = ((data.train_inputs[:20] - low) / (high - low)).reshape(20, 12, 12, 3)
    grey = true.mean(axis=3, keepdims=True)
    np.testing.assert_allclose(shown, np.clip(grey + factor * (true - grey), 0, 1), atol=1e-5)
    inside = (shown > 0).all(axis=3) & (shown < 1).all(axis=3)
    np.testing.assert_allclose(shown.mean(axis=3)[inside], grey[..., 0][inside], atol=1e-5)  # as bright as before


def test_what_is_no_picture_is_refused():
    data = moons.make(DataConfig("moons"))
    with pytest.raises(ValueError, match="data must be pictures, got Two moons"):
        as_shown(data, data.train_inputs)
