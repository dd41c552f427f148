"""The badge: how true a picture is, against the measured gaps."""

import re
from dataclasses import replace

import numpy as np
import pytest

from landscape.catalogue import PLANES
from landscape.words import badge as module
from landscape.words.badge import VIEW_WORDS, badge, long_badge
from landscape.words.sentences import number
from tests.figures.scenes import ALL_DIVERGED, PICTURES, picture, small

each = pytest.mark.parametrize("name", PICTURES)
each_view = pytest.mark.parametrize("view", PLANES.names)


def of_view(view, **changes):
    return small(view=view, **({"data": "strip", "model": "two_weights"} if view == "weights" else {}), **changes)


@each
def test_the_badge_has_the_measured_gaps(name):
    scene = picture(name)
    fidelity = scene.fidelity
    lead, text = badge(scene)
    assert lead.endswith(".")
    assert text.endswith(".")
    if scene.config.view.view == "weights":
        return
    gap = re.search(r"(\d+) held-out steps off by (\S+) (nats|squared error|1 − return) \(largest ([^)]+)\)", text)
    assert int(gap[1]) == fidelity.n_held_out
    assert float(gap[2]) == pytest.approx(fidelity.gap_mean, rel=0.05)
    assert float(gap[4]) == pytest.approx(fidelity.gap_largest, rel=0.05)
    assert gap[3] == scene.data.unit
    flat = re.search(r"A flat plane: (\S+) \(largest ([^)]+)\)", text)
    built = re.search(r"Exact at (\d+) snapshots of each run", text)
    assert bool(flat) == bool(built) == (scene.config.view.view == "sheet")
    if flat:
        assert float(flat[1]) == pytest.approx(fidelity.plane_gap_mean, rel=0.05)
        assert float(flat[2]) == pytest.approx(fidelity.plane_gap_largest, rel=0.05)
        assert int(built[1]) == fidelity.n_built
    shares = re.search(r"hold (\d+) % of the variance \(pure noise in runs like these: (\d+) %", text)
    if scene.config.view.view in ("sheet", "pca", "last"):
        assert int(shares[1]) == pytest.approx(100 * sum(fidelity.variance_explained), abs=0.51)
        assert int(shares[2]) == pytest.approx(100 * fidelity.random_walk_variance, abs=0.51)
    else:
        assert shares is None


def test_words_are_kept_for_views_there_are():
    assert set(VIEW_WORDS) <= set(PLANES.names)


@each_view
def test_every_view_has_words(view):
    lead, text = badge(of_view(view))
    assert lead
    assert text
    assert "  " not in lead + text


@each_view
def test_a_view_without_words_here_speaks_in_its_own(view, monkeypatch):
    """So that a new view is one file and one line in its package."""
    monkeypatch.setattr(module, "VIEW_WORDS", {})
    method = PLANES.load(view)
    lead, text = badge(of_view(view))
    assert lead == f"{method.title}."
    if view != "weights":
        assert "held-out steps" in text
    assert text.endswith(f"Exact {method.exact_where}.")


def test_without_a_picture_there_is_no_badge():
    assert badge(small(**ALL_DIVERGED)) == ("", "")
    assert badge(replace(small(), surface=None)) == ("", "")


def test_before_fidelity_is_measured_the_badge_is_its_lead():
    scene = replace(small(), fidelity=None)
    assert badge(scene) == ("Sheet through the runs.", "")
    assert long_badge(scene) == ["Nothing was measured yet."]


def test_runs_too_short_for_held_out_steps():
    scene = small(steps=3, snapshots=5, learning_rate=1.0)
    assert scene.fidelity.n_held_out == 0
    for text in (" ".join(badge(scene)), " ".join(long_badge(scene))):
        assert "not a number" not in text
        assert "0 held-out" not in text
        assert "0 steps" not in text
        assert "was measured" in text
    assert "no gap was measured" in " ".join(badge(scene))


@each
def test_the_long_badge_has_the_measured_numbers(name):
    scene = picture(name)
    text, fidelity = " ".join(long_badge(scene)), scene.fidelity
    assert f"{scene.ensemble.n_params:,} weights" in text
    assert f"{fidelity.n_held_out} steps that were kept aside" in text
    assert f"mean {number(fidelity.gap_mean)}, largest {number(fidelity.gap_largest)} {scene.data.unit}" in text
    shown = scene.plane.runs_shown & scene.ensemble.sound
    assert f"largest gap is {number(np.abs(fidelity.end_gaps[shown]).max())} {scene.data.unit}" in text
    assert "at most" not in text  # of what was sampled
    assert ("The sheet is the plane" in text) == (scene.config.view.view == "sheet")


def test_the_gap_at_the_ends_is_of_the_runs_drawn():
    """A view of one run says nothing about the others, far off its plane."""
    scene = picture("last")
    assert np.abs(scene.fidelity.end_gaps).max() > 10 * abs(scene.fidelity.end_gaps[1])
    assert f"largest gap is {number(abs(scene.fidelity.end_gaps[1]))} nats" in " ".join(long_badge(scene))
