"""Sentences and rows: every number in them is the scene's."""

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.catalogue import DATASETS
from landscape.words.badge import badge, long_badge
from landscape.words.letters import letter_of
from landscape.words.sentences import behaviour_sentence, drawn_sentence, headline, number, percent, run_sentence, table
from tests.figures.scenes import ALL_DIVERGED, PARTLY_DIVERGED, PICTURES, picture, small

each = pytest.mark.parametrize("name", PICTURES)


@settings(deadline=None, max_examples=50, database=None)
@given(value=st.floats(-1e300, 1e300))
def test_a_number_has_two_digits_or_more(value):
    text = number(value)
    assert float(text) == pytest.approx(value, rel=0.0501)
    assert len(text) <= 9
    if 1e-4 <= abs(value) < 9e5:
        assert "e" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (99.4, "99"),
        (99.6, "100"),
        (-99.7, "-100"),
        (12345.6, "12346"),
        (2e6, "2.0e+06"),
        (np.nan, "not a number"),
        (np.inf, "infinite"),
        (np.float32(0.25), "0.25"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


@each
def test_rows_hold_the_data(name):
    scene = picture(name)
    columns, rows = table(scene)
    ensemble, paths, behaviour = scene.ensemble, scene.trajectories, scene.behaviour
    assert len(rows) == ensemble.n_runs
    assert len(set(columns)) == len(columns)
    for run, row in enumerate(rows):
        cells = dict(zip(columns, row, strict=True))
        assert cells["Run"] == letter_of(run)
        assert cells["Seed"] == str(ensemble.config.seeds[run])
        assert cells["Test loss"] == f"{ensemble.test_loss[run, -1]:.4f}"
        if not ensemble.sound[run]:
            assert cells["Training loss"].endswith(" (diverged)")
            assert cells["Surface there"] == "–"
            continue
        assert cells["Training loss"] == f"{ensemble.train_loss[run, -1]:.4f}"
        assert cells["Surface there"] == f"{paths.surface_loss[run, -1]:.4f}"
        if scene.data.graded:
            assert cells["Test accuracy"] == percent(behaviour.accuracy[run, 1])
            assert cells["Probe accuracy"] == percent(behaviour.accuracy[run, 2])
        if scene.data.shifted_inputs is not None:
            assert cells["By the intended rule"] == percent(behaviour.intended_share[run])
    assert ("By the intended rule" in columns) == (scene.data.shifted_inputs is not None)
    assert ("Test accuracy" in columns) == scene.data.graded


def test_words_of_policies_have_their_unit():
    scene = picture("policies")
    assert scene.data.unit == "1 − return"
    assert "1 − return (largest" in badge(scene)[1]
    assert "1 − return." in " ".join(long_badge(scene))
    assert "of 3 go mostly by the intended rule." in behaviour_sentence(scene)
    assert headline(3, scene.data.title) == "Three small networks on gridworld with a coin"


@pytest.mark.parametrize("missing", ["behaviour", "trajectories"])
def test_rows_of_an_unfinished_scene_fit_their_columns(missing):
    for changes in ({}, {"data": "two_cues"}, {"data": "sine"}):
        columns, rows = table(replace(small(**changes), **{missing: None}))
        assert {len(row) for row in rows} == {len(columns)}


def test_one_sentence_on_what_was_done():
    assert run_sentence(small()) == "3 runs of 20 steps; 81 networks evaluated for the ground."
    assert run_sentence(picture("one run")).startswith("1 run of 20 steps;")
    assert run_sentence(replace(small(), surface=None)) == "3 runs of 20 steps."
    holes = small().surface.values.copy()
    holes[0, :2] = np.nan, np.inf
    scene = replace(small(), surface=replace(small().surface, values=holes))
    assert "81 networks evaluated for the ground, 2 of them not finite" in run_sentence(scene)


def test_views_of_all_runs_leave_none_out():
    assert drawn_sentence(small()) == drawn_sentence(picture("some diverged")) == ""
    assert drawn_sentence(small(**ALL_DIVERGED)) == ""


@pytest.mark.parametrize(("view", "drawn"), [("last", "B"), ("random", "B"), ("ends", "A, B, C")])
def test_views_of_some_runs_say_how_far_the_others_are(view, drawn):
    scene = small(view=view, focus=0 if view == "ends" else 1, seeds="0-4")
    sentence = re.fullmatch(
        r"Drawn: (.*)\. The other runs end (\S+) to (\S+) away from this plane\.( Outside.*)?", drawn_sentence(scene)
    )
    assert sentence[1] == drawn
    off = scene.trajectories.distance[~scene.plane.runs_shown, -1]
    assert (sentence[2], sentence[3]) == (number(off.min()), number(off.max()))


def test_one_other_run():
    assert " end 1" not in drawn_sentence(small(view="last", seeds="0-1"))
    assert re.search(r"The other runs end \S+ away", drawn_sentence(small(view="last", seeds="0-1")))


def test_ends_outside_the_picture_are_named():
    scene = picture("close up")
    plane, paths = scene.plane, scene.trajectories
    ends = np.stack([paths.x[:, -1], paths.y[:, -1]], axis=1) - plane.center
    outside = [letter_of(int(run)) for run in np.flatnonzero((np.abs(ends) > plane.half_width).any(axis=1))]
    assert outside
    assert f"Outside the picture: the end of {', '.join(outside)};" in drawn_sentence(scene)


def test_how_far_the_runs_agree():
    scene = small(data="two_cues", seeds="0-4")
    behaviour, sentence = scene.behaviour, behaviour_sentence(scene)
    low, high = 100 * behaviour.accuracy[:, 1].min(), 100 * behaviour.accuracy[:, 1].max()
    assert f"Test accuracy {low:.0f} to {high:.0f} %." in sentence or f"Test accuracy {low:.0f} %." in sentence
    assert f"The 5 runs disagree on {100 * behaviour.disagreement:.0f} % of the map." in sentence
    assert f"{(behaviour.intended_share > 0.5).sum()} of 5 go mostly by the intended rule." in sentence


def test_nobody_to_agree_with():
    assert behaviour_sentence(picture("one run")) == ""
    assert behaviour_sentence(replace(small(), behaviour=None)) == ""
    assert behaviour_sentence(small(**PARTLY_DIVERGED)) == "One curve per run; dots are training examples."
    assert behaviour_sentence(small(**{**ALL_DIVERGED, "data": "moons"})) is not None


@pytest.mark.parametrize(
    ("n_runs", "title", "words_"),
    [
        (1, "Two moons", "One small network on two moons"),
        (12, "XOR", "Twelve small networks on XOR"),
        (13, "Iris", "13 small networks on iris"),
        (64, "Wine", "64 small networks on wine"),
    ],
)
def test_headlines(n_runs, title, words_):
    assert headline(n_runs, title) == words_


@pytest.mark.parametrize("name", DATASETS.names)
def test_every_data_set_has_a_headline(name):
    assert headline(2, DATASETS.load(name).title).startswith("Two small networks on ")


def test_words_and_figures_need_no_torch():
    code = "import sys, landscape.words.sentences, landscape.viewer.page; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
