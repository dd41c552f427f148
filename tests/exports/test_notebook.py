"""The notebook makes the same scene again."""

import json

import nbformat
import numpy as np
import pytest

import landscape
from landscape.exports import notebook
from tests.figures.scenes import ALL_DIVERGED, small


def codes(scene):
    found = nbformat.reads(notebook.write(scene).decode(), as_version=4)
    nbformat.validate(found)
    return [cell.source for cell in found.cells if cell.cell_type == "code"]


def run_cells(cells):
    names = {}
    for code in cells:
        exec(code, names)
    return names


def test_the_cells_make_the_same_scene(capsys):
    names = run_cells(codes(small()))
    np.testing.assert_array_equal(names["scene"].surface.values, small().surface.values)
    assert str(small().fidelity.gap_mean) in capsys.readouterr().out


def test_without_a_picture_the_cells_up_to_the_scene_run():
    names = run_cells(codes(small(**ALL_DIVERGED))[:3])
    assert names["scene"].surface is None


def test_each_picture_has_a_cell_of_its_own():
    text = "\n".join(codes(small()))
    for name in ("surface_figure", "contour_figure", "behaviour_figure"):
        assert f"landscape.{name}(scene)" in text
        assert name in landscape.__all__


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_ids_are_fixed_and_apart():
    cells = json.loads(notebook.write(small()))["cells"]
    assert [cell["id"] for cell in cells] == [f"cell-{i}" for i in range(len(cells))]


def test_a_file_of_ones_own_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-data.csv").write_text("\n".join(f"{i},{i * i % 7},{i % 2}" for i in range(40)))
    digest = landscape.load_csv("my-data.csv")
    cells = codes(small(data="csv", file=digest))
    assert digest in cells[1]
    assert run_cells(cells[:3])["scene"].complete


def test_the_introduction_has_the_measured_gap():
    text = notebook.introduction(small())
    assert text.startswith("# Three small networks on two moons\n")
    assert "the mean gap was" in text
    assert "the mean gap was" not in notebook.introduction(small(**ALL_DIVERGED))
