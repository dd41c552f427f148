"""The relief: what its traces hold, for every kind of picture."""

from dataclasses import replace
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest

from landscape.figures import surface_figure
from landscape.viewer.camera import BLOCK, View
from landscape.viewer.colors import rule_scale
from landscape.viewer.ends import ends_in_groups, group_name
from landscape.viewer.heights import height_scale
from landscape.viewer.paths import DROP_THRESHOLD, LIFT, paths_of
from landscape.viewer.theme import DARK, GROUND, LIGHT, PATH
from landscape.words.letters import letter_of
from tests.figures.charts import drawn, each_picture, named
from tests.figures.scenes import picture, small, with_ground, with_heights


@cache
def relief(name):
    """The figure of a picture, built once: a figure is only looked at here."""
    return surface_figure(picture(name))


def one(figure, name):
    (trace,) = [trace for trace in figure.data if trace.name == name]
    return trace


def letters_in(figure):
    return [note.text[3:-4] for note in figure.layout.scene.annotations if note.text.startswith("<b>")]


@each_picture
def test_one_ground_row_is_y(name):
    scene = picture(name)
    ground = one(relief(name), "surface")
    n_y, n_x = scene.surface.values.shape
    assert (len(ground.x), len(ground.y)) == (n_x, n_y)
    z = np.asarray(ground.z)
    assert z.shape == (n_y, n_x)
    np.testing.assert_allclose(ground.x, np.linspace(-1, 1, n_x), atol=1e-6)
    np.testing.assert_allclose(ground.y, np.linspace(-1, 1, n_y), atol=1e-6)
    assert np.nanmin(z) >= 0
    assert np.nanmax(z) <= 1
    np.testing.assert_allclose(z, height_scale(scene).z(scene.surface.values), atol=1e-6)
    np.testing.assert_array_equal(ground.customdata, scene.surface.values)
    assert "%{customdata" in ground.hovertemplate


@each_picture
def test_four_walls_stand_under_the_edges(name):
    figure = relief(name)
    z = np.asarray(one(figure, "surface").z)
    walls = named(figure, "wall")
    edges = [z[0], z[-1], z[:, 0], z[:, -1]]
    assert len(walls) == 4
    for wall, edge in zip(walls, edges, strict=True):
        np.testing.assert_array_equal(np.asarray(wall.z)[0], np.full(len(edge), BLOCK.base))
        np.testing.assert_array_equal(np.asarray(wall.z)[1], edge)
        assert np.abs(wall.x).max() == pytest.approx(1)
        assert np.abs(wall.y).max() == pytest.approx(1)
    on_side = [(np.ptp(wall.x) == 0, np.ptp(wall.y) == 0) for wall in walls]
    assert sorted(on_side) == [(False, True), (False, True), (True, False), (True, False)]


@each_picture
def test_each_shown_run_has_its_path_at_its_own_height(name):
    scene = picture(name)
    figure, height = relief(name), height_scale(scene)
    shown = [path.run for path in drawn(scene)]
    assert [trace.name for trace in named(figure, "run ")] == [f"run {letter_of(int(run))}" for run in shown]
    plane, paths = scene.plane, scene.trajectories
    for run in shown:
        trace = one(figure, f"run {letter_of(int(run))}")
        assert trace.line.color == PATH
        assert len(trace.text) == len(trace.x)
        points = np.column_stack([trace.x, trace.y, trace.z])
        points = points[np.isfinite(points).all(axis=1)]
        x = (paths.x[run] - plane.center[0]) / plane.half_width[0]
        y = (paths.y[run] - plane.center[1]) / plane.half_width[1]
        snapshots = np.column_stack([x, y, height.z(paths.height[run]) + LIFT])
        for point in snapshots[(np.abs(snapshots[:, :2]) <= 1).all(axis=1)]:
            assert np.abs(points - point).max(axis=1).min() < 1e-6
        assert (np.abs(points[:, :2]) <= 1).all()


def test_held_out_steps_are_drawn_in_the_order_of_the_steps():
    scene = picture("sheet")
    for path in paths_of(scene, height_scale(scene)):
        expected = np.union1d(scene.ensemble.steps, scene.ensemble.held_out_steps)
        np.testing.assert_array_equal(path.steps, expected)
        np.testing.assert_array_equal(path.steps[path.held_out], scene.ensemble.held_out_steps)


def test_another_height_has_no_held_out_steps():
    scene = picture("height is a share")
    for path in paths_of(scene, height_scale(scene)):
        np.testing.assert_array_equal(path.steps, scene.ensemble.steps)


def test_no_line_leads_across_steps_outside_the_picture():
    scene = small(steps=60)
    paths = scene.trajectories
    x = paths.x.copy()
    x[0, 3] = scene.plane.center[0] + 3 * scene.plane.half_width[0]
    scene = replace(scene, trajectories=replace(paths, x=x))
    path = next(paths_of(scene, height_scale(scene)))
    left_out = scene.ensemble.steps[3]
    assert left_out not in path.steps
    assert path.steps[path.breaks[0] - 1] < left_out < path.steps[path.breaks[0]]
    line = one(surface_figure(scene), "run A")
    assert np.isnan(line.x).sum() == len(path.breaks) == 1
    assert np.flatnonzero(np.isnan(line.x)).tolist() == path.breaks.tolist()
    assert line.text[path.breaks[0]] == ""
    assert line.connectgaps is False


@each_picture
def test_drop_lines_stand_exactly_where_a_run_is_off_the_ground(name):
    scene = picture(name)
    figure = relief(name)
    for path in drawn(scene):
        drop = one(figure, f"drop {letter_of(path.run)}")
        off = np.abs(path.z - path.ground) > DROP_THRESHOLD
        assert len(drop.x) == 3 * off.sum()
        triples = np.asarray(drop.z, float).reshape(-1, 3)
        np.testing.assert_allclose(triples[:, 0], path.z[off] + LIFT, atol=1e-6)
        np.testing.assert_allclose(triples[:, 1], path.ground[off] + LIFT, atol=1e-6)
        assert np.isnan(triples[:, 2]).all()
        np.testing.assert_allclose(
            np.asarray(drop.x, float).reshape(-1, 3)[:, :2], path.x[off][:, None].repeat(2, 1), atol=1e-6
        )
        np.testing.assert_allclose(
            np.asarray(drop.y, float).reshape(-1, 3)[:, :2], path.y[off][:, None].repeat(2, 1), atol=1e-6
        )


@each_picture
def test_a_shadow_lies_on_the_ground_where_it_covers_a_run(name):
    scene = picture(name)
    figure = relief(name)
    for path in drawn(scene):
        shadow = np.delete(np.asarray(one(figure, f"shadow {letter_of(path.run)}").z, float), _gaps(path))
        below = path.ground - path.z > DROP_THRESHOLD
        np.testing.assert_allclose(shadow[below], path.ground[below] + LIFT, atol=1e-6)
        assert np.isnan(shadow[~below]).all()


def _gaps(path):
    """Where the gaps stand in a line with one before each break."""
    return path.breaks + np.arange(len(path.breaks))


@pytest.mark.parametrize(("own", "ground"), [(0.5, 0.1), (0.1, 0.5), (0.3, 0.3)], ids=["above", "below", "on it"])
def test_a_run_above_below_and_on_the_ground(own, ground):
    scene = with_heights(picture("sheet"), own, ground)
    n_steps = len(scene.ensemble.steps) + len(scene.ensemble.held_out_steps)
    figure = surface_figure(scene)
    drops, shadow = len(one(figure, "drop A").x) / 3, np.isfinite(one(figure, "shadow A").z).sum()
    assert (drops, shadow) == {0.5: (n_steps, 0), 0.1: (n_steps, n_steps), 0.3: (0, 0)}[own]


@each_picture
def test_letters_stand_at_the_ends_of_the_shown_runs(name):
    scene = picture(name)
    figure, paths = relief(name), drawn(scene)
    ends = np.array([[path.x[-1], path.y[-1]] for path in paths]).reshape(-1, 2)
    groups = ends_in_groups(ends, 0.03)
    assert letters_in(figure) == [group_name([paths[i].letter for i in group]) for group in groups]
    notes = [note for note in figure.layout.scene.annotations if note.text.startswith("<b>")]
    for note, group in zip(notes, groups, strict=True):
        assert (note.x, note.y) == pytest.approx(tuple(ends[group].mean(axis=0)), abs=1e-6)


def test_three_separate_runs_are_a_b_c():
    assert letters_in(relief("random")) == ["A"]
    assert sorted(" ".join(letters_in(relief("sheet"))).split()) == ["A", "B", "C"]


@each_picture
def test_rings_stand_at_step_0(name):
    scene = picture(name)
    starts = one(relief(name), "starts")
    inside = [path for path in drawn(scene) if path.steps[0] == 0]
    assert list(starts.text) == [f"start of {letter_of(path.run)}" for path in inside]
    np.testing.assert_allclose(starts.x, [path.x[0] for path in inside], atol=1e-6)
    np.testing.assert_allclose(starts.z, [path.z[0] + LIFT for path in inside], atol=1e-6)
    if name == "close up":
        assert len(inside) < len(scene.ensemble.snapshots)
    elif name != "last" and name != "random":
        assert len(inside) == scene.plane.runs_shown.sum()


@each_picture
def test_the_camera_sees_the_whole_block(name):
    picture(name)
    figure = relief(name)
    camera = figure.layout.scene.camera
    eye, center = (np.array([point.x, point.y, point.z]) for point in (camera.eye, camera.center))
    assert np.isfinite([*eye, *center]).all()
    ground = one(figure, "surface")
    nodes = np.stack([*np.meshgrid(ground.x, ground.y), np.nan_to_num(np.asarray(ground.z))], axis=-1).reshape(-1, 3)
    corners = np.array([[a, b, BLOCK.base] for a in (-1, 1) for b in (-1, 1)])
    seen = View(eye, center).project(np.concatenate([nodes, corners]))
    assert np.abs(seen).max() < 1
    assert np.ptp(seen, axis=0).max() > 1, "the block is lost in the picture"
    assert eye[2] > center[2], "seen from below"
    reach = [tuple(figure.layout.scene[f"{axis}axis"].range) for axis in "xyz"]
    assert reach == [(-BLOCK.reach, BLOCK.reach)] * 2 + [tuple(BLOCK.z_range())]


def test_the_projection_is_that_of_a_pinhole():
    """The point looked at is the middle of the picture; right is right, up is up, and far is small."""
    view = View(np.array([0.0, -2.0, 0.0]), np.zeros(3))
    middle = BLOCK.from_scene(np.zeros((1, 3)))
    np.testing.assert_allclose(view.project(middle), [[0, 0]], atol=1e-12)
    right, up = (view.project(BLOCK.from_scene(np.array([p])))[0] for p in ([0.1, 0, 0], [0, 0, 0.1]))
    np.testing.assert_allclose(right, [0.1 / (2 * np.tan(np.pi / 8) * 1.2), 0], atol=1e-12)
    np.testing.assert_allclose(up, [0, 0.1 / (2 * np.tan(np.pi / 8))], atol=1e-12)
    far = view.project(BLOCK.from_scene(np.array([[0.1, 2.0, 0]])))[0]
    np.testing.assert_allclose(far, right / 2)


@each_picture
def test_without_another_colour_the_ground_is_painted_by_its_height(name):
    scene = picture(name)
    ground = one(relief(name), "surface")
    assert (ground.surfacecolor is None) == (scene.color_surface is None)
    if scene.color_surface is None:
        assert (ground.cmin, ground.cmax, ground.showscale) == (0, 1, False)
        assert ground.colorscale == GROUND


def test_a_share_is_coloured_from_0_to_1():
    ground = one(surface_figure(picture("coloured by rule"), DARK), "surface")
    assert (ground.cmin, ground.cmax, ground.showscale) == (0, 1, True)
    assert ground.colorscale == rule_scale(DARK)
    assert ground.colorbar.title.text == "share by the intended rule"
    np.testing.assert_array_equal(ground.surfacecolor, picture("coloured by rule").color_surface.values)


def test_a_loss_as_colour_has_its_own_limits():
    scene = picture("coloured by loss")
    ground = one(surface_figure(scene), "surface")
    values = scene.color_surface.values
    assert ground.cmin == pytest.approx(values.min())
    assert values.min() < ground.cmax <= values.max()
    assert ground.colorbar.title.text == "test loss, nats"
    np.testing.assert_allclose(ground.z, height_scale(scene).z(scene.surface.values), atol=1e-6)


@pytest.mark.parametrize("color", [np.nan, 0.0, np.inf])
def test_a_colour_without_two_values(color):
    scene = picture("coloured by loss")
    flat = np.full_like(scene.color_surface.values, color)
    ground = one(surface_figure(replace(scene, color_surface=replace(scene.color_surface, values=flat))), "surface")
    assert np.isfinite([ground.cmin, ground.cmax]).all()
    assert ground.cmin < ground.cmax


def test_nan_stays_a_hole_and_infinity_stands_at_the_top():
    scene = picture("sheet")
    values = scene.surface.values.copy()
    values[0, 0], values[4, 3], values[8, 12] = np.nan, np.nan, np.inf
    figure = surface_figure(with_ground(scene, values))
    z = np.asarray(one(figure, "surface").z)
    np.testing.assert_array_equal(np.isnan(z), np.isnan(values))
    assert z[8, 12] == 1
    assert np.isnan(np.asarray(named(figure, "wall")[0].z)[1, 0])
    assert figure.to_json()


def test_ground_without_a_single_number():
    figure = surface_figure(with_ground(picture("sheet"), np.nan))
    assert np.isnan(np.asarray(one(figure, "surface").z, float)).all()
    assert len(named(figure, "run ")) == 3


@each_picture
def test_the_scale_hangs_on_the_block(name):
    scene = picture(name)
    axis = one(relief(name), "height")
    ticks = height_scale(scene).ticks()
    assert list(axis.z[:-1]) == [z for z, _ in ticks]
    assert list(axis.text[:-1]) == [f"{text} –" for _, text in ticks]
    assert axis.text[-1].split(",")[0] in (
        "training loss",
        "test accuracy",
        "loss on shifted data",
    )
    assert len(set(axis.x)) == len(set(axis.y)) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_both_themes(theme):
    figure = surface_figure(picture("sheet"), theme)
    assert isinstance(figure, go.Figure)
    assert named(figure, "wall")[0].colorscale[0][1] == theme.wall
    assert {note.bgcolor for note in figure.layout.scene.annotations if note.bgcolor} == {theme.ink}


def test_axis_titles_tell_the_share_of_variance():
    texts = [note.text for note in relief("pca").layout.scene.annotations][-2:]
    shares = picture("pca").fidelity.variance_explained
    assert texts == [f"direction {i + 1} ({100 * share:.0f} % of variance)" for i, share in enumerate(shares)]


def test_without_a_surface_it_refuses():
    with pytest.raises(ValueError, match="scene must have a surface"):
        surface_figure(replace(picture("sheet"), surface=None))


def test_the_scene_is_not_changed():
    scene = picture("sheet")
    before = scene.surface.values.tobytes(), scene.trajectories.x.tobytes()
    assert surface_figure(scene).to_json() == surface_figure(scene).to_json()
    assert before == (scene.surface.values.tobytes(), scene.trajectories.x.tobytes())
