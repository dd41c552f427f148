"""A visitor who asks the engine, without any page."""

import subprocess
import sys
import time

import pytest

from landscape.engine import Engine
from landscape.ui.parts.asking import Asking
from tests.conftest import tiny_scene

LONG = {"steps": 20_000, "n_train": 64, "batch_size": 8}
LEASE = 0.3


@pytest.fixture
def engine():
    one = Engine(workers=1, lease_seconds=LEASE)
    yield one
    one.close()


@pytest.fixture
def patient():
    """An engine whose leases outlast every test."""
    one = Engine(workers=1)
    yield one
    one.close()


def until(happened, seconds=30.0):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def finished(visitor):
    until(lambda: visitor.poll().ended)
    return visitor.report


def test_before_any_question_there_is_nothing(patient):
    ada = Asking(patient, tiny_scene())
    assert ada.poll() is None
    assert not ada.began
    assert not ada.waits
    assert ada.stop()
    ada.leave()
    assert patient.n_open == 0


def test_answer_stays_when_nothing_more_is_to_come(patient):
    ada = Asking(patient, tiny_scene())
    ada.ask(ada.config)
    assert ada.waits
    report = finished(ada)
    assert report.state == "done"
    assert report.scene.config == ada.config
    assert not ada.waits
    assert ada.poll() is report


def test_two_visitors_have_two_names_and_share_one_job(patient):
    ada, bob = (Asking(patient, tiny_scene(**LONG)) for _ in range(2))
    for one in (ada, bob):
        one.ask(one.config)
    assert ada.name != bob.name
    assert ada.job is bob.job
    ada.leave()
    assert not bob.job.stopped()
    bob.leave()
    assert patient.n_open <= 1


def test_another_question_leaves_the_one_before(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config)
    first = ada.job
    ada.ask(tiny_scene(seeds="5-7"))
    assert first.stopped()
    assert finished(ada).scene.config.ensemble.seeds == (5, 6, 7)


def test_same_question_twice_does_not_end_its_job(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config)
    first = ada.job
    ada.ask(ada.config)
    assert ada.job is first
    assert not first.stopped()
    ada.leave()
    assert first.stopped()


def test_job_is_waited_for_only_once(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config)
    ada.wait(0.05)
    began = time.monotonic()
    ada.wait(30.0)
    assert time.monotonic() - began < 5.0
    ada.leave()


def test_stop_keeps_what_there_is(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config)
    until(lambda: ada.poll().training is not None)
    assert ada.stop()
    assert ada.stopping
    report = finished(ada)
    assert report.state == "stopped"
    assert report.scene is not None
    assert not ada.waits


def test_stop_where_others_wait_ends_it_for_this_visitor_alone(patient):
    ada, bob = (Asking(patient, tiny_scene(**LONG)) for _ in range(2))
    for one in (ada, bob):
        one.ask(one.config)
    job = bob.job
    assert not ada.stop()
    assert not ada.waits
    assert ada.poll().state == "stopped"
    assert not job.waits(ada.name)
    assert not job.stopped()
    bob.leave()


def test_after_a_silence_longer_than_a_lease_the_same_is_asked_again(engine):
    ada = Asking(engine, tiny_scene(**LONG))
    ada.ask(ada.config, compare_with="before")
    first = ada.job
    time.sleep(1.5 * LEASE)
    until(lambda: first.stopped() and first.state == "stopped")
    assert not ada.poll().ended
    assert ada.job is not first
    assert ada.compare_with == "before"
    ada.leave()


def test_work_that_others_ended_is_not_asked_for_again(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config)
    ada.job.stop()
    assert finished(ada).state == "stopped"


def test_what_a_fresh_answer_should_repeat_is_said_once(patient):
    ada = Asking(patient, tiny_scene())
    ada.ask(ada.config)
    before = finished(ada).scene
    assert ada.repeated() is None
    ada.ask(ada.config, fresh=True, compare_with=before)
    assert ada.repeated() is None
    assert finished(ada).scene is not before
    assert ada.repeated() is before
    assert ada.repeated() is None


def test_stopped_computation_repeats_nothing(patient):
    ada = Asking(patient, tiny_scene(**LONG))
    ada.ask(ada.config, fresh=True, compare_with="before")
    ada.stop()
    finished(ada)
    assert ada.repeated() is None


def test_refusal_is_the_answer(patient):
    ada = Asking(patient, tiny_scene(steps=20_000, batch_size=4096, n_train=16_000, width=128, depth=4))
    ada.ask(ada.config)
    report = ada.poll()
    assert report.state == "failed"
    assert "choose fewer steps" in report.error
    assert not ada.waits


def test_it_needs_no_page():
    code = "import landscape.ui.parts.asking, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
