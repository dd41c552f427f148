"""What experiments give: measures and the bounds they keep, configs, and read-only arrays."""

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.outputs.findings import Claim, Ground, LessonConfig, Measure
from landscape.outputs.results import Surface


def measure(value, **bounds):
    return Measure("something", value, value - 1, value + 1, 10, **bounds)


@pytest.mark.parametrize(
    ("value", "bounds", "held"),
    [
        (0.5, {}, True),
        (0.5, {"at_least": 0.5}, True),
        (0.5, {"at_most": 0.5}, True),
        (0.5, {"at_least": 0.5, "at_most": 0.5}, True),
        (0.5, {"at_least": 0.51}, False),
        (0.5, {"at_most": 0.49}, False),
        (0.5, {"at_least": 0.4, "at_most": 0.45}, False),
        (0.5, {"at_least": 0.55, "at_most": 0.6}, False),
        (0.0, {"at_least": 0.0}, True),
        (-1.0, {"at_least": 0.0}, False),
        (1.0, {"at_most": 0.0}, False),
    ],
)
def test_bounds(value, bounds, held):
    assert measure(value, **bounds).held is held


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("bounds", [{}, {"at_least": -1e300}, {"at_most": 1e300}])
def test_what_is_not_finite_keeps_no_bound(value, bounds):
    assert not measure(value, **bounds).held


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_both_bounds_hold_when_each_does(value, low, high):
    both = measure(value, at_least=low, at_most=high).held
    assert both == (measure(value, at_least=low).held and measure(value, at_most=high).held) == (low <= value <= high)


def test_claim_holds_when_every_measure_does():
    good, bad = measure(1.0, at_least=0.5), measure(1.0, at_least=2)
    assert Claim("a", 4, 0, (good, good)).held
    assert not Claim("a", 4, 0, (good, bad)).held
    assert not Claim("a", 4, 0, (good, measure(math.nan))).held


def test_config_gives_the_value_of_a_control():
    config = LessonConfig("a", (("size", 0.5), ("name", "x")), 7)
    assert (config["size"], config["name"]) == (0.5, "x")
    with pytest.raises(KeyError, match="colour"):
        config["colour"]
    with pytest.raises(FrozenInstanceError, match="first_seed"):
        config.first_seed = 8


def test_ground_leaves_arrays_that_nobody_can_write():
    values = np.zeros((2, 3), np.float32)
    surface = Surface(np.arange(3.0), np.arange(2.0), values, "train_loss", "nats")
    ground = Ground("A ground", "weights", surface, ("x", "y"))
    with pytest.raises(ValueError, match="read-only"):
        ground.surface.values[0, 0] = 1
    values[0, 0] = 1
