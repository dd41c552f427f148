"""The letters at the ends of paths: ends on one spot share theirs, and those that are close move apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape.viewer.paths import Path

SAME_SPOT = 0.03


def letter_places(ends: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """Where the letters of the ends stand so that none covers another: the ends themselves where they have room.

    Args:
        ends: Shape (n, 2), in coordinates whose picture is [-1, 1] on both sides.
        apart: Smallest distance of two letters.

    Returns:
        Shape (n, 2), inside the picture.
    """
    turn = 2.4 * np.arange(len(ends))  # coincident ends fan out
    fan = 1e-4 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    places = ends + fan
    for _ in range(60):
        between = places[:, None] - places[None]
        alike = ~between.any(axis=2, keepdims=True)  # pushed into one corner
        between = np.where(alike, fan[:, None] - fan[None], between)
        distance = np.linalg.norm(between, axis=2)
        np.fill_diagonal(distance, np.inf)
        push = np.clip(apart - distance, 0, None) / 2
        if not push.any():
            break
        places = places + (between / distance[..., None] * push[..., None]).sum(axis=1)
        places = np.clip(places, -0.96, 0.96)
    return places


def ends_in_groups(ends: NDArray[np.float64], within: float) -> list[list[int]]:
    """Ends that fall on one spot, together: each group has the numbers of its ends.

    Args:
        ends: Shape (n, 2).
        within: Distance from a group's first end up to which another joins it.

    Example:
        >>> ends_in_groups(np.array([[0.0, 0.0], [0.5, 0.5], [0.0, 0.01]]), 0.02)
        [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    for i, end in enumerate(ends):
        near = [group for group in groups if np.linalg.norm(ends[group[0]] - end) <= within]
        if near:
            near[0].append(i)
        else:
            groups.append([i])
    return groups


def group_name(letters: list[str]) -> str:
    """The letters of a group: all of up to three, else the first two and how many more.

    Example:
        >>> group_name(["A", "C"]), group_name(["A", "B", "C", "D", "E"])
        ('A C', 'A B +3')
    """
    return " ".join(letters) if len(letters) <= 3 else f"{letters[0]} {letters[1]} +{len(letters) - 2}"


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """Where paths end that end on one spot.

    Attributes:
        paths: Those that end there.
        at: The middle of their ends in figure coordinates, shape (3,).
    """

    paths: list[Path]
    at: NDArray[np.float64]

    @property
    def name(self) -> str:
        """Their letters."""
        return group_name([path.letter for path in self.paths])


def ends_of(paths: list[Path]) -> list[End]:
    """Where paths end, each spot once."""
    points = np.array([[path.x[-1], path.y[-1], path.z[-1]] for path in paths]).reshape(-1, 3)
    groups = ends_in_groups(points[:, :2], SAME_SPOT)
    return [End([paths[i] for i in group], points[group].mean(axis=0)) for group in groups]
