"""What the ends do, against networks asked one by one; and the map of inputs, on and off the data."""

import numpy as np
import pytest

from landscape.picture.behaviour import MAX_POINTS, input_map, measure_behaviour
from tests import reference
from tests.conftest import PARTLY_DIVERGED, POLICIES, evaluator_for, tiny_scene, trained
from tests.gridworlds import by_cell

TASKS = {
    "two features": {"steps": 60},
    "three classes": {"data": "iris", "steps": 60},
    "pictures": {"data": "digits", "model": "convnet", "width": 2},
    "two rules": {"data": "two_cues", "steps": 60},
}


def behaved(**changes):
    config = tiny_scene(**changes)
    data, ensemble = trained(config)
    evaluator = evaluator_for(config, data)
    return data, ensemble, evaluator.network.module, measure_behaviour(evaluator, ensemble)


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_answers_are_those_of_the_ends_asked_one_by_one(task):
    data, ensemble, module, found = behaved(**task)
    inputs = input_map(data)[0]
    assert found.answers.shape == (3, len(found.map_y), len(found.map_x))
    chosen = []
    for run in range(3):
        logits = reference.outputs(module, ensemble.snapshots[run, -1], inputs)
        second, first = np.sort(logits, axis=1)[:, -2:].T
        clear = first - second > 1e-4
        answers = logits.argmax(axis=1)
        np.testing.assert_array_equal(found.answers[run].ravel()[clear], answers[clear])
        chosen.append(answers)
        for i, part in enumerate(("train", "test", "probe")):
            right = reference.outputs(module, ensemble.snapshots[run, -1], getattr(data, f"{part}_inputs"))
            assert found.accuracy[run, i] == pytest.approx(
                np.mean(right.argmax(axis=1) == getattr(data, f"{part}_targets")), abs=1e-6
            )
    disagree = np.mean([len(set(at)) > 1 for at in np.transpose(chosen)])
    assert found.disagreement == pytest.approx(disagree, abs=1e-3)


def test_two_features_are_their_own_map():
    data, _, _, found = behaved()
    inputs, x, y, points, axes, note = input_map(data)
    np.testing.assert_allclose(inputs[3 * len(x) + 5], [x[5], y[3]], rtol=1e-6)  # row = y
    np.testing.assert_array_equal(points, data.train_inputs[:MAX_POINTS])
    assert axes == data.feature_names
    assert note == found.note == ""
    assert x[0] < data.train_inputs[:, 0].min() < data.train_inputs[:, 0].max() < x[-1]
    assert y[0] < data.train_inputs[:, 1].min() < data.train_inputs[:, 1].max() < y[-1]


def test_more_features_are_a_slice_and_say_so():
    data, *_ = behaved(data="iris")
    inputs, _, _, points, _, note = input_map(data)
    assert "The maps are a slice" in note
    assert "of 4 features" in note
    mean = data.train_inputs.astype(np.float64).mean(axis=0)
    _, spread, axes = np.linalg.svd(data.train_inputs - mean, full_matrices=False)
    assert f"{100 * (spread[:2] ** 2).sum() / (spread**2).sum():.0f} %" in note
    on_slice = (inputs - mean) @ axes[:2].T @ axes[:2] + mean
    np.testing.assert_allclose(on_slice, inputs, atol=1e-5)
    np.testing.assert_allclose(np.abs(points), np.abs((data.train_inputs - mean) @ axes[:2].T), atol=1e-4)


def test_a_function_of_one_number_is_a_curve():
    _, ensemble, module, found = behaved(data="sine", learning_rate=0.05)
    assert found.answers.shape == (3, 1, len(found.map_x))
    expected = reference.outputs(module, ensemble.snapshots[1, -1], found.map_x[:, None])[:, 0]
    np.testing.assert_allclose(found.answers[1, 0], expected, atol=1e-5)
    assert np.isnan(found.accuracy).all()
    assert np.isnan(found.disagreement)


def test_equal_networks_never_disagree():
    assert behaved(vary="order", batch_size=0)[3].disagreement == 0


def test_the_share_by_the_intended_rule():
    data, ensemble, module, found = behaved(data="two_cues", steps=60)
    for run in range(3):
        expected = reference.values(module, ensemble.snapshots[run, -1], data)["intended_share"]
        assert found.intended_share[run] == pytest.approx(expected, abs=1e-6)
    assert np.isnan(behaved()[3].intended_share).all()


def test_policies_are_shown_in_one_level_cell_by_cell():
    data, ensemble, module, found = behaved(**POLICIES, steps=60)
    assert found.answers.shape == (3, 5, 8)
    assert found.map_axes == ("column", "row from below")
    assert "The maps show one level: the action chosen at each of its 40 cells." in found.note
    chosen = []
    for run in range(3):
        logits = by_cell(reference.outputs(module, ensemble.snapshots[run, -1], data.shifted_inputs[:1]))
        chosen.append(logits.argmax(axis=1))
        np.testing.assert_array_equal(found.answers[run].ravel(), chosen[-1])
        expected = reference.values(module, ensemble.snapshots[run, -1], data)
        assert found.accuracy[run, 1] == pytest.approx(expected["accuracy"], abs=1e-6)
        assert found.intended_share[run] == pytest.approx(expected["intended_share"], abs=1e-6)
    assert found.disagreement == pytest.approx((np.ptp(chosen, axis=0) > 0).mean())


def test_a_diverged_run_gives_no_answer():
    _, ensemble, _, found = behaved(**PARTLY_DIVERGED)
    assert np.isnan(found.answers[~ensemble.sound]).all()
    assert np.isfinite(found.answers[ensemble.sound]).all()
