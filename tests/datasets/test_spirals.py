"""Spirals: hard for a line, easy for neighbours, exact without noise."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from landscape.datasets import spirals
from landscape.inputs.config import DataConfig


def test_a_line_fails_and_neighbours_succeed():
    for seed in range(3):
        data = spirals.make(DataConfig("spirals", seed=seed))
        line = LogisticRegression().fit(data.train_inputs, data.train_targets)
        neighbours = KNeighborsClassifier(9).fit(data.train_inputs, data.train_targets)
        assert line.score(data.test_inputs, data.test_targets) < 0.70
        assert neighbours.score(data.test_inputs, data.test_targets) > 0.90


def test_without_noise_each_point_lies_on_its_arm():
    data = spirals.make(DataConfig("spirals", noise=0))
    x, y = data.train_inputs.astype(float).T
    radius = np.hypot(x, y)
    assert 0.4 <= radius.min() <= radius.max() <= 3.0 + 1e-5
    turned = 1.25 * (radius - 0.4) / 2.6 + data.train_targets / 2
    np.testing.assert_allclose(np.exp(2j * np.pi * turned), (x + 1j * y) / radius, atol=1e-5)


def test_the_arms_are_equally_frequent():
    targets = spirals.make(DataConfig("spirals", n_train=4000)).train_targets
    assert abs(targets.mean() - 0.5) < 0.03
