"""Work in pieces: however it is cut and wherever it is done, the same bits."""

import pickle

import numpy as np
import pytest

from landscape.catalogue import EXPERIMENTS
from landscape.experiments.scenery import deep
from landscape.experiments.scenery.deep import DeepConfig, Recipe, train_deep
from landscape.learning import training
from landscape.learning.pieces import FIRST_STEPS, HERE, steps_in_a_piece
from landscape.learning.training import train
from landscape.learning.work import Work
from landscape.picture.scene import compute, load_data
from tests.conftest import POLICIES, tiny_scene, trained
from tests.picture.test_scene import assert_same_bits


class Sent:
    """Does every piece on a copy that was sent and sends the result back, as another machine would."""

    def __init__(self):
        self.n = 0

    def run(self, function, *args, **kwargs):
        self.n += 1
        function, args, kwargs = pickle.loads(pickle.dumps((function, args, kwargs)))
        return pickle.loads(pickle.dumps(function(*args, **kwargs)))

    def map(self, function, many):
        return (self.run(function, *args) for args in many)


CASES = {
    "moons": {},
    "adam": {"optimizer": "adam", "schedule": "cosine"},
    "no momentum": {"momentum": 0.0},
    "every example": {"batch_size": 0},
    "regression": {"data": "sine"},
    "pictures": {"data": "digits", "model": "convnet", "n_train": 32},
    "policies": POLICIES,
    "two weights": {"data": "strip", "model": "two_weights", "view": "weights"},
    "balls": {"drops": "0.1:0.2"},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_pieces_done_elsewhere_give_the_same_bits(changes):
    config = tiny_scene(**changes)
    sent = Sent()
    assert_same_bits(compute(config, Work(pieces=sent)), compute(config))
    assert sent.n >= 5


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
@pytest.mark.parametrize("n_steps", [1, 3, 7, 20])
def test_no_bit_depends_on_where_a_training_is_cut(optimizer, n_steps, monkeypatch):
    config = tiny_scene(optimizer=optimizer, weight_decay=0.01).ensemble
    data, whole = trained(config)
    monkeypatch.setattr(training, "steps_in_a_piece", lambda seconds: n_steps)
    found = train(config, data)
    np.testing.assert_array_equal(found.snapshots, whole.snapshots)
    np.testing.assert_array_equal(found.held_out_snapshots, whole.held_out_snapshots)
    np.testing.assert_array_equal(found.train_loss, whole.train_loss)


def test_no_bit_depends_on_the_groups_of_runs(monkeypatch):
    config = tiny_scene(seeds="0-3").ensemble
    data, whole = trained(config)
    monkeypatch.setattr(training, "GROUP_BYTES", 1)
    groups = []
    monkeypatch.setattr(
        training, "_groups", lambda *given, make=training._groups: groups.append(make(*given)) or groups[0]
    )
    np.testing.assert_array_equal(train(config, data).snapshots, whole.snapshots)
    assert [len(stage.thetas) for stage in groups[0]] == [1, 1, 1, 1]


def test_no_bit_of_a_deep_training_depends_on_where_it_is_cut(monkeypatch):
    config = DeepConfig(8, True, Recipe(clip=1.0), steps=12, seed=0, width=2)
    data = load_data(tiny_scene(data="digits", n_train=64).ensemble.data)
    whole = train_deep(config, data, Work())
    monkeypatch.setattr(deep, "steps_in_a_piece", lambda seconds: 5)
    cut = train_deep(config, data, Work(pieces=Sent()))
    np.testing.assert_array_equal(cut.theta, whole.theta)
    np.testing.assert_array_equal(cut.statistics, whole.statistics)


def test_a_piece_does_not_change_what_it_was_given():
    config = tiny_scene(optimizer="adam").ensemble
    data = load_data(config.data)
    network = training.network_around(training.build_module_alone(config, data))
    starts = np.stack([training.start_of(config, data, seed).numpy() for seed in config.seeds])
    (stage,) = training._groups(config, network, data, starts, config.seeds)
    first, _ = training.advance(config, data, stage, 5, frozenset())
    again, _ = training.advance(config, data, stage, 5, frozenset())
    np.testing.assert_array_equal(first.thetas, again.thetas)
    np.testing.assert_array_equal(stage.thetas, starts)


@pytest.mark.slow
@pytest.mark.parametrize("slug", [slug for slug in EXPERIMENTS.names if slug != "landscape"])
def test_experiments_done_elsewhere_find_the_same(slug):
    experiment = EXPERIMENTS.load(slug)
    sent = Sent()
    config = experiment.config()
    far = experiment.run(config, Work(pieces=sent))
    near = experiment.run(config, Work())
    assert far.numbers == near.numbers
    assert sent.n >= 5


def test_here_does_a_piece_when_its_result_is_asked_for():
    done = []
    results = HERE.map(done.append, [(1,), (2,)])
    assert done == []
    next(results)
    assert done == [1]


def test_steps_fill_the_time_of_a_piece():
    assert steps_in_a_piece(0.0) == FIRST_STEPS
    assert steps_in_a_piece(0.01) == 15
    assert steps_in_a_piece(3.0) == 1
