"""Seeds for a new start, and the comparison of two trainings."""

from dataclasses import replace

import pytest

from landscape.scene import compute
from landscape.settings import MAX_SEED, SETTINGS
from landscape.ui.visit import next_seeds, same_or_not
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
