"""Faults in a row, at a small size: nothing is wrong, nothing hangs and nothing is left; and each of these is seen."""

import random
import time
from dataclasses import replace

import numpy as np
import pytest

from landscape.bench import chaos, faults
from landscape.bench.trial import Trial, digest_of, is_a_sentence
from landscape.engine.engine import Engine
from landscape.engine.executors import Threads
from landscape.engine.store import Store
from landscape.picture.scene import compute
from tests.bench.test_bench import assert_well_formed

ZERO = ("wrong bits", "failed inside", "ended without result or reason", "never ended", "left behind")
QUICK = faults.QUICK[0]

pytestmark = pytest.mark.slow


def assert_sound(rows, name, n):
    assert_well_formed(rows)
    found = {row.name: row for row in rows}
    assert found[f"{name}: faults"].value == n
    assert found[f"{name}: requests that ended with the right bits"].value > 0
    for what in ZERO:
        assert found[f"{name}: {what}"].value == 0, found[f"{name}: {what}"].note


def test_threads():
    rows = chaos.run(25, seconds=300, executors=("threads",))
    assert_sound(rows, "threads", 25)
    assert all(row.met is not False for row in rows)


def test_a_cluster():
    pytest.importorskip("distributed")
    assert_sound(chaos.run(6, seconds=300, executors=("cluster",)), "cluster", 6)


# Each fault by itself, so that none is left to the draw


@pytest.fixture(scope="module")
def references():
    return {config: digest_of(compute(config)) for config in faults.SOUND}


@pytest.fixture
def trial(tmp_path, references):
    one = Trial(tmp_path / "store", random.Random(0), lambda: Threads(2), references, 30.0)
    yield one
    one.close()
    assert set(one.tally.ends) <= {"right", "sentence", "stopped"}, one.tally.told


# What each fault must have led to at least once.
MUST = {
    faults.visitor_leaves: {"stopped"},
    faults.lease_ends: {"stopped"},
    faults.two_ask_the_same: {"right"},
    faults.class_asks_at_once: {"right"},
    faults.poison: {"sentence"},
    faults.too_costly: {"sentence"},
    faults.store_file_spoilt: {"right"},
    faults.store_fails: {"right"},
    faults.clock_jumps: {"right"},
    faults.fresh_again: {"right"},
    faults.two_programs: {"right"},
    faults.program_restarted: {"right", "stopped"},
}


def test_every_fault_that_needs_no_cluster_is_here():
    assert set(MUST) == set(faults.ANYWHERE)


@pytest.mark.parametrize("fault", MUST, ids=lambda fault: fault.__name__)
def test_each_fault_ends_well(fault, trial):
    fault(trial)
    assert set(trial.tally.ends) >= MUST[fault]


# What is wrong is seen


@pytest.fixture
def bad_trial(tmp_path, references):
    """A trial that is meant to find something."""
    one = Trial(tmp_path / "store", random.Random(0), lambda: Threads(2), references, 2.0)
    yield one
    one.close()


def test_a_changed_bit_is_seen(references):
    scene = compute(QUICK)
    assert digest_of(scene) == references[QUICK]
    assert digest_of(replace(scene, seconds=(("data", 9.0),))) == references[QUICK]
    heights = scene.surface.values.copy()
    heights.flat[0] = np.nextafter(heights.flat[0], 9)
    assert digest_of(replace(scene, surface=replace(scene.surface, values=heights))) != references[QUICK]


def test_wrong_bits_are_counted(bad_trial, monkeypatch):
    other = compute(faults.QUICK[1])
    monkeypatch.setattr(Store, "get", lambda self, key: other)
    bad_trial.settle(bad_trial.ask(QUICK))
    assert bad_trial.tally.ends["wrong"] == 1


def test_what_fails_inside_is_counted(bad_trial, monkeypatch):
    def fail(*_others):
        raise AttributeError("a mistake")

    monkeypatch.setattr(Engine, "_compute", fail)
    bad_trial.settle(bad_trial.ask(QUICK))
    assert bad_trial.tally.ends["inside"] == 1


def test_what_never_ends_is_counted(bad_trial, monkeypatch):
    def never(self, _key, job):
        while not job.stopped():
            time.sleep(0.01)
        time.sleep(3)
        raise ValueError

    monkeypatch.setattr(Engine, "_compute", never)
    request = bad_trial.ask(QUICK)
    bad_trial.settle(request)
    assert bad_trial.tally.ends["hung"] == 1
    assert "hung: waiting" in bad_trial.tally.told[0]


def test_a_visitor_who_waits_and_is_stopped_is_counted(bad_trial):
    request = bad_trial.ask(faults.SLOW)
    bad_trial.until_under_way(request)
    request.job.stop()
    bad_trial.settle(request)
    assert bad_trial.tally.ends["unexplained"] == 1


def test_what_is_left_behind_is_named(monkeypatch, references):
    def littering(trial):
        (trial.folder / "ab").mkdir(parents=True)
        (trial.folder / "ab" / "x.part").write_bytes(b"half")

    monkeypatch.setattr(faults, "draw", lambda trial: littering)
    rows = chaos._rows("threads", 1, *chaos._broken("threads", 1, "0", time.monotonic() + 60, references))
    assert (rows[-1].value, rows[-1].met, rows[-1].note) == (1, False, "store/ab/x.part")


@pytest.mark.parametrize(
    ("text", "fine"), [("Try again.", True), ("", False), ("  ", False), ("KeyError", False), ("One.\nTwo.", False)]
)
def test_a_sentence_is_told_from_what_is_none(text, fine):
    assert is_a_sentence(text) == fine


def test_without_dask_the_row_says_so(monkeypatch):
    monkeypatch.setattr(chaos, "find_spec", lambda name: None)
    monkeypatch.setattr(faults, "SOUND", ())
    (row,) = chaos.run(2, executors=("cluster",))
    assert row.value is None
    assert "not installed" in row.note
