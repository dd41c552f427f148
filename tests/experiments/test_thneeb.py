"""Colour or shape: pieces, one small run, and the claim with its controls."""

import numpy as np
import pytest

from landscape.datasets import thneeb as pictures
from landscape.experiments import thneeb
from landscape.experiments.parts.many_runs import seeds_from
from landscape.experiments.thneeb import EXPERIMENT, outcome_of, runs_of, told_by_color
from landscape.inputs.config import DataConfig
from landscape.learning.training import MAX_KEPT_NUMBERS, held_out_steps, snapshot_steps
from landscape.learning.work import Work
from landscape.outputs.findings import Finding
from tests.experiments.lessons import claim_held, shipped


@pytest.mark.parametrize(
    ("share", "expected"),
    [([0.0] * 9 + [0.9], "color"), ([0.9] * 10, "shape"), ([0.2] * 5 + [0.7] * 5, "each"), ([0.5] * 10, "each")],
)
def test_outcomes(share, expected):
    assert outcome_of(np.array(share)) == expected
    assert expected in EXPERIMENT.bets


def test_where_colour_tells_the_class_the_shape_tells_nothing():
    data = pictures.make(DataConfig("thneeb", n_train=2000, conflict=0.5))
    changed = told_by_color(data)
    assert (changed.train_targets == data.train_targets).mean() == pytest.approx(0.5, abs=0.04)
    plain = pictures.make(DataConfig("thneeb", n_train=200))
    for part in ("train", "test", "probe"):
        np.testing.assert_array_equal(
            getattr(told_by_color(plain), f"{part}_targets"), getattr(plain, f"{part}_targets")
        )


@pytest.mark.parametrize("width", EXPERIMENT.controls[1].choices)
def test_every_width_can_be_kept(width):
    runs = runs_of(EXPERIMENT.config({"width": width}), seeds_from(0, 8))
    n_weights = 432 * width + width + width * width + width + 2 * width + 2
    keep = snapshot_steps(runs.steps, runs.snapshots)
    assert 8 * n_weights * (len(keep) + len(held_out_steps(keep))) <= MAX_KEPT_NUMBERS


@pytest.fixture(scope="module")
def short(request):
    """A short training: it need not show the effect, only say truly what it did."""
    patch = pytest.MonkeyPatch()
    for name, value in (("STEPS", 40), ("N_TRAIN", 128), ("N_MORE", 6), ("GRID", (9, 9))):
        patch.setattr(thneeb, name, value)
    published, told = [], []
    found = EXPERIMENT.run(EXPERIMENT.config({"width": 8}), Work(progress=told.append, publish=published.append))
    patch.undo()
    return found, [one for one in published if isinstance(one, Finding)], told


def test_numbers_are_those_of_the_arrays(short):
    found, published, told = short
    scene, arrays, numbers = found.pictures[0], found.arrays, found.numbers
    share = np.concatenate([arrays["share"][:, -1], arrays["more"]])
    assert numbers["n"] == len(share) == len(arrays["fits"]) == 14
    assert numbers["share"] == pytest.approx(share.mean())
    assert numbers["by_color"] == (share < 0.5).sum()
    assert numbers["mixed"] + numbers["clearly_color"] + numbers["clearly_shape"] == 14
    assert found.outcome == outcome_of(share)
    np.testing.assert_array_equal(arrays["share"][:, -1], scene.behaviour.intended_share)
    np.testing.assert_array_equal(arrays["share_steps"], scene.tiles.run_steps)
    assert arrays["share"].shape == (8, len(arrays["share_steps"]))
    assert len(published) == 1
    assert len(published[0].arrays["more"]) == 0
    assert published[0].numbers["n"] == 8
    assert told == sorted(told)
    assert told[-1] == 1


def test_the_pictures_of_the_panel_are_those_of_the_data(short):
    found, _, _ = short
    data, arrays = found.pictures[0].data, found.arrays
    for name, inputs, targets in (
        ("train", data.train_inputs, data.train_targets),
        ("shifted", data.shifted_inputs, data.shifted_targets),
    ):
        images = arrays[f"{name}_images"]
        assert images.shape == (8, 12, 12, 3)
        assert images.dtype == np.uint8
        low, high = data.train_inputs.min(), data.train_inputs.max()
        expected = np.clip((inputs[:8] - low) / (high - low), 0, 1).reshape(images.shape)
        np.testing.assert_allclose(images / 255, expected, atol=0.5 / 255 + 1e-5)
        np.testing.assert_array_equal(arrays[f"{name}_classes"], targets[:8])


@pytest.mark.slow
def test_the_claim_holds():
    """With a quarter of the seeds the claim speaks of; `landscape bench lessons` has all 32."""
    assert {measure.n for measure in claim_held(EXPERIMENT, 8)} == {8}


def test_where_it_fails_the_networks_go_by_shape():
    """In what is shipped; that it comes out so when it is trained here is a measure of the claim."""
    found = shipped("thneeb")[EXPERIMENT.config(EXPERIMENT.fails)]
    assert found.outcome == "shape"
    assert found.numbers["by_color"] == 0
    assert found.numbers["train_lowest"] > 0.99
