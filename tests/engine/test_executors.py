"""Threads and cluster behind one seam: the same promises, kept by both."""

import os
import signal
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress

import numpy as np
import pytest

from landscape.bench.processes import LocalCluster, wait_until
from landscape.engine import Engine
from landscape.engine.executors import PATIENCE_SECONDS, WINDOW, JobPieces, Threads
from landscape.errors import ConfigError, LandscapeError, Stopped
from landscape.picture.scene import compute
from tests.conftest import tiny_scene
from tests.picture.test_scene import assert_same_bits


@pytest.fixture(scope="module")
def processes():
    cluster = LocalCluster(n_workers=2, memory="700MiB")
    yield cluster
    cluster.close()


@pytest.fixture(params=["threads", pytest.param("cluster", marks=pytest.mark.slow)])
def executor(request):
    if request.param == "threads":
        one = Threads(2)
    else:
        from landscape.engine.cluster import Cluster

        one = Cluster(request.getfixturevalue("processes").address)
    yield one
    one.close()


def double(x):
    return 2 * x


def fail(error):
    raise error


def nap(seconds):
    time.sleep(seconds)
    return seconds


def until_free(executor):
    """A cluster takes some seconds to begin."""
    assert executor.submit(double, 21).result(60) == 42


# The contract


def test_pieces_give_their_results(executor):
    futures = [executor.submit(double, i) for i in range(20)]
    assert [future.result(60) for future in futures] == [2 * i for i in range(20)]


def test_arrays_come_back_with_the_same_bits(executor):
    values = np.random.default_rng(0).standard_normal((300, 200)).astype(np.float32)
    np.testing.assert_array_equal(executor.submit(double, values).result(60), 2 * values)


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), LandscapeError("one sentence"), TimeoutError("own")])
def test_errors_of_a_piece_are_its_own(executor, error):
    with pytest.raises(type(error), match=str(error)):
        executor.submit(fail, error).result(60)
    assert executor.submit(double, 1).result(60) == 2


def test_an_error_keeps_its_field(executor):
    with pytest.raises(ConfigError, match="too many") as caught:
        executor.submit(fail, ConfigError("steps", "too many")).result(60)
    assert caught.value.field == "steps"


class Unreadable(Exception):
    """An error that can be sent and not be read."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def raise_unreadable():
    raise Unreadable("salt", "pepper")


def test_an_error_that_cannot_be_sent_says_what_it_said(executor):
    with pytest.raises(Exception, match="salt and pepper"):
        executor.submit(raise_unreadable).result(60)
    assert executor.submit(double, 1).result(60) == 2


def test_a_piece_that_nobody_waits_for_holds_nobody_up(executor):
    until_free(executor)
    futures = [executor.submit(nap, 0.3) for _ in range(12)]
    for future in futures:
        future.cancel()
    began = time.monotonic()
    assert executor.submit(double, 3).result(60) == 6
    assert time.monotonic() - began < 3


def test_close_ends_what_waits(executor):
    futures = [executor.submit(nap, 0.2) for _ in range(20)]
    executor.close()
    for future in futures:
        with suppress(CancelledError, LandscapeError):
            assert future.result(1) == 0.2
    assert all(future.done() for future in futures)


def test_a_job_has_only_a_few_pieces_under_way(executor):
    begun = []

    def many():
        for i in range(10):
            begun.append(i)
            yield (i,)

    results = JobPieces(executor, lambda: False).map(double, many())
    assert next(results) == 0
    assert len(begun) == WINDOW
    assert list(results) == [2 * i for i in range(1, 10)]


def test_a_job_is_left_in_the_middle(executor):
    until_free(executor)
    pieces = JobPieces(executor, lambda: True)
    assert pieces.run(nap, 0.2) == 0.2  # a piece under way is waited for
    with pytest.raises(Stopped, match="waited for its turn"):
        pieces.run(nap, PATIENCE_SECONDS + 2)


def test_scenes_have_the_same_bits_as_without_an_engine(executor):
    config = tiny_scene(drops="0.1:0.2")
    engine = Engine(executor=executor)
    job = engine.ask(config, "ada")
    wait_until(lambda: engine.poll(job, "ada").ended)
    assert_same_bits(engine.poll(job, "ada").scene, compute(config))
    engine.close()


def test_stop_leaves_a_picture_of_what_there_is(executor):
    engine = Engine(executor=executor)
    job = engine.ask(tiny_scene(steps=20_000, n_train=64, batch_size=8), "ada")
    wait_until(lambda: engine.poll(job, "ada").training is not None)
    job.leave("ada")
    wait_until(lambda: job.state == "stopped")
    scene = job.poll("ada").scene
    assert 0 < scene.ensemble.stopped_at < 20_000
    assert scene.surface is not None
    engine.close()


# Faults of a cluster


@pytest.fixture
def fragile(processes):
    """The cluster, to be broken."""
    yield processes
    processes.mend()


@pytest.fixture
def engine_on(fragile):
    from landscape.engine.cluster import Cluster

    engine = Engine(executor=Cluster(fragile.address))
    yield engine
    engine.close()


LONG_SCENE = {"steps": 3000, "seeds": "0-7", "grid": 17, "n_train": 256}


def _report(engine, job):
    return engine.poll(job, "ada")


def _running(engine, config):
    job = engine.ask(config, "ada")
    wait_until(lambda: _report(engine, job).training is not None or _report(engine, job).ended, 120)
    return job


@pytest.mark.slow
def test_a_killed_worker_costs_no_bit(fragile, engine_on):
    config = tiny_scene(**LONG_SCENE)
    job = _running(engine_on, config)
    fragile.kill(fragile.workers[0])
    wait_until(lambda: _report(engine_on, job).ended, 120)
    assert _report(engine_on, job).error == ""
    assert_same_bits(_report(engine_on, job).scene, compute(config))


@pytest.mark.slow
def test_a_killed_scheduler_is_told_and_its_work_is_sent_again(fragile, engine_on):
    config = tiny_scene(**LONG_SCENE)
    job = _running(engine_on, config)
    fragile.kill(fragile.scheduler)
    wait_until(lambda: "does not answer" in _report(engine_on, job).notice, 60)
    for worker in fragile.workers:
        fragile.kill(worker)
    fragile.mend()  # as a supervisor would
    wait_until(lambda: _report(engine_on, job).ended, 120)
    assert _report(engine_on, job).notice == ""
    assert_same_bits(_report(engine_on, job).scene, compute(config))


def hog():
    """Takes memory until it is stopped from outside."""
    held = []
    while True:
        held.append(np.ones(4_000_000))
        time.sleep(0.01)


def suicide():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "sentence"),
    [(hog, "more memory than the cluster's workers have"), (suicide, "made them fail")],
    ids=["memory hog", "kills its workers"],
)
def test_a_piece_that_does_harm_is_given_up_with_a_sentence_and_the_rest_goes_on(fragile, engine_on, piece, sentence):
    until_free(engine_on.executor)
    with pytest.raises(LandscapeError, match=sentence):
        engine_on.executor.submit(piece).result(120)
    assert engine_on.executor.submit(double, 4).result(60) == 8


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told_and_given_up(monkeypatch):
    from landscape.engine import cluster

    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 4.0)
    engine = Engine(executor=cluster.Cluster("tcp://127.0.0.1:9"))
    job = engine.ask(tiny_scene(), "ada")
    wait_until(lambda: "does not answer" in _report(engine, job).notice, 30)
    wait_until(lambda: _report(engine, job).ended, 60)
    assert _report(engine, job).state == "failed"
    assert "could not be reached" in _report(engine, job).error
    engine.close()


@pytest.mark.slow
def test_workers_of_another_version_are_refused(processes, monkeypatch):
    from landscape.engine import cluster

    monkeypatch.setattr(cluster, "code_version", lambda: "another")
    one = cluster.Cluster(processes.address)
    with pytest.raises(LandscapeError, match="another version"):
        one.submit(double, 1).result(60)
    one.close()


@pytest.mark.slow
def test_no_thread_is_left_behind(processes):
    from landscape.engine.cluster import Cluster

    one = Cluster(processes.address)
    until_free(one)
    one.close()
    wait_until(lambda: not any(thread.name.startswith("cluster-") for thread in threading.enumerate()), 20)
