"""A quantity is one row, and a task one object with its arithmetic: a copy of the package with one more of each."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]

QUANTITY = """    Quantity(
        "train_accuracy",
        "Training accuracy",
        "training accuracy",
        "The share of the training examples answered right.",
        "train",
        "right",
        "share right",
    ),
"""
TASK = """    Task(
        "median",
        "absolute error",
        "landscape.learning.median:MEDIAN",
        guess=lambda _, targets: float(np.abs(targets - np.median(targets)).mean()),
        loss_name="absolute error",
        tile="curve",
        cost_factor=3,
    ),
"""
ARITHMETIC = '''"""Absolute errors: the network learns the median."""

from landscape.learning.losses import Arithmetic

MEDIAN = Arithmetic(
    training_loss=lambda outputs, _, targets: (outputs[:, 0] - targets).abs().sum() / targets.shape[1],
    loss=lambda outputs, _, targets: (outputs[:, 0] - targets).abs().mean(dim=1),
)
'''
DATASET = '''"""The sine wave, learnt by absolute errors."""

from dataclasses import replace

from landscape.datasets import sine
from landscape.datasets.dataset import Dataset

DATASET = Dataset(
    title="Waves",
    summary="The sine wave, learnt by absolute errors.",
    make=lambda config: replace(sine.make(config), task="median"),
    task="median",
)
'''


def add_row(file, row):
    """One row at the end of the first table of a file."""
    text = file.read_text(encoding="utf-8")
    assert "\n)\n\n" in text
    before, end, after = text.rpartition("\n)\n\n")
    file.write_text(before + "\n" + row.rstrip("\n") + end + after, encoding="utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """The copy: one row, one object, and for the task its arithmetic and a data set with its line."""
    root = tmp_path_factory.mktemp("extended")
    for folder in ("landscape", "models"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "assets").symlink_to(ROOT / "assets")
    shutil.copy(ROOT / "tests" / "extended_package.py", root)
    package = root / "landscape"
    add_row(package / "inputs" / "quantities.py", QUANTITY)
    add_row(package / "inputs" / "tasks.py", TASK)
    (package / "learning" / "median.py").write_text(ARITHMETIC, encoding="utf-8")
    (package / "datasets" / "waves.py").write_text(DATASET, encoding="utf-8")
    catalogue = package / "catalogue.py"
    listed = catalogue.read_text(encoding="utf-8")
    assert listed.count('"moons",') == 1
    catalogue.write_text(listed.replace('"moons",', '"moons", "waves",'), encoding="utf-8")
    return root


def seen(root, what):
    """What the program in the copy sees of the new quantity or task."""
    done = subprocess.run(
        [sys.executable, "extended_package.py", what],
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": ""},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen_of_the_task(extended):
    """The same of the task, once for the tests below."""
    return seen(extended, "task")


@pytest.mark.slow
def test_one_row_makes_a_quantity(extended):
    found = seen(extended, "quantity")
    assert "quantity=train_accuracy" in found["link"]
    assert found["link read"]
    assert found["list"]["title"] == "Training accuracy"
    assert "train_accuracy_surface" in found["arrays"]
    assert "quantity=train_accuracy" in found["description"]
    assert "Training accuracy" in found["widgets"]["quantity"]
    assert "Training accuracy" in found["widgets"]["color"]
    assert (found["height"]["name"], found["height"]["unit"]) == ("training accuracy", "share right")
    assert (found["height"]["floor"], found["height"]["top"]) == (0, 1)
    assert (found["color"]["name"], found["color"]["low"], found["color"]["high"]) == ("training accuracy", 0, 1)
    assert not found["color"]["by_rule"]
    assert "training accuracy" in found["figure"]
    assert "training accuracy" in found["map"]
    assert found["columns"] == "x,y,train_loss,train_accuracy"
    np.testing.assert_allclose(found["own values"], found["accuracies"], rtol=1e-6)


@pytest.mark.slow
def test_one_object_makes_a_task(seen_of_the_task):
    found = seen_of_the_task
    assert "data=waves" in found["link"]
    assert found["list"]["task"] == "median"
    assert "train_loss_surface" in found["arrays"]
    assert found["unit"] == "absolute error"
    assert "Waves" in found["widgets"]["data"]
    assert found["widgets"]["quantity"] == ["Training loss", "Test loss"]
    assert found["header"] == ["median", "absolute error", "training loss, absolute error", "curve"]
    assert "absolute error" in found["figure"]
    assert found["words"][0] == "One curve per run; dots are training examples."
    assert "Test accuracy" not in found["words"]
    assert "in absolute error" in found["about"]
    assert found["refusal"] == (
        "quantity accuracy needs classes, and waves has numbers to predict; choose train_loss or test_loss."
    )
    assert found["task restored"] == "median"
    assert 1.001 < found["cost ratio"] <= 3  # at this size a step costs more than its arithmetic


@pytest.mark.slow
def test_a_new_task_is_trained_and_measured_by_its_own_arithmetic(seen_of_the_task):
    found = seen_of_the_task
    weights, inputs = np.array(found["snapshots"]), np.array(found["inputs"])[:, 0]
    answers = weights[:, :1] * inputs + weights[:, 1:]
    np.testing.assert_allclose(found["loss"], np.abs(answers - found["targets"]).mean(axis=1), rtol=1e-5)
    assert np.mean(found["loss"]) < np.mean(found["loss at first"])
