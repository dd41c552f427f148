"""One scene, drawn by all that draw it: the same colours, scales, places and camera as its message says."""

import base64
import re
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from functools import cache

import numpy as np
import pytest

from landscape.baked import baked
from landscape.exports.solid import SIDE
from landscape.exports.solid.bodies import TUBE_RADIUS
from landscape.figures import contour_figure, loss_figure, surface_figure
from landscape.figures.bands import STRENGTHS, TINTS
from landscape.figures.still import still
from landscape.viewer.camera import BLOCK, ELEVATION, FIELD_OF_VIEW
from landscape.viewer.colors import BANDS, MIXED, rgb_at
from landscape.viewer.finding import PackedFinding
from landscape.viewer.message import scene_message
from landscape.viewer.packed_scene import packed
from landscape.viewer.page import VIEWER, page
from landscape.viewer.theme import LIGHT
from landscape.words.lesson_text import lesson_text
from tests.exports.reading import read_glb
from tests.figures.reading import read_page
from tests.figures.scenes import picture, small

SVG = "{http://www.w3.org/2000/svg}"
SCENES = {
    "height": lambda: picture("sheet"),
    "another loss": lambda: picture("coloured by loss"),
    "shares of a rule": lambda: picture("coloured by rule"),
    "height is a share": lambda: picture("height is a share"),
    "balls": lambda: small(drops="0.1:0.2,-0.3:0"),
}
each = pytest.mark.parametrize("name", SCENES)


@cache
def drawn(name):
    """The message of a scene, and all that is drawn of it."""
    scene = SCENES[name]()
    lesson = next(iter(baked("points").values()))
    shown = PackedFinding(lesson.config, (scene_message(scene),), lesson.numbers, lesson.outcome)
    svg = ElementTree.fromstring(still(shown, lesson_text("points"), answer=True))
    return packed(scene), surface_figure(scene), contour_figure(scene), svg, read_glb(scene)


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def wanted(found):
    """Colour of every node by the rule of `landscape/viewer/js/colors.js`, written out once more."""
    key, palette = found.header["color"], found.header["palette"]
    if key is None:
        return palette["ground"], found.z
    scale = [(0, LIGHT.proxy), (0.5, "#E6E0D0"), (1, LIGHT.intended)] if key["by_rule"] else palette["ground"]
    return scale, np.clip((found.arrays["color"] - key["low"]) / (key["high"] - key["low"]), 0, 1)


def banded(shares):
    return (np.minimum(np.floor(shares * BANDS), BANDS - 1) + 0.5) / BANDS


def light(rgb):
    """Linear light in [0, 1], as models hold it, of colours from 0 to 255."""
    share = rgb / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def read_png(svg):
    """Colours of the map's pixels, and which of them lie on a line between two bands or under a stripe."""
    content = base64.b64decode(svg.find(f".//{SVG}image").get("href").split(",")[1])
    at, parts = 8, {}
    while at < len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        parts[content[at + 4 : at + 8]], at = content[at + 8 : at + 8 + length], at + 12 + length
    columns, rows = struct.unpack(">II", parts[b"IHDR"][:8])
    places = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(rows, columns + 1)[:, 1:]
    return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[places], places


@each
def test_the_relief_has_the_colours(name):
    found, relief, *_ = drawn(name)
    scale, shares = wanted(found)
    ground = trace(relief, "surface")
    values = ground.z if ground.surfacecolor is None else ground.surfacecolor
    drawn_shares = np.clip((np.asarray(values, float) - ground.cmin) / (ground.cmax - ground.cmin), 0, 1)
    np.testing.assert_allclose(rgb_at(ground.colorscale, drawn_shares), rgb_at(scale, shares), atol=0.01)


@each
def test_the_map_has_the_colours(name):
    """With the height they are those of its bands, as Plotly spreads a scale over bands; else smooth."""
    found, _, chart, *_ = drawn(name)
    scale, shares = wanted(found)
    ground = trace(chart, "surface")
    if found.header["color"] is not None:
        assert (ground.contours.coloring, ground.line.width) == ("heatmap", 0)
        share = np.clip((np.asarray(ground.z, float) - ground.zmin) / (ground.zmax - ground.zmin), 0, 1)
        np.testing.assert_allclose(rgb_at(ground.colorscale, share), rgb_at(scale, shares), atol=0.01)
        return
    levels = ground.contours
    # As long as the levels reach the ends of the colours, Plotly paints a band as the scale has it at the middle.
    assert (levels.start, levels.end, levels.size) == (ground.zmin, ground.zmax, 1 / BANDS) == (0, 1, 1 / 12)
    painted = rgb_at(ground.colorscale, banded(np.asarray(ground.z, float)))
    np.testing.assert_allclose(painted, rgb_at(scale, banded(shares)), atol=0.01)


@each
def test_the_still_has_the_colours(name):
    found, *_, svg, _ = drawn(name)
    scale, shares = wanted(found)
    pixels, places = read_png(svg)
    height, width = places.shape
    plain = places % STRENGTHS == 0  # no line lies on them
    smooth = found.header["color"] is not None
    by_rule = smooth and found.header["color"]["by_rule"]
    if smooth:
        plain &= places // STRENGTHS < TINTS  # no stripe either
    seen = 0
    for j in range(1, len(found.y) - 1):
        for i in range(1, len(found.x) - 1):
            row, column = round((1 - found.y[j]) / 2 * height), round((found.x[i] + 1) / 2 * width)
            if not plain[row, column]:
                continue
            seen += 1
            share = shares[j, i]
            near = [share] if smooth else {float(banded(np.clip(share + d, 0, 1))) for d in (-0.02, 0, 0.02)}
            away = [np.abs(rgb_at(scale, one) - pixels[row, column]).max() for one in near]
            assert min(away) < (9 if by_rule else 5 if smooth else 1)  # a step of 31 tints, or a neighbour's pixel
    assert seen > 5


@each
def test_the_model_for_viewers_has_the_colours(name):
    found, *_, model = drawn(name)
    scale, shares = wanted(found)
    colors = np.asarray(model.geometry["ground"].visual.vertex_attributes["color"])[: shares.size, :3]
    np.testing.assert_allclose(colors / 255, light(rgb_at(scale, shares.ravel())), atol=0.51 / 255)


@each
def test_the_key_has_the_same_ends_everywhere(name):
    found, relief, chart, svg, _ = drawn(name)
    key, height = found.header["color"], found.header["height"]
    words = [text.text for text in svg.iter(f"{SVG}text")]
    bar = trace(chart, "surface").colorbar
    axis = trace(relief, "height")
    assert list(zip(axis.z[:-1], [text.removesuffix(" –") for text in axis.text[:-1]], strict=True)) == [
        tuple(tick) for tick in height["ticks"]
    ]
    if key is None:
        assert list(zip(bar.tickvals, bar.ticktext, strict=True)) == [tuple(tick) for tick in height["ticks"]]
        assert (bar.title.text, trace(relief, "surface").showscale) == (height["title"], False)
        assert {f"{height['title']}: {height['ticks'][0][1]}", height["ticks"][-1][1]} <= set(words)
        return
    for one in (bar, trace(relief, "surface").colorbar):
        assert (one.title.text, list(one.tickvals), list(one.ticktext)) == (
            key["title"],
            [key["low"], key["high"]],
            key["texts"],
        )
    ground = trace(relief, "surface")
    assert (ground.cmin, ground.cmax) == (key["low"], key["high"])
    if not key["by_rule"]:
        assert {f"{key['title']}: {key['texts'][0]}", key["texts"][1]} <= set(words)


@each
def test_paths_end_at_the_same_places(name):
    found, relief, chart, svg, model = drawn(name)
    image, lift = svg.find(f".//{SVG}image"), found.header["lift"]
    wide, high = (float(image.get(side)) for side in ("width", "height"))
    dots = {dot.get("data-run"): dot for dot in svg.iter(f"{SVG}circle") if dot.get("class") == "end"}
    assert found.paths()
    for place, path in zip(found.header["paths"], found.paths(), strict=True):
        x, y, z = (float(found.arrays[f"path_{axis}"][place["to"] - 1]) for axis in "xyz")
        line = trace(relief, path.title)
        assert (line.x[-1], line.y[-1], line.z[-1]) == pytest.approx((x, y, z + lift))
        line = trace(chart, path.title)
        (cx, cy), (hx, hy) = found.header["frame"]["center"], found.header["frame"]["half_width"]
        assert (line.x[-1], line.y[-1]) == pytest.approx((cx + hx * x, cy + hy * y))
        dot = dots[path.letter]
        end = (2 * float(dot.get("cx")) / wide - 1, 1 - 2 * float(dot.get("cy")) / high)
        assert end == pytest.approx((x, y), abs=0.2 / min(wide, high))
        ring = (
            model.geometry[path.title].vertices[-8:].mean(axis=0) * 1000
        )  # y is up; the last ring may lie a little before the end
        assert (ring[0] / SIDE, -ring[2] / SIDE) == pytest.approx((x, y), abs=0.5 * TUBE_RADIUS / SIDE)


@each
def test_the_camera_stands_where_the_viewer_s_does(name):
    found, relief, *_ = drawn(name)
    scene = relief.layout.scene
    eye, center = (np.array([at.x, at.y, at.z]) for at in (scene.camera.eye, scene.camera.center))
    right, up, forward = eye - center
    azimuth = found.header["home_azimuth"]
    turned = np.arctan2(up, right) - azimuth
    assert np.sin(turned) == pytest.approx(0, abs=1e-3)
    assert np.cos(turned) > 0
    assert np.arctan2(forward, np.hypot(right, up)) == pytest.approx(ELEVATION, abs=1e-3)
    wall = next(one for one in relief.data if one.name == "wall")
    assert np.asarray(wall.z)[0, 0] == viewer_constants()["BASE"]


def viewer_constants():
    source = (VIEWER / "js" / "camera.js").read_text(encoding="utf-8")
    found = {name: float(value) for name, value in re.findall(r"const (\w+) = (-?[\d.]+);", source)}
    found["ASPECT"] = [float(v) for v in re.search(r"const ASPECT = \[([^\]]+)\]", source)[1].split(",")]
    degrees, half_turn = re.search(r"HOME_ELEVATION = \((\d+) \* Math.PI\) / (\d+)", source).groups()
    found["HOME_ELEVATION"] = np.pi * float(degrees) / float(half_turn)
    found["TAN"] = np.tan(np.pi / float(re.search(r"TAN = Math.tan\(Math.PI / (\d+)\)", source)[1]))
    return found


def test_there_is_one_block_and_one_camera():
    """What stands in the scene where: the viewer's own numbers, those of the figures, and those of solid bodies."""
    js = viewer_constants()
    across, up = js["ASPECT"][0] / (2 * js["SIDE"]), js["ASPECT"][2] / (js["TOP"] - js["BASE"])
    assert (BLOCK.base, BLOCK.top, BLOCK.side, BLOCK.rise) == pytest.approx((js["BASE"], js["TOP"], across, up))
    assert js["HOME_ELEVATION"] == pytest.approx(ELEVATION)
    assert js["TAN"] == pytest.approx(np.tan(FIELD_OF_VIEW / 2))
    figure = drawn("height")[1].layout.scene
    for axis, unit in (("x", across), ("y", across), ("z", up)):
        low, high = figure[f"{axis}axis"].range
        assert figure.aspectratio[axis] / (high - low) == pytest.approx(unit)
        assert (low + high) / 2 == pytest.approx((js["BASE"] + js["TOP"]) / 2 if axis == "z" else 0)
    solid = drawn("height")[-1].geometry["ground"]
    heights = drawn("height")[0].z
    assert solid.extents[1] / solid.extents[0] == pytest.approx((heights.max() - js["BASE"]) * up / (2 * across))


def test_there_is_one_rule_of_colours():
    colors, bands = ((VIEWER / "js" / f"{name}.js").read_text(encoding="utf-8") for name in ("colors", "contour"))
    assert f'MIXED = "{MIXED}"' in colors
    assert f"BANDS = {BANDS};" in bands


@each
def test_the_page_holds_the_message(name):
    header, arrays = read_page(page(SCENES[name](), "data=moons"))
    found = drawn(name)[0]
    assert header == found.header
    assert {key: values.tobytes() for key, values in arrays.items()} == {
        key: values.tobytes() for key, values in found.arrays.items()
    }


def test_losses_are_those_of_the_message():
    found, figure = drawn("height")[0], loss_figure(SCENES["height"]())
    for run, losses in zip(found.header["runs"], found.arrays["train_loss"], strict=True):
        np.testing.assert_array_equal(trace(figure, f"run {run['letter']}").y, losses)


def test_what_is_packed_cannot_be_changed():
    found = drawn("height")[0]
    with pytest.raises(ValueError, match="read-only"):
        found.arrays["z"][0, 0] = 0
