"""A plane in parameter space."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.read_only import ReadOnly

BLOCK_NUMBERS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Plane(ReadOnly):
    """A flat two-dimensional part of parameter space: origin + x u + y v.

    Attributes:
        origin, u, v: Shape (n_params,), float64.
        labels: What the two axes are, with their unit.
        half_width: How far the picture reaches from `center` along x and y.
        center: Coordinates of the middle of the picture.
        shown: Which runs belong in this view, shape (n_runs,).
        title, exact_where: What the view is called and where it is exact, in its plane method's words.
    """

    origin: NDArray[np.float64]
    u: NDArray[np.float64]
    v: NDArray[np.float64]
    labels: tuple[str, str]
    half_width: tuple[float, float]
    center: tuple[float, float]
    shown: NDArray[np.bool_]
    title: str = ""
    exact_where: str = ""

    def project(self, thetas: NDArray[Any]) -> NDArray[np.float64]:
        """Coordinates of the nearest points of the plane: (..., n_params) -> (..., 2).

        The two directions need not be orthogonal: the coordinates solve the least-squares problem.
        """
        directions = np.stack([self.u, self.v])
        gram = directions @ directions.T
        rows = np.asarray(thetas).reshape(-1, len(self.origin))
        onto = np.empty((len(rows), 2))
        size = max(1, BLOCK_NUMBERS // len(self.origin))  # float64 copies of a few rows at a time
        for start in range(0, len(rows), size):
            block = rows[start : start + size].astype(np.float64) - self.origin
            onto[start : start + size] = block @ directions.T
        return np.asarray(np.linalg.solve(gram, onto[..., None])[..., 0]).reshape(*np.shape(thetas)[:-1], 2)

    def point(self, xy: NDArray[Any]) -> NDArray[np.float64]:
        """Parameter vectors at coordinates: (..., 2) -> (..., n_params)."""
        return np.asarray(self.origin + xy[..., :1] * self.u + xy[..., 1:] * self.v)
