"""Strip: bump and coin agree in training and contradict each other in the shifted examples."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

import models
from landscape.datasets import strip
from landscape.inputs.config import DataConfig
from tests.datasets.two_rules import assert_rules_disagree_where_shifted


def look(inputs, place):
    """The answer of a window of standard deviation 0.3 at a place: class 1 where it sees positive cells."""
    window = np.exp(-(((strip.CELLS - place) / 0.3) ** 2) / 2)
    return (inputs @ window > 0).astype(int)


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("n_train", [8, 512])
def test_the_shifted_examples_contradict_the_proxy(n_train, noise):
    data = strip.make(DataConfig("strip", n_train=n_train, noise=noise))
    assert_rules_disagree_where_shifted(data, partial(look, place=-1.0), partial(look, place=1.9))


@pytest.mark.parametrize("noise", [0.0, 0.2, 1.0])
def test_the_mean_picture_is_the_two_bumps(noise):
    data = strip.make(DataConfig("strip", n_train=4000, noise=noise))
    sign = 2 * data.train_targets[:, None] - 1
    x = np.linspace(-3, 3, 41)
    expected = np.exp(-((x + 1) ** 2) / (2 * 0.9**2)) + np.exp(-((x - 1.9) ** 2) / (2 * 0.3**2))
    spread = np.hypot(0.02, noise)
    np.testing.assert_allclose((sign * data.train_inputs).mean(axis=0), expected, atol=0.08 * spread)
    np.testing.assert_allclose((sign * data.train_inputs - expected).std(), spread, rtol=0.03)


def test_the_cells_are_those_of_the_network_with_a_window():
    source = Path(models.__file__).with_name("two_weights.py").read_text()  # not imported: torch takes seconds
    assert f"\nSTRIP_CELLS = {len(strip.CELLS)}\n" in source
    assert f"\nSTRIP_HALF_LENGTH = {strip.CELLS[-1]}\n" in source
    np.testing.assert_allclose(np.diff(strip.CELLS), 6 / 40)
