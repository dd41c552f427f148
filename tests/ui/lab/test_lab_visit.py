"""Seeds for a new start, and the comparison of two trainings."""

from dataclasses import replace

import pytest

from landscape.inputs.places import MAX_PLACES
from landscape.inputs.settings import MAX_SEED, SETTINGS
from landscape.picture.scene import compute
from landscape.ui.lab.lab_visit import LabVisit, next_seeds, same_or_not
from landscape.ui.parts.asking import Asking
from tests.conftest import tiny_scene


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0-7", "8-15"),
        ("8-15", "16-23"),
        ("5", "6"),
        ("3,9,4", "10-12"),
        ("0-63", "64-127"),
        (f"{MAX_SEED - 1},{MAX_SEED}", "0,1"),
        (f"{MAX_SEED - 2}", f"{MAX_SEED - 1}"),
        (f"{MAX_SEED - 1}", f"{MAX_SEED}"),
    ],
)
def test_next_seeds(before, after):
    found = next_seeds(tiny_scene(seeds=before))
    assert SETTINGS["seeds"].format(found.ensemble.seeds) == after


def test_next_seeds_changes_nothing_else():
    config = tiny_scene(view="pca")
    found = next_seeds(config)
    assert replace(found, ensemble=replace(found.ensemble, seeds=config.ensemble.seeds)) == config


def test_two_computations_are_the_same_to_the_last_bit():
    first, second = compute(tiny_scene()), compute(tiny_scene())
    assert "all 3 runs and the ground are the same to the last bit" in same_or_not(first, second)


def test_one_changed_bit_is_noticed():
    first = compute(tiny_scene())
    values = first.surface.values.copy()
    values[0, 0] += 1e-6
    second = replace(first, surface=replace(first.surface, values=values))
    assert "the numbers differ" in same_or_not(first, second)


def test_different_scenes_are_not_compared():
    assert same_or_not(compute(tiny_scene()), compute(tiny_scene(seeds="3-5"))) == ""


@pytest.fixture
def lab(monkeypatch):
    """A visit whose questions are kept and not computed."""
    monkeypatch.setattr(Asking, "ask", lambda self, config: setattr(self, "config", config))
    return LabVisit(Asking(None, tiny_scene()))


def test_a_ball_joins_those_dropped_before(lab):
    lab.drop_ball(0.1, 0.2)
    lab.drop_ball(-1.23456, 0)
    assert lab.asking.config.view.drops == ((0.1, 0.2), (-1.2346, 0.0))
    assert lab.asking.config.ensemble == tiny_scene().ensemble


def test_of_many_balls_the_oldest_gives_way(lab):
    for i in range(MAX_PLACES + 2):
        lab.drop_ball(i, 0)
    assert [x for x, _ in lab.asking.config.view.drops] == list(range(2, MAX_PLACES + 2))


@pytest.mark.parametrize("x", [float("nan"), float("inf"), 1e300])
def test_a_ball_out_of_reach_is_refused_in_a_sentence(lab, x):
    lab.drop_ball(x, 0.0)
    assert lab.asking.config == tiny_scene()
    assert lab.asking.message.startswith("drops must be")
