"""Where in parameter space a picture lies: what every view's geometry answers, and the flat one."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.read_only import ReadOnly

BLOCK_NUMBERS = 4_000_000


class Geometry(Protocol):
    """A two-dimensional part of parameter space, flat or bent: whoever measures on it asks no more than this.

    A kind of view is a class with this face. Coordinates are those of the plane underneath; a parameter vector is seen
    at the coordinates of the nearest point of that plane.
    """

    @property
    def plane(self) -> "Plane":
        """The flat plane underneath: coordinates, axes, extent, and the runs that belong in the view."""
        ...

    @property
    def n_built(self) -> int:
        """Snapshots of each run that it passes through because it was built from them."""
        ...

    @property
    def largest_residual(self) -> float:
        """How far the snapshots it was built from lie off the plane at most, in units of weight."""
        ...

    def point(self, xy: NDArray[np.float64]) -> NDArray[np.floating]:
        """Parameter vectors at coordinates: (m, 2) -> (m, n_params)."""
        ...

    def offset(self, xy: NDArray[np.float64]) -> NDArray[np.floating]:
        """How far it leaves the plane at coordinates: (m, 2) -> (m, n_params)."""
        ...

    def held_out(self, n_snapshots: int) -> NDArray[np.bool_]:
        """Which snapshots of each run it may be judged by beside the held-out steps, shape (n_snapshots,)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Plane(ReadOnly):
    """A flat two-dimensional part of parameter space: origin + x u + y v.

    Attributes:
        origin, u, v: Shape (n_params,), float64.
        labels: What the two axes are, with their unit.
        half_width: How far the picture reaches from `center` along x and y.
        center: Coordinates of the middle of the picture.
        runs_shown: Which runs belong in this view, shape (n_runs,).
        title, exact_where: What the view is called and where it is exact, in its plane method's words.
    """

    origin: NDArray[np.float64]
    u: NDArray[np.float64]
    v: NDArray[np.float64]
    labels: tuple[str, str]
    half_width: tuple[float, float]
    center: tuple[float, float]
    runs_shown: NDArray[np.bool_]
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

    @property
    def plane(self) -> "Plane":
        """Itself: nothing lies underneath."""
        return self

    @property
    def n_built(self) -> int:
        """None: a plane need not pass through any snapshot."""
        return 0

    @property
    def largest_residual(self) -> float:
        """Nothing: no snapshot is promised to lie on it."""
        return 0.0

    def offset(self, xy: NDArray[np.float64]) -> NDArray[np.float32]:
        """Zeros, shape (m, n_params): a plane does not leave itself."""
        return np.broadcast_to(np.float32(0), (len(xy), len(self.origin)))

    def held_out(self, n_snapshots: int) -> NDArray[np.bool_]:
        """No snapshot: a plane's directions come from them, so only the steps in between judge it."""
        return np.zeros(n_snapshots, bool)
