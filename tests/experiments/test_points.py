"""Two points of equal height: the pair against the window's formula, and the claim over many draws of the data."""

from dataclasses import replace

import numpy as np
import pytest

from landscape.datasets.strip import COIN_PLACE, PROXY_PLACE
from landscape.errors import NoPictureError, Stopped
from landscape.experiments import points
from landscape.experiments.parts.many_runs import scene_evaluator
from landscape.experiments.points import EXPERIMENT, claim, run
from landscape.experiments.strip.equal_loss import EqualPair, equal_pair
from landscape.experiments.strip.window import strip_scene
from landscape.inputs.config import key_of
from landscape.learning.work import Work
from landscape.outputs.findings import Claim
from landscape.picture.scene import compute, load_data
from tests.experiments import strips


def scene_on(data_seed=0, **settings):
    """The lesson's scene on another draw of the data."""
    scene = strip_scene(first_seed=0, **settings)
    return replace(scene, ensemble=replace(scene.ensemble, data=replace(scene.ensemble.data, seed=data_seed)))


def check_pair(pair, data, *, disagree):
    """A pair's numbers are those of the formula in float64."""
    (place_1, gain_1), (place_2, gain_2) = pair.places
    true = [strips.loss(*place, data.train_inputs, data.train_targets) for place in pair.places]
    np.testing.assert_allclose(pair.losses, true, rtol=1e-5)
    assert abs(true[0] - true[1]) < 1e-5, "the heights are not the same"
    shares = [strips.right(*place, data.shifted_inputs, data.shifted_targets) for place in pair.places]
    np.testing.assert_allclose(pair.shares, shares, atol=1.01 / len(data.shifted_targets))
    for inputs, found in ((data.train_inputs, 1 - pair.agree_train), (data.shifted_inputs, pair.disagree_new)):
        first, second = (strips.answers(place, gain, inputs) > 0 for place, gain in pair.places)
        assert found == pytest.approx((first != second).mean(), abs=1.01 / len(inputs))
    assert all(strips.right(*place, data.test_inputs, data.test_targets) >= 0.94 for place in pair.places)
    assert (pair.disagree_new > 0.95) == disagree
    assert np.hypot(place_1 - place_2, gain_1 - gain_2) > 0.3, "the two are one point"


@pytest.mark.parametrize("data_seed", [0, 1, 2, 77, 4096])
@pytest.mark.parametrize("cue", [0.33, 1, 1.33])
def test_pair_is_level_and_opposite(data_seed, cue):
    scene = scene_on(data_seed, cue=cue)
    pair = equal_pair(scene_evaluator(scene))
    check_pair(pair, load_data(scene.ensemble.data), disagree=True)
    assert pair.places[0][0] == pytest.approx(PROXY_PLACE, abs=0.3)
    assert pair.places[1][0] == pytest.approx(COIN_PLACE, abs=0.3)


@pytest.mark.parametrize("data_seed", [0, 1, 2])
def test_with_many_conflicts_the_pair_lies_on_either_side_of_one_valley(data_seed):
    scene = scene_on(data_seed, conflict=0.5)
    pair = equal_pair(scene_evaluator(scene))
    check_pair(pair, load_data(scene.ensemble.data), disagree=False)
    assert pair.places[0][0] < COIN_PLACE < pair.places[1][0]
    assert pair.places[0][1] == pair.places[1][1]


def test_where_nothing_is_learnt_there_is_no_pair():
    scene = scene_on()
    noisy = replace(scene, ensemble=replace(scene.ensemble, data=replace(scene.ensemble.data, noise=2.0)))
    assert equal_pair(scene_evaluator(noisy)) is None


def test_losses_of_the_whole_ground_are_those_of_the_formula():
    scene = scene_on()
    evaluator, data = scene_evaluator(scene), load_data(scene.ensemble.data)
    nodes = np.random.default_rng(0).uniform([-3, 0.1], [3, 5], (50, 2))
    found = evaluator.measure(nodes, ("train_loss", "accuracy", "intended_share"))
    for i, node in enumerate(nodes):
        assert found["train_loss"][i] == pytest.approx(
            strips.loss(*node, data.train_inputs, data.train_targets), rel=1e-5
        )
        assert found["accuracy"][i] == pytest.approx(
            strips.right(*node, data.test_inputs, data.test_targets), abs=1.01 / len(data.test_targets)
        )


@pytest.mark.parametrize("values", [{}, {"conflict": 0.5}, {"conflict": 0.02, "cue": 0.33}])
def test_scene_has_what_the_controls_say(values):
    config = EXPERIMENT.config(values, first_seed=40)
    scene = EXPERIMENT.lab(config)
    assert scene.ensemble.seeds == tuple(range(40, 48))
    assert (scene.ensemble.data.conflict, scene.ensemble.data.cue) == (config["conflict"], config["cue"])
    assert scene.view.view == "weights"


# --- one run ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny():
    """A work that makes scenes of some hundredths of a second; the pair does not look at the runs."""

    def scene(config, _make):
        fewer = replace(config.ensemble, steps=5, snapshots=5, seeds=config.ensemble.seeds[:2])
        return compute(replace(config, ensemble=fewer, view=replace(config.view, grid=(9, 9))))

    return Work(scene=scene)


@pytest.mark.parametrize(("conflict", "outcome"), [(0, "opposite"), (0.02, "opposite"), (0.5, "agree")])
def test_finding_is_that_of_its_pair(tiny, conflict, outcome):
    config = EXPERIMENT.config({"conflict": conflict})
    finding = run(config, tiny)
    pair = equal_pair(scene_evaluator(EXPERIMENT.lab(config)))
    assert finding.outcome == outcome
    assert finding.header["pins"] == [list(place) for place in pair.places]
    assert (finding.numbers["loss"], finding.numbers["disagree_new"]) == (pair.losses[0], pair.disagree_new)
    assert finding.panel == "strip"


@pytest.mark.parametrize(("share", "outcome"), [(0.0, "agree"), (0.5, "some"), (1.0, "opposite")])
def test_outcome_follows_what_was_measured(tiny, monkeypatch, share, outcome):
    pair = EqualPair(((-1.0, 2.0), (1.9, 3.0)), (0.1, 0.1), (0.0, 1.0), 1.0, share)
    monkeypatch.setattr(points, "equal_pair", lambda evaluator: pair)
    assert run(EXPERIMENT.config(), tiny).outcome == outcome


def test_run_without_a_pair_says_so(tiny, monkeypatch):
    monkeypatch.setattr(points, "equal_pair", lambda evaluator: None)
    with pytest.raises(NoPictureError, match="No two points of equal loss"):
        run(EXPERIMENT.config(), tiny)


def test_strips_of_the_behaviour_view_are_the_data_without_noise(tiny):
    header = run(EXPERIMENT.config({"cue": 0.67}), tiny).header
    data = load_data(EXPERIMENT.lab(EXPERIMENT.config({"cue": 0.67})).ensemble.data)
    for name, inputs, targets in (
        ("training", data.train_inputs, data.train_targets),
        ("new", data.shifted_inputs, data.shifted_targets),
    ):
        mean = ((2 * targets - 1)[:, None] * inputs).mean(axis=0)
        np.testing.assert_allclose(header[name], mean, atol=5 * 0.152 / np.sqrt(len(targets)))
    assert header["cells"] == [-3.0, 3.0]


def test_run_stops_when_asked():
    with pytest.raises(Stopped, match="stopped before its end"):
        run(EXPERIMENT.config(), Work(stopped=lambda: True))


# --- the claim --------------------------------------------------------------------------------------------------


def test_claim_over_two_draws_tells_its_progress():
    shares = []
    found = claim(2, 5, Work(progress=shares.append))
    assert isinstance(found, Claim)
    assert (found.slug, found.n_seeds, found.first_seed) == ("points", 2, 5)
    assert [measure.n for measure in found.measures] == [2, 2, 2, 2]
    assert shares == sorted(shares)
    assert found.held


@pytest.mark.slow
def test_claim_is_held_and_its_control_is_none():
    found = claim(32, 1000, Work())
    assert found.held, found
    effect, control = found.measures[2], found.measures[3]
    assert effect.n == control.n == 32
    assert effect.low > control.high + 0.5, "with half of the strips in conflict the points should agree"


@pytest.mark.slow
def test_where_it_fails_the_points_agree_from_every_start():
    for first_seed in (0, 1000):
        scene = EXPERIMENT.config(EXPERIMENT.fails, first_seed)
        assert key_of(scene) != key_of(EXPERIMENT.config({}, first_seed))
        assert run(scene, Work()).outcome == "agree"
