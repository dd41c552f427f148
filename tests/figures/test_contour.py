"""The map: the same ground and paths as the relief, seen from above."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from landscape.figures import contour_figure
from landscape.viewer.colors import rule_scale
from landscape.viewer.heights import height_scale
from landscape.viewer.theme import CASING, DARK, PATH, SYMBOLS
from landscape.words.letters import letter_of
from tests.figures.charts import drawn, each_picture, named
from tests.figures.scenes import PICTURES, picture, small, with_ground


@cache
def chart(name):
    """The map of a picture, built once: a figure is only looked at here."""
    return contour_figure(picture(name))


def letters_in(figure):
    """The letters at the ends, those of ends on one spot included."""
    texts = [trace.text[0][3:-4] for trace in named(figure, "end ")]
    return texts + [note.text[3:-4] for note in figure.layout.annotations]


@each_picture
def test_the_ground_is_that_of_the_scene(name):
    scene, ground = picture(name), named(chart(name), "surface")[0]
    np.testing.assert_allclose(ground.x, scene.surface.x, atol=1e-5 * scene.plane.half_width[0])
    np.testing.assert_allclose(ground.y, scene.surface.y, atol=1e-5 * scene.plane.half_width[1])
    assert np.shape(ground.z) == scene.surface.values.shape == (len(scene.surface.y), len(scene.surface.x))
    lines = named(chart(name), "lines")[0] if scene.color_surface is not None else ground
    np.testing.assert_allclose(lines.z, height_scale(scene).z(scene.surface.values), atol=1e-6)
    ends = (0, 1) if lines is ground else (1 / 12, 11 / 12)
    assert (lines.contours.start, lines.contours.end, lines.contours.size) == (*ends, 1 / 12)
    if scene.color_surface is not None:
        np.testing.assert_array_equal(ground.z, scene.color_surface.values)
    np.testing.assert_array_equal(ground.customdata, scene.surface.values)


@each_picture
def test_the_key_is_marked_in_the_quantity(name):
    scene, bar = picture(name), named(chart(name), "surface")[0].colorbar
    if scene.color_surface is not None:
        expected = {"intended_share": "share by the intended rule", "test_loss": "test loss, nats"}
        assert bar.title.text == expected[scene.color_surface.quantity]
        assert list(bar.tickvals) == [named(chart(name), "surface")[0].zmin, named(chart(name), "surface")[0].zmax]
        assert len(bar.ticktext) == 2
        return
    ticks = height_scale(scene).ticks()
    assert list(bar.tickvals) == [z for z, _ in ticks]
    assert list(bar.ticktext) == [text for _, text in ticks]
    unit = scene.surface.unit
    expected = {"accuracy": "test accuracy", "shifted_loss": f"loss on shifted data, {unit}"}
    assert bar.title.text == expected.get(scene.surface.quantity, f"training loss, {unit}")


@each_picture
def test_paths_lie_at_the_coordinates_of_the_plane(name):
    scene, figure = picture(name), chart(name)
    paths = drawn(scene)
    assert [t.name for t in named(figure, "run ")] == [f"run {letter_of(path.run)}" for path in paths]
    (cx, cy), (hx, hy) = scene.plane.center, scene.plane.half_width
    for path, line, casing in zip(paths, named(figure, "run "), named(figure, "casing "), strict=True):
        at_snapshots = np.isin(path.steps, scene.ensemble.steps)
        seen = np.isin(scene.ensemble.steps, path.steps)
        x = np.delete(np.asarray(line.x), path.breaks + np.arange(len(path.breaks)))
        np.testing.assert_allclose(x[at_snapshots], scene.trajectories.x[path.run][seen], atol=1e-5 * hx)
        np.testing.assert_array_equal(line.x, casing.x)
        assert (line.line.color, casing.line.color) == (PATH, CASING)
        assert casing.line.width > line.line.width
        assert len(line.text) == len(line.x)
    assert figure.layout.xaxis.range == pytest.approx((cx - hx, cx + hx), abs=1e-5 * hx)
    assert figure.layout.yaxis.range == pytest.approx((cy - hy, cy + hy), abs=1e-5 * hy)


@each_picture
def test_every_drawn_run_has_one_letter(name):
    figure, paths = chart(name), drawn(picture(name))
    texts = letters_in(figure)
    counted = sum(len(t.split(" +")[0].split()) + int(([*t.split(" +"), "0"])[1]) for t in texts)
    assert counted == len(paths)
    if not any("+" in t for t in texts):
        assert sorted(" ".join(texts).split()) == sorted(letter_of(path.run) for path in paths)


@each_picture
def test_letters_stand_inside_the_picture(name):
    scene, figure = picture(name), chart(name)
    for trace in named(figure, "end "):
        assert abs(trace.x[0] - scene.plane.center[0]) <= scene.plane.half_width[0]
        assert abs(trace.y[0] - scene.plane.center[1]) <= scene.plane.half_width[1]


def test_a_moved_letter_is_led_to_its_end():
    """Every letter stands at its end or at the tip of a line that leads there."""
    for name in PICTURES:
        scene, figure = picture(name), chart(name)
        leaders = named(figure, "leader ")
        for trace in named(figure, "end "):
            letter = trace.text[0][3:-4]
            path = next(path for path in drawn(scene) if letter_of(path.run) == letter)
            end = np.array([path.x[-1], path.y[-1]]) * scene.plane.half_width + scene.plane.center
            place = np.array([trace.x[0], trace.y[0]])
            lines = [line for line in leaders if line.name == f"leader {letter}"]
            if lines:
                assert len(lines) == 2
                np.testing.assert_allclose([lines[0].x[0], lines[0].y[0]], end, atol=1e-5 * max(scene.plane.half_width))
                np.testing.assert_allclose([lines[0].x[1], lines[0].y[1]], place)
            else:
                assert (np.abs(place - end) / scene.plane.half_width <= 0.021).all()


def test_markers_have_the_run_s_shape():
    symbols = [trace.marker.symbol for trace in named(contour_figure(small(view="ends")), "end ")]
    assert symbols == list(SYMBOLS[:3])


@each_picture
def test_rings_stand_at_step_0(name):
    scene, figure = picture(name), chart(name)
    inside = [path for path in drawn(scene) if path.steps[0] == 0]
    rings = named(figure, "start ")
    assert [ring.name for ring in rings] == [f"start {letter_of(path.run)}" for path in inside]
    for ring, path in zip(rings, inside, strict=True):
        assert (ring.x[0], ring.y[0]) == pytest.approx(
            (scene.trajectories.x[path.run, 0], scene.trajectories.y[path.run, 0]),
            abs=1e-5 * max(scene.plane.half_width),
        )


def test_colour_by_rule_in_dark():
    ground = named(contour_figure(picture("coloured by rule"), DARK), "surface")[0]
    assert ground.colorscale == rule_scale(DARK)


@pytest.mark.parametrize("values", [np.nan, np.inf, 0.0, 0.7])
def test_odd_grounds(values):
    scene = with_ground(picture("sheet"), values)
    ground = named(contour_figure(scene), "surface")[0]
    assert np.isnan(np.asarray(ground.z, float)).all() == np.isnan(values)
    assert contour_figure(scene).to_json()


def test_a_run_outside_the_picture_leaves_no_trace():
    scene = small()
    paths = scene.trajectories
    x, held_out_x = paths.x.copy(), paths.held_out_x.copy()
    x[1], held_out_x[1] = 1e6, 1e6
    figure = contour_figure(replace(scene, trajectories=replace(paths, x=x, held_out_x=held_out_x)))
    assert [t.name for t in named(figure, "run ")] == ["run A", "run C"]
    assert "B" not in " ".join(letters_in(figure))


def test_without_a_surface_it_refuses():
    with pytest.raises(ValueError, match="scene must have a surface"):
        contour_figure(replace(picture("sheet"), surface=None))
