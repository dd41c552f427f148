"""One thread for torch, and small trainings shared between tests."""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache

import hypothesis
import pytest
import torch
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from landscape.experiments.scenery import deep
from landscape.inputs.config import EnsembleConfig, SceneConfig, scene_from
from landscape.learning import training
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.training import build_module_alone, train
from landscape.outputs.results import Data, Ensemble
from landscape.picture.scene import load_data

TINY = {"data": "moons", "n_train": 64, "width": 4, "depth": 1, "steps": 20, "snapshots": 8, "seeds": "0-2", "grid": 9}

# A busy machine is no failure.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")

# Of these eight runs some overflow to NaN and some end well.
PARTLY_DIVERGED = {
    "data": "sine",
    "width": 6,
    "learning_rate": 0.3,
    "steps": 60,
    "activation": "relu",
    "seeds": "0-7",
}

# Policies in the gridworld.
POLICIES = {
    "data": "gridworld",
    "model": "policy",
    "width": 8,
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.01,
}


def pytest_configure() -> None:
    """Nothing is read from or written to the user's own cache, in this program and in those it starts.

    Before anything is collected: doctests import every module, and a page's module asks for the engine.
    """
    os.environ["LANDSCAPE_STORE"] = "none"


class OneBrowser(LoadFileScheduling):
    """Sends each file to one of the workers, and all files with a browser to the same one.

    Two browsers that draw in software at once would starve each other, and a worker that waited for the other's
    browser would do nothing.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """How pytest's workers share the tests."""
    return OneBrowser(config, log)


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def switch_often() -> Iterator[None]:
    """Lets Python change threads as often as it can, so that a race shows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def pieces_of_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cuts trainings into single steps, so that they can be stopped after any of them."""
    monkeypatch.setattr(training, "steps_in_a_piece", lambda seconds: 1)
    monkeypatch.setattr(deep, "steps_in_a_piece", lambda seconds: 1)


def tiny_scene(**changes: object) -> SceneConfig:
    """A scene that takes some hundredths of a second, with some settings changed."""
    return scene_from({**TINY, **changes})


@lru_cache(maxsize=64)
def _trained(config: EnsembleConfig) -> tuple[Data, Ensemble]:
    data = load_data(config.data)
    return data, train(config, data)


def trained(config: SceneConfig | EnsembleConfig) -> tuple[Data, Ensemble]:
    """The examples and runs of a config; trained once for all tests."""
    return _trained(config.ensemble if isinstance(config, SceneConfig) else config)


def evaluator_for(config: SceneConfig | EnsembleConfig, data: Data) -> Evaluator:
    """An evaluator of the config's network."""
    ensemble = config.ensemble if isinstance(config, SceneConfig) else config
    return Evaluator(network_around(build_module_alone(ensemble, data)), data)


class StopAfter:
    """Says stop once so many questions have been asked; a training asks before every step."""

    def __init__(self, n_questions: int) -> None:
        self.left = n_questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0
