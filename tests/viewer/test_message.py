"""The message to the viewer: what is packed comes out, and it is the scene's own numbers."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import landscape
from landscape.inputs.config import key_of
from landscape.viewer.heights import height_scale, shared_scale
from landscape.viewer.message import ground_message, scene_message, waiting_message
from landscape.viewer.packing import pack, unpack, with_more
from landscape.viewer.paths import drop_paths, paths_of
from landscape.words.badge import VIEW_WORDS, badge, long_badge
from landscape.words.letters import letter_of
from landscape.words.sentences import headline, table
from tests.figures.scenes import ALL_DIVERGED, PICTURES, ground, picture, small, with_ground

each_picture = pytest.mark.parametrize("kind", PICTURES)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
some_array = st.sampled_from([np.float32, np.uint8, np.int32]).flatmap(
    lambda kind: arrays(kind, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))
)
headers = st.dictionaries(st.text(max_size=8).filter(lambda name: name != "arrays"), plain, max_size=4)


@given(headers, st.dictionaries(st.text(max_size=8), some_array, max_size=5))
def test_what_is_packed_comes_out(header, values):
    message = pack(header, values)
    found, back = unpack(message)
    places = found.pop("arrays")
    assert found == header
    assert list(back) == list(values)
    length = int.from_bytes(message[:4], "little")
    assert length % 4 == 0
    for name, array in values.items():
        assert back[name].dtype == array.dtype
        np.testing.assert_array_equal(back[name], array)
        assert places[name]["at"] % 4 == 0, "typed arrays of a browser begin at multiples of four"
    assert len(message) % 4 == 0


@pytest.mark.parametrize(
    ("values", "kind"),
    [(np.arange(3.0), np.float32), (np.arange(3), np.int32), (np.array([True]), np.int32), (np.zeros(0), np.float32)],
)
def test_kinds_of_numbers(values, kind):
    assert unpack(pack({}, {"a": values}))[1]["a"].dtype == kind


def test_not_a_number_and_infinity_stay_in_arrays():
    values = np.array([np.nan, np.inf, -np.inf, 0], np.float32)
    np.testing.assert_array_equal(unpack(pack({}, {"a": values}))[1]["a"], values)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_header_without_json_for_it_is_refused(value):
    with pytest.raises(ValueError, match="JSON compliant"):
        pack({"a": value}, {})


@given(st.integers(0, 10_000))
def test_a_message_cut_short_is_noticed(at):
    message = pack({"a": "b"}, {"x": np.arange(9.0), "y": np.arange(3, dtype=np.uint8)})
    with pytest.raises(ValueError, match=r"."):
        unpack(message[: at % (len(message) - 1)])


def _no_constant(name):
    raise AssertionError(f"{name} in the header")


@each_picture
def test_the_header_is_plain_json(kind):
    message = scene_message(picture(kind))
    length = int.from_bytes(message[:4], "little")
    json.loads(message[4 : 4 + length], parse_constant=_no_constant)


@each_picture
def test_the_ground_is_the_surface(kind):
    scene = picture(kind)
    header, found = unpack(scene_message(scene))
    surface, plane, height = scene.surface, scene.plane, height_scale(scene)
    np.testing.assert_array_equal(found["values"], surface.values)
    np.testing.assert_array_equal(found["z"], height.z(surface.values).astype(np.float32))
    assert header["grid"] == list(scene.config.view.grid) == [len(found["x"]), len(found["y"])]
    center, half = np.array(header["frame"]["center"]), np.array(header["frame"]["half_width"])
    np.testing.assert_allclose(center[0] + found["x"] * half[0], surface.x, atol=1e-5 * plane.half_width[0])
    np.testing.assert_allclose(center[1] + found["y"] * half[1], surface.y, atol=1e-5 * plane.half_width[1])
    assert [tuple(tick) for tick in header["height"]["ticks"]] == height.ticks()
    assert (header["height"]["unit"], header["height"]["logarithmic"]) == (surface.unit, height.logarithmic)


@each_picture
def test_paths_are_cut_where_they_were_joined(kind):
    scene = picture(kind)
    check_paths(scene)


def check_paths(scene):
    header, found = unpack(scene_message(scene))
    height = height_scale(scene)
    paths = [*paths_of(scene, height), *drop_paths(scene, height)]
    assert [(entry["run"], entry["ball"]) for entry in header["paths"]] == [(path.run, path.ball) for path in paths]
    for entry, path in zip(header["paths"], paths, strict=True):
        part = slice(entry["from"], entry["to"])
        for name in ("x", "y", "z", "ground", "value"):
            np.testing.assert_array_equal(found[f"path_{name}"][part], getattr(path, name).astype(np.float32), name)
        np.testing.assert_array_equal(found["path_step"][part], path.steps)
        np.testing.assert_array_equal(np.flatnonzero(found["path_break"][part]), path.breaks)
        np.testing.assert_array_equal(found["path_held_out"][part], path.held_out)
    total = header["paths"][-1]["to"] if paths else 0
    assert {len(values) for name, values in found.items() if name.startswith("path_")} == {total}


def test_paths_with_breaks():
    scene = small()
    x = scene.trajectories.x.copy()
    x[1, 3] = scene.plane.center[0] + 5 * scene.plane.half_width[0]
    scene = replace(scene, trajectories=replace(scene.trajectories, x=x))
    assert any(len(path.breaks) for path in paths_of(scene, height_scale(scene))), "the example has no break"
    check_paths(scene)


@each_picture
def test_words_losses_and_runs(kind):
    scene = picture(kind)
    header, found = unpack(scene_message(scene, slot="here"))
    words = header["words"]
    assert (words["lead"], words["badge"]) == badge(scene)
    assert words["why"] == long_badge(scene)
    assert (words["columns"], words["rows"]) == table(scene)
    assert set(scene.notes) <= set(words["below"])
    assert (header["key"], header["slot"]) == (key_of(scene.config), "here")
    assert header["title"] == headline(scene.ensemble.n_runs, scene.data.title)
    np.testing.assert_array_equal(found["train_loss"], scene.ensemble.train_loss)
    np.testing.assert_array_equal(found["test_loss"], scene.ensemble.test_loss)
    np.testing.assert_array_equal(found["steps"], scene.ensemble.steps)
    for run, entry in enumerate(header["runs"]):
        assert (entry["letter"], entry["seed"]) == (letter_of(run), scene.ensemble.config.seeds[run])
        assert entry["sound"] == scene.ensemble.sound[run]


@each_picture
def test_tiles_are_those_of_the_scene(kind):
    scene = picture(kind)
    header, found = unpack(scene_message(scene))
    tiles = scene.tiles
    assert (header["tiles"]["kind"], header["tiles"]["height"], header["tiles"]["width"]) == (
        tiles.kind,
        tiles.height,
        tiles.width,
    )
    for name, values in (
        ("tiles", tiles.nodes),
        ("tile_rows", tiles.rows),
        ("tile_columns", tiles.columns),
        ("tile_loss", tiles.train_loss),
        ("run_tiles", tiles.runs),
        ("run_steps", tiles.run_steps),
        ("points", tiles.points),
    ):
        np.testing.assert_array_equal(found[name], values, name)
    assert ("tile_share" in found) == (tiles.intended_share is not None)


@pytest.mark.parametrize(("data", "shape"), [("digits", (24, 8, 8)), ("thneeb", (24, 12, 12, 3))])
def test_images_go_as_bytes(data, shape):
    scene = small(data=data, n_train=32, steps=5, seeds="0")
    _, found = unpack(scene_message(scene))
    assert found["images"].dtype == np.uint8
    assert found["images"].shape == shape
    np.testing.assert_allclose(found["images"] / 255, scene.tiles.images, atol=0.5 / 255 + 1e-6)
    np.testing.assert_array_equal(found["image_targets"], scene.tiles.image_targets)
    assert "points" not in found


def test_balls_are_paths_and_tiles():
    scene = small(drops="0.1:0.2,-0.3:0", focus=1)
    check_paths(scene)
    header, found = unpack(scene_message(scene))
    assert [(path["run"], path["ball"]) for path in header["paths"][-2:]] == [(1, 0), (1, 1)]
    np.testing.assert_array_equal(found["ball_tiles"], [drop.answers for drop in scene.drops])
    np.testing.assert_array_equal(found["ball_steps"], scene.drops[0].answer_steps)
    assert sum(sentence.startswith("The ball dropped at") for sentence in header["words"]["below"]) == 2


def test_nodes_that_are_not_a_number_are_holes():
    scene = small()
    values = scene.surface.values.copy()
    values[0, 0], values[2, 2] = np.nan, np.inf
    _, found = unpack(scene_message(with_ground(scene, values)))
    assert np.isnan(found["z"][0, 0])
    assert found["z"][2, 2] == 1
    np.testing.assert_array_equal(np.isnan(found["z"]), np.isnan(values))


def test_colour_that_is_not_the_height():
    header, found = unpack(scene_message(picture("coloured by loss")))
    scene = picture("coloured by loss")
    np.testing.assert_array_equal(found["color"], scene.color_surface.values)
    assert not header["color"]["by_rule"]
    assert header["color"]["low"] == pytest.approx(scene.color_surface.values.min())
    assert header["color"]["low"] < header["color"]["high"] <= scene.color_surface.values.max()


def test_colour_by_rule():
    header, _ = unpack(scene_message(picture("coloured by rule")))
    assert header["color"]["by_rule"]
    assert (header["color"]["low"], header["color"]["high"]) == (0, 1)
    shares = picture("coloured by rule").behaviour.intended_share
    assert [run["rule"] for run in header["runs"]] == ["intended" if share > 0.5 else "proxy" for share in shares]


def test_colour_that_is_the_height():
    header, found = unpack(scene_message(small()))
    assert header["color"] is None
    assert "color" not in found


def test_two_scenes_on_one_scale():
    one, other = small(), small(seeds="3-5")
    scale = shared_scale(one, other)
    messages = [unpack(scene_message(scene, scale)) for scene in (one, other)]
    assert messages[0][0]["height"]["ticks"] == messages[1][0]["height"]["ticks"]
    for scene, (_, found) in zip((one, other), messages, strict=True):
        np.testing.assert_array_equal(found["z"], scale.z(scene.surface.values).astype(np.float32))


def test_scales_that_no_two_scenes_can_share():
    assert shared_scale(small(), small(quantity="accuracy")) is None
    assert shared_scale(small(), small(scale="linear")) is None
    assert shared_scale(small(), small(**ALL_DIVERGED)) is None


def test_a_scene_without_a_surface_has_words_and_losses():
    scene = small(**ALL_DIVERGED)
    header, found = unpack(scene_message(scene))
    assert {"steps", "train_loss", "test_loss"} <= set(found)
    assert not {"x", "z", "path_x"} & set(found)
    assert "3 of 3 runs diverged; lower the learning rate." in header["words"]["below"][-1]
    assert header["words"]["why"] == []
    assert "height" not in header


def test_without_behaviour_and_tiles():
    header, found = unpack(scene_message(replace(small(), behaviour=None, tiles=None)))
    assert "tiles" not in header
    assert "tiles" not in found
    assert {run["rule"] for run in header["runs"]} == {None}


def test_64_runs():
    scene = small(seeds="0-63", steps=6)
    header, _ = unpack(scene_message(scene))
    assert len({run["letter"] for run in header["runs"]}) == 64
    check_paths(scene)


def test_waiting():
    header, found = unpack(waiting_message("In the making", slot="left"))
    assert (header["title"], header["slot"], header["runs"]) == ("In the making", "left", [])
    assert found == {}
    assert set(header["words"]) == set(unpack(scene_message(small()))[0]["words"])


def test_ground_without_runs_is_its_surface():
    one = ground()
    header, found = unpack(ground_message(one, slot="here"))
    height = height_scale(one)
    np.testing.assert_array_equal(found["values"], one.surface.values)
    np.testing.assert_array_equal(found["z"], height.z(one.surface.values).astype(np.float32))
    assert header["grid"] == [7, 5] == [len(found["x"]), len(found["y"])]
    assert header["frame"] == {"center": [2.5, 0.0], "half_width": [1.5, 2.0]}
    np.testing.assert_allclose(found["x"] * 1.5 + 2.5, one.surface.x, atol=1e-6)
    np.testing.assert_allclose(found["y"] * 2.0, one.surface.y, atol=1e-6)
    assert header["axes"] == ["one way", "the other"]
    assert (header["title"], header["slot"], header["unit"], header["complete"]) == ("A bowl", "here", "nats", True)
    assert [tuple(tick) for tick in header["height"]["ticks"]] == height.ticks()
    assert header["color"] is None


def test_ground_without_runs_has_no_paths_and_the_words_of_its_view():
    header, found = unpack(ground_message(ground()))
    assert header["runs"] == header["paths"] == header["words"]["rows"] == []
    assert {len(values) for name, values in found.items() if name.startswith("path_")} == {0}
    lead, closing = VIEW_WORDS["random"]
    assert header["words"]["lead"] == lead
    assert header["words"]["badge"] == f"{closing} It is made up."


def test_ground_without_runs_has_the_entries_the_viewer_reads_of_a_scene():
    (header, found), (of_scene, arrays_of_scene) = unpack(ground_message(ground())), unpack(scene_message(small()))
    assert set(header) == set(of_scene) - {"task", "tiles"}
    assert set(header["words"]) == set(of_scene["words"])
    needed = {"x", "y", "z", "values"} | {name for name in arrays_of_scene if name.startswith("path_")}
    assert set(found) == needed


def test_ground_painted_by_rule():
    header, found = unpack(ground_message(ground(color=0.25)))
    assert header["color"]["by_rule"]
    assert (header["color"]["low"], header["color"]["high"]) == (0, 1)
    assert (found["color"] == 0.25).all()


def test_ground_with_holes_keeps_them():
    values = ground().surface.values.copy()
    values[0, 0], values[1, 1] = np.nan, np.inf
    _, found = unpack(ground_message(ground(values=values)))
    assert np.isnan(found["z"][0, 0])
    assert np.isnan(found["z"]).sum() == 1
    assert found["z"][1, 1] == 1


def test_two_grounds_on_one_scale():
    one, other = ground(), ground(values=2 * ground().surface.values)
    scale = shared_scale(one, other)
    headers = [unpack(ground_message(each, scale))[0] for each in (one, other)]
    assert headers[0]["height"] == headers[1]["height"]
    assert headers[0]["height"]["top"] == other.surface.values.max()


@given(headers, headers, st.dictionaries(st.text(max_size=8), some_array, max_size=3))
def test_message_with_more_has_both_and_the_new_goes_before(header, more, values):
    old = {"kept": np.arange(3, dtype=np.int32)}
    found, back = unpack(with_more(pack(header, old), more, values))
    found.pop("arrays")
    assert found == header | more
    assert list(back) == list(old | values)
    for name, array in (old | values).items():
        np.testing.assert_array_equal(back[name], array)


def test_message_with_nothing_more_is_the_same():
    message = scene_message(small())
    assert with_more(message, {}) == message


def test_equal_scenes_give_equal_bytes():
    assert scene_message(small()) == scene_message(small())


@pytest.mark.slow
def test_size_of_the_default_scene():
    assert len(scene_message(landscape.run())) < 400_000
