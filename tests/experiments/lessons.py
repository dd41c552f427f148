"""What the tests share: every lesson with its numbers, its words and what is shipped of it."""

import pytest

from landscape import experiments
from landscape.baked import baked
from landscape.experiments.experiment import Experiment
from landscape.figures.finding import Shown
from landscape.findings import LessonConfig

each_lesson = pytest.mark.parametrize("slug", experiments.NAMES)


def shipped(slug: str) -> dict[LessonConfig, Shown]:
    """The findings in the lesson's file; a lesson without one would pass many tests unseen."""
    found = baked(slug)
    assert found, f"assets/baked/{slug}.npz is missing: run python -m landscape bake {slug}"
    return found


def default_of(experiment: Experiment) -> Shown:
    """What is shipped for the config a lesson opens with."""
    return shipped(experiment.slug)[experiment.config()]
