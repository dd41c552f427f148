"""Exports read back as other programs read them."""

from io import BytesIO

import numpy as np
import trimesh

from landscape.exports import glb, stl
from landscape.outputs.results import Scene
from tests.figures.scenes import with_ground


def read_stl(scene: Scene) -> trimesh.Trimesh:
    """The STL of a scene as one mesh, equal corners made one."""
    return trimesh.load(BytesIO(stl.write(scene)), file_type="stl")


def read_glb(scene: Scene) -> trimesh.Scene:
    """The GLB of a scene; its vertices keep their order."""
    return trimesh.load(BytesIO(glb.write(scene)), file_type="glb", process=False)


def with_holes(scene: Scene) -> Scene:
    """The scene with three nodes that are not a number, one of them at a corner, and one that is infinite."""
    values = scene.surface.values.copy()
    values[0, 0] = values[3, 4] = values[-2, 1] = np.nan
    values[2, 2] = np.inf
    return with_ground(scene, values)


def check_closed(mesh: trimesh.Trimesh) -> None:
    """A body a printer can fill: closed, the same way round everywhere, turned outwards."""
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.volume > 0
    assert np.isfinite(mesh.vertices).all()
