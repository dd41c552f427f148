"""The ground as a closed block: its surface, plain walls and a flat base."""

from typing import Any

import numpy as np
import trimesh
from numpy.typing import NDArray


def relief(x: NDArray[Any], y: NDArray[Any], z: NDArray[Any]) -> trimesh.Trimesh:
    """A closed body under a surface, standing on z = 0.

    Args:
        x: Coordinates of the columns of nodes, ascending, shape (n_x,).
        y: Coordinates of the rows, ascending, shape (n_y,).
        z: Heights of the nodes, positive and finite, shape (n_y, n_x), row = y.

    Returns:
        Watertight; its first n_y * n_x vertices are the nodes, row by row, and the others lie on the base.
    """
    n_y, n_x = z.shape
    nodes = np.stack([*np.meshgrid(x, y), z], axis=-1)
    number = np.arange(n_y * n_x).reshape(n_y, n_x)
    a, b, c, d = (part.ravel() for part in (number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]))
    edge = np.concatenate([number[0, :-1], number[:-1, -1], number[-1, :0:-1], number[:0:-1, 0]])  # against the clock
    foot = n_y * n_x + np.arange(len(edge))
    after, foot_after = np.roll(edge, -1), np.roll(foot, -1)
    middle = np.full_like(foot, foot[-1] + 1)
    vertices = nodes.reshape(-1, 3)
    feet = vertices[edge] * [1.0, 1.0, 0.0]
    center = [(x[0] + x[-1]) / 2, (y[0] + y[-1]) / 2, 0.0]
    triangles = [(a, b, c), (a, c, d), (foot, foot_after, after), (foot, after, edge), (middle, foot_after, foot)]
    faces = np.concatenate([np.stack(corners, axis=1) for corners in triangles])
    return trimesh.Trimesh(np.concatenate([vertices, feet, [center]]), faces, process=False)
