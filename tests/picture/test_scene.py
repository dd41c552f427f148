"""From a config to a scene: coarse to fine, stopped at any point, refused early, the same to the last bit."""

import json
import os
import subprocess
import sys
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from landscape.errors import ConfigError, Stopped
from landscape.inputs.config import key_of
from landscape.learning.training import build_module_alone
from landscape.learning.work import Work
from landscape.outputs.results import Scene
from landscape.picture import scene as scene_module
from landscape.picture import surface
from landscape.picture.scene import compute
from tests import reference
from tests.conftest import PARTLY_DIVERGED, POLICIES, StopAfter, tiny_scene

TASKS = {
    "two classes": {},
    "non-square grid": {"grid": "9x21", "view": "pca"},
    "three classes": {"data": "iris", "view": "ends", "quantity": "accuracy"},
    "numbers": {"data": "sine", "learning_rate": 0.05, "view": "last", "focus": 2},
    "pictures": {"data": "digits", "model": "convnet", "width": 2, "view": "random"},
    "two rules": {"data": "two_cues", "quantity": "train_loss", "color": "intended_share"},
    "two rules, two weights": {"data": "strip", "model": "two_weights", "view": "weights", "quantity": "shifted_loss"},
    "policies": {**POLICIES, "quantity": "shifted_loss", "color": "intended_share"},
    "partly diverged": PARTLY_DIVERGED,
}
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def config_of(task):
    values = dict(task)
    if "grid" in values:
        values["grid"] = tuple(int(n) for n in values["grid"].split("x"))
    return tiny_scene(**values)


def arrays_of(result, path=""):
    """Every array and number of a result, by its path."""
    for f in fields(result):
        value = getattr(result, f.name)
        if is_dataclass(value) and f.name != "config":
            yield from arrays_of(value, f"{path}.{f.name}")
        elif f.name not in ("config", "seconds"):
            yield f"{path}.{f.name}", value


def assert_same_bits(first, second):
    for (path, ours), (_, theirs) in zip(arrays_of(first), arrays_of(second), strict=True):
        if isinstance(ours, np.ndarray):
            np.testing.assert_array_equal(ours, theirs, err_msg=path)
        else:
            assert repr(ours) == repr(theirs), path  # as text, since NaN differs from itself


@each_task
def test_every_node_is_the_network_it_says(task):
    """Nodes saved and evaluated again one by one in float64."""
    config = config_of(task)
    found = compute(config, save_nodes=True)
    assert found.complete
    n_x, n_y = config.view.grid
    assert found.nodes.shape == (n_y, n_x, found.ensemble.n_params)
    module = build_module_alone(config.ensemble, found.data)
    shown = [s for s in (found.surface, found.color_surface) if s is not None]
    assert len(shown) == 1 + (config.view.color != "height")
    for iy, ix in [*np.ndindex(3, 3), (0, n_x - 1), (n_y - 1, 0), (n_y - 1, n_x - 1), (n_y // 2, n_x // 2)]:
        expected = reference.values(module, found.nodes[iy, ix], found.data)
        for one in shown:
            assert one.values.shape == (n_y, n_x)
            assert one.values[iy, ix] == pytest.approx(expected[one.quantity], rel=1e-3, abs=1e-6), (iy, ix)


@each_task
def test_the_same_config_gives_the_same_bits(task):
    config = config_of(task)
    assert_same_bits(compute(config, save_nodes=True), compute(config, save_nodes=True))


@each_task
def test_a_scene_is_whole_and_knows_its_config(task):
    config = config_of(task)
    found = compute(config)
    assert found.config is config
    assert found.ensemble.config is config.ensemble
    assert found.data.config == config.ensemble.data
    for part in ("plane", "surface", "trajectories", "fidelity", "behaviour"):
        assert getattr(found, part) is not None, part
    assert found.surface.quantity == config.view.quantity
    assert {name for name, _ in found.seconds} >= {"data", "training", "view", "surface", "fidelity"}
    assert all(seconds >= 0 for _, seconds in found.seconds)
    for path, value in arrays_of(found):
        if isinstance(value, np.ndarray):
            assert not value.flags.writeable, path


def test_published_from_coarse_to_fine():
    config = tiny_scene(grid=51)
    seen = []
    last = compute(config, Work(publish=seen.append))
    assert seen[0].surface is None
    assert seen[0].behaviour is not None
    assert [s.surface.values.shape for s in seen[1:]] == [(17, 17), (33, 33), (51, 51)]
    assert [s.complete for s in seen] == [False, False, False, True]
    assert all(s.fidelity is not None and s.trajectories is not None for s in seen[1:])
    assert_same_bits(seen[-1], last)


def test_publishing_changes_nothing():
    config = tiny_scene()
    assert_same_bits(compute(config, Work(publish=lambda _: None, report=lambda _: None)), compute(config))


@pytest.mark.usefixtures("pieces_of_one_step")
@pytest.mark.parametrize("n_steps", [1, 5, 19])
def test_a_stop_in_mid_training_leaves_a_coarse_picture_of_what_there_is(n_steps):
    config = tiny_scene(grid=51, view="pca")
    found = compute(config, Work(stopped=StopAfter(n_steps)))
    assert not found.complete
    assert found.ensemble.stopped_at == n_steps
    assert f"Stopped after step {n_steps} of 20." in found.notes
    assert found.surface.values.shape == (17, 17)
    assert np.isfinite(found.surface.values).all()
    assert found.nodes is None


@pytest.mark.usefixtures("pieces_of_one_step")
def test_a_small_picture_of_stopped_runs_is_not_complete():
    """Its coarse level is all of it, but the runs are not what was asked for."""
    found = compute(tiny_scene(grid=9), Work(stopped=StopAfter(5)))
    assert found.surface.values.shape == (9, 9)
    assert not found.complete


def test_a_stop_before_anything():
    with pytest.raises(Stopped, match="before its first step"):
        compute(tiny_scene(), Work(stopped=lambda: True))


@pytest.mark.usefixtures("pieces_of_one_step")
@pytest.mark.parametrize(
    ("n_blocks", "shape", "note"),
    [
        (0, None, "Stopped with no node of the surface measured."),
        (1, (17, 17), "Stopped with 289 of 2,601 nodes of the surface measured."),
        (3, (33, 33), "Stopped with 1,089 of 2,601 nodes of the surface measured."),
    ],
)
def test_a_stop_in_mid_surface_leaves_whole_levels(n_blocks, shape, note):
    """A block holds 512 nodes: the levels of 51 x 51 take 1, 2 and 3 of them."""
    found = compute(tiny_scene(grid=51), Work(stopped=StopAfter(20 + n_blocks)), save_nodes=True)
    assert not found.complete
    assert found.ensemble.stopped_at is None
    assert (None if found.surface is None else found.surface.values.shape) == shape
    assert (found.fidelity is None) == (shape is None)
    assert note in found.notes
    assert found.nodes is None
    if shape:
        whole = compute(tiny_scene(grid=51))
        columns = np.searchsorted(whole.surface.x, found.surface.x)
        rows = np.searchsorted(whole.surface.y, found.surface.y)
        np.testing.assert_array_equal(found.surface.values, whole.surface.values[np.ix_(rows, columns)])


def test_all_runs_diverged():
    found = compute(tiny_scene(data="sine", learning_rate=100, activation="relu", steps=60))
    assert found.surface is None
    assert found.fidelity is None
    assert found.complete
    assert found.notes[-1] == "This view needs 1 run, but 3 of 3 runs diverged; lower the learning rate."
    assert any(note.startswith("Diverged: A (by step ") for note in found.notes)
    assert found.behaviour is not None


def test_diverged_runs_are_named():
    found = compute(tiny_scene(**PARTLY_DIVERGED))
    lost = np.flatnonzero(~found.ensemble.sound)
    (note,) = [note for note in found.notes if note.startswith("Diverged: ")]
    for run in lost:
        assert f"{chr(ord('A') + run)} (by step {found.ensemble.diverged[run]})" in note
    assert note.endswith("Lower the learning rate to keep them.")


def test_runs_that_blew_up_are_told_without_a_word_on_the_terminal():
    found = compute(tiny_scene(activation="relu", learning_rate=10.0, depth=4, steps=100))
    lost = found.ensemble.diverged >= 0
    assert 0 < lost.sum() < 3
    assert found.plane is not None
    assert not found.plane.runs_shown[lost].any()
    assert found.notes[-1].endswith(
        "left out of the view, kept in the loss curves. Lower the learning rate to keep them."
    )


def test_a_loss_over_some_of_the_examples_says_so():
    found = compute(tiny_scene(n_train=3000, steps=2, view="pca"))
    assert "The training loss is measured on the first 2,048 of 3,000 training examples." in found.notes
    assert len(found.ensemble.inputs) == 2048


def test_returns_over_some_of_the_levels_say_so():
    found = compute(tiny_scene(**{**POLICIES, "n_train": 300, "steps": 2, "view": "pca"}))
    assert "The training loss is measured on the first 128 of 300 training examples." in found.notes
    assert len(found.ensemble.inputs) == 128


def test_runs_from_memory_are_used():
    config = tiny_scene()
    first = compute(config)
    asked = []

    def from_memory(runs, make):
        asked.append(runs)
        return first.ensemble

    found = compute(tiny_scene(view="pca"), Work(ensemble=from_memory, report=lambda _: pytest.fail("trained again")))
    assert asked == [config.ensemble]
    assert found.ensemble is first.ensemble
    assert_same_bits(found, compute(tiny_scene(view="pca")))


def test_seed_zero_differs_from_seed_one():
    first, second = (compute(tiny_scene(seeds=(seed,), view="last")) for seed in (0, 1))
    assert not np.array_equal(first.surface.values, second.surface.values)
    first, second = (compute(tiny_scene(data_seed=seed)) for seed in (0, 1))
    assert not np.array_equal(first.data.train_inputs, second.data.train_inputs)
    first, second = (compute(tiny_scene(view="random", view_seed=seed)) for seed in (0, 1))
    assert not np.array_equal(first.surface.values, second.surface.values)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"model": "convnet"}, "model", "model convnet does not go with data moons: it needs pictures"),
        ({"model": "two_weights", "data": "iris"}, "model", "model two_weights does not go with data iris"),
        ({"data": "sine", "quantity": "accuracy"}, "quantity", "quantity accuracy needs classes, and sine has numbers"),
        ({"data": "sine", "color": "accuracy"}, "color", "color accuracy needs classes, and sine has numbers"),
        ({"data": "gridworld"}, "model", "model mlp does not go with data gridworld: it needs data with one answer"),
        ({"model": "policy"}, "model", "model policy does not go with data moons: it needs levels of a gridworld"),
        ({"quantity": "shifted_loss"}, "quantity", "needs data with a proxy and an intended rule, and moons has none"),
        ({"color": "intended_share"}, "color", "color intended_share needs data with a proxy"),
        ({"focus": 3}, "focus", "focus must be from 0 to 2, the number of the last run; got 3"),
    ],
)
def test_what_does_not_go_together_is_refused_before_any_work(values, field, message, monkeypatch):
    monkeypatch.setattr(scene_module, "train", lambda *_: pytest.fail("work was begun"))
    with pytest.raises(ConfigError, match=message) as caught:
        compute(tiny_scene(**values))
    assert caught.value.field == field


def test_too_many_nodes_to_save_are_refused_before_any_work(monkeypatch):
    monkeypatch.setattr(scene_module, "train", lambda *_: pytest.fail("work was begun"))
    config = tiny_scene(width=128, depth=3, grid=201)
    with pytest.raises(ConfigError, match="grid 201x201 with 33,666 weights is too much to save"):
        compute(config, save_nodes=True)


@pytest.mark.parametrize("view", ["sheet", "pca", "last", "ends", "random"])
def test_weights_that_decay_to_nothing_give_a_picture_or_a_reason(view):
    found = compute(tiny_scene(view=view, weight_decay=10, momentum=0, steps=400))
    assert found.complete
    reasons = {"random": "weights are zero", "ends": "lie on one line"}
    assert (found.surface is None) == (view in reasons)
    assert reasons.get(view, "") in "".join(found.notes)


def test_blocks_of_memory_do_not_matter(monkeypatch):
    whole = compute(tiny_scene(view="pca", grid=21))
    monkeypatch.setattr(surface, "BLOCK_BYTES", 1)
    assert_same_bits(compute(tiny_scene(view="pca", grid=21)), whole)


@pytest.mark.slow
def test_another_program_with_more_threads_gives_the_same_bits():
    """What decides the numbers is the config: not the process, nor the threads its libraries may use."""
    code = (
        "import hashlib, json, numpy as np; from landscape.picture.scene import compute; "
        "from tests.picture.test_scene import *;"
        "scene = compute(tiny_scene(data='digits', width=16, steps=60, grid=(21, 9)));"
        "print(json.dumps([hashlib.sha256(np.asarray(v).tobytes()).hexdigest() for p, v in arrays_of(scene) "
        "if isinstance(v, np.ndarray) and v.dtype.kind in 'fi']))"
    )
    found = []
    for n_threads in ("1", "2"):
        variables = {f"{library}_NUM_THREADS": n_threads for library in ("OMP", "OPENBLAS", "MKL")}
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **variables}, capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout))
    assert len(found[0]) > 20
    assert found[0] == found[1]


def test_the_key_of_a_scene_does_not_depend_on_what_was_computed():
    config = tiny_scene()
    before = key_of(config)
    assert isinstance(compute(config), Scene)
    assert key_of(config) == before
