"""Tiles against networks asked one by one in float64: set the weights, forward, the largest answer."""

import re

import numpy as np
import pytest

from landscape.datasets import csv
from landscape.inputs.config import scene_from
from landscape.learning import evaluator as evaluation
from landscape.learning.sizes import sizes_of
from landscape.learning.training import build_module_alone
from landscape.learning.work import Work
from landscape.outputs.answers import NOT_FINITE
from landscape.outputs.results import Data
from landscape.picture.scene import compute
from landscape.picture.surface import levels_of
from landscape.picture.tiles import MAX_POINTS, MAX_RUN_TILES, MAX_TIMES, ask, questions_for, steps_shown
from tests import reference
from tests.conftest import PARTLY_DIVERGED, POLICIES, evaluator_for, tiny_scene, trained
from tests.gridworlds import by_cell

TASKS = {
    "two features": {},
    "non-square grid": {"grid": "9x21", "view": "pca", "quantity": "accuracy"},
    "finer than its tiles": {"grid": 19, "view": "last"},
    "a single run": {"seeds": "5", "view": "last"},
    "a slice of many features": {"data": "wine", "view": "ends"},
    "two rules": {"data": "two_cues", "color": "intended_share"},
    "pictures": {"data": "digits", "model": "convnet", "width": 2, "view": "random"},
    "colour pictures": {"data": "thneeb", "model": "convnet", "width": 2, "view": "pca"},
    "curves": {"data": "sine", "learning_rate": 0.05},
    "policies": {**POLICIES, "color": "intended_share", "steps": 60},
    "partly diverged": PARTLY_DIVERGED,
    "two weights": {"data": "strip", "model": "two_weights", "view": "weights"},
}
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def config_of(task):
    values = dict(task)
    if "x" in str(values.get("grid", "")):
        values["grid"] = tuple(int(n) for n in values["grid"].split("x"))
    return tiny_scene(**values)


def assert_answers(tile, tiles, module, theta, inputs):
    """One tile against one network, but where two classes are as good as equal or a rounding could go both ways."""
    outputs = reference.outputs(module, theta, inputs)
    outputs = by_cell(outputs) if len(outputs) < len(tile) else outputs
    finite = np.isfinite(outputs).all(axis=1)
    if tiles.kind == "curve":
        low, high = tiles.y_range
        expected = np.clip(outputs[finite, 0], low, high)
        np.testing.assert_allclose(tiles.number_of(tile)[finite], expected, atol=0.51 * (high - low) / 254)
    else:
        second, first = np.sort(outputs[finite], axis=1)[:, -2:].T
        clear = first - second > 1e-4
        np.testing.assert_array_equal(tile[finite][clear], outputs[finite].argmax(axis=1)[clear])
        assert clear.mean() > 0.9
    # float32 overflows before float64 does
    assert (tile[~finite] == NOT_FINITE).all()
    assert (np.abs(outputs[finite]).max(axis=1, initial=0)[tile[finite] == NOT_FINITE] > 1e30).all()


@each_task
def test_a_tile_is_what_the_network_at_its_node_answers(task):
    found = compute(config_of(task), save_nodes=True)
    tiles, data = found.tiles, found.data
    module = build_module_alone(found.config.ensemble, data)
    inputs = questions_for(data).inputs
    n_x, n_y = found.config.view.grid
    np.testing.assert_array_equal(tiles.columns, levels_of(n_x)[0])
    np.testing.assert_array_equal(tiles.rows, levels_of(n_y)[0])
    assert tiles.nodes.shape == (len(tiles.rows), len(tiles.columns), tiles.height * tiles.width)
    assert tiles.n_values == len(inputs) * max(1, data.n_cells)
    for i, j in [(0, 0), (0, -1), (-1, 0), (-1, -1), (len(tiles.rows) // 2, len(tiles.columns) // 2), (1, 3)]:
        theta = found.nodes[tiles.rows[i], tiles.columns[j]]
        assert_answers(tiles.nodes[i, j], tiles, module, theta, inputs)
        expected = reference.values(module, theta, data)
        for name in ("train_loss", "accuracy", "intended_share"):
            values = getattr(tiles, name)
            assert (values is not None) == (name in expected), name
            if values is not None:
                assert values[i, j] == pytest.approx(expected[name], rel=1e-3, abs=1e-6)


@each_task
def test_the_tiles_of_the_runs_follow_them_from_start_to_end(task):
    config = config_of(task)
    data, ensemble = trained(config)
    tiles = compute(config).tiles
    module = build_module_alone(config.ensemble, data)
    assert tiles.run_steps[0] == ensemble.steps[0]
    assert tiles.run_steps[-1] == ensemble.steps[-1]
    assert tiles.runs.shape == (ensemble.n_runs, len(tiles.run_steps), tiles.n_values)
    for run in range(ensemble.n_runs):
        for time in (0, len(tiles.run_steps) // 2, -1):
            theta = ensemble.snapshots[run, np.searchsorted(ensemble.steps, tiles.run_steps[time])]
            assert_answers(tiles.runs[run, time], tiles, module, theta, questions_for(data).inputs)


def test_a_network_without_finite_weights_answers_nothing():
    config = tiny_scene()
    data, ensemble = trained(config)
    lost = np.full((2, ensemble.n_params), np.nan, np.float32)
    lost[1] = ensemble.snapshots[0, 0]
    evaluator, questions = evaluator_for(config, data), questions_for(data)
    found = ask(evaluator, lost, questions)
    assert (found[0] == NOT_FINITE).all()
    assert (found[1] < data.n_outputs).all()
    curves = tiny_scene(data="sine")
    data, ensemble = trained(curves)
    lost = np.full((1, ensemble.n_params), np.inf, np.float32)
    assert (ask(evaluator_for(curves, data), lost, questions_for(data)) == NOT_FINITE).all()


def test_kinds_sizes_and_ranges():
    sizes = {}
    for name in ("moons", "wine", "sine", "digits"):
        data, _ = trained(tiny_scene(data=name))
        q = questions_for(data)
        sizes[name] = (q.kind, q.height, q.width, len(q.inputs))
        assert len(q.points) == len(q.point_targets) <= MAX_POINTS
        if q.kind == "map":
            assert (q.points.min(axis=0) > [q.x_range[0], q.y_range[0]]).all()
            assert (q.points.max(axis=0) < [q.x_range[1], q.y_range[1]]).all()
    assert sizes == {
        "moons": ("map", 20, 24, 480),
        "wine": ("map", 20, 24, 480),
        "sine": ("curve", 1, 48, 48),
        "digits": ("images", 4, 6, 24),
    }
    data, _ = trained(tiny_scene())
    q = questions_for(data)
    np.testing.assert_allclose(q.inputs[0], [q.x_range[0], q.y_range[0]], rtol=1e-6)
    np.testing.assert_allclose(q.inputs[23], [q.x_range[1], q.y_range[0]], rtol=1e-6)  # row = y, lowest first
    np.testing.assert_allclose(q.inputs[-1], [q.x_range[1], q.y_range[1]], rtol=1e-6)
    finer = questions_for(data, finer=2)
    assert (finer.height, finer.width, len(finer.inputs)) == (40, 48, 1920)
    assert (finer.x_range, finer.y_range) == (q.x_range, q.y_range)


def test_a_curve_has_room_for_more_than_its_targets():
    data, _ = trained(tiny_scene(data="sine"))
    q = questions_for(data)
    low, high = data.train_targets.min(), data.train_targets.max()
    np.testing.assert_allclose(q.y_range, [low - 0.6 * (high - low), high + 0.6 * (high - low)], rtol=1e-6)
    np.testing.assert_allclose(q.points, np.stack([data.train_inputs[:64, 0], data.train_targets[:64]], axis=1))


def test_images_are_probe_examples_with_their_ink():
    data, _ = trained(tiny_scene(data="digits"))
    q = questions_for(data)
    np.testing.assert_array_equal(q.inputs, data.probe_inputs[:24])
    np.testing.assert_array_equal(q.image_targets, data.probe_targets[:24])
    np.testing.assert_allclose(q.images.reshape(24, -1), (data.probe_inputs[:24] + 1) / 2, atol=1e-6)
    assert q.images.shape == (24, 8, 8)
    few = data_with(data, probe_inputs=data.probe_inputs[:5], probe_targets=data.probe_targets[:5])
    assert questions_for(few).image_targets.tolist() == [*data.probe_targets[:5].tolist() * 4, *data.probe_targets[:4]]


def test_half_of_the_images_are_those_on_which_rules_disagree():
    data, _ = trained(tiny_scene(data="thneeb"))
    q = questions_for(data)
    np.testing.assert_array_equal(q.inputs[:12], data.probe_inputs[:12])
    np.testing.assert_array_equal(q.inputs[12:], data.shifted_inputs[:12])
    np.testing.assert_array_equal(q.image_targets[12:], data.shifted_targets[:12])
    assert q.images.shape == (24, 12, 12, 3)
    assert "in the lower half the two rules disagree" in q.note
    assert "Colours" not in q.note
    faint, _ = trained(tiny_scene(data="thneeb", cue=0.02))
    assert re.search(r"Colours are shown [2-9] times as strong as they are\.$", questions_for(faint).note)


def data_with(data, **changes):
    return Data(**{name: changes.get(name, getattr(data, name)) for name in Data.__dataclass_fields__})


def csv_scene(text, **changes):
    return tiny_scene(data="csv", file=csv.remember(csv.read(text.encode(), "mine.csv")), **changes)


def test_a_single_feature_with_classes_is_one_row():
    rows = "\n".join(f"{i / 10},{'low' if i < 30 else 'high'}" for i in range(60))
    found = compute(csv_scene(f"x,class\n{rows}\n", view="pca")).tiles
    assert (found.kind, found.height, found.width) == ("map", 1, 48)
    assert found.y_range == (-0.5, 1.5)
    assert set(found.points[:, 1].tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("n_features", [2, 3])
def test_numbers_from_several_features_are_a_cut_and_say_so(n_features):
    """No data set here has such examples, but one that is added may."""
    rng = np.random.default_rng(0)
    parts = {
        f"{part}_inputs": rng.standard_normal((60, n_features)).astype("f4") for part in ("train", "test", "probe")
    }
    names = tuple("abc"[:n_features])
    data = data_with(trained(tiny_scene(data="sine", n_train=60))[0], **parts, feature_names=names)
    q = questions_for(data)
    assert (q.kind, len(q.inputs), q.points.shape) == ("curve", 48, (60, 2))
    assert q.note.startswith(f"The curves are a cut along {'a' if n_features == 2 else 'component 1'}, with")
    np.testing.assert_allclose(q.points[:, 1], data.train_targets[:60])
    steps = np.diff(q.inputs, axis=0)
    np.testing.assert_allclose(steps, np.broadcast_to(steps[:1], steps.shape), atol=1e-5)  # a straight line


@pytest.mark.parametrize("finer", [1, 2])
def test_the_map_of_policies_is_one_level_with_a_moved_coin(finer):
    """Each value is the action at a cell, so there is nothing between them that a finer map could show."""
    data, _ = trained(tiny_scene(**POLICIES))
    q = questions_for(data, finer)
    assert (q.kind, q.height, q.width, q.n_cells) == ("map", 5, 8, 40)
    assert (q.x_range, q.y_range, q.axes) == ((1, 8), (1, 5), ("column", "row from below"))
    np.testing.assert_array_equal(q.inputs, data.shifted_inputs[:1])
    assert q.points.shape == (0, 2)
    assert len(q.point_targets) == 0
    row, column = divmod(int(data.shifted_inputs[0, :40].argmax()), 8)
    assert f"Its coin stands in column {column + 1} of 8, row {5 - row} of 5 from below." in q.note


def test_few_enough_tiles_of_the_runs():
    for n_runs in range(1, 65):
        for n_snapshots in (2, 5, 34, 100):
            times = steps_shown(n_snapshots, n_runs)
            assert times[0] == 0
            assert times[-1] == n_snapshots - 1
            assert len(times) <= min(MAX_TIMES, n_snapshots)
            assert len(times) * n_runs <= MAX_RUN_TILES
            assert np.ptp(np.diff(times)) <= 1


def test_tiles_do_not_depend_on_the_networks_beside():
    for changes in ({}, {"data": "digits", "model": "convnet", "width": 2}, {"data": "sine"}, POLICIES):
        config = tiny_scene(**changes)
        data, ensemble = trained(config)
        thetas = ensemble.snapshots.reshape(-1, ensemble.n_params)
        evaluator, questions = evaluator_for(config, data), questions_for(data)
        together = evaluator.answers(thetas, questions.inputs)
        alone = np.concatenate([evaluator.answers(theta[None], questions.inputs) for theta in thetas])
        np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("model", ["mlp", "convnet"])
def test_tiles_keep_within_the_memory_set_aside(model, monkeypatch):
    """No more networks at once than fit, whatever their number; and not a bit depends on it."""
    config = tiny_scene(data="digits", model=model)
    data, ensemble = trained(config)
    thetas = np.tile(ensemble.snapshots.reshape(-1, ensemble.n_params), (4, 1))
    questions = questions_for(data)
    expected = ask(evaluator_for(config, data), thetas, questions)
    evaluator = evaluator_for(config, data)
    units = sizes_of(evaluator.network.module, data.n_features).largest
    monkeypatch.setattr(evaluation, "TILE_BYTES", 4 * units * len(questions.inputs) * 3)
    sizes, outputs = [], evaluation.Network.outputs
    monkeypatch.setattr(evaluation.Network, "outputs", lambda self, t, on: sizes.append(len(t)) or outputs(self, t, on))
    np.testing.assert_array_equal(ask(evaluator, thetas, questions), expected)
    assert max(sizes) == 3
    assert sum(sizes) == len(thetas)


def test_tiles_come_after_the_first_ground_and_with_the_last():
    for grid, with_tiles in ((51, [False, False, True, True]), (9, [False, False, True])):
        seen = []
        last = compute(tiny_scene(grid=grid), Work(publish=seen.append))
        assert [s.tiles is not None for s in seen] == with_tiles
        assert [s.complete for s in seen] == [False] * (len(seen) - 1) + [True]
        assert seen[-1].tiles is last.tiles


def test_a_scene_without_a_picture_has_no_tiles():
    assert compute(scene_from({**PARTLY_DIVERGED, "learning_rate": 100, "seeds": "0-1", "grid": 9})).tiles is None
