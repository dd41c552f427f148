"""GLB (binary glTF) for 3-D viewers and slides: the relief in its colours, each run a named node, in metres, y up."""

from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray
from trimesh.visual import TextureVisuals
from trimesh.visual.material import PBRMaterial

from landscape.exports.export import Export
from landscape.exports.solid import Body, bodies_of, ground_of, holes_sentence
from landscape.figures import surface_figure
from landscape.inputs import link
from landscape.outputs.results import Scene
from landscape.viewer.theme import CASING, GROUND, LIGHT, PATH
from landscape.words.sentences import badge, headline

Y_UP_IN_METRES = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1000]]) / 1000


def linear(colors: list[str]) -> NDArray[np.float64]:
    """Colours such as `#D0C26C` as glTF stores them: linear light, shape (n, 3), in [0, 1]."""
    srgb = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in colors]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def ground_colors(scene: Scene) -> NDArray[np.uint8]:
    """Colour of every node as on the screen, RGBA, shape (n_y * n_x, 4); holes have the colour of the walls."""
    values, low, high, scale = ground_of(scene).z, 0.0, 1.0, GROUND
    if scene.color_surface is not None:
        drawn = surface_figure(scene).data[0]  # knows the scale and limits of this quantity
        values, low, high, scale = np.asarray(drawn.surfacecolor), drawn.cmin, drawn.cmax, drawn.colorscale
    shares = np.clip((values.astype(np.float64).ravel() - low) / (high - low), 0, 1)
    places, steps = [place for place, _ in scale], linear([color for _, color in scale])
    colors = np.stack([np.interp(shares, places, channel) for channel in steps.T], axis=1)
    colors[np.isnan(shares) | ground_of(scene).holes.ravel()] = linear([LIGHT.wall])
    return _rgba(colors)


def _rgba(colors: NDArray[np.float64]) -> NDArray[np.uint8]:
    rgba: NDArray[np.uint8] = np.rint(255 * np.append(colors, np.ones((len(colors), 1)), axis=1)).astype(np.uint8)
    return rgba


def _painted(body: Body, scene: Scene) -> trimesh.Trimesh:
    """The body with a dull material: the ground coloured by node, paths dark, starts white."""
    mesh, look = body.mesh.copy(), {"metallicFactor": 0.0, "roughnessFactor": 1.0}
    if body.name == "ground":
        nodes = ground_colors(scene)
        wall = np.repeat(_rgba(linear([LIGHT.wall])), len(mesh.vertices) - len(nodes), axis=0)
        mesh.visual = TextureVisuals(material=PBRMaterial(name="ground", **look))
        mesh.visual.vertex_attributes["color"] = np.concatenate([nodes, wall])
        return mesh
    start = body.name.startswith("start")
    color: Any = _rgba(linear([CASING if start else PATH]))[0]
    material = PBRMaterial(name="start" if start else "path", baseColorFactor=color, **look)
    mesh.visual = TextureVisuals(material=material)
    return mesh


def write(scene: Scene) -> bytes:
    """One node per body, 0.1 m wide; what the scene is stands in the extras of the glTF scene."""
    words = {
        "title": headline(scene.ensemble.n_runs, scene.data.title),
        "link": f"/lab?{link.encode(scene.config)}",
        "badge": " ".join(badge(scene)).strip(),
        "holes": holes_sentence(ground_of(scene)),
    }
    found = trimesh.Scene(metadata=words)
    for body in bodies_of(scene):
        mesh = _painted(body, scene)
        mesh.apply_transform(Y_UP_IN_METRES)
        found.add_geometry(mesh, node_name=body.name, geom_name=body.name)
    return bytes(found.export(file_type="glb"))


EXPORT = Export(suffix="glb", media_type="model/gltf-binary", write=write)
