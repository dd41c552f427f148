"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the tree."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .markdown import ROOT, blocks, read, section

RECIPES = {
    "architecture": ("architectures", "model", "residual"),
    "data set": ("datasets", "data", "checkerboard"),
    "view": ("planes", "view", "straight"),
}
TINY = {"n_train": 64, "seeds": "0-2", "steps": 20, "grid": 9}
_ENTRY = re.compile(r"(\w+) = Plugins\(.*\(\.\.\., (.*)\)\)\s*", re.DOTALL)


def recipe(what):
    article = "an" if what == "architecture" else "a"
    return section(read("CONTRIBUTING.md"), f"Recipe: add {article} {what}")


def with_entry(text, name, entry):
    """A module's text with an entry added at the end of the tuple of one of its constants."""
    lines = text.splitlines(keepends=True)
    targets = {n.targets[0].id: n.value for n in ast.parse(text).body if isinstance(n, ast.Assign)}
    value = next(node for node in ast.walk(targets[name]) if isinstance(node, ast.Tuple))
    end = sum(len(line) for line in lines[: value.end_lineno - 1]) + value.end_col_offset - 1
    return f"{text[:end].rstrip().rstrip(',')}, {entry}{text[end:]}"


def follow(what, folder):
    """Does what a recipe says: writes its file, and adds the entries it asks for."""
    for block in blocks(recipe(what), "python"):
        path, entry = folder / block.title, _ENTRY.fullmatch(block.text)
        if entry is None:
            assert not path.exists(), f"{block.title} exists already"
            path.write_text(block.text)
        else:
            path.write_text(with_entry(path.read_text(), entry[1], entry[2]))


def copy_of_the_tree(folder):
    for name in ("landscape", "models"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "assets" / "lessons", folder / "assets" / "lessons", dirs_exist_ok=True)
    return folder


def python(folder, *arguments):
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def run(folder, out, **values):
    pairs = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    python(folder, "-m", "landscape", "run", *pairs, "--out", out)
    assert {path.name for path in (folder / out).iterdir()} == {"scene.json", "scene.npz", "scene.html"}
    description = json.loads((folder / out / "scene.json").read_text())
    assert description["complete"]
    with np.load(folder / out / "scene.npz", allow_pickle=False) as arrays:
        return description, dict(arrays)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree in which all recipes have been followed."""
    folder = copy_of_the_tree(tmp_path_factory.mktemp("all"))
    for what in RECIPES:
        follow(what, folder)
    return folder


def test_recipes_have_a_file_and_an_entry():
    for what, (*_, name) in RECIPES.items():
        titles = [block.title for block in blocks(recipe(what), "python")]
        assert titles[0].endswith(f"/{name}.py")
        assert titles[1] == "landscape/catalogue.py"


def test_entries_are_added_at_the_end():
    assert with_entry('A = P("x", ("a", "b"))\n', "A", '"c"') == 'A = P("x", ("a", "b", "c"))\n'
    several_lines = with_entry('X = 1\nA = P(\n    ("a",\n)\n)\nY = 2\n', "A", '"b"')
    assert several_lines == 'X = 1\nA = P(\n    ("a", "b")\n)\nY = 2\n'


@pytest.mark.slow
def test_everything_is_listed(tree):
    found = json.loads(python(tree, "-m", "landscape", "list", "--json"))
    for kind, _, name in RECIPES.values():
        (row,) = [row for row in found[kind] if row["id"] == name]
        assert row["title"]
        assert row["summary"].endswith(".")


@pytest.mark.slow
def test_everything_runs_together(tree):
    description, arrays = run(tree, "out", **TINY, **{parameter: name for _, parameter, name in RECIPES.values()})
    assert description["parameters"][0]["name"] == "first.weight"
    assert description["badge"].startswith("Plane along the straight way. ")
    assert description["badge"].endswith(
        "Exact at the start and the end of the run in focus, and at the end of the run after it."
    )
    # The view is exact where the recipe says: at the start and the end of A, and at the end of B.
    for run_number, snapshot in ((0, 0), (0, -1), (1, -1)):
        own, surface = (arrays[name][run_number, snapshot] for name in ("train_loss", "path_surface_loss"))
        assert surface == pytest.approx(own, rel=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("what", RECIPES)
def test_each_alone(what, tmp_path):
    copy_of_the_tree(tmp_path)
    follow(what, tmp_path)
    _, parameter, name = RECIPES[what]
    run(tmp_path, "out", **TINY, **{parameter: name})


@pytest.mark.slow
@pytest.mark.parametrize("what", RECIPES)
def test_the_shared_tests_pass(what, tmp_path):
    kind, _, name = RECIPES[what]
    shared = f"tests/{'models' if what == 'architecture' else kind}/test_contract.py"
    if not (ROOT / shared).exists():
        pytest.skip(f"there is no {shared}")
    copy_of_the_tree(tmp_path)
    follow(what, tmp_path)
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__", "docs"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert " passed" in python(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", shared, "-k", name)


def test_the_recipes_pass_the_linter(tree):
    shutil.copy(ROOT / "pyproject.toml", tree)
    files = [blocks(recipe(what), "python")[0].title for what in RECIPES]
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed")
    for command in (("check",), ("format", "--check")):
        done = subprocess.run([ruff, *command, *files], cwd=tree, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
