"""Trainings made together: those that wait and differ in their seeds alone, each with the bits it has alone."""

import threading

import numpy as np
import pytest

from landscape.engine import Engine, job_work
from landscape.engine.together import can_ride, joint, part_of
from landscape.inputs.settings import MAX_RUNS
from landscape.learning.training import train
from tests.conftest import tiny_scene, trained
from tests.engine.test_jobs import ended, until


def runs(**changes):
    return tiny_scene(**changes).ensemble


def test_only_trainings_that_differ_in_their_seeds_alone_ride_together():
    assert can_ride(runs(seeds="0-2"), runs(seeds="5,9"))
    assert not can_ride(runs(), runs())
    assert not can_ride(runs(seeds="0-2"), runs(seeds="5", steps=21))
    assert not can_ride(runs(seeds="0-2"), runs(seeds="5", data_seed=1))
    for vary in ("start", "order"):  # the first seed decides what the runs share
        assert not can_ride(runs(seeds="0-2", vary=vary), runs(seeds="5", vary=vary))


def test_seeds_of_several_are_trained_once_each_and_no_more_than_a_training_may_have():
    whole, riding = joint(runs(seeds="0-2"), [runs(seeds="2,3"), runs(seeds=f"10-{9 + MAX_RUNS}"), runs(seeds="7")])
    assert whole.seeds == (0, 1, 2, 3, 7)
    assert riding == [runs(seeds="2,3"), runs(seeds="7")]


@pytest.mark.parametrize("seeds", ["0", "2,0", "1-2"])
def test_part_of_a_training_has_the_bits_of_that_training_alone(seeds):
    _, whole = trained(runs(seeds="0-2"))
    part, (_, alone) = part_of(whole, runs(seeds=seeds)), trained(runs(seeds=seeds))
    assert part.config == alone.config
    for name in ("snapshots", "train_loss", "test_loss", "held_out_snapshots", "held_out_loss", "diverged", "steps"):
        np.testing.assert_array_equal(getattr(part, name), getattr(alone, name), err_msg=name)


@pytest.fixture
def counted(monkeypatch):
    """How many runs each training of several had."""
    seen = []

    def train_and_count(config, *others, **more):
        seen.append(len(config.seeds))
        return train(config, *others, **more)

    monkeypatch.setattr(job_work, "train", train_and_count)
    return seen


@pytest.fixture
def busy(monkeypatch):
    """An engine whose only lead is held up until `go`, so that others wait."""
    engine, go = Engine(workers=1), threading.Event()
    admitted = engine._compute

    def later(key, job):
        assert go.wait(20)
        return admitted(key, job)

    monkeypatch.setattr(engine, "_compute", later)
    yield engine, go
    go.set()
    engine.close()


def test_a_class_with_seeds_of_their_own_is_trained_together(busy, counted):
    engine, go = busy
    configs = [tiny_scene(seeds=f"{3 * i}-{3 * i + 2}") for i in range(6)]
    made = [engine.ask(config, f"pupil {i}") for i, config in enumerate(configs)]
    go.set()
    for i, (job, config) in enumerate(zip(made, configs, strict=True)):
        scene = ended(engine, job, f"pupil {i}").scene
        assert scene.complete
        assert scene.ensemble.config == config.ensemble
        np.testing.assert_array_equal(scene.ensemble.snapshots, trained(config)[1].snapshots)
    assert counted == [18]


def leads_and_rides(engine, go):
    """The job of ada, and that of bob which is trained with it, once it is known how far it is."""
    first = engine.ask(tiny_scene(seeds="0-2", steps=3000), "ada")
    second = engine.ask(tiny_scene(seeds="5,6", steps=3000), "bob")
    go.set()
    until(lambda: engine.poll(second, "bob").training is not None)
    return first, second


def test_those_who_ride_are_told_how_far_their_own_runs_are(busy, counted):
    engine, go = busy
    first, second = leads_and_rides(engine, go)
    assert engine.poll(second, "bob").state == "running"
    assert len(engine.poll(second, "bob").training.train_loss) == 2
    assert len(engine.poll(first, "ada").training.train_loss) == 3
    assert [ended(engine, job, name).state for job, name in ((first, "ada"), (second, "bob"))] == ["done", "done"]


def test_whoever_leads_may_leave_without_harm_to_those_who_ride(busy, counted):
    engine, go = busy
    first, second = leads_and_rides(engine, go)
    first.leave("ada")
    scene = ended(engine, second, "bob").scene
    assert scene.ensemble.stopped_at is None
    assert counted == [5]


def test_when_all_have_left_the_training_ends(busy, counted):
    engine, go = busy
    made = [engine.ask(tiny_scene(seeds=f"{2 * i}", steps=20_000), "ada") for i in range(3)]
    go.set()
    until(lambda: engine.poll(made[2], "ada").training is not None)
    for job in made:
        job.leave("ada")
    until(lambda: all(job.state == "stopped" for job in made))
    assert len(engine.shelf.memory) == 0


def test_who_wants_it_fresh_trains_alone(busy, counted):
    engine, go = busy
    made = [engine.ask(tiny_scene(seeds=f"{i}"), "ada", fresh=True) for i in range(3)]
    go.set()
    assert [ended(engine, job, "ada").state for job in made] == ["done"] * 3
    assert counted == []
