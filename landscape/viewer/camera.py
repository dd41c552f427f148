"""Where the picture is first seen from: the side that hides the least of the paths, at a distance that fits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

Vector = NDArray[np.float64]

N_ANGLES = 24
ELEVATION = np.deg2rad(44.0)
FIELD_OF_VIEW = np.pi / 4  # vertical, as Plotly draws
WIDTH_OVER_HEIGHT = 1.2
ROOM = (0.8, 0.9)  # share of the picture the block may fill; the rest is for labels
LABEL_SHIFT = (0.1, 0.0)  # the height scale stands at the left, so the block moves to the right
MARCH = np.linspace(0.03, 2.2, 60)
CLEARANCE = 0.012


@dataclass(frozen=True, slots=True)
class Block:
    """The solid relief in Plotly's scene, as the viewer has it (`landscape/viewer/js/camera.js`).

    The scene's units are Plotly's; its origin is the middle of the axes. A figure's axes reach further than the block,
    so that labels have room, and as far up as down, so that the origin is where the viewer has it.

    Attributes:
        base: Lowest z of the walls; the ground lies in [0, 1].
        top: Highest z of the viewer's axis.
        side: Length of the block's half side in the scene.
        rise: Length of one unit of z in the scene.
        reach: A figure's x and y axes run over [-reach, reach]; the block over [-1, 1].
        reach_up: How far its z axis runs from the middle.
    """

    base: float = -0.2
    top: float = 1.02
    side: float = 1.25 / (2 * 1.001)
    rise: float = 0.42 / 1.22
    reach: float = 1.35
    reach_up: float = 0.89

    @property
    def middle(self) -> float:
        """The z at the scene's origin."""
        return (self.base + self.top) / 2

    def z_range(self) -> list[float]:
        """What a figure's z axis runs over."""
        return [self.middle - self.reach_up, self.middle + self.reach_up]

    def aspect(self) -> dict[str, float]:
        """Plotly's aspect ratio of these axes."""
        side = 2 * self.side * self.reach
        return {"x": side, "y": side, "z": 2 * self.rise * self.reach_up}

    def to_scene(self, points: Vector) -> Vector:
        """Figure coordinates to Plotly's scene coordinates."""
        return (points - [0, 0, self.middle]) * [self.side, self.side, self.rise]

    def from_scene(self, points: Vector) -> Vector:
        """The inverse of `to_scene`."""
        return points / [self.side, self.side, self.rise] + [0, 0, self.middle]


BLOCK = Block()


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A camera: where the eye is and what it looks at, in Plotly's scene coordinates."""

    eye: Vector
    center: Vector

    def plotly(self) -> dict[str, Any]:
        """As Plotly's layout wants it."""
        return {
            "eye": {axis: round(float(self.eye[i]), 4) for i, axis in enumerate("xyz")},
            "center": {axis: round(float(self.center[i]), 4) for i, axis in enumerate("xyz")},
            "up": {"x": 0, "y": 0, "z": 1},
            "projection": {"type": "perspective"},
        }

    def axes(self) -> tuple[Vector, Vector, Vector]:
        """Unit vectors to the right, up and forward in the picture."""
        forward = self.center - self.eye
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 0.0, 1.0])
        right = right / np.linalg.norm(right)
        return right, np.cross(right, forward), forward

    def project(self, points: Vector) -> Vector:
        """Figure coordinates (n, 3) to the picture: x and y in [-1, 1], y up."""
        right, up, forward = self.axes()
        towards = BLOCK.to_scene(points) - self.eye
        depth = towards @ forward * np.tan(FIELD_OF_VIEW / 2)
        return np.stack([towards @ right / (depth * WIDTH_OVER_HEIGHT), towards @ up / depth], axis=1)


def home_view(azimuth: float, x: Vector, y: Vector, z: Vector) -> View:
    """The first view of a block.

    Args:
        azimuth: Where it is seen from, in radians; see `home_azimuth`.
        x: Coordinates of the nodes along x, in [-1, 1].
        y: The same along y.
        z: Heights in [0, 1], shape (n_y, n_x).

    Returns:
        A view that shows the whole block with room for its labels.
    """
    nodes = np.stack([*np.meshgrid(x, y), np.nan_to_num(z)], axis=-1)[:: max(1, len(y) // 12), :: max(1, len(x) // 12)]
    corners = np.array([[a, b, BLOCK.base] for a in (-1, 1) for b in (-1, 1)])
    return _fitted(direction_of(azimuth), np.concatenate([nodes.reshape(-1, 3), corners]))


def home_azimuth(x: Vector, y: Vector, z: Vector, paths: list[Vector]) -> float:
    """The azimuth in radians, of 24, from which the ground hides the fewest points of the paths.

    Args:
        x: Coordinates of the nodes along x, in [-1, 1].
        y: The same along y.
        z: Heights in [0, 1], shape (n_y, n_x).
        paths: Points of each path, shape (n, 3).
    """
    angles = np.arange(N_ANGLES) * 2 * np.pi / N_ANGLES + np.pi / N_ANGLES
    points = np.concatenate(paths)[::4] if paths else np.empty((0, 3))  # enough to choose a side by
    hidden = [hidden_share(x, y, z, points, angle) for angle in angles]
    corner = 0.12 * np.abs(np.cos(2 * angles))  # ties go to views over a corner, which show two sides
    return float(angles[int(np.argmin(np.asarray(hidden) + corner))])


def _fitted(direction: Vector, outline: Vector) -> View:
    """Moves the eye along its direction, and the centre across, until the outline fills the room it has."""
    view = View(direction * 2.0, np.zeros(3))
    for _ in range(8):
        seen = view.project(outline)
        low, high = seen.min(axis=0), seen.max(axis=0)
        distance = float(np.linalg.norm(view.eye - view.center))
        right, up, _ = view.axes()
        half = distance * np.tan(FIELD_OF_VIEW / 2)
        middle = (low + high) / 2 - LABEL_SHIFT
        center = view.center + right * middle[0] * half * WIDTH_OVER_HEIGHT + up * middle[1] * half
        fill = float(max((high - low) / 2 / ROOM))
        view = View(center + direction * distance * (1 + 0.9 * (fill - 1)), center)
    return view


def direction_of(azimuth: float) -> Vector:
    """Unit vector from the block to the eye."""
    flat = np.cos(ELEVATION)
    return np.array([flat * np.cos(azimuth), flat * np.sin(azimuth), np.sin(ELEVATION)])


def hidden_share(x: Vector, y: Vector, z: Vector, points: Vector, azimuth: float) -> float:
    """Share of points (n, 3) from which a straight march to the eye meets ground."""
    if not len(points):
        return 0.0
    towards = BLOCK.from_scene(direction_of(azimuth)[None] * 2.0) - points
    rays = points[:, None, :] + towards[:, None, :] / np.linalg.norm(towards, axis=1)[:, None, None] * MARCH[:, None]
    columns = np.interp(rays[..., 0], x, np.arange(len(x)), left=-9, right=-9)
    rows = np.interp(rays[..., 1], y, np.arange(len(y)), left=-9, right=-9)
    ground = map_coordinates(np.nan_to_num(z), [rows, columns], order=1, cval=-9.0)
    return float((ground > rays[..., 2] + CLEARANCE).any(axis=1).mean())


def label_places(view: View) -> tuple[Vector, Vector, Vector]:
    """Where labels stand: the corner left-most in the picture, and the middles of the two base edges in front.

    Returns:
        The corner (2,), the middle of the front edge along x (3,), and of the front edge along y (3,).
    """
    corners = np.array([[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
    seen = view.project(np.column_stack([corners, np.full(4, BLOCK.base)]))
    eye = view.eye - view.center
    front_y, front_x = float(np.sign(eye[1]) or 1), float(np.sign(eye[0]) or 1)
    return (
        corners[int(np.argmin(seen[:, 0]))],
        np.array([0.0, front_y * 1.16, BLOCK.base]),
        np.array([front_x * 1.16, 0.0, BLOCK.base]),
    )
