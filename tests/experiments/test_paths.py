"""One landscape, many starts: the valleys against plain gradient descent, the ends of runs against brute force."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from landscape.errors import Stopped
from landscape.experiments import paths
from landscape.experiments.parts.many_runs import scene_evaluator
from landscape.experiments.paths import EXPERIMENT, run, same_ground, scene_config
from landscape.experiments.strip import valleys as box
from landscape.experiments.strip.path_dependence import LOW, claim, pairwise_disagreement, relative_distances
from landscape.inputs.config import scene_from
from landscape.learning.work import Work
from landscape.picture.scene import compute, load_data
from models.two_weights import Window
from tests.experiments import strips
from tests.figures.scenes import small

# Far from the watershed, which lies near 0.6: rounding cannot carry a ball over it.
FAR_STARTS = [(-2.0, 0.5), (-1.5, 1.9), (-1.0, 0.3), (-0.4, 1.0), (1.4, 1.0), (1.9, 0.3), (2.2, 1.6), (2.5, 0.6)]


@pytest.fixture(scope="module")
def valleys():
    """The default two valleys: scene, data and evaluator."""
    scene = scene_config(EXPERIMENT.config())
    return scene, load_data(scene.ensemble.data), scene_evaluator(scene)


# --- starts -----------------------------------------------------------------------------------------------------


def test_starts_fill_the_box_evenly():
    starts = box.starts_in_box(4000, 3)
    assert starts.shape == (4000, 2)
    assert starts.dtype == np.float32
    for column, (low, high) in zip(starts.T, (box.PLACES, box.GAINS), strict=True):
        assert low <= column.min() < column.max() <= high
        counts, _ = np.histogram(column, 8, (low, high))
        assert np.abs(counts - 500).max() < 5 * np.sqrt(500)
    assert abs(np.corrcoef(starts.T)[0, 1]) < 0.08


def test_starts_follow_their_seed():
    np.testing.assert_array_equal(box.starts_in_box(9, 3), box.starts_in_box(9, 3))
    assert not np.isin(box.starts_in_box(9, 3), box.starts_in_box(9, 4)).any()


def test_box_is_where_the_network_itself_starts():
    theta = np.array([[p.item() for p in Window().parameters()] for _ in range(2000)])
    for column, (low, high) in zip(theta.T, (box.PLACES, box.GAINS), strict=True):
        assert low <= column.min() < low + 0.02 * (high - low)
        assert high >= column.max() > high - 0.02 * (high - low)


# --- where they end ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.3, 1])
def test_ends_are_those_of_plain_gradient_descent(valleys, rate):
    scene, data, evaluator = valleys
    ensemble = replace(scene.ensemble, optimizer=replace(scene.ensemble.optimizer, learning_rate=rate))
    found = box.where_they_end(ensemble, data, evaluator, np.array(FAR_STARTS, np.float32), Work())
    descent = strips.Descent(data.train_inputs, data.train_targets, rate, ensemble.steps)
    for i, start in enumerate(FAR_STARTS):
        end = descent.end(*np.float32(start).astype(np.float64))
        accuracy = strips.right(*end, data.test_inputs, data.test_targets)
        intended = strips.right(*end, data.shifted_inputs, data.shifted_targets)
        assert found.accuracy[i] == pytest.approx(accuracy, abs=1.01 / len(data.test_targets))
        assert found.intended[i] == pytest.approx(intended, abs=1.01 / len(data.shifted_targets))
        assert found.rules[i] == (box.INTENDED if start[0] > 0.6 else box.PROXY)
    np.testing.assert_array_equal(found.starts, np.array(FAR_STARTS, np.float32))


def test_shares_are_counted_and_add_up(valleys):
    scene, data, evaluator = valleys
    found = box.where_they_end(scene.ensemble, data, evaluator, box.starts_in_box(40, 1), Work())
    for rule in (box.PROXY, box.INTENDED, box.NEITHER):
        assert found.share(rule) == sum(one == rule for one in found.rules.tolist()) / 40
    assert sum(found.share(rule) for rule in (box.PROXY, box.INTENDED, box.NEITHER)) == pytest.approx(1)


def test_what_has_not_learnt_follows_neither(valleys):
    scene, data, evaluator = valleys
    short = replace(scene.ensemble, steps=5)
    found = box.where_they_end(short, data, evaluator, np.array([[3, 0.2], [-1, 2]], np.float32), Work())
    assert found.rules.tolist() == [box.NEITHER, box.PROXY]
    assert found.accuracy[0] < 0.95 <= found.accuracy[1]


def test_training_stops_when_asked(valleys):
    scene, data, evaluator = valleys
    with pytest.raises(Stopped, match=r"."):
        box.where_they_end(scene.ensemble, data, evaluator, box.starts_in_box(4, 0), Work(stopped=lambda: True))


@pytest.mark.parametrize(
    ("rules", "outcome"), [([0] * 20, "proxy"), ([1] * 20, "intended"), ([0] * 18 + [1] * 2, "both")]
)
def test_outcome_is_nearly_all_or_some_of_each(rules, outcome):
    n = len(rules)
    found = box.Valleys(np.zeros((n, 2)), np.array(rules, np.uint8), np.ones(n), np.array(rules, float))
    assert paths._outcome(found) == outcome


# --- the ground -------------------------------------------------------------------------------------------------


def test_ground_is_the_same_when_only_the_starts_differ(valleys):
    assert same_ground(EXPERIMENT.config(), valleys[2]).all()


def test_ground_is_not_the_same_when_the_data_differ(valleys):
    scene, _, _ = valleys
    other_data = replace(scene.ensemble.data, seed=1)
    other = scene_evaluator(replace(scene, ensemble=replace(scene.ensemble, data=other_data)))
    assert same_ground(EXPERIMENT.config(), other).mean() < 0.05
    wider = scene_evaluator(scene_config(EXPERIMENT.config({"cue": 1.33})))
    assert not same_ground(EXPERIMENT.config(), wider).all()


# --- ends of runs -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def four_runs():
    return small(seeds="0-3")


def test_relative_distances_are_those_of_every_two_ends(four_runs):
    ends = [end.astype(np.float64) for end in four_runs.ensemble.snapshots[:, -1]]
    length = sum(float(np.sqrt((end**2).sum())) for end in ends) / 4
    truth = [float(np.sqrt(((a - b) ** 2).sum())) / length for a, b in combinations(ends, 2)]
    np.testing.assert_allclose(relative_distances(four_runs), truth, rtol=1e-12)


def test_unrelated_ends_are_a_root_of_two_apart(four_runs):
    ensemble = four_runs.ensemble
    snapshots = np.random.default_rng(0).standard_normal((4, 1, 100_000))
    apart = relative_distances(replace(four_runs, ensemble=replace(ensemble, snapshots=snapshots)))
    np.testing.assert_allclose(apart, np.sqrt(2), atol=0.02)


def test_disagreement_is_that_of_every_two_maps(four_runs):
    maps = four_runs.behaviour.answers.reshape(4, -1)
    truth = [np.mean([x != y for x, y in zip(a, b, strict=True)]) for a, b in combinations(maps.tolist(), 2)]
    np.testing.assert_allclose(pairwise_disagreement(four_runs), truth, rtol=1e-12)
    assert max(truth) > 0


def test_runs_that_diverged_are_left_out(four_runs):
    diverged = np.array([-1, 7, -1, -1])
    lost = replace(four_runs, ensemble=replace(four_runs.ensemble, diverged=diverged))
    assert lost.ensemble.sound.tolist() == [True, False, True, True]
    every = dict(zip(combinations(range(4), 2), pairwise_disagreement(four_runs), strict=True))
    kept = [value for pair, value in every.items() if 1 not in pair]
    np.testing.assert_array_equal(pairwise_disagreement(lost), kept)
    assert len(relative_distances(lost)) == 3


def test_disagreement_without_behaviour_is_refused(four_runs):
    with pytest.raises(ValueError, match="asked for its behaviour"):
        pairwise_disagreement(replace(four_runs, behaviour=None))


# --- one run ----------------------------------------------------------------------------------------------------


def few_steps(config, _make):
    """Scenes that take tenths of a second: what is counted here does not need the end of training."""
    ensemble = replace(config.ensemble, steps=min(config.ensemble.steps, 12), snapshots=5)
    data = replace(ensemble.data, n_train=min(ensemble.data.n_train, 64))
    return compute(replace(config, ensemble=replace(ensemble, data=data), view=replace(config.view, grid=(9, 9))))


def test_counts_of_the_valleys_are_those_of_the_starts(monkeypatch):
    monkeypatch.setattr(paths, "N_STARTS", 30)
    finding = run(EXPERIMENT.config(), Work(scene=few_steps))
    rules = finding.arrays["rule"]
    assert finding.arrays["starts"].shape == (30, 2)
    numbers = finding.numbers
    assert [numbers["n_proxy"], numbers["n_intended"], numbers["n_neither"]] == np.bincount(rules, minlength=3).tolist()
    assert numbers["same_nodes"] == numbers["n_nodes"] == paths.SAME_NODES**2
    assert finding.panel == "watershed"


@pytest.mark.parametrize("case", ["both", "start", "order"])
def test_shares_of_the_network_are_its_own(case):
    finding = run(EXPERIMENT.config({"case": case}), Work(scene=few_steps))
    scene, shares = finding.pictures[0], finding.arrays["share"]
    assert scene.ensemble.config.vary == case
    assert shares.shape == (8, len(scene.tiles.run_steps))
    np.testing.assert_allclose(shares[:, -1], scene.behaviour.intended_share, atol=1e-6)
    assert finding.numbers["n_intended"] == (shares[:, -1] > 0.5).sum()
    assert finding.numbers["spread"] == pytest.approx(np.ptp(shares[:, -1]))


def test_one_function_is_measured_on_the_map():
    finding = run(EXPERIMENT.config({"case": "low"}), Work(scene=few_steps))
    scene = finding.pictures[0]
    assert finding.numbers["disagreement"] == scene.behaviour.disagreement
    assert finding.numbers["distance"] == relative_distances(scene).mean()


@pytest.mark.parametrize("case", ["high", "low", "both"])
def test_seeds_follow_the_first_one(case):
    assert scene_config(EXPERIMENT.config({"case": case}, 300)).ensemble.seeds == tuple(range(300, 308))


# --- the claim --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_claim_is_held_and_its_control_is_not_the_effect():
    """With a quarter of the seeds the claim speaks of; `landscape bench lessons` has all 32."""
    n_seeds = 8
    found = claim(n_seeds, 1000, Work())
    assert found.held, found
    small_step, _, large_step, distance, disagreement, *network = found.measures
    assert small_step.n == large_step.n == n_seeds
    assert large_step.low > small_step.high + 0.1, "a large step should empty the narrow valley"
    assert distance.n == disagreement.n == n_seeds
    assert [measure.n for measure in network] == [n_seeds] * 4


@pytest.mark.slow
def test_where_it_fails_one_valley_takes_nearly_all():
    for first_seed in (0, 1000):
        finding = run(EXPERIMENT.config(EXPERIMENT.fails, first_seed), Work())
        assert finding.outcome == "proxy"
        assert finding.numbers["share_proxy"] > 0.95
        assert finding.numbers["same_nodes"] == finding.numbers["n_nodes"]


def test_low_scene_is_a_deep_linear_network_with_weight_decay():
    scene = scene_from(LOW)
    assert scene.ensemble.model.activation == "identity"
    assert scene.ensemble.optimizer.weight_decay > 0
