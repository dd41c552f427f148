"""The loss curves: one line per run, gaps where there is nothing to draw, readable axes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.figures import loss_figure
from landscape.figures.losses import FIRST, LARGEST_SHOWN, curves
from landscape.viewer.packed_scene import PackedScene
from landscape.viewer.theme import DARK, LIGHT
from landscape.words.letters import letter_of
from tests.figures.charts import named
from tests.figures.scenes import PICTURES, picture, small

STEPS = np.array([0, 1, 2, 5, 10, 20])


def figure_of(train, test=None, steps=STEPS):
    train = np.asarray(train, float)
    header = {"runs": [{"letter": letter_of(run)} for run in range(len(train))], "unit": "nats"}
    arrays = {"steps": steps, "train_loss": train, "test_loss": train if test is None else np.asarray(test, float)}
    return curves(PackedScene(header, arrays), LIGHT, 260)


def letters_in(figure):
    return [text[3:-4] for trace in named(figure, "letters") for text in trace.text]


@pytest.mark.parametrize("name", PICTURES)
def test_one_line_for_training_and_one_for_test(name):
    ensemble = picture(name).ensemble
    figure = loss_figure(picture(name))
    for start, losses in (("run ", ensemble.train_loss), ("test ", ensemble.test_loss)):
        lines = named(figure, start)
        assert [line.name for line in lines] == [start + letter_of(run) for run in range(ensemble.n_runs)]
        for line, expected in zip(lines, losses, strict=True):
            np.testing.assert_array_equal(line.x, np.where(ensemble.steps == 0, FIRST, ensemble.steps))
            drawn = np.isfinite(line.y)
            np.testing.assert_array_equal(np.asarray(line.y)[drawn], expected[drawn])
            assert (np.asarray(line.y)[drawn] > 0).all()
            with np.errstate(invalid="ignore"):
                assert drawn.sum() == ((expected > 0) & (expected < LARGEST_SHOWN)).sum()
    assert figure.to_json()


def test_hovering_tells_letter_step_and_loss():
    line = named(figure_of([[1.0, 0.5, 0.25, 0.125, 0.1, 0.012345]]), "run ")[0]
    assert (line.text[0], line.text[-1]) == ("A, step 0: 1 nats", "A, step 20: 0.0123 nats")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e7, 0.0])
def test_what_has_no_place_on_the_axis_leaves_a_gap(bad):
    losses = np.array([[1.0, 0.5, bad, bad, bad, bad], [1, 0.8, 0.7, 0.6, 0.5, 0.4]])
    figure = figure_of(losses, losses)
    for start in ("run A", "test A"):
        assert np.isfinite(named(figure, start)[0].y).tolist() == [True, True, False, False, False, False]
        assert not named(figure, start)[0].connectgaps
    assert sorted(letters_in(figure)) == ["A", "B"]
    place = dict(zip(letters_in(figure), named(figure, "letters")[0].x, strict=True))
    assert place["A"] == pytest.approx(1.09)
    assert place["B"] == pytest.approx(20 * 1.09)


def test_a_test_loss_that_flies_away_does_not_stretch_the_axis():
    figure = figure_of([[1, 0.5, 0.4, 0.3, 0.2, 0.1]], np.array([[1, 0.5, 1e3, 1e9, 1e30, np.inf]]))
    assert np.nanmax(named(figure, "test ")[0].y) == 1e3


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_nothing_to_draw_at_all(value):
    figure = figure_of(np.full((3, 6), value), np.full((3, 6), value))
    assert len(named(figure, "run ")) == 3
    assert not letters_in(figure)
    assert figure.to_json()


def test_at_the_first_measurement():
    figure = figure_of([[1.0], [2.0]], steps=np.array([0]))
    assert [trace.name for trace in named(figure, "run ")] == ["run A", "run B"]


@pytest.mark.parametrize("n_runs", [1, 16, 64])
def test_few_and_many_runs(n_runs):
    losses = np.geomspace(1, 0.01, 6)[None] * np.linspace(1, 2, n_runs)[:, None]
    figure = figure_of(losses)
    assert len(named(figure, "run ")) == n_runs
    assert len(letters_in(figure)) == min(n_runs, 16)
    heights = np.log10(named(figure, "letters")[0].y)
    assert (np.diff(heights) > 0.05).all(), "letters cover each other"


def test_letters_stand_in_the_order_of_the_losses():
    figure = figure_of([[1, 1, 1, 1, 1, end] for end in (0.5, 0.1, 0.3)])
    assert letters_in(figure) == ["B", "C", "A"]


@settings(deadline=None, max_examples=25, database=None)
@given(low=st.floats(1e-8, 1e5), ratio=st.floats(1, 1e6), n_steps=st.integers(1, 20_000))
def test_the_axes_always_have_marks(low, ratio, n_steps):
    losses = np.minimum(np.geomspace(low * ratio, low, 6), 9e5)[None]
    figure = figure_of(losses, steps=np.append(np.minimum(STEPS[:-1], n_steps), n_steps))
    marks = np.array(figure.layout.yaxis.tickvals)
    assert len(marks) >= 1
    assert (marks >= losses.min() * 0.79).all()
    assert (marks <= losses.max() * 1.21).all()
    assert len(marks) == len(figure.layout.yaxis.ticktext)
    assert figure.layout.xaxis.ticktext[0] == "0"
    assert figure.layout.xaxis.ticktext[-1] == f"{n_steps:,}"


def test_both_axes_are_logarithmic_and_named():
    layout = figure_of([[1, 0.5, 0.4, 0.3, 0.2, 0.1]]).layout
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("step", "loss, nats")
    assert layout.xaxis.range[0] <= np.log10(FIRST)
    assert layout.xaxis.range[1] > np.log10(20)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_ink_is_the_theme_s(theme):
    assert named(loss_figure(small(), theme), "run ")[0].line.color == theme.ink
