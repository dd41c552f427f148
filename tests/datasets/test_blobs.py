"""Blobs: three clusters around three points of the unit circle."""

import numpy as np
import pytest

from landscape.datasets import blobs
from landscape.inputs.config import DataConfig

CENTRES = np.array([[0, 1], [-(3**0.5) / 2, -0.5], [3**0.5 / 2, -0.5]])


@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_centres_and_spread(noise):
    data = blobs.make(DataConfig("blobs", n_train=6000, noise=noise))
    spread = np.hypot(0.3, noise)
    for number, centre in enumerate(CENTRES):
        cluster = data.train_inputs[data.train_targets == number]
        assert len(cluster) == pytest.approx(2000, rel=0.1)
        np.testing.assert_allclose(cluster.mean(axis=0), centre, atol=0.1 * spread)
        np.testing.assert_allclose(cluster.std(axis=0), spread, rtol=0.06)


def test_the_nearest_centre_is_nearly_always_right():
    data = blobs.make(DataConfig("blobs", n_train=2000))
    distance = np.linalg.norm(data.train_inputs[:, None] - CENTRES, axis=2)
    assert (distance.argmin(axis=1) == data.train_targets).mean() > 0.96
