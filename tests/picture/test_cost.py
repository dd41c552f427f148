"""What a scene will cost: the right size, and a refusal that names what to lower."""

import time

import pytest

from landscape.errors import ConfigError
from landscape.inputs.config import scene_from
from landscape.picture.cost import cost_of, refuse_too_costly
from landscape.picture.scene import compute

GROWS = {"steps": 900, "seeds": "0-31", "width": 64, "grid": 101, "n_train": 4000, "batch_size": 256}


@pytest.mark.parametrize("name", GROWS)
def test_more_of_anything_costs_more(name):
    assert cost_of(scene_from({name: GROWS[name]})).seconds > 1.1 * cost_of(scene_from({})).seconds


def test_balls_and_a_second_quantity_cost_more():
    plain = cost_of(scene_from({}))
    assert cost_of(scene_from({"drops": "0:0,1:1"})).training > plain.training
    assert cost_of(scene_from({"color": "test_loss"})).surface > plain.surface


def test_bytes_are_those_of_the_runs():
    cost = cost_of(scene_from({"seeds": "0-63", "snapshots": 100}))
    assert cost.bytes > 64 * 100 * 354 * 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"seeds": "0-63", "steps": 100, "n_train": 2000, "batch_size": 0},
        {"grid": 101, "n_train": 4000, "steps": 50},
        {"data": "digits", "model": "convnet", "width": 4, "activation": "relu", "grid": 33},
        {"data": "thneeb", "width": 32, "grid": 31, "n_train": 1024, "batch_size": 64},
    ],
)
def test_estimates_are_good_to_a_factor_of_four(values):
    config = scene_from(values)
    compute(scene_from({"steps": 20, "grid": 9}))
    began = time.process_time()
    compute(config)
    took = time.process_time() - began
    assert took / 4 < cost_of(config).seconds < 4 * took


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"steps": 20_000, "batch_size": 4096, "n_train": 16_000, "width": 128, "depth": 4, "snapshots": 5}, "steps"),
        (
            {
                "grid": 201,
                "n_train": 16_000,
                "width": 128,
                "depth": 4,
                "steps": 10,
                "seeds": "0-2",
                "color": "test_loss",
            },
            "grid",
        ),
    ],
)
def test_too_much_is_refused_by_what_takes_longest(values, field):
    with pytest.raises(ConfigError, match="minutes of computing here, and at most 15 are allowed; choose") as caught:
        refuse_too_costly(scene_from(values))
    assert caught.value.field == field


def test_whoever_runs_the_server_sets_the_limit(monkeypatch):
    refuse_too_costly(scene_from({}))
    monkeypatch.setenv("LANDSCAPE_MOST_SECONDS", "0.01")
    with pytest.raises(ConfigError, match="would take about"):
        refuse_too_costly(scene_from({}))


@pytest.mark.parametrize("value", ["nan", "abc", "inf", "-1", "0"])
def test_a_limit_that_is_none_is_said_and_not_guessed(monkeypatch, value):
    monkeypatch.setenv("LANDSCAPE_MOST_SECONDS", value)
    with pytest.raises(ConfigError, match=r"LANDSCAPE_MOST_SECONDS must be a number from 0\.001 to 10,000,000; got"):
        refuse_too_costly(scene_from({}))
