"""A scene as files: all of them or none, and nothing in them that a strict reader would refuse."""

import json
import os
import signal
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest

from landscape.errors import ConfigError, LandscapeError
from landscape.exports import files
from landscape.exports.files import PUBLISHED, arrays_of, check_folder, description_of, save
from landscape.inputs import link
from landscape.inputs.config import key_of
from landscape.outputs.results import Fidelity
from landscape.viewer import page as page_module
from landscape.words.badge import badge
from landscape.words.sentences import table
from tests.conftest import PARTLY_DIVERGED
from tests.figures.scenes import ALL_DIVERGED, small, with_ground

THREE = ["scene.html", "scene.json", "scene.npz"]


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def strict(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def load(folder):
    with np.load(folder / "scene.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def test_three_files_and_no_more(tmp_path):
    assert save(small(), tmp_path / "new" / "deep") == tmp_path / "new" / "deep"
    assert names_in(tmp_path / "new" / "deep") == THREE


def test_arrays_come_back_as_they_are(tmp_path):
    scene = small(data="two_cues", color="intended_share")
    found = load(save(scene, str(tmp_path)))
    expected = arrays_of(scene)
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
        assert found[name].dtype == array.dtype


def test_an_older_scene_is_replaced(tmp_path):
    save(small(data="two_cues", color="intended_share"), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    save(small(), tmp_path)
    assert names_in(tmp_path) == ["notes.txt", *THREE]
    assert "intended_share_surface" not in load(tmp_path)
    assert strict((tmp_path / "scene.json").read_text())["link"] == link.encode(small().config)
    assert link.encode(small().config).replace("&", "&amp;") in (tmp_path / "scene.html").read_text()


class Broken(Exception):
    """An error nobody foresaw."""


def fail(error):
    def raising(*_args, **_options):
        raise error

    return raising


@pytest.fixture(params=["empty", "older"])
def folder(request, tmp_path):
    """Where a scene is to go: a folder that does not exist, or one with an older scene."""
    if request.param == "older":
        save(small(), tmp_path / "out")
    return tmp_path / "out"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else None


@pytest.mark.parametrize("error", [Broken(), KeyboardInterrupt()], ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("part", ["page", "description_of", "arrays_of"])
def test_nothing_is_written_when_a_part_fails(folder, part, error, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr(page_module if part == "page" else files, part, fail(error))
    with pytest.raises(type(error)):
        save(small(steps=30), folder)
    assert contents(folder) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "Ctrl-C"])
def test_nothing_is_written_when_writing_fails(folder, error, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr(Path, "write_text", fail(error))
    expected = pytest.raises(LandscapeError, match=r"could not be written to .*out: No space left on device")
    with expected if isinstance(error, OSError) else pytest.raises(KeyboardInterrupt):
        save(small(steps=30), folder)
    monkeypatch.undo()
    assert contents(folder) == before


@pytest.mark.parametrize("failing", range(1, 7))
def test_old_files_and_new_ones_are_never_mixed(folder, failing, monkeypatch):
    before, calls, replace = contents(folder), [], os.replace

    def fails_once(source, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_once)
    if before is None and failing > 3:  # there is nothing to move away
        save(small(steps=30), folder)
        return
    with pytest.raises(LandscapeError, match="could not be written to"):
        save(small(steps=30), folder)
    assert contents(folder) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_files_are_put_in_place_is_too_late(folder, number, monkeypatch):
    replace = os.replace

    def interrupted(source, target):
        os.kill(os.getpid(), number)
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    save(small(steps=30), folder)
    assert names_in(folder) == THREE
    assert json.loads((folder / "scene.json").read_text())["link"] == link.encode(small(steps=30).config)


def test_a_scene_is_replaced_only_if_it_may_be(tmp_path):
    check_folder(tmp_path, may_replace=False)
    (tmp_path / "scene.npz").write_text("mine")
    check_folder(tmp_path)
    with pytest.raises(ConfigError, match=r"holds scene.npz already; choose another folder, or add --force to replace"):
        check_folder(tmp_path, may_replace=False)


def test_old_files_stay_if_one_of_the_names_is_a_folder(tmp_path):
    save(small(), tmp_path)
    (tmp_path / "scene.html").unlink()
    (tmp_path / "scene.html").mkdir()
    before = (tmp_path / "scene.npz").read_bytes()
    with pytest.raises(ConfigError, match=r"holds a folder called scene.html; choose another folder"):
        save(small(steps=30), tmp_path)
    assert (tmp_path / "scene.npz").read_bytes() == before
    assert names_in(tmp_path) == THREE


@pytest.mark.parametrize("parts", [("a",), ("a", "b", "c"), (".", "a", "..", "b")])
def test_checking_a_folder_leaves_nothing(parts, tmp_path):
    check_folder(tmp_path.joinpath(*parts))
    assert names_in(tmp_path) == []


def test_checking_a_folder_keeps_what_is_there(tmp_path):
    (tmp_path / "out").mkdir()
    check_folder(tmp_path / "out")
    check_folder(tmp_path / "out" / "new")
    assert names_in(tmp_path) == ["out"]
    assert names_in(tmp_path / "out") == []


def test_folders_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone" / "away")
    for name, sentence in (
        ("file", "must be a folder; .*file is a file, so choose another name"),
        ("file/below", "cannot be written to; choose another folder"),
        ("nowhere", "cannot be written to; choose another folder"),
        ("x" * 300, "cannot be written to; choose another folder"),
        ("new/" + "x" * 300, "cannot be written to; choose another folder"),
        ("zero\0byte", "cannot be written to; choose another folder"),
    ):
        with pytest.raises(ConfigError, match=sentence) as refused:
            check_folder(tmp_path / name)
        assert refused.value.field == "out"
    assert names_in(tmp_path) == ["file", "nowhere"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system that refuses even root")
def test_a_file_system_that_refuses():
    with pytest.raises(ConfigError, match="--out /proc/new cannot be written to"):
        check_folder(Path("/proc/new"))


SCENES = {
    "usual": {},
    "some diverged": PARTLY_DIVERGED,
    "all diverged": ALL_DIVERGED,
    "flat": {"view": "pca"},
    "too short to be measured": {"steps": 3, "snapshots": 5},
}
each_scene = pytest.mark.parametrize("changes", SCENES.values(), ids=SCENES)


@each_scene
def test_the_description_is_strict_json(changes, tmp_path):
    scene = small(**changes)
    found = strict((save(scene, tmp_path) / "scene.json").read_text(encoding="utf-8"))
    assert found == strict(json.dumps(description_of(scene)))


@each_scene
def test_the_description_says_what_it_is_of(changes):
    scene = small(**changes)
    found = description_of(scene)
    assert found["config"] == asdict(scene.config)
    assert found["key"] == key_of(scene.config)
    assert link.decode(found["link"]) == link.Decoded(scene.config, ())
    assert found["complete"] is True
    assert found["notes"] == list(scene.notes)
    assert found["badge"] == " ".join(badge(scene)).strip()
    assert found["unit"] == scene.data.unit
    columns, rows = table(scene)
    assert [list(row) for row in found["runs"]] == [columns] * len(rows)
    assert [list(row.values()) for row in found["runs"]] == rows
    shapes = [np.prod(part["shape"]) for part in found["parameters"]]
    assert sum(shapes) == scene.ensemble.n_params


def test_fidelity_is_in_the_description():
    scene = small()
    found = description_of(scene)["fidelity"]
    assert list(found) == [PUBLISHED.get(f.name, f.name) for f in fields(Fidelity)]
    assert found["n_check"] == scene.fidelity.n_held_out  # the name it was published under
    assert found["gap_mean"] == scene.fidelity.gap_mean
    assert found["variance_explained"] == list(scene.fidelity.variance_explained)
    np.testing.assert_array_equal(np.float32(found["end_gaps"]), scene.fidelity.end_gaps)
    assert description_of(small(**ALL_DIVERGED))["fidelity"] is None


def test_numbers_that_are_not_finite_are_null():
    scene = small()
    gaps = np.array([np.nan, np.inf, 0.5], np.float32)
    scene = replace(scene, fidelity=replace(scene.fidelity, gap_mean=float("nan"), end_gaps=gaps))
    found = strict(json.dumps(description_of(scene), allow_nan=False))["fidelity"]
    assert found["gap_mean"] is None
    assert found["end_gaps"] == [None, None, 0.5]


def test_ground_that_is_not_finite_is_kept(tmp_path):
    values = small().surface.values.copy()
    values[0, :2] = np.nan, np.inf
    save(with_ground(small(), values), tmp_path)
    np.testing.assert_array_equal(load(tmp_path)["train_loss_surface"], values)


def test_versions_and_seconds():
    found = description_of(small())
    assert {"landscape", "python", "numpy", "scipy", "scikit-learn", "torch", "plotly"} <= found["versions"].keys()
    assert found["versions"]["numpy"] == np.__version__
    assert {"data", "training", "behaviour", "view", "surface", "fidelity"} <= found["seconds"].keys()
    assert all(seconds >= 0 for seconds in found["seconds"].values())


def test_what_was_not_computed_is_missing():
    found = arrays_of(small(**ALL_DIVERGED))
    assert {"snapshots", "train_loss", "diverged", "inputs"} <= found.keys()
    assert not {"x", "y", "train_loss_surface", "path_x", "nodes", "origin"} & found.keys()
