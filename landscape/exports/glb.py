"""GLB (binary glTF) for 3-D viewers and slides: the relief in its colours, each run a named node, in metres, y up."""

from typing import Any

import numpy as np
import trimesh
from numpy.typing import ArrayLike, NDArray
from trimesh.visual import TextureVisuals
from trimesh.visual.material import PBRMaterial

from landscape.exports.export import Export
from landscape.exports.solid import Body, bodies_of, ground_of, holes_sentence, packed_picture
from landscape.inputs import link
from landscape.outputs.results import Scene
from landscape.viewer.colors import rgb_of
from landscape.viewer.packed_scene import PackedScene
from landscape.viewer.theme import CASING, LIGHT, PATH

Y_UP_IN_METRES = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1000]]) / 1000


def linear(srgb: ArrayLike) -> NDArray[np.float64]:
    """Colours from 0 to 255 as glTF stores them: linear light in [0, 1], of the same shape."""
    share = np.asarray(srgb, dtype=np.float64) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def ground_colors(picture: PackedScene) -> NDArray[np.uint8]:
    """Colour of every node as on the screen, RGBA, shape (n_y * n_x, 4); holes have the colour of the walls."""
    colors = picture.coloring(LIGHT).rgb()
    colors[np.isnan(colors).any(axis=2) | np.isnan(picture.z)] = rgb_of(LIGHT.wall)
    return _rgba(linear(colors.reshape(-1, 3)))


def _rgba(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    rgba: NDArray[np.uint8] = np.rint(255 * np.append(colors, np.ones((len(colors), 1)), axis=1)).astype(np.uint8)
    return rgba


def _painted(body: Body, picture: PackedScene) -> trimesh.Trimesh:
    """The body with a dull material: the ground coloured by node, paths dark, starts white."""
    mesh, look = body.mesh.copy(), {"metallicFactor": 0.0, "roughnessFactor": 1.0}
    if body.name == "ground":
        nodes = ground_colors(picture)
        wall = np.repeat(_rgba(linear([rgb_of(LIGHT.wall)])), len(mesh.vertices) - len(nodes), axis=0)
        mesh.visual = TextureVisuals(material=PBRMaterial(name="ground", **look))
        mesh.visual.vertex_attributes["color"] = np.concatenate([nodes, wall])
        return mesh
    start = body.name.startswith("start")
    color: Any = _rgba(linear([rgb_of(CASING if start else PATH)]))[0]
    material = PBRMaterial(name="start" if start else "path", baseColorFactor=color, **look)
    mesh.visual = TextureVisuals(material=material)
    return mesh


def write(scene: Scene) -> bytes:
    """One node per body, 0.1 m wide; what the scene is stands in the extras of the glTF scene."""
    picture = packed_picture(scene)
    said = picture.header["words"]
    words = {
        "title": picture.header["title"],
        "link": f"/lab?{link.encode(scene.config)}",
        "badge": f"{said['lead']} {said['badge']}".strip(),
        "holes": holes_sentence(ground_of(picture)),
    }
    found = trimesh.Scene(metadata=words)
    for body in bodies_of(picture):
        mesh = _painted(body, picture)
        mesh.apply_transform(Y_UP_IN_METRES)
        found.add_geometry(mesh, node_name=body.name, geom_name=body.name)
    return bytes(found.export(file_type="glb"))


EXPORT = Export(suffix="glb", media_type="model/gltf-binary", write=write)
