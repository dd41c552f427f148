"""The bodies of a scene: the block under the ground, a tube per run or dropped ball, and a sphere per start."""

from dataclasses import dataclass

import numpy as np
import trimesh
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from landscape.errors import NoPictureError
from landscape.exports.solid.relief import relief
from landscape.exports.solid.tube import ball, tube
from landscape.inputs.settings import MAX_RUNS
from landscape.outputs.results import Scene
from landscape.viewer.camera import BLOCK
from landscape.viewer.ends import ends_in_groups, group_name
from landscape.viewer.packed_scene import PackedScene, packed
from landscape.viewer.paths import Path

SIDE = 50.0  # millimetres; the block is 100 mm wide and deep
RISE = SIDE * BLOCK.rise / BLOCK.side  # millimetres of one unit of height: the proportions of the screen
BASE = -BLOCK.base * RISE  # millimetres from the base to height 0
TUBE_RADIUS = 0.6
START_RADIUS = 1.5
SUNK = 0.5  # share of its radius by which a tube on the ground lies in it, so that a print holds together
STRETCH = 1.5  # millimetres between the places at which a tube is laid on the ground
SAME_START = 0.1 / SIDE
TURN = 2.4  # radians between the tubes of successive paths: the golden angle repeats for no two of them


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A closed body: `ground`, `run A`, `ball 1`, or `start A`; starts at one spot share a name such as `start A B`."""

    name: str
    mesh: trimesh.Trimesh


@dataclass(frozen=True, slots=True, eq=False)
class SolidGround:
    """The surface in figure coordinates, without holes.

    Attributes:
        x, y: In [-1, 1], shapes (n_x,) and (n_y,).
        z: In [0, 1], shape (n_y, n_x).
        holes: Which nodes had no value, and lie at the floor; the same shape.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    holes: NDArray[np.bool_]

    def under(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height at places of equal shape, linear between the nodes."""
        rows = np.interp(y, self.y, np.arange(len(self.y)))
        columns = np.interp(x, self.x, np.arange(len(self.x)))
        return np.asarray(map_coordinates(self.z, [rows, columns], order=1))


def packed_picture(scene: Scene) -> PackedScene:
    """A scene with a surface, as its message says it.

    Raises:
        NoPictureError: The scene has no surface; says why.
    """
    found = packed(scene)
    if not found.has_surface:
        raise NoPictureError(" ".join(scene.notes) or "This scene has no surface; compute it to the end first.")
    return found


def ground_of(picture: PackedScene) -> SolidGround:
    """The ground as it is drawn; nodes that are not a number are filled at the floor."""
    z = picture.z
    return SolidGround(x=picture.x, y=picture.y, z=np.nan_to_num(z, nan=0.0), holes=np.isnan(z))


def holes_sentence(ground: SolidGround) -> str:
    """Says that nodes without a value were filled, if any were."""
    n = int(ground.holes.sum())
    return f"{n} node{'s' * (n > 1)} without a value: filled at the floor." if n else ""


def bodies_of(picture: PackedScene) -> list[Body]:
    """Closed bodies in millimetres, z up, base at z = 0: the ground, then runs and balls, then their starts.

    A path lies at its own height, as on the screen; where that is below the ground, its tube lies on the ground.
    """
    ground, paths = ground_of(picture), picture.paths()
    block = relief(ground.x * SIDE, ground.y * SIDE, ground.z * RISE + BASE)
    tubes = [Body(path.title, _tubes(path, ground)) for path in paths]
    return [Body("ground", block), *tubes, *_starts(paths, ground)]


def joined(meshes: list[trimesh.Trimesh]) -> trimesh.Trimesh:
    """Several closed bodies as one mesh."""
    firsts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = [mesh.faces + first for mesh, first in zip(meshes, firsts, strict=False)]
    return trimesh.Trimesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(faces), process=False)


def _tubes(path: Path, ground: SolidGround) -> trimesh.Trimesh:
    """One tube for each stretch of a path inside the picture."""
    points = np.stack([path.x, path.y, path.z], axis=1)
    stretches = np.split(points, path.breaks)
    turn = TURN * (MAX_RUNS + path.ball if path.is_ball else path.run)
    found = [tube(_laid(stretch, ground), TUBE_RADIUS, turn) for stretch in stretches]
    return joined(found)


def _laid(points: NDArray[np.float64], ground: SolidGround) -> NDArray[np.float64]:
    """A line through points (n, 3) of a figure in millimetres, never below the ground."""
    steps = np.linalg.norm(np.diff(points, axis=0) * [SIDE, SIDE, RISE], axis=1)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    places = np.union1d(way, np.arange(0.0, way[-1], STRETCH))
    x, y, z = (np.interp(places, way, column) for column in points.T)
    above = np.maximum(z, ground.under(x, y)) * RISE + BASE + (1 - SUNK) * TUBE_RADIUS
    return np.stack([x * SIDE, y * SIDE, above], axis=1)


def _starts(paths: list[Path], ground: SolidGround) -> list[Body]:
    """A sphere per start; starts at one spot share theirs."""
    first = [path for path in paths if path.steps[0] == 0]
    if not first:
        return []
    points = np.array([[path.x[0], path.y[0], path.z[0]] for path in first])
    found = []
    for group in ends_in_groups(points[:, :2], SAME_START):
        runs = [first[i].letter for i in group if not first[i].is_ball]
        balls = [first[i].title for i in group if first[i].is_ball]
        name = " ".join(["start", *([group_name(runs)] if runs else []), *balls])
        found.append(Body(name, ball(_laid(points[group[:1]], ground)[0], START_RADIUS)))
    return found
