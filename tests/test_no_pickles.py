"""Nothing that runs code when it is read is ever read: no pickle, in no disguise."""

import ast
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "app.py", *sorted((ROOT / "landscape").rglob("*.py")), *sorted((ROOT / "models").rglob("*.py"))]
MODULES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "pandas"}
READERS = {"np.load": "allow_pickle", "numpy.load": "allow_pickle", "torch.load": "weights_only"}
SAFE = {"allow_pickle": False, "weights_only": True}


def problems(source):
    """What in a source reads pickles, or may."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            found.append(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            option = READERS[ast.unparse(node.func)]
            given = [word.value for word in node.keywords if word.arg == option]
            if not (given and isinstance(given[0], ast.Constant) and given[0].value is SAFE[option]):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_reads_pickles(path):
    assert problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import os, joblib",
        "from shelve import open",
        "from cloudpickle.compat import x",
        "np.load(file)",
        "numpy.load(file, allow_pickle=True)",
        "np.load(file, allow_pickle=maybe)",
        "torch.load(file)",
        "read(file, allow_pickle=True)",
    ],
)
def test_each_disguise_is_seen(source):
    assert problems(source)


@pytest.mark.parametrize(
    "source", ["np.load(f, allow_pickle=False)", "torch.load(f, weights_only=True)", "import numpy"]
)
def test_what_is_safe_is_let_through(source):
    assert problems(source) == []


def test_there_is_something_to_look_at():
    calls = [path for path in FILES if "np.load(" in path.read_text(encoding="utf-8")]
    assert ROOT / "landscape" / "outputs" / "npz.py" in calls
    assert np.load.__module__ == "numpy"
