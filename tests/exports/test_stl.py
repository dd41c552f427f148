"""The solid for a printer: closed bodies of the promised size, read back by trimesh."""

import numpy as np
import pytest
import trimesh

from landscape.exports import stl
from landscape.exports.solid import BASE, RISE
from landscape.viewer.heights import height_scale
from tests.exports.reading import check_closed, read_stl, with_holes
from tests.figures.scenes import picture, small, with_ground

SCENES = {
    "usual": {},
    "not square": {"grid": (13, 9)},
    "one run": {"seeds": "4"},
    "64 runs": {"seeds": "0-63"},
    "one start": {"vary": "order", "seeds": "0-3"},
    "equal runs": {"vary": "order", "batch_size": 0, "seeds": "0-3"},
    "two weights": {"data": "strip", "model": "two_weights", "view": "weights"},
    "flat plane": {"view": "pca", "steps": 60},
    "cut by the frame": {"extent": 0.3, "steps": 60},
    "paths of a dot's size": {"view": "random", "extent": 4, "learning_rate": 1e-4},
    "back and forth": {"model": "linear", "optimizer": "sgd", "learning_rate": 20, "batch_size": 0, "steps": 100},
}
LARGE = {"64 runs"}
each_scene = pytest.mark.parametrize(
    "changes", [pytest.param(SCENES[name], marks=[pytest.mark.slow] * (name in LARGE), id=name) for name in SCENES]
)


@each_scene
def test_every_body_is_closed(changes):
    whole = read_stl(small(**changes))
    check_closed(whole)
    bodies = whole.split(only_watertight=False)
    for body in bodies:
        check_closed(body)


def test_number_of_bodies():
    """The block, a tube and a ball for each of three runs."""
    assert len(read_stl(small()).split(only_watertight=False)) == 1 + 3 + 3


def test_a_start_that_all_runs_share_is_one_ball():
    assert len(read_stl(small(vary="order", seeds="0-3")).split(only_watertight=False)) == 1 + 4 + 1


@pytest.mark.parametrize("scene", [small(), small(grid=(13, 9)), picture("height is a share")])
def test_the_block_is_as_high_as_on_the_screen(scene):
    block = read_stl(scene).split(only_watertight=False)[0]
    np.testing.assert_allclose(block.extents[:2], [100, 100], atol=1e-3)
    z = height_scale(scene).z(scene.surface.values)
    assert block.bounds[0, 2] == 0
    assert (block.bounds[1, 2] - BASE) / RISE == pytest.approx(z.max(), abs=1e-3)
    top = block.vertices[block.vertices[:, 2] > 0]
    assert len(top) == z.size
    order = np.lexsort((np.round(top[:, 0], 3), np.round(top[:, 1], 3)))  # along x first
    np.testing.assert_allclose((top[order, 2] - BASE) / RISE, z.ravel(), atol=1e-3)


def test_proportions_of_the_screen():
    """One unit of height is 0.42 / 1.22 scene units where the half side is 1.25 / 2.002: the viewer's block."""
    assert pytest.approx(0.42 / 1.22 / (1.25 / 2.002) * 50) == RISE
    assert pytest.approx(0.2 * RISE) == BASE


def test_a_flat_surface_is_a_box():
    block = read_stl(with_ground(small(), 0.5)).split(only_watertight=False)[0]
    assert block.volume == pytest.approx(np.prod(block.extents), rel=1e-6)


def test_holes_are_filled_and_counted():
    scene = with_holes(small())
    whole = read_stl(scene)
    check_closed(whole)
    block = whole.split(only_watertight=False)[0]
    near = np.linalg.norm(block.vertices - [-50, -50, BASE], axis=1)
    assert near.min() < 1e-3
    assert block.bounds[1, 2] == pytest.approx(BASE + RISE, abs=1e-3)  # infinity is drawn at the top
    assert (
        stl.write(scene)[:80].rstrip()
        == b"Loss Landscape Lab, millimetres. 3 nodes without a value: filled at the floor."
    )


def test_a_surface_of_holes_alone_is_a_box():
    check_closed(read_stl(with_ground(small(), np.nan)))


def test_the_header_is_not_that_of_a_text_file():
    content = stl.write(small())
    assert not content.startswith(b"solid")
    n_faces = int.from_bytes(content[80:84], "little")
    assert len(content) == 84 + 50 * n_faces


def test_the_largest_grid_is_no_larger_than_it_must_be():
    block = read_stl(small(grid=41)).split(only_watertight=False)[0]
    assert isinstance(block, trimesh.Trimesh)
    assert len(block.faces) == 2 * 40 * 40 + 2 * 160 + 160
