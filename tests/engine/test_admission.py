"""Before anything begins: what is too much is refused with the parameter to lower, and nobody takes all the places."""

import json
import logging
from dataclasses import replace

import numpy as np
import pytest

from landscape.datasets import csv
from landscape.engine import Engine, shelf
from landscape.engine import engine as engine_module
from landscape.engine.code_version import code_version
from landscape.engine.from_environment import engine_from_environment
from landscape.engine.shelf import stored_as
from landscape.engine.store import FOLDER, Store
from landscape.errors import ConfigError
from landscape.inputs.config import key_of
from landscape.picture.cost import Cost
from tests.conftest import tiny_scene
from tests.engine.test_jobs import ended, same_bits, until

HUGE = {"steps": 20_000, "batch_size": 4096, "n_train": 16_000, "width": 128, "depth": 4, "snapshots": 5}


@pytest.fixture
def engine(tmp_path):
    one = Engine(workers=2, store=Store(str(tmp_path / "store")))
    yield one
    one.close()


def test_what_takes_too_long_is_refused_at_once(engine):
    job = engine.ask(tiny_scene(**HUGE), "ada")
    assert job.state == "failed"
    assert engine.poll(job, "ada").error.startswith("steps 20,000 for 3 runs would take about")
    assert "choose fewer steps" in engine.poll(job, "ada").error
    assert engine.census().refused == 1
    assert engine.n_computed == 0


def test_nobody_has_more_than_so_many_computations_open():
    engine = Engine(workers=1, most_open=3)
    made = [engine.ask(tiny_scene(data_seed=i, steps=20_000), "ada") for i in range(4)]
    assert engine.poll(made[3], "ada").error == (
        "You have 3 computations open already; wait for one of them, or stop it."
    )
    assert engine.ask(tiny_scene(data_seed=9), "bob").state == "waiting"
    made[0].leave("ada")
    until(lambda: made[0].state == "stopped")
    assert engine.ask(tiny_scene(data_seed=3, steps=20_000), "ada").state == "waiting"
    engine.close()


def test_a_crowd_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(engine_module, "MOST_WAITING", 2)
    engine = Engine(workers=1)
    made = [engine.ask(tiny_scene(data_seed=i, steps=20_000), f"visitor {i}") for i in range(6)]
    until(lambda: made[0].state == "running")
    refused = [job for job in made if job.state == "failed"]
    assert refused
    assert {job.poll("x").error for job in refused} == {
        "Too many people wait for this server at the moment; try again in a minute."
    }
    engine.close()


def test_a_long_job_does_not_keep_a_quick_one_waiting():
    engine = Engine(workers=1)
    long = engine.ask(tiny_scene(steps=20_000, seeds="0-63", n_train=2000, batch_size=500, snapshots=5), "ada")
    until(lambda: engine.poll(long, "ada").training is not None)
    quick = engine.ask(tiny_scene(), "bob")
    assert ended(engine, quick, "bob").state == "done"
    assert long.state == "running"
    engine.close()


def test_two_jobs_of_minutes_do_not_keep_one_of_seconds_waiting(monkeypatch):
    """The longer lane, too, has a longer one beside it."""
    seconds = {"0": 600.0, "1": 600.0, "2": 12.0}
    cost = Cost(0.0, 0.0, 0)
    monkeypatch.setattr(
        engine_module,
        "refuse_too_costly",
        lambda config: replace(cost, training=seconds[str(config.ensemble.data.seed)]),
    )
    engine = Engine(workers=2)
    heavy = [engine.ask(tiny_scene(data_seed=i, steps=20_000), f"ada {i}") for i in range(2)]
    until(lambda: all(job.state == "running" for job in heavy))
    job = engine.ask(tiny_scene(data_seed=2), "bob")
    assert ended(engine, job, "bob").state == "done"
    assert [one.state for one in heavy] == ["running", "running"]
    engine.close()


# The store behind the engine


def test_results_outlive_the_program(engine, tmp_path):
    scene = ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene
    until(lambda: engine.census().store_items == 2)  # the scene and its runs
    again = Engine(workers=1, store=Store(str(tmp_path / "store")))
    job = again.ask(tiny_scene(), "bob")
    assert same_bits(ended(again, job, "bob").scene, scene)
    assert job.source == "store"
    assert (again.census().from_store, again.n_computed) == (1, 0)
    other = ended(again, again.ask(tiny_scene(view="pca"), "bob"), "bob").scene
    np.testing.assert_array_equal(other.ensemble.snapshots, scene.ensemble.snapshots)
    again.close()


def test_two_programs_share_a_store(tmp_path):
    both = [Engine(workers=1, store=Store(str(tmp_path))) for _ in range(2)]
    made = [engine.ask(tiny_scene(), "ada") for engine in both]
    scenes = [ended(engine, job, "ada").scene for engine, job in zip(both, made, strict=True)]
    assert same_bits(*scenes)
    assert 1 <= sum(engine.n_computed for engine in both) <= 2
    for engine in both:
        engine.close()


def test_a_spoilt_file_is_computed_again(engine, tmp_path):
    scene = ended(engine, engine.ask(tiny_scene(), "ada"), "ada").scene
    until(lambda: engine.census().store_items == 2)
    for path in (tmp_path / "store").rglob("*.npz"):
        path.write_bytes(path.read_bytes()[:-50])
    again = Engine(workers=1, store=Store(str(tmp_path / "store")))
    assert same_bits(ended(again, again.ask(tiny_scene(), "bob"), "bob").scene, scene)
    assert again.n_computed == 1
    again.close()


def test_other_numerics_do_not_find_it(engine, monkeypatch):
    ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    key = key_of(tiny_scene())
    until(lambda: engine.shelf.store.get(stored_as(key)) is not None)
    monkeypatch.setattr(shelf, "code_version", lambda: "0" * 16)
    assert engine.shelf.store.get(stored_as(key)) is None
    assert len(code_version()) == 16


def test_a_visitors_own_file_never_reaches_the_store(engine, tmp_path):
    rows = "\n".join(f"{i},{i % 7},{'ab'[i % 2]}" for i in range(60))
    file = csv.remember(csv.read(rows.encode(), "mine.csv"))
    assert ended(engine, engine.ask(tiny_scene(data="csv", file=file), "ada"), "ada").state == "done"
    ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    until(lambda: engine.census().store_items == 2)  # those of the other scene
    assert len(list((tmp_path / "store").rglob("*.npz"))) == 2


# What is told


def test_one_line_a_job_with_nothing_about_who_asked(engine, caplog):
    with caplog.at_level(logging.INFO, "landscape.jobs"):
        ended(engine, engine.ask(tiny_scene(), "ada lovelace"), "ada lovelace")
        until(lambda: caplog.records)
    (line,) = [json.loads(record.message) for record in caplog.records]
    assert line["key"] == key_of(tiny_scene())[:16]
    assert line["kind"] == "scene"
    assert line["outcome"] == "done"
    assert line["from"] == "computed"
    assert line["pieces"] >= 5
    assert line["seconds"] > 0
    assert "ada" not in caplog.text


def test_census_adds_up(engine):
    ended(engine, engine.ask(tiny_scene(), "ada"), "ada")
    engine.ask(tiny_scene(), "bob")
    ended(engine, engine.ask(tiny_scene(data="iris", model="convnet"), "ada"), "ada")
    until(lambda: engine.census().done == 1)
    census = engine.census()
    assert (census.computed, census.from_memory, census.refused, census.failed) == (1, 1, 1, 0)
    assert (census.waiting, census.running, census.workers, census.cluster) == (0, 0, 2, "")
    assert census.memory_bytes > 1000


# The environment


def test_the_environment_chooses(monkeypatch, tmp_path):
    monkeypatch.setenv("LANDSCAPE_STORE", str(tmp_path))
    monkeypatch.setenv("LANDSCAPE_STORE_BYTES", "12345")
    monkeypatch.setenv("LANDSCAPE_WORKERS", "3")
    engine = engine_from_environment()
    assert engine.shelf.store.root == f"{tmp_path}/{FOLDER}"
    assert (engine.shelf.store.budget, engine.executor.workers) == (12345, 3)
    engine.close()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LANDSCAPE_STORE", "nowhere://x", "LANDSCAPE_STORE=nowhere://x cannot be used"),
        ("LANDSCAPE_STORE_BYTES", "much", "LANDSCAPE_STORE_BYTES must be a whole number from 1 to 1,0.*; got 'much'"),
        *(
            ("LANDSCAPE_WORKERS", bad, f"LANDSCAPE_WORKERS must be a whole number from 1 to 256; got '{bad}'")
            for bad in ("0", "1000000")
        ),
        (
            "LANDSCAPE_MOST_SECONDS",
            "nan",
            "LANDSCAPE_MOST_SECONDS must be a number from 0.001 to 10,000,000; got 'nan'",
        ),
        ("LANDSCAPE_MOST_SECONDS", "abc", "LANDSCAPE_MOST_SECONDS must be a number from"),
        *(
            ("LANDSCAPE_CLUSTER", bad, "LANDSCAPE_CLUSTER must be an address such as tcp://scheduler:8786")
            for bad in ("scheduler:8786", "tcp://[::1", "tcp://a:99999")
        ),
    ],
)
def test_an_environment_that_cannot_be_used_says_so(name, value, says, monkeypatch, tmp_path):
    monkeypatch.setenv("LANDSCAPE_STORE", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=says):
        engine_from_environment()
