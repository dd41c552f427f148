"""The work that is handed from function to function: who hears of it, who stops it, and what it remembers."""

from dataclasses import replace

import pytest

from landscape.catalogue import EXPERIMENTS
from landscape.errors import Stopped
from landscape.learning.recorder import TrainingProgress
from landscape.learning.training import train
from landscape.learning.work import NewestRuns, Work
from landscape.picture import scene as scene_module
from landscape.picture.scene import compute, whole_scene
from tests.conftest import POLICIES, tiny_scene, trained


def test_nobody_hears_of_it_and_nothing_stops_it():
    work = Work()
    work.check(0.5)
    work.publish(None)
    assert not work.stopped()
    assert work.pieces.run(max, 1, 2) == 2


def test_the_share_of_a_part_is_one_of_the_whole():
    told = []
    whole = Work(progress=told.append)
    for share in (0, 0.5, 1):
        whole.part(0.2, 0.6).check(share)
        whole.part(0.6, 1).part(0.5, 1).check(share)
    assert told == pytest.approx([0.2, 0.8, 0.4, 0.9, 0.6, 1.0])


def test_check_ends_what_nobody_waits_for():
    told = []
    with pytest.raises(Stopped, match="stopped before its end"):
        Work(progress=told.append, stopped=lambda: True).check(0.5)
    assert told == []
    Work(stopped=lambda: True).to_its_end().check()


def test_runs_that_are_counted_are_told_as_a_share():
    told, losses = [], []
    work = Work(report=losses.append, progress=told.append).part(0.5, 1).counted()
    config = tiny_scene(steps=200).ensemble
    train(config, trained(config)[0], work)
    assert losses == []
    assert told == sorted(told)
    assert told[-1] == 1
    assert min(told) > 0.5
    with pytest.raises(Stopped):
        Work(stopped=lambda: True).counted().report(TrainingProgress(1, 2, [0], [[1.0]]))


@pytest.fixture
def trainings(monkeypatch):
    """The config of every training a scene asked for."""
    made = []

    def counted(config, data, work):
        made.append(config)
        return train(config, data, work)

    monkeypatch.setattr(scene_module, "train", counted)
    return made


def test_a_second_scene_of_the_same_runs_costs_no_training(trainings):
    work = Work()
    first, second = whole_scene(tiny_scene(), work), whole_scene(tiny_scene(view="pca"), work)
    assert first.ensemble is second.ensemble
    assert len(trainings) == 1
    whole_scene(tiny_scene(data_seed=1), work)
    whole_scene(tiny_scene(), Work())
    assert len(trainings) == 3


def test_the_lesson_of_the_coin_trains_its_policies_once(trainings, monkeypatch):
    coin = EXPERIMENTS.load("coin")
    fewer = tiny_scene(**POLICIES, steps=20, grid=9, color="intended_share")
    monkeypatch.setattr("landscape.experiments.coin.scene_of", lambda config: fewer)
    found = coin.run(coin.config(), Work())
    assert len(found.pictures) == 2
    assert len(trainings) == 1


def test_runs_that_were_stopped_are_not_remembered():
    config = tiny_scene().ensemble
    _, whole = trained(config)
    runs, made = NewestRuns(), iter([replace(whole, stopped_at=3), whole])
    assert runs(config, lambda: next(made)).stopped_at == 3
    assert runs(config, lambda: next(made)) is whole
    assert runs(config, lambda: pytest.fail("made again")) is whole


def test_a_scene_on_the_way_must_be_whole():
    scene = compute(tiny_scene())
    cut_short = replace(scene, complete=False)
    assert whole_scene(tiny_scene(), Work(scene=lambda config, make: scene)) is scene
    with pytest.raises(Stopped):
        whole_scene(tiny_scene(), Work(scene=lambda config, make: cut_short, stopped=lambda: True))
