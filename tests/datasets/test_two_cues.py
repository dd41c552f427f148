"""Two cues: both rules fit the training data, and the shifted examples tell them apart."""

import numpy as np
import pytest

from landscape.datasets import two_cues
from landscape.inputs.config import DataConfig
from tests.datasets.two_rules import assert_rules_disagree_where_shifted


def proxy_rule(inputs):
    return (inputs[:, 0] > 0.5).astype(int)


def intended_rule(inputs):
    return (np.abs(inputs[:, 1]) > 0.35).astype(int)


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("n_train", [8, 512])
def test_the_rules_agree_in_training_and_differ_when_shifted(n_train, noise):
    data = two_cues.make(DataConfig("two_cues", n_train=n_train, noise=noise))
    assert_rules_disagree_where_shifted(data, proxy_rule, intended_rule, least=0.98)


def test_cue_2_has_either_sign_in_both_worlds():
    data = two_cues.make(DataConfig("two_cues", n_train=4000))
    for inputs, targets in ((data.train_inputs, data.train_targets), (data.shifted_inputs, data.shifted_targets)):
        assert (inputs[targets == 1, 1] > 0).mean() == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_the_spread_is_half_the_noise_but_never_nothing(noise):
    data = two_cues.make(DataConfig("two_cues", n_train=4000, noise=noise))
    spread = data.train_inputs[data.train_targets == 0].std(axis=0)
    np.testing.assert_allclose(spread, np.hypot(0.02, noise / 2), rtol=0.06)


def test_the_shifted_examples_do_not_depend_on_the_number_of_training_examples():
    few, many = (two_cues.make(DataConfig("two_cues", n_train=n)) for n in (8, 512))
    np.testing.assert_array_equal(few.shifted_inputs, many.shifted_inputs)
