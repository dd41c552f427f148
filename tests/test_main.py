"""The command line: what it promises to scripts, checked from outside."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest import mock
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import landscape
import landscape.baked
from landscape import api, bench
from landscape.__main__ import main
from landscape.catalogue import ARCHITECTURES, DATASETS, EXPERIMENTS, PLANES
from landscape.errors import Stopped
from landscape.experiments import points
from landscape.experiments.parts.measures import mean_of
from landscape.exports.files import arrays_of
from landscape.inputs import link
from landscape.inputs.config import scene_from
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.settings import SETTINGS
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Measure
from landscape.picture.scene import load_data
from landscape.words.lesson_text import lesson_text
from models.architecture import Shape
from tests import reference
from tests.figures.reading import read_page

ROOT = Path(__file__).parents[1]
POINTS = EXPERIMENTS.load("points")
THREE = ["scene.html", "scene.json", "scene.npz"]
TINY = {
    "n_train": "64",
    "width": "4",
    "depth": "1",
    "steps": "20",
    "snapshots": "8",
    "seeds": "0-2",
    "grid": "13x9",
}
N_X, N_Y, N_RUNS = 13, 9, 3
RUNS = {
    "sheet": {},
    "pca": {"view": "pca"},
    "ends": {"view": "ends"},
    "random": {"view": "random", "extent": "0.5"},
    "last": {"view": "last", "focus": "1", "data": "iris", "depth": "2"},
    "regression": {"data": "sine", "learning_rate": "0.05", "view": "pca"},
    "pictures": {"data": "digits", "model": "convnet", "width": "2", "learning_rate": "0.02", "view": "random"},
    "whole landscape": {"data": "strip", "model": "two_weights", "view": "weights", "color": "shifted_loss"},
    "two rules": {"data": "two_cues", "color": "intended_share", "view": "pca"},
    "accuracy": {"quantity": "accuracy", "color": "train_loss", "view": "pca"},
}
each_run = pytest.mark.parametrize("name", RUNS)


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def command(*argv):
    """What one command gives: its exit status and what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(part) for part in argv])
        except SystemExit as end:
            status = end.code
    return Done(status, out.getvalue(), err.getvalue())


def pairs(values):
    return [part for name, value in values.items() for part in ("--set", f"{name}={value}")]


def run(out, *more, **values):
    return command("run", *pairs(TINY | values), *more, "--out", out)


def load(folder):
    """The arrays and the description of a scene on disk."""
    with np.load(folder / "scene.npz", allow_pickle=False) as arrays:
        return dict(arrays), json.loads((folder / "scene.json").read_text(encoding="utf-8"))


def names_in(folder):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """Every one of RUNS, run through the command line with all nodes."""
    folder = tmp_path_factory.mktemp("scenes")
    for name, values in RUNS.items():
        done = run(folder / name, "--save-nodes", **values)
        assert (done.status, done.err) == (0, "")
        assert done.out.endswith(f"Wrote scene.json, scene.npz and scene.html to {folder / name}.\n")
    return {name: load(folder / name) for name in RUNS} | {"folder": folder}


@cache
def examples_of(query):
    """The examples a link asks for."""
    return load_data(api.configure(query).ensemble.data)


def check_refused(done, *, out=None):
    """Bad input: status 2, one sentence on stderr, nothing on stdout, nothing written."""
    assert done.status == 2
    assert done.out == ""
    assert done.err.endswith("\n")
    assert len(done.err.splitlines()) == 1
    assert done.err[:-1].isprintable()
    assert len(done.err) > 10
    assert done.err[:-1].endswith(".")
    assert out is None or not os.path.lexists(out)


# --- list -------------------------------------------------------------------------------------------------------

LISTS = {
    "architectures": ARCHITECTURES.names,
    "datasets": DATASETS.names,
    "planes": PLANES.names,
    "quantities": tuple(QUANTITIES),
    "lessons": EXPERIMENTS.names,
}


def test_list_names_everything():
    done = command("list")
    assert (done.status, done.err) == (0, "")
    words = done.out.split()
    assert all(name in words for names in LISTS.values() for name in names)


@pytest.mark.parametrize("what", LISTS)
def test_list_one_kind(what):
    done = command("list", what)
    assert (done.status, done.err) == (0, "")
    ids = [line.split()[0] for line in done.out.splitlines()[1:] if line != "  none yet"]
    assert ids == list(LISTS[what])


@pytest.mark.parametrize("what", LISTS)
def test_list_as_json(what):
    rows = json.loads(command("list", what, "--json").out)
    assert [row["id"] for row in rows] == list(LISTS[what])
    assert rows == json.loads(command("list", "--json").out)[what]


def test_list_as_json_has_every_kind():
    found = json.loads(command("list", "--json").out)
    assert list(found) == list(LISTS)
    for kind in ("architectures", "datasets", "planes", "quantities"):
        assert all(row["title"] and row["summary"] for row in found[kind])
    for kind in ("architectures", "datasets"):
        assert all(set(row["parameters"]) <= SETTINGS.keys() for row in found[kind])


def test_list_of_lessons_as_json():
    rows = json.loads(command("list", "lessons", "--json").out)
    for row in rows:
        one, text = EXPERIMENTS.load(row["id"]), lesson_text(row["id"])
        assert (row["title"], row["summary"]) == (text["short"], text.title)
        assert row["controls"] == {control.name: list(control.choices) for control in one.controls}


# --- run: what is written ---------------------------------------------------------------------------------------


@each_run
def test_exactly_three_files(scenes, name):
    assert names_in(scenes["folder"] / name) == THREE


@each_run
def test_arrays_are_those_promised(scenes, name):
    arrays, description = scenes[name]
    n_params = sum(int(np.prod(part["shape"])) for part in description["parameters"])
    n_snapshots, n_held_out, n = len(arrays["steps"]), len(arrays["check_steps"]), len(arrays["inputs"])
    quantity, color = (SETTINGS[field].default for field in ("quantity", "color"))
    shown = {RUNS[name].get("quantity", quantity), RUNS[name].get("color", color)} - {"height"}
    single, double, whole = np.float32, np.float64, np.int64
    promised = {
        "snapshots": ((N_RUNS, n_snapshots, n_params), single),
        "steps": ((n_snapshots,), whole),
        "train_loss": ((N_RUNS, n_snapshots), single),
        "test_loss": ((N_RUNS, n_snapshots), single),
        "origin": ((n_params,), double),
        "u": ((n_params,), double),
        "v": ((n_params,), double),
        "x": ((N_X,), double),
        "y": ((N_Y,), double),
        "path_x": ((N_RUNS, n_snapshots), double),
        "path_y": ((N_RUNS, n_snapshots), double),
        "path_surface_loss": ((N_RUNS, n_snapshots), single),
        "path_distance": ((N_RUNS, n_snapshots), single),
        "check_steps": ((n_held_out,), whole),
        "check_loss": ((N_RUNS, n_held_out), single),
        "check_surface_loss": ((N_RUNS, n_held_out), single),
        "inputs": ((n, arrays["inputs"].shape[1]), single),
        "targets": ((n,), single if name == "regression" else whole),
        "nodes": ((N_Y, N_X, n_params), single),
    } | {f"{one}_surface": ((N_Y, N_X), single) for one in shown}
    for array, (shape, kind) in promised.items():
        assert (arrays[array].shape, arrays[array].dtype) == (shape, kind), array
    assert {array for array in arrays if array.endswith("_surface")} == {f"{one}_surface" for one in shown}
    assert n_held_out > 0
    assert arrays["steps"][0] == 0
    assert arrays["steps"][-1] == 20
    assert not np.isin(arrays["check_steps"], arrays["steps"]).any()


def test_nodes_only_if_asked_for(tmp_path):
    run(tmp_path)
    assert "nodes" not in load(tmp_path)[0]


def rebuilt(name, arrays, description):
    """The torch module of a scene, from its description alone."""
    model = description["config"]["ensemble"]["model"]
    n_outputs = 1 if name == "regression" else int(arrays["targets"].max()) + 1
    image = (8, 8) if name == "pictures" else None
    shape = Shape(arrays["inputs"].shape[1], n_outputs, image, name != "regression")
    module = ARCHITECTURES.load(model["name"]).build(shape, model["width"], model["depth"], model["activation"])
    named = [{"name": n, "shape": list(p.shape)} for n, p in module.named_parameters()]
    assert named == description["parameters"]
    return module


def true_losses(name, arrays, description, thetas):
    """Training losses by a plain float64 loop over networks, shaped like the leading axes of `thetas`."""
    module = rebuilt(name, arrays, description)
    flat = thetas.reshape(-1, thetas.shape[-1])
    answers = (reference.outputs(module, theta, arrays["inputs"]) for theta in flat)
    found = [reference.loss(one, arrays["targets"], name != "regression") for one in answers]
    return np.array(found).reshape(thetas.shape[:-1])


def assert_close(found, truth):
    np.testing.assert_allclose(found, truth, rtol=1e-3, atol=1e-9)


@each_run
def test_snapshots_are_the_networks_of_the_losses(scenes, name):
    arrays, description = scenes[name]
    assert_close(arrays["train_loss"], true_losses(name, arrays, description, arrays["snapshots"]))
    assert_close(arrays["check_loss"], true_losses(name, arrays, description, arrays["check_snapshots"]))


@each_run
def test_every_node_has_its_true_height(scenes, name):
    arrays, description = scenes[name]
    if "train_loss_surface" not in arrays:
        pytest.skip("no loss is shown")
    assert_close(arrays["train_loss_surface"], true_losses(name, arrays, description, arrays["nodes"]))


@each_run
def test_nodes_lie_where_x_and_y_say(scenes, name):
    arrays, description = scenes[name]
    x, y = np.meshgrid(arrays["x"], arrays["y"])
    expected = points_at(arrays, x, y, curved=description["config"]["view"]["view"] == "sheet")
    np.testing.assert_allclose(arrays["nodes"], expected, rtol=1e-5, atol=1e-5)


@each_run
def test_the_ground_under_the_paths_has_its_true_height(scenes, name):
    arrays, description = scenes[name]
    curved = description["config"]["view"]["view"] == "sheet"
    for x, y, ground in (
        ("path_x", "path_y", "path_surface_loss"),
        ("check_x", "check_y", "check_surface_loss"),
    ):
        under = points_at(arrays, arrays[x], arrays[y], curved)
        assert_close(arrays[ground], true_losses(name, arrays, description, under))


@each_run
def test_distances_are_from_the_ground(scenes, name):
    arrays, description = scenes[name]
    curved = description["config"]["view"]["view"] == "sheet"
    off = arrays["snapshots"] - points_at(arrays, arrays["path_x"], arrays["path_y"], curved)
    np.testing.assert_allclose(arrays["path_distance"], np.linalg.norm(off, axis=2), rtol=1e-4, atol=2e-5)


def points_at(arrays, x, y, curved):
    """Parameter vectors at coordinates of the plane; of the sheet by a dense solve of its defining equations."""
    flat = arrays["origin"] + x[..., None] * arrays["u"] + y[..., None] * arrays["v"]
    if not curved:
        return flat
    theta = arrays["snapshots"].reshape(-1, len(arrays["origin"])).astype(np.float64)
    at = np.stack([arrays["path_x"].ravel(), arrays["path_y"].ravel()], axis=1)
    scale = at.std(axis=0)
    off = theta - (arrays["origin"] + at[:, :1] * arrays["u"] + at[:, 1:] * arrays["v"])

    def kernel(places):
        return -np.linalg.norm(places[:, None] / scale - at[None] / scale, axis=2)

    n, one = len(at), np.ones((len(at), 1))
    system = np.block([[kernel(at), one], [one.T, np.zeros((1, 1))]])
    weights = np.linalg.solve(system, np.vstack([off, np.zeros((1, off.shape[1]))]))
    places = np.stack([x.ravel(), y.ravel()], axis=1)
    bend = kernel(places) @ weights[:n] + weights[n]
    return flat + bend.reshape(flat.shape)


def test_the_sheet_holds_the_paths(scenes):
    arrays, _ = scenes["sheet"]
    assert_close(arrays["path_surface_loss"], arrays["train_loss"])
    assert np.abs(arrays["path_distance"]).max() < 1e-4


@pytest.mark.parametrize("name", ["whole landscape", "two rules", "accuracy"])
def test_other_quantities_are_true(scenes, name):
    arrays, description = scenes[name]
    data = examples_of(description["link"])
    module = rebuilt(name, arrays, description)
    nodes = arrays["nodes"].reshape(-1, arrays["nodes"].shape[-1])
    truth = [reference.values(module, theta, data) for theta in nodes]
    surfaces = [array.removesuffix("_surface") for array in arrays if array.endswith("_surface")]
    assert len(surfaces) == 2
    for quantity in surfaces:
        expected = np.array([values[quantity] for values in truth]).reshape(N_Y, N_X)
        if quantity in ("accuracy", "intended_share"):
            n = len(data.test_targets if quantity == "accuracy" else data.shifted_targets)
            np.testing.assert_allclose(arrays[f"{quantity}_surface"], expected, atol=1.01 / n)  # one example may tie
            assert np.ptp(expected) > 0
        else:
            assert_close(arrays[f"{quantity}_surface"], expected)


@each_run
def test_the_test_loss_is_that_of_the_test_examples(scenes, name):
    arrays, description = scenes[name]
    module = rebuilt(name, arrays, description)
    for i in range(N_RUNS):
        answers = reference.outputs(module, arrays["snapshots"][i, -1], arrays["test_inputs"])
        truth = reference.loss(answers, arrays["test_targets"], name != "regression")
        assert {"probe_inputs", "probe_targets"} <= arrays.keys()
        assert ("shifted_inputs" in arrays) == ("shifted_targets" in arrays)
        assert "shifted_inputs" in arrays or name != "two rules"
        assert arrays["test_loss"][i, -1] == pytest.approx(truth, rel=1e-3)


def test_color_beside_the_height_of_the_same_name_is_one_surface(tmp_path):
    run(tmp_path, color="train_loss")
    assert [name for name in load(tmp_path)[0] if name.endswith("_surface")] == ["train_loss_surface"]


# --- run: the same again ----------------------------------------------------------------------------------------


def assert_same_bits(first, second):
    assert first.keys() == second.keys()
    for name, array in first.items():
        assert array.dtype == second[name].dtype
        assert array.tobytes() == second[name].tobytes(), name


@pytest.mark.parametrize("name", ["sheet", "two rules"])
def test_the_same_command_and_python_give_the_same_bits(scenes, name, tmp_path):
    first, _ = scenes[name]
    assert run(tmp_path, "--save-nodes", **RUNS[name]).status == 0
    assert_same_bits(load(tmp_path)[0], first)
    scene = landscape.run(**TINY | RUNS[name], save_nodes=True)
    assert_same_bits({array: np.asarray(values) for array, values in arrays_of(scene).items()}, first)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sheet", "two rules", "pictures"])
def test_one_and_two_threads_give_the_same_bits(scenes, name, tmp_path):
    values = TINY | RUNS[name]
    started = []
    for threads in ("1", "2"):
        environment = os.environ | {"OMP_NUM_THREADS": threads}
        words = [sys.executable, "-m", "landscape", "run", *pairs(values), "--save-nodes", "--out", tmp_path / threads]
        started.append(subprocess.Popen(words, cwd=ROOT, env=environment, stdout=-1, stderr=-1))
    for process in started:
        out, err = process.communicate(timeout=300)
        assert (process.returncode, err) == (0, b"")
        assert out.splitlines()[-1].startswith(b"Wrote scene.json")
    for threads in ("1", "2"):
        assert_same_bits(load(tmp_path / threads)[0], scenes[name][0])


@pytest.mark.parametrize("name", ["sheet", "pictures", "regression"])
def test_the_link_reopens_the_scene(scenes, name, tmp_path):
    first, description = scenes[name]
    done = command("run", "--link", description["link"], "--save-nodes", "--out", tmp_path)
    assert done.status == 0
    arrays, again = load(tmp_path)
    assert_same_bits(arrays, first)
    for part in ("config", "key", "link", "fidelity", "badge", "runs", "notes", "versions"):
        assert again[part] == description[part]


def test_a_whole_address_is_a_link(scenes, tmp_path):
    first, description = scenes["pca"]
    address = f"https://example.org/lab?{description['link']}&embed=true#top"
    assert command("run", "--link", address, "--save-nodes", "--out", tmp_path).status == 0
    assert_same_bits(load(tmp_path)[0], first)


def test_set_beats_link(scenes, tmp_path):
    _, description = scenes["sheet"]
    done = command("run", "--set", "view=pca", "--link", description["link"], "--save-nodes", "--out", tmp_path)
    assert done.status == 0
    assert_same_bits(load(tmp_path)[0], scenes["pca"][0])


@pytest.mark.parametrize("other", [{"seeds": "3-5"}, {"data_seed": "1"}])
def test_another_seed_gives_other_numbers(scenes, other, tmp_path):
    run(tmp_path, **other)
    first, arrays = scenes["sheet"][0], load(tmp_path)[0]
    assert (arrays["train_loss"] != first["train_loss"]).all()
    assert (arrays["inputs"] != first["inputs"]).any() == ("data_seed" in other)


def test_a_run_does_not_depend_on_the_others(scenes, tmp_path):
    run(tmp_path, seeds="1")
    alone = load(tmp_path)[0]
    np.testing.assert_array_equal(alone["snapshots"][0], scenes["sheet"][0]["snapshots"][1])


# --- run: your own data -----------------------------------------------------------------------------------------

GOOD_CSV = "a,b,class\n" + "".join(f"{i},{i * i % 7},{'xy'[i % 2]}\n" for i in range(60))


def test_your_own_data(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD_CSV)
    assert run(tmp_path / "first", "--csv", path).status == 0
    arrays, description = load(tmp_path / "first")
    assert arrays["inputs"].shape == (36, 2)
    assert description["config"]["ensemble"]["data"]["name"] == "csv"
    done = command("run", "--link", description["link"], "--csv", path, "--out", tmp_path / "again")
    assert done.status == 0
    assert_same_bits(load(tmp_path / "again")[0], arrays)


def test_choices_about_your_own_data(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD_CSV.replace("\n9,4", "\n?,4"))
    plain = run(tmp_path / "plain", "--csv", path)
    assert plain.err.startswith("mine.csv: 60 rows and 3 columns between commas, with a header. The class is column 3")
    assert "1 row left out for 1 missing cell." in plain.err
    choices = ["--csv-class", "b", "--csv-predict", "numbers", "--csv-leave-out", "class", "--csv-missing", "median"]
    done = run(tmp_path / "chosen", "--csv", path, *choices)
    assert done.status == 0
    assert 'The numbers to predict stand in column 2 ("b"), as chosen: from 0 to 4.' in done.err
    assert "1 missing cell in 1 row filled" in done.err
    assert load(tmp_path / "chosen")[0]["inputs"].shape[1] == 1
    check_refused(run(tmp_path / "out", "--csv", path, "--csv-class", "c"), out=tmp_path / "out")
    check_refused(run(tmp_path / "out", "--csv", path, *choices, "--set", "quantity=accuracy"), out=tmp_path / "out")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"a,b\n1,x\n",
        b"only one column\n" * 30,
        GOOD_CSV.replace("9,4", "nine,4").encode(),
        GOOD_CSV.replace("9,4", "inf,4").encode(),
        GOOD_CSV.replace("9,4", '"9,4').encode(),
        GOOD_CSV.encode("utf-16-le"),
        bytes(range(256)) * 4,
        "ü,b,c\n".encode("latin-1") * 30,
        b'<script>\x1b[31m,"\xe2\x80\xa8\x85,c\n' * 30,
    ],
)
def test_data_that_cannot_be_used(content, tmp_path):
    path = tmp_path / "mine\n\x1b[31m.csv"
    path.write_bytes(content)
    check_refused(run(tmp_path / "out", "--csv", path), out=tmp_path / "out")


@settings(deadline=None, max_examples=60, database=None)
@given(content=st.binary(max_size=300))
def test_binary_junk_as_data(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "junk.csv"
    path.write_bytes(content)
    out = tmp_path_factory.getbasetemp() / "never"
    check_refused(run(out, "--csv", path), out=out)


@pytest.mark.parametrize("path", ["none.csv", "two\nlines.csv", ".", "zero\0byte.csv", "x" * 300])
def test_data_that_is_not_there(path, tmp_path):
    check_refused(run(tmp_path / "out", "--csv", tmp_path / path), out=tmp_path / "out")


def test_a_link_to_data_that_is_not_here(tmp_path):
    query = link.encode(api.configure(data="csv", file="0123456789abcdef"))
    done = command("run", "--link", query, "--out", tmp_path / "out")
    check_refused(done, out=tmp_path / "out")
    assert "fingerprint 0123456789abcdef" in done.err


# --- lessons ----------------------------------------------------------------------------------------------------


def test_claim_of_a_lesson_as_json():
    done = command("lesson", "points", "--seeds", "4", "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert list(found) == ["lesson", "seeds", "first_seed", "held", "measures"]
    assert (found["lesson"], found["seeds"], found["first_seed"], found["held"]) == ("points", 4, 0, True)
    for measure in found["measures"]:
        assert list(measure) == ["name", "value", "low", "high", "n", "at_least", "at_most", "held"]
        assert measure["low"] <= measure["value"] <= measure["high"]
        assert measure["n"] == 4
        assert (measure["at_least"] is None) != (measure["at_most"] is None)
    truth = EXPERIMENTS.load("points").claim(4, 0, Work())
    assert [measure["value"] for measure in found["measures"]] == [measure.value for measure in truth.measures]


def test_claim_of_a_lesson_in_words():
    done = command("lesson", "points", "--seeds", "2", "--first-seed", "7")
    assert (done.status, done.err) == (0, "")
    *lines, verdict = done.out.splitlines()
    assert verdict == "The claim held."
    claim = EXPERIMENTS.load("points").claim(2, 7, Work())
    for line, measure in zip(lines, claim.measures, strict=True):
        assert line.startswith(f"{measure.name}: {measure.value:.4g} [")
        assert line.endswith(" over 2, at most 0.1: held" if measure.at_most else " over 2, at least 0.95: held")


def offer(monkeypatch, lesson):
    """The command line then knows this lesson alone."""
    only = SimpleNamespace(names=(lesson.slug,), load=lambda slug: lesson)
    monkeypatch.setattr("landscape.__main__.EXPERIMENTS", only)


@pytest.fixture
def made_up(monkeypatch):
    """A lesson whose claim holds in part, and which has measured nothing for one of its numbers."""

    def claim(n_seeds, first_seed, work):
        work.check(0.5)
        bad = Measure("bad", 0.2, 0.1, 0.3, n_seeds, at_least=0.9, at_most=0.95)
        return Claim("points", n_seeds, first_seed, (bad, mean_of("nothing", [], at_least=0.5)))

    offer(monkeypatch, replace(POINTS, claim=claim))


@pytest.mark.usefixtures("made_up")
def test_claim_that_does_not_hold_says_so_and_is_no_failure_of_the_program():
    done = command("lesson", "points", "--seeds", "3")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "bad: 0.2 [0.1, 0.3] over 3, at least 0.9, at most 0.95: NOT HELD",
        "nothing: nan [nan, nan] over 0, at least 0.5: NOT HELD",
        "The claim did not hold.",
    ]
    found = json.loads(command("lesson", "points", "--json").out, parse_constant=lambda name: pytest.fail(name))
    assert not found["held"]
    assert found["seeds"] == 32
    assert found["measures"][1]["value"] is None
    assert not found["measures"][1]["held"]


LESSON_SENTENCES = {
    ("lesson", "nonsense"): "There is no lesson called 'nonsense'; lessons: points, ",
    ("lesson", ""): "There is no lesson called 'nothing'; lessons: points, ",
    ("lesson", "po\nints"): "There is no lesson called 'po?ints'; lessons: ",
    ("lesson", "points", "--seeds", "0"): "seeds must be from 1 to 10000; got 0.",
    ("lesson", "points", "--seeds", "10001"): "seeds must be from 1 to 10000; got 10001.",
    ("lesson", "points", "--seeds", "many"): "Argument --seeds: invalid int value: 'many'",
    ("lesson", "points", "--first-seed", "-1"): "first-seed must be from 0 to 999999; got -1.",
    ("lesson", "points", "--first-seed", "1000000"): "first-seed must be from 0 to 999999; got 1000000.",
    ("lesson", "points", "--first-seed", "999999", "--seeds", "2"): "first-seed must be at most 999998 for 2 seeds",
    ("lesson",): "The following arguments are required: slug",
    ("bake", "nonsense"): "There is no lesson called 'nonsense'; lessons: points, ",
    ("bake", "points", "nonsense"): "There is no lesson called 'nonsense'; lessons: points, ",
}


@pytest.mark.parametrize(("argv", "sentence"), LESSON_SENTENCES.items(), ids=map(" ".join, LESSON_SENTENCES))
def test_what_is_wrong_about_a_lesson_is_said_in_a_sentence(argv, sentence, tmp_path, monkeypatch):
    monkeypatch.setattr(landscape.baked, "FOLDER", tmp_path / "baked")
    done = command(*argv)
    check_refused(done, out=tmp_path / "baked")
    assert done.err.startswith(sentence)


@pytest.fixture
def short_runs(monkeypatch):
    """The experiment on points with few steps: baking it takes a second."""
    whole = points.strip_scene

    def short(**settings):
        scene = whole(**settings)
        return replace(
            scene,
            ensemble=replace(scene.ensemble, steps=5, snapshots=5, seeds=scene.ensemble.seeds[:2]),
            view=replace(scene.view, grid=(9, 9)),
        )

    monkeypatch.setattr(points, "strip_scene", short)


@pytest.mark.usefixtures("short_runs")
def test_bake_writes_the_findings_of_the_lesson(tmp_path, monkeypatch):
    monkeypatch.setattr(landscape.baked, "FOLDER", tmp_path / "new" / "baked")
    done = command("bake", "points")
    assert (done.status, done.err) == (0, "")
    assert names_in(tmp_path / "new" / "baked") == ["points.npz"]
    content = landscape.baked.path_of("points").read_bytes()
    assert done.out == f"points: {len(POINTS.shipped())} findings, {len(content):,} bytes.\n"
    found = landscape.baked.unpack_findings(content)
    assert tuple(one.config for one in found) == POINTS.shipped()
    assert [one.outcome for one in found] == ["opposite", "agree", "opposite"]
    assert command("bake", "points").status == 0
    assert landscape.baked.path_of("points").read_bytes() == content


@pytest.mark.usefixtures("short_runs")
def test_bake_without_a_name_bakes_every_lesson(tmp_path, monkeypatch):
    monkeypatch.setattr(landscape.baked, "FOLDER", tmp_path)
    offer(monkeypatch, POINTS)
    assert command("bake").out.startswith("points: 3 findings, ")


@pytest.mark.usefixtures("short_runs")
def test_bake_of_too_much_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(landscape.baked, "FOLDER", tmp_path / "baked")
    monkeypatch.setattr(landscape.baked, "MAX_BYTES", 1000)
    done = command("bake", "points")
    assert (done.status, done.out) == (1, "")
    assert "may take 1,000; ship fewer, or smaller grids." in done.err
    assert not os.path.lexists(tmp_path / "baked")


def test_run_begins_with_the_scene_of_a_lesson(tmp_path):
    done = command("run", "--lesson", "points", "--set", "steps=50", "--set", "grid=9", "--out", tmp_path / "scene")
    assert (done.status, done.err) == (0, "")
    assert names_in(tmp_path / "scene") == THREE
    arrays, description = load(tmp_path / "scene")
    assert arrays["steps"][-1] == 50
    config = scene_from({"steps": 50, "grid": 9}, POINTS.lab(POINTS.config()))
    assert description["link"] == link.encode(config)
    assert "intended_share_surface" in arrays


def test_run_of_a_lesson_the_lab_cannot_make_is_refused(tmp_path, monkeypatch):
    offer(monkeypatch, replace(POINTS, lab=lambda config: None))
    done = command("run", "--lesson", "points", "--out", tmp_path / "scene")
    check_refused(done, out=tmp_path / "scene")
    assert done.err == "The lab cannot make the scene of the lesson points; choose another.\n"


# --- bad input --------------------------------------------------------------------------------------------------

SENTENCES = {
    ("run", "--set", "widht=8"): "There is no parameter called 'widht'; the parameters are data, n_train",
    ("run", "--set", "width"): "--set needs NAME=VALUE; got 'width'.",
    ("run", "--set", ""): "--set needs NAME=VALUE; got ''.",
    **{
        ("run", "--set", f"width={value}"): f"width must be a whole number from 1 to 128; got {said}."
        for value, said in {"": "nothing", "999": "999", "8\n9": "8?9"}.items()
    },
    ("run", "--set", "grid=12"): "grid must be an odd number of nodes from 5 to 201",
    ("run", "--set", "data=Moons"): "data must be one of moons, circles",
    ("run", "--set", "seeds=1,1"): "seeds must be 1 to 64 different whole numbers",
    ("run", "--set", "learning_rate=1e999"): "learning_rate must be a number from",
    ("run", "--set", "noise=nan"): "noise must be a number from 0 to 2; got nan.",
    ("run", "--set", "model=convnet"): "model convnet does not go with data moons: it needs pictures",
    ("run", "--set", "quantity=intended_share"): "quantity intended_share needs data with a proxy",
    ("run", "--set", "data=sine", "--set", "color=accuracy"): "color accuracy needs classes, and sine has numbers",
    ("run", "--set", "focus=9"): "focus must be from 0 to 7",
    ("run", "--set", "data=csv"): "Choose a CSV file first",
    ("run", "--csv-class", "kind"): "The choices --csv-... are about a table of yours; add --csv FILE.",
    ("run", "--csv", "x.csv", "--csv-header", "maybe"): "Argument --csv-header: invalid choice: 'maybe'",
    ("run", "--set", "width=128", "--set", "depth=4", "--set", "seeds=0-63"): "64 runs of 50,",
    ("run", "--link", "v=2"): "v must be 1, the version of links this program reads; got '2'.",
    ("run", "--link", "v=1&width=0"): "width must be a whole number from 1 to 128; got 0.",
    ("run", "--link", "v=1&nonsense=1"): "There is no parameter called 'nonsense'",
    ("run", "--link", "v=1&width=2&width=3"): "width stands twice in the link",
    ("run", "--link", "v=1&" + "x" * 9000): "The link is 9004 characters long",
    ("run", "--link", "v=1" + "&a=1" * 300): "The link has more than 200 parameters",
    ("run", "--link", "v=1&width=0", "--set", "width=8"): "width must be a whole number",
    ("run", "--lesson", "none"): "There is no lesson called 'none'",
    ("run", "--lesson", ""): "There is no lesson called 'nothing'",
    ("run", "--set"): "Argument --set: expected one argument",
    ("run", "--colour", "red"): "Unrecognized arguments: --colour red",
}


@pytest.mark.parametrize(("argv", "sentence"), SENTENCES.items(), ids=[" ".join(argv)[:60] for argv in SENTENCES])
def test_what_is_wrong_is_said_in_a_sentence(argv, sentence, tmp_path):
    done = command(argv[0], "--out", tmp_path / "out", *argv[1:])
    check_refused(done, out=tmp_path / "out")
    assert done.err.startswith(sentence)


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("",),
        ("nonsense",),
        ("ru\nn",),
        ("run",),
        ("run", "--out"),
        ("list", "colours"),
        ("list", "--yaml"),
        ("lesson",),
        ("lesson", "no-such-lesson"),
        ("lesson", "no-such-lesson", "--seeds", "many"),
        ("lesson", "no\nsuch\x1b[31mlesson", "--json"),
        ("bake", "no-such-lesson"),
        ("bench", "no-such-benchmark"),
        ("bench", "no-such-benchmark", "--json"),
        ("bench", "surface", "machine"),
    ],
)
def test_commands_that_do_not_exist(argv):
    check_refused(command(*argv))


def test_out_that_is_a_file(tmp_path):
    path = tmp_path / "two\nlines"
    path.write_text("mine")
    check_refused(run(path))
    check_refused(run(path / "below"))
    assert path.read_text() == "mine"
    assert names_in(tmp_path) == ["two\nlines"]


@pytest.mark.parametrize("name", ["x" * 300, "new/" + "x" * 300, "zero\0byte"])
def test_out_that_cannot_be_made(name, tmp_path):
    check_refused(run(tmp_path / name))
    assert names_in(tmp_path) == []


def test_out_without_the_right_to_write(tmp_path):
    """Root may write anywhere, so the refusal is made up."""
    with mock.patch("os.mkdir", side_effect=PermissionError(13, "Permission denied")):
        check_refused(run(tmp_path / "out"), out=tmp_path / "out")


def test_out_with_a_folder_in_the_place_of_a_file(tmp_path):
    (tmp_path / "scene.html").mkdir()
    check_refused(run(tmp_path))
    assert names_in(tmp_path) == ["scene.html"]


def test_too_many_nodes_to_save(tmp_path):
    with mock.patch("landscape.picture.scene.MAX_NODE_NUMBERS", 1000):
        done = run(tmp_path / "out", "--save-nodes")
    check_refused(done, out=tmp_path / "out")
    assert done.err.startswith("grid 13x9 with 22 weights is too much to save")


class Reached(Exception):
    """The command line was found good, and training would begin."""


@contextlib.contextmanager
def nothing_is_trained(folder):
    """Work stops where training would begin; names of folders are those of an empty one."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        with mock.patch("landscape.picture.scene.train", side_effect=Reached):
            yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


def check_refused_or_fine(folder, *argv):
    with nothing_is_trained(folder):
        try:
            done = command(*argv)
        except Reached:
            done = None
    assert names_in(folder) == []
    if done is not None and done.status != 0:
        check_refused(done)
    return done


odd_text = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(categories=["Cc", "Zl", "Zp", "Cs", "Nd"]), max_size=8),
    st.sampled_from(
        ["", "nan", "inf", "-0", "1e400", "0x10", "1_0", "9" * 5000, "٣", "1.", ".5", "-1", "1,,2", "0-99"]
    ),
    st.sampled_from(["8", "tanh", "moons", "0-3", "13x9", "13x", "x9", "5-", "3-1", "0-", "1e-1", "+1", " 1", "1 "]),
)
names_of_parameters = st.one_of(st.sampled_from([*SETTINGS, "v", "lesson", "step", "size"]), odd_text)
hostile = settings(deadline=None, max_examples=70, database=None)


@hostile
@given(given_pairs=st.lists(st.tuples(names_of_parameters, odd_text), min_size=1, max_size=3))
def test_any_set(given_pairs, empty):
    words = [part for name, value in given_pairs for part in ("--set", f"{name}={value}")]
    check_refused_or_fine(empty, "run", "--out", "out", *words)


@hostile
@given(name=st.sampled_from(list(SETTINGS)), value=odd_text)
def test_any_value(name, value, empty):
    done = check_refused_or_fine(empty, "run", "--out", "out", f"--set={name}={value}")
    if done is not None:  # a sentence that names the parameter, or two that do not go together
        assert name in done.err or "CSV" in done.err or "data" in done.err


@hostile
@given(
    query=st.one_of(
        odd_text,
        st.lists(st.tuples(names_of_parameters, odd_text), max_size=6).map(
            lambda some: urlencode([(n.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for n, v in some])
        ),
        st.binary(max_size=40).map(lambda junk: "v=1&" + junk.decode("latin-1")),
    )
)
def test_any_link(query, empty):
    check_refused_or_fine(empty, "run", "--out", "out", f"--link={query}")


@hostile
@given(
    argv=st.lists(
        st.one_of(
            odd_text,
            st.sampled_from(["run", "list", "lesson", "bake", "--out", "--set", "--link", "--json", "--lesson", "--"]),
            st.sampled_from(["--save-nodes", "--csv", "--seeds", "datasets", "out", "data=iris", "-x", "--help"]),
        ),
        max_size=6,
    ).filter(lambda argv: not set(argv) & {"bench", *bench.NAMES})
)
def test_any_command_line(argv, empty):
    check_refused_or_fine(empty, *argv)


# --- stopped, failed and diverged -------------------------------------------------------------------------------


def test_ctrl_c_writes_nothing(tmp_path):
    with mock.patch("landscape.picture.scene.compute", side_effect=KeyboardInterrupt):
        done = run(tmp_path / "out")
    assert done == Done(1, "", "Stopped; nothing was written.\n")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "where", ["landscape.picture.scene.train", "landscape.viewer.page.page", "numpy.savez_compressed"]
)
def test_ctrl_c_at_any_time(where, tmp_path):
    with mock.patch(where, side_effect=KeyboardInterrupt):
        done = run(tmp_path / "out")
    assert done == Done(1, "", "Stopped; nothing was written.\n")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_libraries_load_is_answered_in_a_sentence(number, tmp_path):
    words = [sys.executable, "-m", "landscape", "run", *pairs(TINY), "--out", tmp_path / "out"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        maps = Path(f"/proc/{process.pid}/maps")
        while "libtorch" not in maps.read_text() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, b"Stopped; nothing was written.\n")
    assert names_in(tmp_path) == []


def test_sigterm_leaves_no_hidden_folder(tmp_path):
    def told_to_end(*_args, **_options):
        os.kill(os.getpid(), signal.SIGTERM)

    with mock.patch("numpy.savez_compressed", side_effect=told_to_end):
        done = run(tmp_path / "out")
    assert done == Done(1, "", "Stopped; nothing was written.\n")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("out", ["", " "])
def test_a_folder_has_a_name(out, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(out)
    assert (done.status, done.out) == (2, "")
    assert "--out must be a folder's name; got" in done.err
    assert names_in(tmp_path) == []


def test_a_scene_is_not_replaced_without_a_word(tmp_path):
    (tmp_path / "scene.json").write_text("mine")
    done = run(tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "holds scene.json already; choose another folder, or add --force to replace it." in done.err
    assert (tmp_path / "scene.json").read_text() == "mine"
    assert run(tmp_path, "--force").status == 0
    assert (tmp_path / "scene.json").read_text() != "mine"


@pytest.mark.parametrize(
    ("where", "error", "sentence"),
    [
        ("landscape.picture.scene.compute", Stopped("The training was stopped."), "The training was stopped.\n"),
        ("numpy.savez_compressed", OSError(28, "No space left on device"), "The scene could not be written to "),
    ],
)
def test_anything_else_is_1(where, error, sentence, tmp_path):
    with mock.patch(where, side_effect=error):
        done = run(tmp_path / "out")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(sentence)
    assert len(done.err.splitlines()) == 1
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("data", ["sine", "moons", "two_cues", "digits"])
def test_runs_that_diverge_are_results(data, tmp_path):
    values = {"data": data, "learning_rate": "100", "activation": "relu", "steps": "60", "depth": "2"}
    done = run(tmp_path, **values)
    assert (done.status, done.err) == (0, "")
    assert names_in(tmp_path) == THREE
    arrays, description = load(tmp_path)
    lost = np.flatnonzero(arrays["diverged"] >= 0)
    assert len(lost)
    note = next(note for note in description["notes"] if note.startswith("Diverged: "))
    assert note in done.out
    assert all(f"{'ABC'[run]} (by step {arrays['diverged'][run]})" in note for run in lost)
    page = (tmp_path / "scene.html").read_text(encoding="utf-8")
    assert page.endswith("</html>\n")
    header, found = read_page(page)
    assert note in header["words"]["below"]
    all_lost = len(lost) == N_RUNS
    assert ("train_loss_surface" not in arrays) == ("path_x" not in arrays) == all_lost
    assert ("3 of 3 runs diverged; lower the learning rate." in done.out) == all_lost
    assert ("z" not in found) == all_lost
    assert done.out[0].isalpha(), "an empty badge"


def test_all_runs_diverge(tmp_path):
    assert run(tmp_path, data="sine", learning_rate="100", activation="relu", steps="60").status == 0
    arrays, description = load(tmp_path)
    assert (arrays["diverged"] >= 0).all()
    assert "train_loss_surface" not in arrays
    assert description["badge"] == ""
    assert description["fidelity"] is None


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"view": "ends", "seeds": "0-1"}, "needs 3 runs, but there are only 2; add seeds"),
        ({"view": "ends", "seeds": "7"}, "needs 3 runs, but there is only 1; add seeds"),
        ({"view": "weights"}, "shows a network of two weights whole, and this one has "),
        ({"view": "random", "data": "strip", "model": "two_weights"}, "needs a network with filters"),
        (
            {"view": "last", "steps": "2"},
            "needs three snapshots of a run before its end, and with 2 steps there are 2;",
        ),
        ({"view": "sheet", "steps": "1", "seeds": "7"}, "needs three snapshots of all runs together, and with 1 step"),
        ({"view": "pca", "steps": "1", "seeds": "7"}, "needs three snapshots of all runs together, and with 1 step"),
    ],
)
def test_a_view_that_can_never_be_drawn_is_refused_before_any_training(settings, reason, tmp_path, monkeypatch):
    monkeypatch.setattr("landscape.picture.scene.train", lambda *_: pytest.fail("was trained"))
    done = run(tmp_path, **settings)
    assert done.status == 2
    assert f"view {settings['view']} {reason}" in done.err
    assert names_in(tmp_path) == []


# --- from the shell ---------------------------------------------------------------------------------------------


def shell(*argv, **environment):
    words = [sys.executable, "-m", "landscape", *argv]
    return subprocess.run(words, cwd=ROOT, env=os.environ | environment, capture_output=True, check=False)


@pytest.mark.slow  # another process that loads torch
def test_bad_input_from_the_shell(tmp_path):
    """Also where the shell hands over bytes that are no text."""
    argv = [b"run", b"--set", b"width=\xff\xfe\n", b"--out", os.fsencode(tmp_path / "out")]
    done = shell(*argv, PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"width must be a whole number from 1 to 128; got ???.\n"
    assert names_in(tmp_path) == []


@pytest.mark.slow
def test_help_from_the_shell():
    done = shell("--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"{list,run,lesson,bench,bake}" in done.stdout


@pytest.mark.slow
def test_lists_are_plain_text_for_any_terminal():
    done = shell("list", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
