"""What the tests share: every lesson with its numbers, its words and what is shipped of it."""

import pytest

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.experiments.parts.experiment import Experiment
from landscape.learning.work import Work
from landscape.outputs.findings import LessonConfig, Measure
from landscape.viewer.finding import PackedFinding

# How long the words of a lesson may be; CONTRIBUTING.md says so too.
WORDS_AT_MOST = {"why": 95, "hides": 65}
LETTERS_AT_MOST = {"short": 30, "lead": 200}
ANSWER_WORDS, QUESTION_WORDS, TITLE_LETTERS = 6, 14, 60

each_lesson = pytest.mark.parametrize("slug", EXPERIMENTS.names)


def shipped(slug: str) -> dict[LessonConfig, PackedFinding]:
    """The findings in the lesson's file; a lesson without one would pass many tests unseen."""
    found = baked(slug)
    assert found, f"assets/baked/{slug}.npz is missing: run python -m landscape bake {slug}"
    return found


def claim_held(experiment: Experiment, n_seeds: int) -> tuple[Measure, ...]:
    """The measures of a lesson's claim over so many seeds from 1000 on, all of which keep their bounds."""
    found = experiment.claim(n_seeds, 1000, Work())
    assert [measure.name for measure in found.measures if not measure.held] == []
    assert found.held
    return found.measures


def default_of(experiment: Experiment) -> PackedFinding:
    """What is shipped for the config a lesson opens with."""
    return shipped(experiment.slug)[experiment.config()]
