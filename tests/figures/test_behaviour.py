"""What each run does: maps of classes, curves, and whatever a file of the reader's may be called."""

from dataclasses import replace

import numpy as np
import pytest

from landscape.api import load_csv
from landscape.figures import behaviour_figure
from landscape.figures.behaviour import MAX_MAPS
from landscape.viewer.theme import DARK, REGIONS
from landscape.words.letters import letter_of
from landscape.words.sentences import number
from tests.figures.charts import named
from tests.figures.scenes import PARTLY_DIVERGED, picture, small

HOSTILE = (
    "<b>x</b>",
    "</script><script>alert(1)</script>",
    "%{x} $E=mc^2$ &amp;",
    "\"quoted\" 'name'",
    "x" * 5000,
    "ä漢🙂",
)


def with_answers(scene, answers):
    return replace(scene, behaviour=replace(scene.behaviour, answers=answers))


def write_csv(folder, names, n_features):
    rng = np.random.default_rng(0)
    rows = [",".join(['"' + name.replace('"', '""') + '"' for name in names])]
    for i in range(40):
        rows.append(",".join([f"{v:.3f}" for v in rng.standard_normal(n_features) + i % 2] + [f"class {i % 2}"]))
    path = folder / "data.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("changes", [{}, {"data": "blobs"}, {"data": "digits", "n_train": 64}, {"data": "two_cues"}])
def test_one_map_per_run(changes):
    scene = small(**changes)
    figure, behaviour = behaviour_figure(scene), scene.behaviour
    maps, n_classes = named(figure, "run "), len(scene.data.class_names)
    assert [m.name for m in maps] == [f"run {letter_of(run)}" for run in range(scene.ensemble.n_runs)]
    for run, one in enumerate(maps):
        np.testing.assert_array_equal(one.z, behaviour.answers[run])
        np.testing.assert_array_equal(one.x, behaviour.map_x)
        np.testing.assert_array_equal(one.y, behaviour.map_y)
        assert (one.zmin, one.zmax) == (-0.5, n_classes - 0.5)
    titles = [note.text for note in figure.layout.annotations]
    ends = scene.ensemble.train_loss[:, -1]
    assert titles == [f"<b>{letter_of(run)}</b>  {number(end)}" for run, end in enumerate(ends)]


@pytest.mark.parametrize("data", ["moons", "blobs", "digits"])
def test_each_class_has_its_own_shade(data):
    scene = small(data=data, n_train=64)
    one = named(behaviour_figure(scene), "run ")[0]
    n_classes = len(scene.data.class_names)
    span = one.zmax - one.zmin
    for c in range(n_classes):
        place = (c - one.zmin) / span
        below = [color for edge, color in one.colorscale if edge <= place + 1e-12][-1]
        above = next(color for edge, color in one.colorscale if edge >= place - 1e-12)
        assert below == above == REGIONS[c]


def test_dots_are_training_examples():
    scene = small()
    dots = named(behaviour_figure(scene), "examples")
    assert len(dots) == 3
    for dot in dots:
        assert set(zip(dot.x, dot.y, strict=True)) <= set(map(tuple, scene.data.train_inputs))


def test_curves_for_regression():
    scene = picture("regression")
    figure = behaviour_figure(scene, DARK)
    curves = named(figure, "run ")
    assert len(curves) == scene.ensemble.n_runs
    for run, curve in enumerate(curves):
        np.testing.assert_allclose(curve.y, scene.behaviour.answers[run, 0])
        assert curve.line.color == DARK.ink
    assert [note.text for note in figure.layout.annotations] == ["<b>A</b>", "<b>B</b>", "<b>C</b>"]
    low, high = figure.layout.yaxis.range
    assert low < scene.data.train_targets.min() < scene.data.train_targets.max() < high


def test_a_diverged_curve_is_a_gap_and_keeps_its_place_in_the_order():
    scene = small(**PARTLY_DIVERGED)
    figure = behaviour_figure(scene)
    assert len(named(figure, "run ")) == scene.ensemble.n_runs
    finite = np.isfinite(scene.behaviour.answers[:, 0, -1])
    assert 0 < finite.sum() < len(finite)
    letters = [note.text[3:-4] for note in figure.layout.annotations]
    assert letters == [letter_of(int(run)) for run in np.flatnonzero(finite)]
    assert figure.to_json()


@pytest.mark.parametrize("name", ["sheet", "regression"])
def test_answers_that_are_no_numbers(name):
    scene = picture(name)
    figure = behaviour_figure(with_answers(scene, np.full_like(scene.behaviour.answers, np.nan)))
    assert all(np.isnan(np.asarray(t.z if name == "sheet" else t.y, float)).all() for t in named(figure, "run "))
    assert figure.to_json()


@pytest.mark.parametrize("changes", [{}, {"data": "sine", "learning_rate": 0.01}], ids=["maps", "curves"])
def test_more_runs_than_maps_and_a_line_that_says_so(changes):
    scene = small(seeds="0-29", steps=5, **changes)
    figure = behaviour_figure(scene)
    assert len(named(figure, "run ")) == MAX_MAPS
    assert figure.layout.annotations[-1].text == "The first 24 of 30 runs are drawn."
    usual = behaviour_figure(small(seeds="0-23", steps=5, **changes))
    assert not any("drawn" in note.text for note in usual.layout.annotations)
    assert figure.layout.height == usual.layout.height + 24
    assert figure.layout.margin.b == usual.layout.margin.b + 24


@pytest.mark.parametrize(("n_runs", "columns", "rows"), [(1, 3, 1), (3, 8, 1), (7, 3, 3), (24, 1, 24)])
def test_maps_stand_in_rows(n_runs, columns, rows):
    figure = behaviour_figure(small(seeds=f"0-{n_runs - 1}", steps=5), columns=columns, row_pixels=50)
    assert len(named(figure, "run ")) == n_runs
    assert figure.layout.height == rows * 50 + 28


@pytest.mark.parametrize("name", HOSTILE, ids=["tag", "script", "template", "quotes", "long", "unicode"])
@pytest.mark.parametrize("n_features", [1, 2, 3])
def test_names_from_a_file_are_text(name, n_features, tmp_path):
    names = [f"{name}{i}" for i in range(n_features)] + ["class"]
    scene = small(data="csv", file=load_csv(write_csv(tmp_path, names, n_features)))
    figure = behaviour_figure(scene)
    texts = [note.text or "" for note in figure.layout.annotations]
    texts += [axis.title.text or "" for axis in (figure.layout.xaxis, figure.layout.yaxis)]
    texts += [trace.hovertemplate or "" for trace in figure.data if trace.type == "heatmap"]
    rest = "".join(texts).replace("<b>", "").replace("</b>", "").replace("<extra></extra>", "")
    assert "<" not in rest
    assert max(map(len, texts)) < 300
    assert "%{x}" not in "".join(trace.hovertemplate or "" for trace in figure.data)
    if n_features == 1 and name == HOSTILE[0]:
        assert figure.layout.xaxis.title.text == "&lt;b&gt;x&lt;/b&gt;0"


def test_without_behaviour_it_refuses():
    with pytest.raises(ValueError, match="scene must have behaviour"):
        behaviour_figure(replace(small(), behaviour=None))
