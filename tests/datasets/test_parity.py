"""Two parities: both products fit the training data, no single feature does, and shifted examples tell them apart."""

import numpy as np
import pytest

from landscape.datasets import parity
from landscape.inputs.config import DataConfig
from tests.datasets.two_rules import assert_rules_disagree_where_shifted


def first_rule(inputs):
    return (inputs[:, 0] * inputs[:, 1] > 0).astype(int)


def second_rule(inputs):
    return (inputs[:, 2] * inputs[:, 3] > 0).astype(int)


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("n_train", [8, 512])
def test_the_products_agree_in_training_and_differ_when_shifted(n_train, noise):
    data = parity.make(DataConfig("parity", n_train=n_train, noise=noise))
    assert_rules_disagree_where_shifted(data, first_rule, second_rule)


def test_no_feature_and_no_other_pair_tells_the_class():
    data = parity.make(DataConfig("parity", n_train=8000))
    sign, target = np.sign(data.train_inputs), 2 * data.train_targets - 1
    products = np.column_stack([sign[:, i] * sign[:, j] for i in range(6) for j in range(i, 6)])
    pairs = [(i, j) for i in range(6) for j in range(i, 6)]
    telling = {pair for pair, product in zip(pairs, products.T, strict=True) if abs((product * target).mean()) > 0.1}
    assert telling == {(0, 1), (2, 3)}
    assert np.abs((sign * target[:, None]).mean(axis=0)).max() < 0.05


def test_conflicts_follow_the_second_pair():
    data = parity.make(DataConfig("parity", n_train=4000, noise=0.1, conflict=0.25))
    assert (second_rule(data.train_inputs) == data.train_targets).all()
    assert (first_rule(data.train_inputs) != data.train_targets).mean() == pytest.approx(0.25, abs=0.03)


def test_the_cue_scales_the_first_pair_only():
    data = parity.make(DataConfig("parity", n_train=4000, noise=0.0, cue=0.5))
    np.testing.assert_allclose(np.abs(data.train_inputs).mean(axis=0), [0.5, 0.5, 1, 1, 1, 1], atol=0.002)


@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_the_spread_is_the_noise_but_never_nothing(noise):
    data = parity.make(DataConfig("parity", n_train=4000, noise=noise))
    both = np.concatenate([data.train_inputs[:, 4], data.train_inputs[:, 5]])
    assert both.var() == pytest.approx(1 + 0.02**2 + noise**2, rel=0.05)
