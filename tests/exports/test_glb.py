"""The model for viewers: named nodes in metres, y up, in the colours of the screen."""

import json

import numpy as np
import pytest

from landscape.exports import glb
from landscape.exports.solid import BASE, RISE
from landscape.inputs import link
from landscape.viewer.colors import rgb_of
from landscape.viewer.heights import height_scale
from landscape.viewer.theme import GROUND, LIGHT
from landscape.words.letters import letter_of
from tests.exports.reading import check_closed, read_glb, with_holes
from tests.figures.scenes import PICTURES, picture, small


def colors_of(mesh):
    return np.asarray(mesh.visual.vertex_attributes["color"])


def header_of(scene):
    content = glb.write(scene)
    assert content[:4] == b"glTF"
    length = int.from_bytes(content[12:16], "little")
    return json.loads(content[20 : 20 + length])


@pytest.mark.parametrize("kind", PICTURES)
def test_every_body_is_closed(kind):
    for mesh in read_glb(picture(kind)).geometry.values():
        check_closed(mesh)


def test_named_nodes():
    expected = {"ground", *(f"{what} {letter}" for what in ("run", "start") for letter in "ABC")}
    assert set(read_glb(small()).graph.nodes_geometry) == expected


def test_64_runs():
    names = set(read_glb(small(seeds="0-63")).graph.nodes_geometry)
    assert {f"run {letter_of(run)}" for run in range(64)} <= names
    assert "run L3" in names


def test_runs_that_a_view_leaves_out_have_no_node():
    names = set(read_glb(small(view="last", focus=1)).graph.nodes_geometry)
    assert {"ground", "run B"} <= names
    assert not {"run A", "run C"} & names


@pytest.mark.parametrize("grid", [(9, 9), (13, 9), (9, 13)])
def test_heights_in_metres_with_y_up(grid):
    scene = small(grid=grid)
    vertices = read_glb(scene).geometry["ground"].vertices[: grid[0] * grid[1]] * 1000
    z = height_scale(scene).z(scene.surface.values)
    np.testing.assert_allclose((vertices[:, 1] - BASE) / RISE, z.ravel(), atol=1e-3)
    x, y = np.meshgrid(np.linspace(-50, 50, grid[0]), np.linspace(-50, 50, grid[1]))
    np.testing.assert_allclose(vertices[:, 0], x.ravel(), atol=1e-3)
    np.testing.assert_allclose(vertices[:, 2], -y.ravel(), atol=1e-3)


def test_extents():
    np.testing.assert_allclose(read_glb(small()).geometry["ground"].extents[[0, 2]], 0.1, atol=1e-6)


def test_the_ground_has_the_colours_of_the_screen():
    scene = small()
    colors = colors_of(read_glb(scene).geometry["ground"])[: scene.surface.values.size]
    z = height_scale(scene).z(scene.surface.values).ravel()
    for at, color in ((z.argmin(), GROUND[0][1]), (z.argmax(), GROUND[-1][1])):
        if z[at] in (0, 1):
            np.testing.assert_allclose(colors[at, :3] / 255, glb.linear(rgb_of(color)), atol=1 / 255)
    brightness = colors[:, :3].sum(axis=1).astype(int)
    assert (np.diff(brightness[np.argsort(z)]) >= -2).all()  # higher is lighter, to rounding


def test_colour_of_another_quantity():
    scene = small(data="two_cues", color="intended_share", grid=(13, 9))
    colors = colors_of(read_glb(scene).geometry["ground"])[: 13 * 9, :3]
    share = np.asarray(scene.color_surface.values).ravel()
    for rule, color in ((share == 0, LIGHT.proxy), (share == 1, LIGHT.intended)):
        assert np.abs(colors[rule] / 255 - glb.linear(rgb_of(color))).max(initial=0) < 1 / 255
    assert len(np.unique(colors, axis=0)) > 1


def test_colours_are_linear_light():
    np.testing.assert_allclose(glb.linear([0, 255, 0xBC]), [0, 1, 0.5028], atol=1e-3)


def test_holes_are_grey_and_counted():
    scene = with_holes(small())
    found = read_glb(scene)
    check_closed(found.geometry["ground"])
    np.testing.assert_allclose(
        colors_of(found.geometry["ground"])[0, :3] / 255, glb.linear(rgb_of(LIGHT.wall)), atol=1 / 255
    )
    assert header_of(scene)["scenes"][0]["extras"]["holes"].startswith("3 nodes")


def test_the_file_says_what_it_is_of():
    extras = header_of(small())["scenes"][0]["extras"]
    assert extras["title"] == "Three small networks on two moons"
    assert extras["link"] == f"/lab?{link.encode(small().config)}"
    assert extras["badge"].startswith("Sheet through the runs.")


def test_dull_materials_and_dark_paths():
    materials = {one["name"]: one["pbrMetallicRoughness"] for one in header_of(small())["materials"]}
    assert set(materials) == {"ground", "path", "start"}
    assert all(one["metallicFactor"] == 0 for one in materials.values())
    assert max(materials["path"]["baseColorFactor"][:3]) < 0.02


def test_balls_are_named_nodes():
    names = set(read_glb(small(drops="0.1:0.2")).graph.nodes_geometry)
    assert {"ball 1", "start ball 1"} <= names
