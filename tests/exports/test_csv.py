"""The tables: every number of the scene, readable by a spreadsheet and harmless in it."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.exports.csv import cell, table, write
from landscape.inputs import link
from tests.conftest import PARTLY_DIVERGED
from tests.exports.reading import with_holes
from tests.figures.scenes import ALL_DIVERGED, small


def tables(scene):
    with ZipFile(BytesIO(write(scene))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(scene, name):
    return list(csv.DictReader(StringIO(tables(scene)[name], newline="")))


def column(found, name, kind=np.float64):
    return np.array([row[name] for row in found], dtype=kind)


def check_columns(found, **expected):
    """The columns hold these numbers to the last bit."""
    for name, values in expected.items():
        np.testing.assert_array_equal(column(found, name, values.dtype), values, err_msg=name)


def test_three_tables_and_a_text():
    assert list(tables(small())) == ["surface.csv", "paths.csv", "runs.csv", "about.txt"]


def test_every_node_is_a_row():
    scene = small(data="two_cues", color="intended_share", grid=(13, 9))
    found = rows(scene, "surface.csv")
    assert list(found[0]) == ["x", "y", "train_loss", "intended_share"]
    assert len(found) == 13 * 9
    np.testing.assert_array_equal(column(found, "x"), np.tile(scene.surface.x, 9))
    np.testing.assert_array_equal(column(found, "y"), np.repeat(scene.surface.y, 13))
    for name, surface in (("train_loss", scene.surface), ("intended_share", scene.color_surface)):
        np.testing.assert_array_equal(column(found, name, np.float32), surface.values.ravel())


def test_nodes_that_are_not_finite_stay():
    scene = with_holes(small())
    found = column(rows(scene, "surface.csv"), "train_loss", np.float32)
    np.testing.assert_array_equal(found, scene.surface.values.ravel())


def test_every_step_is_a_row():
    scene = small(seeds="4,7", steps=60)
    ensemble, paths = scene.ensemble, scene.trajectories
    found = rows(scene, "paths.csv")
    assert len(found) == 2 * (len(ensemble.steps) + len(ensemble.held_out_steps))
    for run, (letter, seed) in enumerate([("A", "4"), ("B", "7")]):
        mine = [row for row in found if row["run"] == letter]
        assert {row["seed"] for row in mine} == {seed}
        assert (np.diff(column(mine, "step", int)) > 0).all()
        kept = [row for row in mine if row["held_out"] == "0"]
        np.testing.assert_array_equal(column(kept, "step", int), ensemble.steps)
        check_columns(kept, train_loss=ensemble.train_loss[run], test_loss=ensemble.test_loss[run])
        check_columns(kept, **{name: getattr(paths, name)[run] for name in ("x", "y", "surface_loss", "distance")})
        held_out = [row for row in mine if row["held_out"] == "1"]
        np.testing.assert_array_equal(column(held_out, "step", int), ensemble.held_out_steps)
        np.testing.assert_array_equal(column(held_out, "train_loss", np.float32), ensemble.held_out_loss[run])
        np.testing.assert_array_equal(column(held_out, "x"), paths.held_out_x[run])
        assert {row["distance"] + row["test_loss"] for row in held_out} == {""}


def test_runs_in_numbers():
    scene = small()
    found = rows(scene, "runs.csv")
    assert [row["run"] for row in found] == ["A", "B", "C"]
    np.testing.assert_array_equal(column(found, "train_loss", np.float32), scene.ensemble.train_loss[:, -1])
    np.testing.assert_array_equal(column(found, "test_accuracy", np.float32), scene.behaviour.accuracy[:, 1])
    assert {row["diverged_at"] + row["intended_share"] for row in found} == {""}


def test_runs_that_were_lost():
    scene = small(**PARTLY_DIVERGED)
    found = rows(scene, "runs.csv")
    lost = [row["diverged_at"] != "" for row in found]
    np.testing.assert_array_equal(lost, ~scene.ensemble.sound)
    assert all((row["surface_loss"] == "") == gone for row, gone in zip(found, lost, strict=True))


def test_without_a_surface_the_losses_are_there():
    scene = small(**ALL_DIVERGED)
    assert rows(scene, "surface.csv") == []
    found = rows(scene, "paths.csv")
    assert len(found) == 3 * (len(scene.ensemble.steps) + len(scene.ensemble.held_out_steps))
    assert {row["x"] for row in found} == {""}


def test_the_text_says_what_it_is_of():
    text = tables(small())["about.txt"]
    assert text.startswith("Three small networks on two moons\n")
    assert f"/lab?{link.encode(small().config)}\n" in text
    assert "in nats." in text
    for name in {*rows(small(), "paths.csv")[0]} - {"run", "seed", "step"}:
        assert name in text


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=", "-", "+1+cmd", "-1e", "1-2"])
def test_formulas_are_texts(text):
    assert cell(text) == (text if text == "1-2" else f"'{text}")


@pytest.mark.parametrize("text", ["-1", "+2.5", "-.5", "-1e-9", "+1E5", "-0"])
def test_texts_that_are_numbers_stay(text):
    assert cell(text) == text


@pytest.mark.parametrize("value", [-1, -0.5, np.float32(-1e-9), np.int64(-3), float("-inf"), np.nan])
def test_numbers_stay(value):
    assert cell(value) == str(value)


@given(st.text(max_size=20))
def test_no_text_begins_a_formula(text):
    (row,) = csv.reader(StringIO(table((text,), ()), newline=""))
    found = row[0] if row else ""
    assert found in (text, f"'{text}")
    if found.startswith(("=", "+", "-", "@", "\t", "\r")):
        float(found)


DROPPED = {"drops": "0.1:0.2,-0.3:0", "seeds": "4,7", "focus": 1}


def test_every_step_of_a_ball_is_a_row():
    scene = small(**DROPPED)
    found = rows(scene, "paths.csv")
    runs = [row for row in found if row["run"] in "AB"]
    assert runs == rows(small(seeds="4,7", focus=1), "paths.csv")
    for ball, drop in enumerate(scene.drops):
        mine = [row for row in found if row["run"] == f"ball {ball + 1}"]
        assert {(row["seed"], row["held_out"], row["test_loss"]) for row in mine} == {("7", "1", "")}
        check_columns(mine, step=drop.steps, x=drop.path_x, y=drop.path_y, train_loss=drop.loss)
        check_columns(mine, surface_loss=drop.surface_loss, distance=drop.distance)


def test_balls_in_numbers():
    scene = small(**DROPPED)
    found = rows(scene, "runs.csv")
    assert [row["run"] for row in found] == ["A", "B", "ball 1", "ball 2"]
    for row, drop in zip(found[2:], scene.drops, strict=True):
        assert (row["seed"], row["diverged_at"]) == ("7", "")
        assert [float(row[f"{name}_loss"]) for name in ("train", "test")] == [drop.train_loss, drop.test_loss]
        assert np.float32(row["test_accuracy"]) == drop.accuracy[1]
    assert "The ball dropped at (0.1, 0.2) ends at" in tables(scene)["about.txt"]


def test_a_ball_that_was_lost():
    scene = small(**DROPPED)
    scene = replace(scene, drops=(replace(scene.drops[0], diverged=12), scene.drops[1]))
    row = rows(scene, "runs.csv")[2]
    assert (row["diverged_at"], row["surface_loss"]) == ("12", "")
