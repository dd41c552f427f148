"""Training in one batch against plain loops over single seeds; independence of the runs; stopping; refusals."""

import math
import threading
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from landscape.catalogue import ARCHITECTURES
from landscape.errors import ConfigError, LandscapeError, Stopped
from landscape.inputs.config import scene_from
from landscape.learning import training
from landscape.learning.control import shortfall
from landscape.learning.evaluator import shape_of
from landscape.learning.recorder import diverged_at
from landscape.learning.training import Batches, Beginning, held_out_steps, snapshot_steps, start_of, train
from landscape.learning.work import Work
from landscape.picture.scene import load_data
from tests import reference
from tests.conftest import PARTLY_DIVERGED, POLICIES, StopAfter, tiny_scene, trained

KEPT = ("snapshots", "train_loss", "test_loss", "held_out_snapshots", "held_out_loss")


def runs(**changes):
    """The runs of a tiny config with some settings changed."""
    return trained(tiny_scene(**changes))[1]


def assert_same_bits(found, expected, rows):
    """Each run of `found` equals the run of `expected` in the row of the same place of `rows`, bit for bit."""
    for name in KEPT:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name)[rows], err_msg=name)


# Against a plain loop


def plain_batches(seed, n, size):
    """Passes over all examples, one after the other, cut into batches."""
    rng = np.random.default_rng([seed, 2])
    left = []
    while True:
        while len(left) < size:
            left += rng.permutation(n).tolist()
        yield left[:size]
        left = left[size:]


def plain_optimizer(config, parameters):
    if config.name == "sgd":
        return torch.optim.SGD(parameters, config.learning_rate, config.momentum, weight_decay=config.weight_decay)
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[config.name]
    return kind(parameters, config.learning_rate, (config.momentum, 0.999), weight_decay=config.weight_decay)


def plain_run(config, data, seed):
    """Parameter vectors after every step of one run in float64, shape (n_steps + 1, n_params)."""
    torch.manual_seed(seed)
    architecture = ARCHITECTURES.load(config.model.name)
    module = architecture.build(shape_of(data), config.model.width, config.model.depth, config.model.activation)
    module = module.double()
    optimizer = plain_optimizer(config.optimizer, list(module.parameters()))
    inputs, targets = torch.tensor(data.train_inputs).double(), torch.tensor(data.train_targets)
    n = len(targets)
    size = min(config.optimizer.batch_size or n, n)
    batches = plain_batches(seed, n, size) if config.optimizer.batch_size else iter(lambda: list(range(n)), None)
    path = [nn.utils.parameters_to_vector(module.parameters()).detach().clone()]
    for step in range(config.steps):
        if config.optimizer.schedule == "cosine":
            rate = config.optimizer.learning_rate * (1 + math.cos(math.pi * step / config.steps)) / 2
            optimizer.param_groups[0]["lr"] = rate
        batch = next(batches)
        answers = module(inputs[batch])
        if data.task == "classification":
            loss = nn.functional.cross_entropy(answers, targets[batch])
        elif data.task == "control":
            loss = shortfall(answers.T[None], inputs[batch], targets[batch])[0]
        else:
            loss = nn.functional.mse_loss(answers[:, 0], targets[batch].double())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append(nn.utils.parameters_to_vector(module.parameters()).detach().clone())
    return torch.stack(path).numpy()


RECIPES = {
    "sgd without momentum": {"momentum": 0},
    "sgd with momentum": {"momentum": 0.9},
    "weight decay": {"weight_decay": 0.1},
    "adam": {"optimizer": "adam", "learning_rate": 0.01, "weight_decay": 0.01},
    "adamw": {"optimizer": "adamw", "learning_rate": 0.01, "momentum": 0.8, "weight_decay": 0.5},
    "cosine": {"schedule": "cosine"},
    "cosine adam": {"schedule": "cosine", "optimizer": "adam", "learning_rate": 0.01},
    "all examples": {"batch_size": 0},
    "batch that divides": {"batch_size": 16},
    "batch that does not divide": {"batch_size": 7, "n_train": 50},
    "batch larger than the data": {"batch_size": 100, "n_train": 50},
    "batch of one": {"batch_size": 1, "learning_rate": 0.02},
    "regression": {"data": "sine", "activation": "sin", "learning_rate": 0.02},
    "three classes": {"data": "iris", "depth": 2},
    "pictures": {"data": "digits", "model": "convnet", "width": 2, "learning_rate": 0.02},
    "two weights": {"data": "strip", "model": "two_weights"},
    "linear": {"model": "linear", "activation": "relu"},
    "policies": {**POLICIES, "depth": 2, "batch_size": 7},
}


@pytest.mark.processor
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_equals_a_plain_loop_over_single_seeds(recipe):
    config = tiny_scene(**{"steps": 50, "seeds": "0,3", **recipe})
    data, found = trained(config)
    for row, seed in enumerate(config.ensemble.seeds):
        path = plain_run(config.ensemble, data, seed)
        np.testing.assert_allclose(found.snapshots[row], path[found.steps], rtol=1e-4, atol=2e-5)
        np.testing.assert_allclose(found.held_out_snapshots[row], path[found.held_out_steps], rtol=1e-4, atol=2e-5)
    assert np.abs(found.snapshots[:, -1] - found.snapshots[:, 0]).max() > 0.01


@pytest.mark.processor
@pytest.mark.parametrize("recipe", ["three classes", "regression", "pictures", "policies"])
def test_losses_are_those_of_the_kept_weights(recipe):
    config = tiny_scene(**{"steps": 50, "seeds": "0,3", **RECIPES[recipe]})
    data, found = trained(config)
    module = training.build_module_alone(config.ensemble, data)
    for run in range(2):
        for i in (0, 3, -1):
            expected = reference.values(module, found.snapshots[run, i], data)
            assert found.train_loss[run, i] == pytest.approx(expected["train_loss"], rel=1e-5)
            assert found.test_loss[run, i] == pytest.approx(expected["test_loss"], rel=1e-5)
        expected = reference.values(module, found.held_out_snapshots[run, -1], data)
        assert found.held_out_loss[run, -1] == pytest.approx(expected["train_loss"], rel=1e-5)


def test_the_cosine_ends_at_rest():
    found = runs(schedule="cosine", steps=200, momentum=0, snapshots=100)
    moves = np.linalg.norm(np.diff(found.snapshots[0], axis=0), axis=1) / np.diff(found.steps)
    assert moves[-1] < 0.05 * moves[: len(moves) // 2].max()


# Independence of the runs

ODD_SHAPES = {
    "moons": {"width": 5, "n_train": 67, "batch_size": 7},
    "moons, all examples": {"width": 5, "n_train": 67, "batch_size": 0},
    "sine": {"data": "sine", "width": 5, "n_train": 67, "batch_size": 7, "learning_rate": 0.02},
    "sine, one unit": {"data": "sine", "width": 1, "depth": 2, "n_train": 67, "learning_rate": 0.02},
    "strip, gelu": {"data": "strip", "width": 5, "activation": "gelu", "batch_size": 7},
    "iris, adam": {"data": "iris", "width": 3, "optimizer": "adam", "learning_rate": 0.02, "batch_size": 50},
    "digits": {"data": "digits", "model": "convnet", "width": 1, "n_train": 67, "batch_size": 7},
    "default batch": {"batch_size": 32, "width": 16, "depth": 2},
    "policies": {**POLICIES, "depth": 2, "width": 5, "n_train": 67, "batch_size": 7},
    "policies of one unit": {**POLICIES, "width": 1, "n_train": 67, "batch_size": 0},
}
EIGHT = (5, 0, 3, 7, 1, 2, 6, 4)


@pytest.mark.processor
@pytest.mark.parametrize("shape", ODD_SHAPES.values(), ids=ODD_SHAPES)
def test_a_run_is_the_same_whichever_seeds_stand_beside_it(shape):
    together = runs(**shape, seeds=EIGHT)
    for seeds in ((5,), (4,), (0, 3), (7, 1, 2), EIGHT[::-1]):
        rows = [EIGHT.index(seed) for seed in seeds]
        assert_same_bits(runs(**shape, seeds=seeds), together, rows)


@pytest.mark.parametrize("shape", ["moons", "sine", "digits", "policies"])
def test_groups_do_not_change_a_bit(shape, monkeypatch):
    config = tiny_scene(**ODD_SHAPES[shape], seeds=EIGHT)
    data, whole = trained(config)
    for group_bytes in (1, 30_000):
        monkeypatch.setattr(training, "GROUP_BYTES", group_bytes)
        assert_same_bits(train(config.ensemble, data), whole, range(8))


def test_two_threads_give_the_same_bits():
    config = tiny_scene(width=16, depth=2)
    data, expected = trained(config)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert_same_bits(train(config.ensemble, data), expected, range(3))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_trainings_beside_each_other_do_not_share_randomness():
    """Two trainings in two threads at once give what each gives alone."""
    configs = [tiny_scene(data=data, seeds="0-5") for data in ("moons", "blobs", "circles", "xor")]
    found = {}

    def work(config):
        found[config] = train(config.ensemble, load_data(config.ensemble.data))

    threads = [threading.Thread(target=work, args=(config,)) for config in configs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for config in configs:
        assert_same_bits(found[config], trained(config)[1], range(6))


def test_global_randomness_is_neither_used_nor_moved():
    config = tiny_scene()
    data, expected = trained(config)
    torch.manual_seed(123)
    np.random.seed(123)
    states = torch.get_rng_state(), np.random.get_state()[1].copy()
    assert_same_bits(train(config.ensemble, data), expected, range(3))
    assert torch.equal(torch.get_rng_state(), states[0])
    np.testing.assert_array_equal(np.random.get_state()[1], states[1])


def test_examples_and_config_come_back_unchanged():
    config = tiny_scene()
    data = load_data(config.ensemble.data)
    before = data.train_inputs.copy()
    found = train(config.ensemble, data)
    np.testing.assert_array_equal(data.train_inputs, before)
    np.testing.assert_array_equal(found.inputs, data.train_inputs)
    np.testing.assert_array_equal(found.targets, data.train_targets)
    assert found.config is config.ensemble
    with pytest.raises(ValueError, match="read-only"):
        found.snapshots[0, 0, 0] = 1


# What differs between runs


def test_vary_start_keeps_the_order_of_the_batches():
    config = tiny_scene(vary="start", seeds="3,4").ensemble
    data = load_data(config.data)
    assert not torch.equal(start_of(config, data, 3), start_of(config, data, 4))
    ours, theirs = (Batches(config, seed, 64) for seed in (3, 4))
    for _ in range(9):
        np.testing.assert_array_equal(next(ours), next(theirs))


def test_vary_order_keeps_the_start():
    config = tiny_scene(vary="order", seeds="3,4").ensemble
    data = load_data(config.data)
    assert torch.equal(start_of(config, data, 3), start_of(config, data, 4))
    found = runs(vary="order", seeds="3,4")
    np.testing.assert_array_equal(found.snapshots[0, 0], found.snapshots[1, 0])
    assert np.abs(found.snapshots[0, -1] - found.snapshots[1, -1]).max() > 1e-3


def test_vary_both_changes_start_and_order():
    config = tiny_scene(seeds="3,4").ensemble
    data = load_data(config.data)
    assert not torch.equal(start_of(config, data, 3), start_of(config, data, 4))
    assert not np.array_equal(next(Batches(config, 3, 64)), next(Batches(config, 4, 64)))


def test_vary_order_with_all_examples_gives_equal_runs():
    found = runs(vary="order", seeds="3,4", batch_size=0)
    np.testing.assert_array_equal(found.snapshots[0], found.snapshots[1])


def test_seed_zero_is_a_seed():
    found = runs(seeds="0,1")
    assert not np.array_equal(found.snapshots[0, 0], found.snapshots[1, 0])
    assert_same_bits(runs(seeds=(0,)), found, [0])


@given(n=st.integers(1, 60), size=st.integers(1, 80), seed=st.integers(0, 999_999))
def test_batches_use_every_example_once_a_pass(n, size, seed):
    config = tiny_scene(batch_size=size).ensemble
    batches = Batches(config, seed, n)
    size = min(size, n)
    stream = np.concatenate([next(batches) for _ in range(3 * n // size + 1)])
    for start in range(0, 3 * n, n):
        assert sorted(stream[start : start + n]) == list(range(n))


# Runs that diverge


def test_diverged_runs_are_kept_and_marked():
    found = runs(**PARTLY_DIVERGED)
    assert 0 < found.sound.sum() < 8
    assert found.snapshots.shape[0] == 8
    for run in np.flatnonzero(~found.sound):
        assert found.diverged[run] in found.steps
        last = found.train_loss[run, -1]
        assert not np.isfinite(last) or last > 10 * np.var(found.targets)
    assert np.isnan(found.snapshots[~found.sound]).any()
    assert np.isfinite(found.snapshots[found.sound]).all()


RELU = {"activation": "relu", "grid": (5, 5)}


@pytest.mark.parametrize(
    "settings",
    [
        RELU | {"learning_rate": 10.0},
        RELU | {"learning_rate": 10.0, "depth": 4},
        {"learning_rate": 10.0},
        RELU | {"learning_rate": 1.0, "data": "breast_cancer"},
    ],
)
def test_runs_that_blew_up_are_not_called_sound(settings):
    assert not train_scene(settings).sound.any()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"learning_rate": 0.6},
        RELU | {"learning_rate": 0.6},
        {"optimizer": "adam", "learning_rate": 0.01},
        {"optimizer": "adam", "learning_rate": 0.3},
        {"data": "strip", "model": "two_weights", "learning_rate": 2.5},
        {"data": "strip", "model": "two_weights", "learning_rate": 10.0},
        {"data": "sine"},
        {"data": "gridworld", "model": "policy", "steps": 20, "n_train": 16, "seeds": (0, 1)},
        {"data": "digits", "model": "convnet", "width": 4, "steps": 20, "seeds": (0, 1)},
    ],
)
def test_honest_runs_with_large_steps_stay_sound(settings):
    assert train_scene(settings).sound.all()


def train_scene(settings):
    config = scene_from(settings).ensemble
    return train(config, load_data(config.data))


def test_diverged_runs_do_not_touch_the_others():
    found = runs(**PARTLY_DIVERGED)
    survivors = np.flatnonzero(found.sound)
    assert_same_bits(runs(**{**PARTLY_DIVERGED, "seeds": tuple(survivors.tolist())}), found, survivors)


@pytest.mark.parametrize("seed", range(8))
def test_a_nan_does_not_leak(seed):
    assert_same_bits(runs(**{**PARTLY_DIVERGED, "seeds": (seed,)}), runs(**PARTLY_DIVERGED), [seed])


def test_every_run_may_diverge():
    found = runs(data="sine", learning_rate=100, activation="relu", steps=60)
    assert not found.sound.any()
    assert (found.diverged >= 0).all()


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([0.7, 0.5, 0.1], -1),
        ([0.7, 0.5, 7.1], 20),
        ([0.7, 0.5, 6.9], -1),
        ([0.7, 50.0, 0.1], -1),  # it came back
        ([0.7, 50.0, 50.0], 5),
        ([0.7, np.nan, 0.1], 5),
        ([0.7, 0.5, np.inf], 20),
        ([np.nan, 0.5, 0.1], 0),
        ([3.0, 20.0, 29.0], -1),  # ten times its own start
        ([0.01, 0.5, 6.9], -1),  # guessing costs 0.69
        ([0.0, 0.0, 0.0], -1),
    ],
)
def test_when_a_run_counts_as_diverged(losses, expected):
    snapshots = np.zeros((1, 3, 4), np.float32)
    found = diverged_at(np.array([0, 5, 20]), snapshots, np.array([losses], np.float32), math.log(2))
    assert found.tolist() == [expected]


def test_a_weight_that_is_not_finite_is_divergence_even_at_a_finite_loss():
    snapshots = np.zeros((2, 3, 4), np.float32)
    snapshots[1, 2, 1] = np.inf
    found = diverged_at(np.array([0, 5, 20]), snapshots, np.full((2, 3), 0.1, np.float32), math.log(2))
    assert found.tolist() == [-1, 20]


# Stopping and reporting


@pytest.mark.parametrize("n_steps", [1, 2, 3, 7, 13, 19])
@pytest.mark.usefixtures("pieces_of_one_step")
def test_stop_keeps_what_there_is(n_steps):
    config = tiny_scene().ensemble
    data, whole = trained(config)
    found = train(config, data, Work(stopped=StopAfter(n_steps)))
    assert found.stopped_at == n_steps
    assert found.steps[-1] == n_steps
    assert found.steps[0] == 0
    assert not set(found.steps) & set(found.held_out_steps)
    assert found.snapshots.shape == (3, len(found.steps), whole.n_params)
    assert found.held_out_loss.shape == (3, len(found.held_out_steps))
    for i, step in enumerate(found.steps):
        if step in whole.steps:
            np.testing.assert_array_equal(found.snapshots[:, i], whole.snapshots[:, list(whole.steps).index(step)])
    np.testing.assert_allclose(found.snapshots[0, -1], plain_run(config, data, 0)[n_steps], rtol=1e-4, atol=2e-5)


def test_a_training_that_was_not_stopped_says_so():
    found = runs()
    assert found.stopped_at is None
    assert found.steps[-1] == 20


def test_stop_before_the_first_step():
    config = tiny_scene().ensemble
    with pytest.raises(Stopped, match="before its first step"):
        train(config, load_data(config.data), Work(stopped=lambda: True))


@pytest.mark.usefixtures("pieces_of_one_step")
def test_reports_grow():
    config = tiny_scene(steps=60).ensemble
    data, whole = trained(config)
    seen = []
    assert_same_bits(train(config, data, Work(report=seen.append)), whole, range(3))
    assert len(seen) >= 8
    for progress in seen:
        assert progress.n_steps == 60
        assert progress.steps.tolist() == sorted(set(progress.steps.tolist()))
        assert progress.steps[-1] <= progress.step
        assert progress.train_loss.shape == (3, len(progress.steps))
        assert np.isfinite(progress.train_loss).all()
    assert all(before.step < after.step for before, after in pairwise(seen))
    last = seen[-1]
    kept = dict(zip(whole.steps.tolist(), whole.train_loss.T, strict=True))
    for i, step in enumerate(last.steps.tolist()):
        if step in kept:
            np.testing.assert_array_equal(last.train_loss[:, i], kept[step])


def test_errors_of_the_report_are_not_swallowed():
    config = tiny_scene().ensemble

    def fail(_):
        raise LandscapeError("the reader is gone")

    with pytest.raises(LandscapeError, match="the reader is gone"):
        train(config, load_data(config.data), Work(report=fail))
    assert torch.get_num_threads() == 1


def test_too_much_to_keep_is_refused_before_any_work():
    config = tiny_scene(width=128, depth=4, seeds="0-63", snapshots=100, steps=20_000).ensemble
    with pytest.raises(ConfigError, match=r"numbers, more than .* choose fewer seeds or snapshots, or a smaller width"):
        train(config, load_data(config.data), Work(stopped=lambda: pytest.fail("work was begun")))


def test_an_architecture_that_cannot_take_the_data_is_refused():
    config = tiny_scene(model="convnet").ensemble
    with pytest.raises(ConfigError, match="model convnet does not go with data moons"):
        train(config, load_data(config.data))


# Which steps are kept


@given(n_steps=st.integers(1, 20_000), n_snapshots=st.integers(5, 100))
def test_kept_steps(n_steps, n_snapshots):
    steps = snapshot_steps(n_steps, n_snapshots)
    assert steps[0] == 0
    assert steps[-1] == n_steps
    assert (np.diff(steps) > 0).all()
    assert len(steps) <= n_snapshots
    gaps = np.diff(steps)
    assert (gaps[1:] >= gaps[:-1] - 1).all()  # dense early, sparse late, up to rounding
    between = held_out_steps(steps)
    assert (np.diff(between) > 0).all()
    assert not set(between.tolist()) & set(steps.tolist())
    assert all(0 < step < n_steps for step in between.tolist())
    assert len(between) == int((gaps > 1).sum())


def test_an_ensemble_holds_exactly_those_steps():
    found = runs(steps=50)
    assert found.steps.tolist() == snapshot_steps(50, 8).tolist()
    assert found.held_out_steps.tolist() == held_out_steps(snapshot_steps(50, 8)).tolist()
    assert found.snapshots.dtype == found.train_loss.dtype == np.float32


# From other places


@pytest.mark.parametrize("vary", ["both", "start", "order"])
@pytest.mark.parametrize("shape", ["moons", "sine", "digits", "policies"])
def test_a_training_that_begins_where_a_run_began_is_that_run(shape, vary):
    """Given as parameter vectors beside another one, with the batches of that run: the same to the last bit."""
    config = tiny_scene(**ODD_SHAPES[shape], seeds=EIGHT, vary=vary)
    data, whole = trained(config)
    for run in (0, 3):
        thetas = np.stack([whole.snapshots[5, 0], whole.snapshots[run, 0]])
        found = train(config.ensemble, data, beginning=Beginning(thetas, EIGHT[run]))
        assert found.n_runs == 2
        np.testing.assert_array_equal(found.steps, whole.steps)
        for name in KEPT:
            np.testing.assert_array_equal(getattr(found, name)[1], getattr(whole, name)[run], err_msg=name)


def test_too_many_numbers_to_begin_with_are_refused():
    config = tiny_scene(width=128, depth=4, steps=20_000, snapshots=100, seeds="0").ensemble
    data = load_data(config.data)
    thetas = np.zeros((8, 50_178), np.float32)
    with pytest.raises(ConfigError, match=r"8 balls of 50,178 weights .* choose fewer balls or snapshots") as caught:
        train(config, data, beginning=Beginning(thetas, 0))
    assert caught.value.field == "drops"
