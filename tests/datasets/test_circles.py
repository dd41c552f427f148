"""Circles: the radius decides, a line cannot."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from landscape.datasets import circles
from landscape.inputs.config import DataConfig


def test_without_noise_the_radius_is_the_class():
    data = circles.make(DataConfig("circles", noise=0))
    radius = np.linalg.norm(data.train_inputs, axis=1)
    np.testing.assert_allclose(radius, np.where(data.train_targets == 1, 0.5, 1.0), atol=1e-6)


def test_a_line_is_no_better_than_chance_but_the_radius_tells():
    data = circles.make(DataConfig("circles", n_train=2000))
    line = LogisticRegression().fit(data.train_inputs, data.train_targets)
    assert line.score(data.test_inputs, data.test_targets) < 0.6
    answer = np.linalg.norm(data.test_inputs, axis=1) < 0.79
    assert (answer == data.test_targets).mean() > 0.8
