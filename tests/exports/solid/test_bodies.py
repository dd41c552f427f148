"""Where the runs lie on the block."""

import numpy as np
import pytest

from landscape.exports.solid import BASE, RISE, SIDE, bodies_of, ground_of, packed_picture
from landscape.exports.solid.bodies import SUNK, TUBE_RADIUS
from tests.exports.reading import check_closed, with_holes
from tests.figures.scenes import PICTURES, picture, small, with_heights

TOP = (2 - SUNK) * TUBE_RADIUS  # of a tube over the ground it lies on


@pytest.mark.parametrize("kind", PICTURES)
def test_closed_and_named_once(kind):
    bodies = bodies_of(packed_picture(picture(kind)))
    for body in bodies:
        check_closed(body.mesh)
    assert len({body.name for body in bodies}) == len(bodies)
    assert bodies[0].name == "ground"


def under(scene, vertices):
    ground = ground_of(packed_picture(scene))
    return ground.under(vertices[:, 0] / SIDE, vertices[:, 1] / SIDE) * RISE + BASE


def middles(mesh):
    """The middle of every ring of a tube."""
    return mesh.vertices.reshape(-1, 8, 3).mean(axis=1)


def test_no_run_lies_under_the_ground():
    scene = with_heights(small(view="pca", steps=60, grid=13), 1e-3, 1.0)
    tubes = [body for body in bodies_of(packed_picture(scene)) if body.name.startswith("run")]
    assert tubes
    for body in tubes:
        line = middles(body.mesh)
        np.testing.assert_allclose(line[:, 2] - under(scene, line), TOP - TUBE_RADIUS, atol=1e-9)


def test_a_run_above_the_ground_keeps_its_height():
    scene = with_heights(small(), 1e9, 0.1)
    for body in bodies_of(packed_picture(scene)):
        if body.name.startswith("run"):
            expected = BASE + RISE + TOP - TUBE_RADIUS
            np.testing.assert_allclose(middles(body.mesh)[:, 2], expected, atol=1e-9)


def test_starts_stand_where_the_runs_begin():
    bodies = {body.name: body.mesh for body in bodies_of(packed_picture(small()))}
    for letter in "ABC":
        first = middles(bodies[f"run {letter}"])[0]
        np.testing.assert_allclose(bodies[f"start {letter}"].center_mass, first, atol=1e-3)


def test_ground_under_a_node_is_its_height():
    scene = with_holes(small())
    ground = ground_of(packed_picture(scene))
    x, y = np.meshgrid(ground.x, ground.y)
    np.testing.assert_allclose(ground.under(x, y), ground.z, atol=1e-12)
    assert ground.holes.sum() == 3
    assert (ground.z[ground.holes] == 0).all()


def test_balls_have_a_tube_and_a_start():
    bodies = {body.name: body.mesh for body in bodies_of(packed_picture(small(drops="0.1:0.2,-0.3:0")))}
    assert [name for name in bodies if "ball" in name] == ["ball 1", "ball 2", "start ball 1", "start ball 2"]
    for name in ("ball 1", "ball 2"):
        check_closed(bodies[name])
        np.testing.assert_allclose(bodies[f"start {name}"].center_mass, middles(bodies[name])[0], atol=1e-3)


def test_balls_dropped_at_one_place_share_a_start_and_no_corner():
    """Two balls from one place take the same way, since they see the same batches."""
    bodies = {body.name: body.mesh for body in bodies_of(packed_picture(small(drops="0.1:0.2,0.1:0.2")))}
    assert "start ball 1 ball 2" in bodies
    one, other = bodies["ball 1"].vertices, bodies["ball 2"].vertices
    assert np.linalg.norm(one[:, None] - other[None], axis=2).min() > 1e-4
