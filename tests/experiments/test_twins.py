"""Twins: which corners are in the training world, what an outcome is, and the claim with its control."""

import numpy as np
import pytest

from landscape.experiments.parts.many_runs import classes_of, evaluator_of, seeds_from
from landscape.experiments.twins import (
    CORNERS,
    EXPERIMENT,
    N_NETWORKS,
    N_SHOWN,
    furthest_pair,
    is_inside,
    outcome_of,
    runs_of,
)
from landscape.learning.work import Work
from landscape.picture.scene import load_data
from tests.experiments.lessons import claim_held

FEW = EXPERIMENT.config({"n_train": 250})


@pytest.fixture(scope="module")
def finding():
    return EXPERIMENT.run(FEW, Work())


def test_half_of_the_corners_are_in_the_training_world():
    signs = 2 * CORNERS.astype(int) - 1
    assert len(np.unique(CORNERS, axis=0)) == 64
    np.testing.assert_array_equal(is_inside(), signs[:, 0] * signs[:, 1] == signs[:, 2] * signs[:, 3])
    assert is_inside().sum() == 32
    data = load_data(runs_of(FEW, (0,)).data)
    seen = {tuple(row) for row in (data.train_inputs > 0).astype(int).tolist()}
    assert seen == {tuple(row) for row in CORNERS[is_inside()].astype(int).tolist()}


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ([0.0] * 9 + [1.0], "one"),
        ([1.0] * 10, "one"),
        ([0.0] * 5 + [1.0] * 5, "split"),
        ([0.0] * 3 + [0.5] * 6 + [1.0], "split"),
        ([0.5] * 9 + [1.0], "between"),
    ],
)
def test_outcomes(share, expected):
    assert outcome_of(np.array(share)) == expected
    assert expected in EXPERIMENT.bets


def test_the_furthest_pair_is_the_first_that_differs_most():
    answers = np.array([[0, 0, 0], [0, 1, 1], [1, 1, 1], [1, 1, 1]], np.uint8)
    assert furthest_pair(answers) == (0, 2)


def test_the_picture_shows_the_first_networks_of_the_hundred(finding):
    scene = finding.pictures[0]
    assert scene.config.ensemble.seeds == seeds_from(0, N_SHOWN)
    ends = scene.ensemble.snapshots[:, -1]
    evaluator = evaluator_of(scene.config.ensemble, scene.data)
    np.testing.assert_array_equal(classes_of(evaluator, ends, 2.0 * CORNERS - 1), finding.arrays["answers"][:N_SHOWN])
    np.testing.assert_array_equal(scene.behaviour.intended_share, finding.arrays["share"][:N_SHOWN])
    assert EXPERIMENT.lab(FEW) == scene.config


def test_numbers_are_those_of_the_arrays(finding):
    share, answers, inside = (finding.arrays[name] for name in ("share", "answers", "inside"))
    numbers = finding.numbers
    assert answers.shape == (N_NETWORKS, 64)
    assert answers.dtype == np.uint8
    assert numbers["n_first"] + numbers["n_second"] + numbers["n_between"] == N_NETWORKS
    assert numbers["n_second"] == (share > 0.9).sum()
    assert numbers["test_mean"] == pytest.approx(finding.arrays["test_accuracy"].mean())
    assert finding.outcome == outcome_of(share)
    # On the corners outside, a share by x3 x4 of the noisy examples is about that of the corners.
    second = finding.arrays["corners"][:, 2] == finding.arrays["corners"][:, 3]
    by_second = (answers == second)[:, inside == 0].mean(axis=1)
    assert np.abs(by_second - share).mean() < 0.1
    i, j = finding.header["pair"]
    assert numbers["pair_outside"] == pytest.approx((answers[i] != answers[j])[inside == 0].mean())


def test_every_test_example_is_right_and_the_hundred_still_part(finding):
    """That it is so with other seeds and other data is the claim's matter."""
    assert finding.numbers["test_lowest"] > 0.99
    assert finding.numbers["pairs_apart_inside"] < 0.01
    assert finding.numbers["pairs_apart_outside"] > 0.3
    assert finding.numbers["pair_outside"] > 0.9
    assert finding.outcome == "split"


def test_where_it_fails_all_go_by_the_second_pair():
    found = EXPERIMENT.run(EXPERIMENT.config(EXPERIMENT.fails), Work())
    assert found.outcome == "one"
    assert found.numbers["n_second"] >= 95
    assert found.numbers["pairs_apart_outside"] < 0.05
    assert found.numbers["test_lowest"] > 0.99


@pytest.mark.slow
def test_the_claim_holds():
    assert {measure.n for measure in claim_held(EXPERIMENT, 32)} == {32}
