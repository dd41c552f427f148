"""README.md keeps what it promises: its examples run, and its tables and numbers are those of the code."""

import re

import pytest

import landscape
import landscape.picture.scene
from landscape import __main__ as command_line
from landscape.catalogue import PLANES
from landscape.datasets import csv
from landscape.errors import NoPictureError
from landscape.exports.files import arrays_of
from landscape.inputs import settings
from landscape.learning import evaluator as evaluation
from landscape.learning import training
from landscape.planes import sheet
from landscape.viewer import heights as height

from .markdown import blocks, prose, read, rows, section, shell_lines


def landscape_calls(name):
    return [words[3:] for words in shell_lines(name) if words[1:3] == ["-m", "landscape"]]


def test_the_python_example_runs(tmp_path, monkeypatch):
    (block,) = blocks(read("README.md"), "python")
    assert len([line for line in block.text.splitlines() if line]) <= 6
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(block.text, names)
    assert names["scene"].fidelity.gap_mean < names["scene"].fidelity.plane_gap_mean
    assert {path.name for path in (tmp_path / "moons-scene").iterdir()} == {"scene.json", "scene.npz", "scene.html"}
    assert len(names["figure"].data) > 0


def test_public_names_in_the_readme_exist():
    for name in set(re.findall(r"`landscape\.(\w+)\(", read("README.md"))):
        assert name in landscape.__all__
    for name in re.findall(r"`(\w+_figure)`", read("README.md")):
        assert name in landscape.__all__


def test_the_torch_to_install_is_the_pinned_one():
    pinned = re.search(r"^torch==\S+$", read("requirements.txt"), re.MULTILINE)
    assert pinned is not None
    assert re.findall(r"torch==[\d.]+", read("README.md")) == [pinned[0]]


def test_there_are_commands_to_test():
    assert len([call for call in landscape_calls("README.md") if call[0] == "run"]) >= 3


@pytest.mark.parametrize("call", [c for c in landscape_calls("README.md") if c[0] != "run"], ids=" ".join)
def test_other_commands_of_the_readme(call, capsys):
    assert command_line.main(call) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("call", [c for c in landscape_calls("README.md") if c[0] == "run"], ids=" ".join)
def test_run_commands_of_the_readme_are_understood(call, tmp_path, monkeypatch, capsys):
    configs = []

    def no_computation(config, _work, **_options):
        landscape.picture.scene.check_scene(config, landscape.picture.scene.load_data(config.ensemble.data))
        configs.append(config)
        raise NoPictureError("understood")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(landscape.picture.scene, "compute", no_computation)
    (tmp_path / "my-data.csv").write_text("\n".join(f"{i},{i * i % 7},{i % 2}" for i in range(40)))
    assert command_line.main(call) == 1, capsys.readouterr().err
    assert capsys.readouterr().err.endswith("understood\n")
    assert configs


def test_the_first_run_command_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    call = next(c for c in landscape_calls("README.md") if c[0] == "run")
    assert command_line.main(call) == 0
    assert capsys.readouterr().out.startswith("Sheet through the runs.")
    assert (tmp_path / call[-1] / "scene.html").exists()


@pytest.fixture(scope="module")
def scene():
    values = {"data": "two_cues", "n_train": 16, "width": 2, "depth": 1, "steps": 12, "snapshots": 5, "seeds": "0-1"}
    return landscape.run(
        landscape.configure(**values, grid="5x7", color="accuracy", drops="0.1:0.2,0.3:0"), save_nodes=True
    )


def test_table_of_arrays(scene):
    promised = {}
    for names, shape, kind, *_ in rows(section(read("README.md"), "What `run` and `save` write")):
        dimensions = tuple(d for d in shape.strip("`()").replace(" ", "").split(",") if d)
        for name in re.findall(r"`([^`]+)`", names):
            promised[name] = (dimensions, kind)
    pattern = promised.pop("<quantity>_surface")
    for quantity in ("train_loss", "accuracy"):
        promised[f"{quantity}_surface"] = pattern
    found = arrays_of(scene)
    assert set(promised) == set(found)
    sizes = {"n_y": 7, "n_x": 5, "n_runs": 2, "n_params": scene.ensemble.n_params, "n_features": 2}
    for name, (dimensions, kind) in promised.items():
        assert str(found[name].dtype) == kind, name
        assert len(found[name].shape) == len(dimensions), name
        for dimension, size in zip(dimensions, found[name].shape, strict=True):
            assert sizes.setdefault(dimension, size) == size, f"{name}: {dimension}"


def test_table_of_views():
    for name, _, exact in rows(section(read("README.md"), "The views, and where each is exact")):
        assert PLANES.load(name.strip("`")).exact_where == exact


def test_limits():
    words = section(read("README.md"), "Limits")
    limits = {
        "runs": settings.MAX_RUNS,
        "nodes": settings.GRID_LIMITS[1],
        "examples": settings.SETTINGS["n_train"].kind.ends()[1],
        "measured": evaluation.MAX_EXAMPLES,
        "width": settings.SETTINGS["width"].kind.ends()[1],
        "depth": settings.SETTINGS["depth"].kind.ends()[1],
        "steps": settings.SETTINGS["steps"].kind.ends()[1],
        "kept": training.MAX_KEPT_NUMBERS,
        "saved": landscape.picture.scene.MAX_NODE_NUMBERS,
        "centers": sheet.MAX_CENTERS,
        "megabytes": csv.MAX_BYTES / 2**20,
        "rows": csv.ROW_LIMITS[1],
        "features": csv.MAX_FEATURES,
        "classes": csv.MAX_CLASSES,
        "ratio": height.LARGEST_RATIO,
        "above": height.HIGHEST_OVER_PATHS,
    }
    for what, value in limits.items():
        assert re.search(rf"(?<![\d,]){value:,.0f}(?!\d|,\d)", words), what


def test_number_of_weights_of_the_default_network():
    n_params = 2 * 16 + 16 + 16 * 16 + 16 + 16 * 2 + 2
    assert f"{n_params} for the default one" in prose("README.md")
    assert f"the other {n_params - 2} are not" in prose("README.md")


def test_error_of_the_default_scene():
    measured = landscape.run().fidelity
    number = r"([\d.]+)"
    pair = f"by {number} nats on average and {number} at the largest"
    steps = r" on \d+ held-out steps"
    found = re.search(f"{pair}{steps}; the flat plane, {pair.replace(' nats', '')}", prose("README.md"))
    again = re.search(
        r"by ([\d.]+) nats on average, and the sheet by ([\d.]+), on (\d+) held", prose("ARCHITECTURE.md")
    )
    assert found is not None
    assert again is not None
    names = ("gap_mean", "gap_largest", "plane_gap_mean", "plane_gap_largest")
    for text, name in zip(found.groups(), names, strict=True):  # other processors round otherwise
        assert float(text) == pytest.approx(getattr(measured, name), rel=0.3), name
    assert again.groups() == (found[3], found[1], str(measured.n_held_out))
    assert f"on {measured.n_held_out} held-out steps" in prose("README.md")
