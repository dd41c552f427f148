"""A closed tube around a line."""

import numpy as np
import trimesh
from numpy.typing import NDArray

Points = NDArray[np.float64]

N_SIDES = 8
UP = np.array([0.0, 0.0, 1.0])
NEAREST = 0.5  # least distance of two rings, in radii: nearer ones would fold into each other


def tube(line: Points, radius: float, turn: float = 0.0) -> trimesh.Trimesh:
    """A closed body around a line; a ball where the line has no length.

    Each ring stands across the mean of the directions before and after it, so that no stretch between two rings is
    turned inside out, however sharp the bend. The tube is thinner for one ring's distance beside a sharp bend.

    Args:
        line: Points in order, shape (n, 3), n > 0.
        radius: Of the tube, in the unit of the points.
        turn: Angle by which the rings are turned about the line: tubes with different angles share no vertex, even
            where their lines are the same.

    Returns:
        Watertight, with positive volume.
    """
    centers = thinned(line, NEAREST * radius)
    if len(centers) < 2:
        return ball(centers[0], radius)
    u, v = _across(centers)
    angles = turn + np.arange(N_SIDES) * 2 * np.pi / N_SIDES
    spokes = np.cos(angles)[:, None] * u[:, None] + np.sin(angles)[:, None] * v[:, None]
    vertices = (centers[:, None] + radius * spokes).reshape(-1, 3)
    return trimesh.Trimesh(vertices, _faces(len(centers)), process=False)


def ball(center: Points, radius: float) -> trimesh.Trimesh:
    """A closed ball around a point (3,)."""
    found: trimesh.Trimesh = trimesh.creation.icosphere(subdivisions=2, radius=radius)
    found.apply_translation(center)
    return found


def thinned(line: Points, nearest: float) -> Points:
    """The points of a line without those nearer than some distance to one kept before, so a tangle stays countable."""
    kept = [0]
    for i in range(1, len(line)):
        if np.square(line[kept] - line[i]).sum(axis=1).min() >= nearest**2:
            kept.append(i)
    return line[kept]


def _across(centers: Points) -> tuple[Points, Points]:
    """Two unit vectors across the line at each center, so that (u, v, direction) is right-handed."""
    ahead = np.diff(centers, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    direction = np.concatenate([ahead[:1], ahead[:-1] + ahead[1:], ahead[-1:]])
    back = np.linalg.norm(direction, axis=1) < 1e-6  # straight back: any direction across does
    sideways = np.cross(ahead, [0.6, 0.8, 0.0]) + 1e-6 * UP
    direction[back] = sideways[back[1:].nonzero()[0]]
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    u = np.cross(UP, direction)
    upright = np.linalg.norm(u, axis=1) < 1e-3
    u[upright] = np.cross([0.0, 1.0, 0.0], direction[upright])
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    return u, np.cross(direction, u)


def _faces(n_rings: int) -> NDArray[np.int64]:
    """Sides between successive rings, and a fan over each of the two end rings."""
    ring = np.arange(N_SIDES)
    here = (np.arange(n_rings - 1)[:, None] * N_SIDES + ring).ravel()
    beside = (np.arange(n_rings - 1)[:, None] * N_SIDES + np.roll(ring, -1)).ravel()
    fan = np.stack([np.zeros(N_SIDES - 2, np.int64), ring[2:], ring[1:-1]], axis=1)
    sides = [(here, beside, beside + N_SIDES), (here, beside + N_SIDES, here + N_SIDES)]
    last = fan[:, ::-1] + (n_rings - 1) * N_SIDES
    return np.concatenate([*(np.stack(corners, axis=1) for corners in sides), fan, last])
