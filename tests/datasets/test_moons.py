"""Moons: half circles without noise, nearly separable with the default."""

import numpy as np

from landscape.datasets import moons
from landscape.inputs.config import DataConfig


def test_without_noise_each_point_lies_on_its_half_circle():
    data = moons.make(DataConfig("moons", noise=0))
    centre = np.where(data.train_targets[:, None] == 1, [1.0, 0.5], [0.0, 0.0])
    offset = data.train_inputs - centre
    np.testing.assert_allclose(np.linalg.norm(offset, axis=1), 1, atol=1e-6)
    assert (np.where(data.train_targets == 1, -1, 1) * offset[:, 1] >= -1e-6).all()
