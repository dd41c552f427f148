"""Exclusive or: the product of the coordinates decides, neither alone."""

import numpy as np
import pytest

from landscape.datasets import xor
from landscape.inputs.config import DataConfig


def test_without_noise_the_product_is_the_class():
    data = xor.make(DataConfig("xor", noise=0))
    np.testing.assert_array_equal(data.train_inputs.prod(axis=1) < 0, data.train_targets)
    assert 0.2 - 1e-6 <= np.abs(data.train_inputs).min() <= np.abs(data.train_inputs).max() <= 1.2 + 1e-6


def test_one_coordinate_tells_nothing_and_the_product_nearly_all():
    data = xor.make(DataConfig("xor", n_train=4000))
    inputs, targets = data.train_inputs, data.train_targets
    for sign in (inputs > 0).T:
        assert (sign == targets).mean() == pytest.approx(0.5, abs=0.04)
    assert ((inputs.prod(axis=1) < 0) == targets).mean() > 0.94
