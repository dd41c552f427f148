"""Jobs: one computation for all who ask, stopped when nobody waits, and every ending told in a word."""

import logging
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import landscape.picture.scene
from landscape.engine import Engine
from landscape.engine import engine as engine_module
from landscape.engine.engine import FAILED_INSIDE
from landscape.engine.jobs import Job
from landscape.errors import ConfigError, Stopped
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.outputs.findings import Finding, LessonConfig
from landscape.picture.scene import compute, whole_scene
from tests.conftest import tiny_scene

LONG = {"steps": 20_000, "n_train": 64, "batch_size": 8}


@pytest.fixture
def engine():
    one = Engine(workers=2)
    yield one
    one.close()


@pytest.fixture(scope="module")
def finished():
    """A scene computed without an engine."""
    return compute(tiny_scene())


@pytest.fixture
def trainings(monkeypatch):
    """The config of every training made."""
    made = []
    train = landscape.picture.scene.train

    def counted(config, *others, **more):
        made.append(config)
        return train(config, *others, **more)

    monkeypatch.setattr(landscape.picture.scene, "train", counted)
    return made


class Gate:
    """A computation that waits until it may go on, or until it is told to stop."""

    def __init__(self, scene):
        self.scene, self.begun, self.open = scene, threading.Semaphore(0), threading.Event()
        self.n_running, self.n_most, self.lock = 0, 0, threading.Lock()

    def compute(self, config, work):
        with self.lock:
            self.n_running += 1
            self.n_most = max(self.n_most, self.n_running)
        self.begun.release()
        try:
            while not self.open.wait(0.005):
                if work.stopped():
                    raise Stopped("The work was stopped.")
        finally:
            with self.lock:
                self.n_running -= 1
        return replace(self.scene, config=config)


@pytest.fixture
def gate(monkeypatch, finished):
    one = Gate(finished)
    monkeypatch.setattr(engine_module, "compute", one.compute)
    yield one
    one.open.set()


def until(true, seconds=20.0):
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def ended(engine, job, visitor):
    """The report a visitor gets who polls until the job has ended."""
    until(lambda: engine.poll(job, visitor).ended)
    return engine.poll(job, visitor)


def same_bits(a, b):
    return np.array_equal(a.ensemble.snapshots, b.ensemble.snapshots) and np.array_equal(
        a.surface.values, b.surface.values, equal_nan=True
    )


# One computation for all


def test_scene_of_a_job_is_the_scene_of_a_plain_computation(engine, finished):
    report = ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    assert report.state == "done"
    assert report.scene.complete
    assert same_bits(report.scene, finished)


def test_two_visitors_share_one_computation(engine, gate):
    first, second = engine.ask(tiny_scene(), "ada"), engine.ask(tiny_scene(), "bob")
    gate.open.set()
    assert first is second
    assert ended(engine, first, "ada").scene is ended(engine, second, "bob").scene
    assert engine.n_computed == 1


def test_balls_are_dropped_on_the_scene_in_memory(engine, finished):
    """It is computed once, kept under its own key, and the next ball costs its own training only."""
    first = ended(engine, engine.ask(tiny_scene(drops="0.1:0.2"), "ada"), "ada").scene
    assert first.complete
    assert len(first.drops) == 1
    assert same_bits(first, finished)
    ground = ended(engine, engine.ask(tiny_scene(), "bob"), "bob").scene
    assert engine.n_computed == 1
    assert ground.complete
    assert ground.drops == ()
    assert ground.config == tiny_scene()
    second = ended(engine, engine.ask(tiny_scene(drops="0.1:0.2,0.5:0"), "ada"), "ada").scene
    assert second.surface is first.surface is ground.surface
    np.testing.assert_array_equal(second.drops[0].snapshots, first.drops[0].snapshots)


def test_thirty_visitors_at_once_share_one_computation(engine, gate):
    asked = []
    threads = [
        threading.Thread(target=lambda name=i: asked.append(engine.ask(tiny_scene(), f"visitor {name}")))
        for i in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(asked) == 30
    assert len({id(job) for job in asked}) == 1
    gate.open.set()
    ended(engine, asked[0], "visitor 0")
    assert engine.n_computed == 1


@pytest.mark.usefixtures("switch_often")
def test_asking_while_another_ends_never_computes_twice(engine, monkeypatch, finished):
    monkeypatch.setattr(engine_module, "compute", lambda config, work: replace(finished, config=config))
    for seed in range(100):
        config = tiny_scene(data_seed=seed)
        while engine.ask(config, "ada").state != "done":
            pass
    assert engine.n_computed == 100


def test_other_config_is_another_computation(engine, gate):
    jobs_made = [engine.ask(tiny_scene(data_seed=seed), "ada") for seed in (0, 1)]
    gate.open.set()
    for job in jobs_made:
        ended(engine, job, "ada")
    assert engine.n_computed == 2


def test_no_more_jobs_run_at_once_than_there_are_workers(engine, gate):
    made = [engine.ask(tiny_scene(data_seed=seed), "ada") for seed in range(6)]
    for _ in range(2):
        assert gate.begun.acquire(timeout=10)
    gate.open.set()
    for job in made:
        ended(engine, job, "ada")
    assert gate.n_most == 2


def test_finished_scene_comes_from_memory(engine):
    scene = ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene
    again = engine.ask(tiny_scene(), "bob")
    assert again.state == "done"
    assert engine.poll(again, "bob").scene is scene
    assert engine.n_computed == 1


def test_without_memory_the_same_scene_is_computed_again(finished):
    engine = Engine(workers=1, budget=0)
    for n in (1, 2):
        assert same_bits(ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene, finished)
        assert engine.n_computed == n
    engine.close()


def test_fresh_computes_and_trains_again_with_the_same_bits(engine, trainings):
    first = ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene
    second = ended(engine, engine.ask(tiny_scene(), "ada", fresh=True), "ada").scene
    assert second is not first
    assert same_bits(first, second)
    assert engine.n_computed == 2
    assert len(trainings) == 2


def test_fresh_shares_a_job_that_runs_already(engine, gate):
    job = engine.ask(tiny_scene(), "ada")
    assert engine.ask(tiny_scene(), "bob", fresh=True) is job
    gate.open.set()
    ended(engine, job, "bob")
    assert engine.n_computed == 1


# Runs shared between views


def test_another_view_of_the_same_runs_does_not_train(engine, trainings):
    sheet = ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene
    for changes in ({"view": "pca"}, {"quantity": "test_loss"}, {"scale": "linear"}, {"grid": 11}):
        other = ended(engine, engine.ask(tiny_scene(**changes), "ada"), "ada").scene
        assert other.ensemble is sheet.ensemble
    assert len(trainings) == 1
    assert engine.n_computed == 5


def test_two_views_at_once_train_once(engine, trainings):
    made = [engine.ask(tiny_scene(view=view, steps=2000), "ada") for view in ("sheet", "pca")]
    scenes = [ended(engine, job, "ada").scene for job in made]
    assert len(trainings) == 1
    assert scenes[0].ensemble is scenes[1].ensemble
    assert scenes[0].plane is not scenes[1].plane


def test_one_view_left_in_mid_training_lets_the_other_train(engine, trainings):
    sheet = engine.ask(tiny_scene(view="sheet", **LONG), "ada")
    until(lambda: engine.poll(sheet, "ada").training is not None)
    plane = engine.ask(tiny_scene(view="pca", **LONG), "bob")
    assert sheet.leave("ada")
    until(lambda: engine.poll(plane, "bob").training is not None)
    until(lambda: sheet.state == "stopped")
    assert len(trainings) == 2
    plane.leave("bob")


def test_job_that_waits_for_anothers_training_can_be_stopped(engine):
    sheet = engine.ask(tiny_scene(view="sheet", **LONG), "ada")
    until(lambda: engine.poll(sheet, "ada").training is not None)
    plane = engine.ask(tiny_scene(view="pca", **LONG), "bob")
    until(lambda: plane.state == "running")
    plane.leave("bob")
    until(lambda: plane.state == "stopped")
    assert not engine.poll(sheet, "ada").ended
    sheet.leave("ada")


# Leaving, stopping


def test_the_other_visitor_goes_on(engine, gate):
    job = engine.ask(tiny_scene(), "ada")
    engine.ask(tiny_scene(), "bob")
    assert not job.leave("ada")
    gate.open.set()
    assert ended(engine, job, "bob").state == "done"


def test_last_to_leave_stops_and_what_there_is_stays(engine):
    config = tiny_scene(**LONG)
    job = engine.ask(config, "ada")
    engine.ask(config, "bob")
    until(lambda: engine.poll(job, "ada").training is not None)
    assert not job.leave("bob")
    began = time.monotonic()
    assert job.leave("ada")
    until(lambda: job.state == "stopped")
    assert time.monotonic() - began < 3
    scene = engine.poll(job, "ada").scene
    assert not scene.complete
    assert 0 < scene.ensemble.stopped_at < 20_000
    assert scene.surface is not None
    assert scene.notes == (f"Stopped after step {scene.ensemble.stopped_at:,} of 20,000.",)


def test_stopped_scene_is_not_kept(engine):
    config = tiny_scene(**LONG)
    job = engine.ask(config, "ada")
    until(lambda: engine.poll(job, "ada").training is not None)
    job.leave("ada")
    until(lambda: job.state == "stopped")
    assert len(engine.shelf.memory) == 0
    again = engine.ask(config, "ada")
    assert again is not job
    assert again.state in ("waiting", "running")
    again.leave("ada")


def test_stop_before_the_first_step_ends_without_a_scene(engine, monkeypatch):
    def nothing(config, work):
        until(work.stopped)
        raise Stopped("The training was stopped before its first step.")

    monkeypatch.setattr(engine_module, "compute", nothing)
    job = engine.ask(tiny_scene(), "ada")
    job.leave("ada")
    report = ended(engine, job, "ada")
    assert report.state == "stopped"
    assert report.scene is None
    assert report.error == ""


def test_asking_for_a_job_that_is_being_stopped_starts_a_new_one(engine, gate):
    job = engine.ask(tiny_scene(), "ada")
    job.leave("ada")
    again = engine.ask(tiny_scene(), "bob")
    assert again is not job
    gate.open.set()
    assert ended(engine, again, "bob").state == "done"
    assert engine.poll(again, "bob").scene.complete


def test_nobody_can_join_once_the_last_has_left():
    job = Job(tiny_scene(), lease_seconds=100)
    assert job.join("ada")
    assert job.leave("ada")
    assert not job.join("bob")


def test_joining_and_leaving_at_once_never_gives_a_dying_job():
    for _ in range(200):
        job = Job(tiny_scene(), lease_seconds=100)
        job.join("ada")
        leaver = threading.Thread(target=job.leave, args=("ada",))
        leaver.start()
        joined = job.join("bob")
        leaver.join()
        assert joined is not job.stopped()


def test_visitor_who_is_not_heard_of_counts_as_gone(gate):
    engine = Engine(workers=1, lease_seconds=0.15)
    job = engine.ask(tiny_scene(), "ada")
    assert gate.begun.acquire(timeout=10)
    until(lambda: job.state == "stopped")
    engine.close()


def test_visitor_who_polls_is_waited_for(gate):
    engine = Engine(workers=1, lease_seconds=0.5)
    job = engine.ask(tiny_scene(), "ada")
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        assert engine.poll(job, "ada").state in ("waiting", "running")
        time.sleep(0.02)
    gate.open.set()
    assert ended(engine, job, "ada").state == "done"
    engine.close()


# Waiting


def test_waiting_jobs_tell_how_many_are_ahead(gate):
    engine = Engine(workers=1)
    made = [engine.ask(tiny_scene(data_seed=seed), "ada") for seed in range(4)]
    assert gate.begun.acquire(timeout=10)
    reports = [engine.poll(job, "ada") for job in made]
    assert [report.state for report in reports] == ["running", "waiting", "waiting", "waiting"]
    assert [report.ahead for report in reports] == [0, 0, 1, 2]
    made[1].leave("ada")
    assert [engine.poll(job, "ada").ahead for job in made[2:]] == [0, 1]
    gate.open.set()
    assert [ended(engine, job, "ada").state for job in made] == ["done", "stopped", "done", "done"]
    assert engine.n_computed == 3
    engine.close()


def test_waiting_job_stops_at_once(gate):
    engine = Engine(workers=1)
    engine.ask(tiny_scene(data_seed=0), "ada")
    assert gate.begun.acquire(timeout=10)
    job = engine.ask(tiny_scene(data_seed=1), "ada")
    job.leave("ada")
    assert engine.poll(job, "ada").state == "stopped"
    engine.close()


# Failing


def test_data_that_is_not_here_gives_its_sentence(engine, caplog):
    config = tiny_scene(data="csv", file="0123456789abcdef")
    report = ended(engine, engine.ask(config, "ada"), "ada")
    assert report.state == "failed"
    assert report.scene is None
    assert report.error == (
        "This link was made with a CSV file that is not here (fingerprint 0123456789abcdef); choose the same file "
        "again, and read it the same way, as a link never carries the file."
    )
    assert not caplog.records


def test_combination_that_cannot_be_gives_its_sentence(engine):
    report = ended(engine, engine.ask(tiny_scene(data="iris", model="convnet"), "ada"), "ada")
    assert report.state == "failed"
    assert "does not go with data iris" in report.error
    assert "choose another architecture or data set" in report.error


def test_fault_inside_gives_a_plain_sentence_and_goes_to_the_log(engine, monkeypatch, caplog):
    def broken(config, work):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(engine_module, "compute", broken)
    with caplog.at_level(logging.ERROR):
        report = ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    assert report.state == "failed"
    assert report.error == FAILED_INSIDE
    (record,) = caplog.records
    assert record.exc_info[0] is ZeroDivisionError


def test_want_of_memory_is_told_whoever_found_it(engine, monkeypatch):
    def hungry(config, work):
        torch.empty(2**50)

    monkeypatch.setattr(engine_module, "compute", hungry)
    assert ended(engine, engine.ask(tiny_scene(), "ada"), "ada").error == engine_module.OUT_OF_MEMORY


def test_failed_key_can_be_asked_again(engine, monkeypatch):
    real, called = engine_module.compute, []

    def fails_once(config, work):
        called.append(config)
        if len(called) == 1:
            raise ConfigError("seeds", "Not today.")
        return real(config, work)

    monkeypatch.setattr(engine_module, "compute", fails_once)
    assert ended(engine, engine.ask(tiny_scene(), "ada"), "ada").error == "Not today."
    again = ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    assert again.state == "done"
    assert again.error == ""


def test_fault_in_one_view_leaves_the_training_free_for_the_next(engine, monkeypatch):
    real, called = landscape.picture.scene.train, []

    def fails_once(config, *others, **more):
        called.append(config)
        if len(called) == 1:
            raise ZeroDivisionError
        return real(config, *others, **more)

    monkeypatch.setattr(landscape.picture.scene, "train", fails_once)
    assert ended(engine, engine.ask(tiny_scene(), "ada"), "ada").state == "failed"
    assert ended(engine, engine.ask(tiny_scene(view="pca"), "ada"), "ada").state == "done"
    assert len(called) == 2


def test_diverged_runs_are_a_result(engine):
    config = tiny_scene(learning_rate=100, activation="relu", seeds="0-1", steps=200)
    report = ended(engine, engine.ask(config, "ada"), "ada")
    assert report.state == "done"
    assert report.scene.notes
    assert report.scene.ensemble.n_runs == 2


# What is told on the way


def test_reports_grow_from_losses_to_a_finer_and_finer_ground(engine):
    config = tiny_scene(steps=3000, grid=33)
    job = engine.ask(config, "ada")
    reports = [engine.poll(job, "ada")]
    while not reports[-1].ended:
        new = engine.poll(job, "ada")
        if new.revision != reports[-1].revision:
            reports.append(new)
        time.sleep(0.001)
    steps = [report.training.step for report in reports if report.training is not None]
    assert len(set(steps)) > 1
    assert steps == sorted(steps)
    nodes = [
        report.scene.surface.values.size for report in reports if report.scene is not None and report.scene.surface
    ]
    assert nodes == sorted(nodes)
    assert nodes[-1] == 33 * 33
    assert [report.revision for report in reports] == sorted({report.revision for report in reports})


def test_publishing_replaces_what_is_given_and_keeps_the_rest(finished):
    job = Job(tiny_scene(), lease_seconds=1)
    job.publish(state="running")
    job.publish(scene=finished)
    report = job.poll("ada", ahead=3)
    assert (report.state, report.revision, report.scene, report.ahead) == ("running", 2, finished, 3)
    assert not report.ended


def test_wait_ends_with_the_job(engine, gate):
    job = engine.ask(tiny_scene(), "ada")
    threading.Timer(0.1, gate.open.set).start()
    began = time.monotonic()
    job.wait(20)
    assert job.state == "done"
    assert time.monotonic() - began < 10


def test_wait_gives_up(engine, gate):
    job = engine.ask(tiny_scene(), "ada")
    job.wait(0.05)
    assert job.state in ("waiting", "running")


def test_wait_for_a_job_that_nobody_wants_any_more_is_over_at_once(gate):
    engine = Engine(workers=1)
    engine.ask(tiny_scene(data_seed=0), "ada")
    assert gate.begun.acquire(timeout=10)
    job = engine.ask(tiny_scene(data_seed=1), "ada")
    threading.Timer(0.1, job.leave, args=("ada",)).start()
    began = time.monotonic()
    job.wait(20)
    assert job.state == "stopped"
    assert time.monotonic() - began < 10
    engine.close()


# Experiments


class Trial:
    """An experiment that goes on at a signal, and counts how often it is run."""

    def __init__(self):
        self.n_runs, self.begun, self.open = 0, threading.Event(), threading.Event()
        self.error = None

    def run(self, config, work):
        self.n_runs += 1
        work.check(0.25)
        scene = whole_scene(tiny_scene(data_seed=config.first_seed), work)
        if self.error is not None:
            raise self.error
        work.publish(self.finding(config, scene, "unfinished"))
        work.check(0.5)
        self.begun.set()
        while not self.open.wait(0.005):
            work.check()
        work.check(0.75)
        return self.finding(config, scene, "finished")

    def finding(self, config, scene, outcome):
        return Finding(config, (scene,), {"runs": self.n_runs}, outcome, "runs")


@pytest.fixture
def trial(monkeypatch):
    one = Trial()
    made_up = Experiment("trial", "paths", (Control("size", (1, 2), 1),), ("a", "b"), one.run, lambda *_: None, {})
    monkeypatch.setattr(engine_module, "EXPERIMENTS", SimpleNamespace(load=lambda slug: made_up))
    yield one
    one.open.set()


def lesson(size=1, first_seed=0):
    return LessonConfig("trial", (("size", size),), first_seed)


def test_experiment_is_a_job_that_tells_its_share_and_what_it_has(engine, trial):
    job = engine.ask(lesson(), "ada")
    assert trial.begun.wait(20)
    report = engine.poll(job, "ada")
    assert (report.state, report.share, report.finding.outcome) == ("running", 0.5, "unfinished")
    trial.open.set()
    report = ended(engine, job, "ada")
    assert (report.state, report.finding.outcome, report.error) == ("done", "finished", "")
    assert report.share == 0.75
    assert report.finding.config == lesson()


def test_experiment_that_does_not_say_has_done_nothing_yet(engine, gate):
    assert engine.poll(engine.ask(tiny_scene(), "ada"), "ada").share == 0


def test_revision_grows_with_the_share(engine, trial):
    job = engine.ask(lesson(), "ada")
    assert trial.begun.wait(20)
    before = engine.poll(job, "ada").revision
    trial.open.set()
    assert ended(engine, job, "ada").revision > before


def test_equal_experiments_share_one_computation(engine, trial):
    first, second = engine.ask(lesson(), "ada"), engine.ask(lesson(), "bob")
    other = engine.ask(lesson(size=2), "eve")
    assert first is second
    assert first is not other
    trial.open.set()
    assert ended(engine, first, "ada").finding is ended(engine, second, "bob").finding
    assert ended(engine, other, "eve").finding.config == lesson(size=2)
    assert trial.n_runs == 2


def test_experiment_from_memory_is_done_at_once(engine, trial):
    trial.open.set()
    first = ended(engine, engine.ask(lesson(), "ada"), "ada").finding
    again = engine.ask(lesson(), "bob")
    assert engine.poll(again, "bob").state == "done"
    assert engine.poll(again, "bob").finding is first
    assert trial.n_runs == 1


def test_fresh_experiment_is_computed_again_with_its_scenes(engine, trial, trainings):
    trial.open.set()
    first = ended(engine, engine.ask(lesson(), "ada"), "ada").finding
    again = ended(engine, engine.ask(lesson(), "ada", fresh=True), "ada").finding
    assert again is not first
    assert trial.n_runs == 2
    assert len(trainings) == 2
    assert same_bits(first.pictures[0], again.pictures[0])


def test_scene_of_an_experiment_is_that_of_the_lab(engine, trial, trainings):
    """Two controls that leave the scene alone, or the lab, cost one training."""
    trial.open.set()
    first = ended(engine, engine.ask(lesson(), "ada"), "ada").finding
    second = ended(engine, engine.ask(lesson(size=2), "ada"), "ada").finding
    assert second.pictures[0] is first.pictures[0]
    assert ended(engine, engine.ask(tiny_scene(), "bob"), "bob").scene is first.pictures[0]
    assert len(trainings) == 1


def test_experiment_nobody_waits_for_stops_in_its_middle(engine, trial):
    job = engine.ask(lesson(), "ada")
    assert trial.begun.wait(20)
    assert job.leave("ada")
    until(lambda: job.poll("eve").ended)
    report = job.poll("eve")
    assert report.state == "stopped"
    assert report.error == ""
    assert report.finding.outcome == "unfinished"
    trial.open.set()
    assert ended(engine, engine.ask(lesson(), "bob"), "bob").finding.outcome == "finished"
    assert trial.n_runs == 2


def test_experiment_goes_on_while_one_of_two_waits(engine, trial):
    job = engine.ask(lesson(), "ada")
    assert engine.ask(lesson(), "bob") is job
    assert trial.begun.wait(20)
    assert not job.leave("ada")
    trial.open.set()
    assert ended(engine, job, "bob").state == "done"


def test_experiment_that_fails_says_a_sentence(engine, trial, caplog):
    trial.error = ConfigError("size", "size must be smaller; choose 1.")
    report = ended(engine, engine.ask(lesson(), "ada"), "ada")
    assert (report.state, report.error) == ("failed", "size must be smaller; choose 1.")
    assert not caplog.records


def test_fault_inside_an_experiment_goes_to_the_log(engine, trial, caplog):
    trial.error = ZeroDivisionError("secret detail")
    with caplog.at_level(logging.ERROR):
        report = ended(engine, engine.ask(lesson(), "ada"), "ada")
    assert (report.state, report.error) == ("failed", FAILED_INSIDE)
    (record,) = caplog.records
    assert record.exc_info[0] is ZeroDivisionError
    trial.error = None
    trial.open.set()
    assert ended(engine, engine.ask(lesson(), "ada"), "ada").state == "done"


# The end of the engine


def threads_of(engine):
    """The threads that lead its jobs and do its pieces."""
    pools = [*engine._lanes.values(), engine.executor._pool]
    return [thread for pool in pools for thread in pool._threads]


def test_close_stops_what_runs_and_what_waits_and_ends_the_threads():
    engine = Engine(workers=1)
    config = tiny_scene(**LONG)
    running = engine.ask(config, "ada")
    waiting = engine.ask(tiny_scene(data_seed=1, **LONG), "ada")
    until(lambda: engine.poll(running, "ada").training is not None)
    threads = threads_of(engine)
    assert len(threads) >= 2
    engine.close()
    assert running.state == "stopped"
    assert waiting.state == "stopped"
    until(lambda: not any(thread.is_alive() for thread in threads))


def test_close_of_an_idle_engine_is_quick_and_can_be_repeated():
    engine = Engine()
    engine.close()
    engine.close()


def test_locks_of_trainings_are_not_kept(engine):
    for seed in range(3):
        ended(engine, engine.ask(tiny_scene(data_seed=seed), "ada"), "ada")
    until(lambda: len(engine.shelf._making) == 0)
