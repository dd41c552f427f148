"""The pairs of the landscape experiment, against what must be the same and what must differ."""

from dataclasses import replace

import numpy as np
import pytest

from landscape.errors import Stopped
from landscape.experiments import landscape as experiment
from landscape.experiments.landscape import EXPERIMENT, claim, outcome_of, run
from landscape.experiments.scenery.deep import DeepConfig, Recipe
from landscape.experiments.scenery.sides import (
    Square,
    deep_side,
    digits,
    plain_directions,
    relu_runs,
    rescaled,
)
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.parameters import filters_of
from landscape.learning.training import build_module_alone, start_of
from landscape.learning.work import Work
from landscape.picture.scene import load_data


@pytest.fixture(scope="module")
def findings():
    return {
        case: run(EXPERIMENT.config({"case": case}), Work()) for case in ("slices", "unscaled", "normalised", "weights")
    }


@pytest.fixture(scope="module")
def relu_network():
    config = relu_runs(0)
    data = load_data(config.data)
    evaluator = Evaluator(network_around(build_module_alone(config, data)), data)
    return evaluator, start_of(config, data, 0).numpy()


def test_a_rescaled_network_is_the_same_function(relu_network):
    evaluator, theta = relu_network
    copy = rescaled(theta, evaluator.network.layout, 8.0)
    assert (copy != theta).any()
    both = evaluator.answers(np.stack([theta, copy]), evaluator.data.test_inputs)
    np.testing.assert_array_equal(both[0], both[1])


def test_plain_directions_hold_biases_and_are_as_long_as_the_filters(relu_network):
    evaluator, theta = relu_network
    filters = filters_of(evaluator.network.layout)
    for direction in plain_directions(theta, filters, 0):
        assert not direction[filters < 0].any()
        assert np.linalg.norm(direction) == pytest.approx(np.linalg.norm(theta[filters >= 0]))


def test_filter_normalised_ground_is_unchanged_by_rescaling(findings):
    left, right = findings["normalised"].pictures
    np.testing.assert_allclose(left.surface.values, right.surface.values, rtol=2e-4)
    np.testing.assert_allclose(*(findings["normalised"].arrays[f"{s}_rays"] for s in ("left", "right")), rtol=2e-4)
    assert findings["normalised"].outcome == "alike"


def test_without_normalisation_the_same_function_looks_steeper(findings):
    numbers = findings["unscaled"].numbers
    assert numbers["rise_right"] > 10 * numbers["rise_left"] > 0
    assert findings["unscaled"].outcome == "steep"
    middle = [ground.surface.values[20, 20] for ground in findings["unscaled"].pictures]
    assert middle[0] == middle[1]


def test_a_plane_through_three_ends_shows_minima_that_a_random_slice_hides(findings):
    numbers = findings["slices"].numbers
    assert numbers["deep_left"] >= 3
    assert numbers["deep_right"] == 1
    assert findings["slices"].outcome == "rough"
    left, right = findings["slices"].pictures
    np.testing.assert_array_equal(left.ensemble.snapshots, right.ensemble.snapshots)


def test_two_weights_are_shown_whole(findings):
    left, right = findings["weights"].pictures
    assert left.ensemble.n_params == 2
    assert right.ensemble.n_params == 354
    assert findings["weights"].numbers["deep_left"] >= 2


@pytest.mark.parametrize("case", ["slices", "unscaled", "normalised", "weights"])
def test_findings_hold_what_the_page_needs(findings, case):
    found = findings[case]
    assert found.panel == "compare"
    assert len(found.pictures) == 2
    assert found.outcome in EXPERIMENT.bets
    assert {row["key"] for row in found.header["rows"]} == {"down", "minima", "deep", "rise", "train", "test"}
    for side in ("left", "right"):
        rays = found.arrays[f"{side}_rays"]
        assert rays.shape == (24, 13) == (24, len(found.arrays["distance"]))
        assert rays.dtype == np.float32
        assert (rays[:, 0] == rays[0, 0]).all()


def test_a_control_changes_the_slice(findings):
    other = run(EXPERIMENT.config({"case": "slices", "directions": 2}), Work())
    assert (other.pictures[1].surface.values != findings["slices"].pictures[1].surface.values).any()
    np.testing.assert_array_equal(other.pictures[0].surface.values, findings["slices"].pictures[0].surface.values)


def small_pair():
    config = DeepConfig(8, False, Recipe(0.05), steps=4, seed=0, width=2)
    square = Square(n_nodes=5, n_examples=16)
    return [deep_side(replace(config, skip=skip), digits(), 1, square, Work()) for skip in (False, True)]


def test_deep_sides_share_nothing_but_their_making():
    left, right = small_pair()
    assert left.picture.title == "8 layers, without shortcuts"
    assert right.picture.title == "8 layers, with shortcuts"
    assert left.picture.surface.values.shape == (5, 5)
    assert left.picture.surface.values[2, 2] == pytest.approx(left.relief.rays[0, 0])
    assert not left.fitted
    assert "no minimum" in left.picture.notes[-1]
    assert outcome_of(left, left) == "alike"


def test_the_claim_counts_pairs_that_learnt_nothing_and_leaves_them_out(monkeypatch):
    shares = {False: [0.5, 0.9, 0.4], True: [0.0, 0.0, 0.1]}

    def claimed(seed, skip, work):
        work.check(1.0)
        return shares[skip][seed - 10], seed != 11

    monkeypatch.setattr(experiment, "_claimed", claimed)
    seen = []
    found = claim(3, 10, Work(progress=seen.append))
    assert [measure.value for measure in found.measures] == pytest.approx([2 / 3, 0.45, 0.05, 1.0])
    assert [measure.n for measure in found.measures] == [3, 2, 2, 2]
    assert found.held
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_stop_ends_a_deep_run_at_once():
    with pytest.raises(Stopped):
        run(EXPERIMENT.config(), Work(stopped=lambda: True))


@pytest.mark.slow
def test_without_shortcuts_the_ground_is_rough_and_with_them_or_an_identity_start_it_is_not():
    """Two seeds of the 32 that the command measures: each network takes some ten seconds."""
    seeds = (0, 1000)
    without, with_shortcuts = ([experiment._claimed(seed, skip, Work())[0] for seed in seeds] for skip in (False, True))
    assert np.mean(without) >= 0.2
    assert np.mean(with_shortcuts) <= 0.1
    assert experiment._claimed(0, False, Work(), "identity")[0] <= 0.1
