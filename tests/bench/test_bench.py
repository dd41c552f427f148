"""Benchmarks at a small size: their rows are well formed and their references are right. No test looks at a time."""

import json
import math
import sys
from dataclasses import fields

import numpy as np
import pytest

from landscape import bench
from landscape.__main__ import main
from landscape.bench import classroom, convnet, ensemble, hosting, lessons, machine, memory, scene, surface
from landscape.bench.plain import drawn_batches, loss_at_each, train_each
from landscape.bench.row import Row, at_least, at_most
from landscape.bench.timing import best_of
from landscape.errors import ConfigError
from landscape.learning.training import build_module_alone
from tests import reference
from tests.conftest import tiny_scene, trained

SMALL = {
    "machine": lambda: machine.run(grid=5, n_steps=3, n_rounds=1),
    "surface": lambda: surface.run(grid=5, n_steps=3, n_rounds=1),
    "convnet": lambda: convnet.run(grid=5, n_steps=2, n_rounds=1),
    "ensemble": lambda: ensemble.run(n_seeds=3, n_looped=2, n_steps=5, n_rounds=1),
    "scene": lambda: scene.run(tiny_scene(), n_rounds=1),
    "memory": lambda: memory.run(seconds=0.2),
    "hosting": lambda: hosting.run(n_idle=2, n_many=3, seconds=1.0, starts=1),
    "classroom": lambda: classroom.run(n=3, rounds=1),
    "lessons": lambda: lessons.run(("points",), 2),
}
MARKS = dict.fromkeys(("memory", "hosting", "classroom"), pytest.mark.slow)
ELSEWHERE = {"page", "chaos"}  # tests/browser/test_bench.py, tests/bench/test_chaos.py


@pytest.mark.parametrize("name", [pytest.param(n, marks=MARKS.get(n, ())) for n in SMALL])
def test_rows_are_well_formed(name):
    assert_well_formed(SMALL[name]())


def assert_well_formed(rows):
    assert rows
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert isinstance(row, Row)
        assert row.value is not None, row.note
        assert math.isfinite(row.value)
        assert (row.met is None) == (row.target is None)


@pytest.mark.parametrize("run", [surface.run, convnet.run])
def test_the_surfaces_that_are_timed_are_the_same(run):
    rows = {row.name: row for row in run(grid=5, n_steps=3, n_rounds=1)}
    assert rows["largest relative difference from the loop"].met


def test_every_listed_benchmark_has_a_run():
    assert set(SMALL) | ELSEWHERE == set(bench.NAMES)
    assert all(callable(bench.load(name)) for name in bench.NAMES)


def test_without_the_library_the_row_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "loss_landscapes", None)
    rows = {row.name: row for row in surface.run(grid=5, n_steps=3, n_rounds=1)}
    row = rows["random plane against loss-landscapes"]
    assert row.value is None
    assert row.met is None
    assert "not installed" in row.note
    assert row.verdict() == "not measured"


# The plain references


def test_the_plain_loop_gives_the_loss():
    config = tiny_scene()
    data, runs = trained(config)
    module = build_module_alone(config.ensemble, data)
    thetas = runs.snapshots[:, -1]
    expected = [reference.values(module, theta, data)["train_loss"] for theta in thetas]
    np.testing.assert_allclose(loss_at_each(module, data, thetas), expected, rtol=1e-5)


def test_the_plain_training_ends_where_ours_ends():
    config = tiny_scene(steps=20).ensemble
    data, runs = trained(config)
    batches = {seed: drawn_batches(config, seed, len(data.train_targets)) for seed in (0, 2)}
    np.testing.assert_allclose(train_each(config, data, batches), runs.snapshots[[0, 2], -1], rtol=1e-4, atol=1e-5)


def test_tasks_take_turns():
    seen = []
    times = best_of(3, lambda: seen.append("reference"), lambda: seen.append("ours"))
    assert seen == ["reference", "ours"] * 3
    assert len(times) == 2
    assert all(seconds.cpu >= 0 and seconds.wall >= 0 for seconds in times)


# Rows


def test_targets_are_judged():
    assert at_least("speed", 3.5, "times", 3) == Row("speed", 3.5, "times", ">= 3 times", True)
    assert at_least("speed", 2.9, "times", 3).verdict() == "missed"
    assert at_most("error", 1e-3, "", 1e-3).met
    assert Row("speed", 2.0, "times").verdict() == ""


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_row_holds_a_number_or_none(value):
    with pytest.raises(ValueError, match="must be a finite number or None"):
        Row("speed", value, "times")


def test_a_verdict_needs_a_target_and_a_value():
    with pytest.raises(ValueError, match="needs a target and a value"):
        Row("speed", None, "times", ">= 3 times", False)


# The command


@pytest.fixture
def quick(monkeypatch):
    """Stands in for what takes long: every benchmark gives two rows at once."""
    rows = [at_least("speed", 2.5, "times", 3, "slow"), Row("library", None, "times", "> 1 times", None, "missing")]
    monkeypatch.setattr(bench, "load", lambda name: lambda: rows)


def test_json_parses_and_a_missed_target_is_no_error(quick, capsys):
    assert main(["bench", "surface", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["machine"].keys() >= {"cores", "torch", "python"}
    first, second = found["rows"]
    assert first.keys() == {"benchmark", *(f.name for f in fields(Row))}
    assert (first["benchmark"], first["value"], first["met"]) == ("surface", 2.5, False)
    assert second["value"] is None


def test_without_a_name_all_run_in_order(quick, capsys):
    assert main(["bench", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["benchmark"] for row in rows[::2]] == list(bench.NAMES)


def test_the_table_shows_value_target_and_verdict(quick, capsys):
    assert main(["bench", "surface"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("cores ")
    assert lines[2] == "surface"
    assert lines[3].split() == ["speed", "2.5", "times", ">=", "3", "times", "missed", "slow"]
    assert "not measured" in lines[4]


def test_an_unknown_name_is_refused_in_one_line(capsys):
    assert main(["bench", "sur\nface", "--json"]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    assert all(name in found.err for name in bench.NAMES)


def test_an_unknown_name_raises_before_anything_runs():
    with pytest.raises(ConfigError, match="There is no benchmark called 'nope'; benchmarks: machine, surface"):
        bench.main("nope", as_json=False)
