"""Sine: a wave with noise on the targets only."""

import numpy as np
import pytest

from landscape.datasets import sine
from landscape.inputs.config import DataConfig


@pytest.mark.parametrize("noise", [0.0, 0.2, 2.0])
def test_the_wave_and_its_noise(noise):
    data = sine.make(DataConfig("sine", n_train=4000, noise=noise))
    x = data.train_inputs[:, 0].astype(float)
    residual = data.train_targets - np.sin(2 * x)
    assert residual.std() == pytest.approx(noise, rel=0.05, abs=1e-6)
    assert np.abs(x).max() <= 3
    np.testing.assert_allclose(np.quantile(x, [0.25, 0.5, 0.75]), [-1.5, 0, 1.5], atol=0.2)


def test_noise_leaves_the_places_alone():
    calm, noisy = (sine.make(DataConfig("sine", noise=noise)) for noise in (0, 1))
    np.testing.assert_array_equal(calm.train_inputs, noisy.train_inputs)
