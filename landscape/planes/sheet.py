"""Sheet through the runs: the joint PCA plane, bent so that the snapshots of all runs lie on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from landscape.inputs.config import ViewConfig
from landscape.outputs.results import Array, Ensemble, Plane
from landscape.planes import pca
from landscape.planes.plane_method import PlaneMethod

MAX_CENTERS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """theta(x, y) = plane(x, y) + r(x, y), where r interpolates how far the snapshots lie off the plane.

    r is the radial-basis interpolant with kernel -distance and a constant; coordinates are divided by their
    standard deviation first. It is linear in the residuals, so the interpolator is fitted to the identity once
    and its output (a weight per snapshot) multiplies residuals of any length.

    Attributes:
        plane: The flat plane underneath.
        residuals: Off-plane parts of the snapshots used, shape (n_centers, n_params), float32.
        weights: The fitted interpolator, from scaled coordinates (m, 2) to (m, n_centers).
        scale: Standard deviation of the snapshots' coordinates, shape (2,).
        built: Which snapshots of each run were used, by number.
    """

    plane: Plane
    residuals: Array
    weights: RBFInterpolator
    scale: NDArray[np.float64]
    built: NDArray[np.int64]

    @property
    def n_built(self) -> int:
        """Snapshots of each run that lie on it."""
        return len(self.built)

    @property
    def largest_residual(self) -> float:
        """How far the snapshots used lie off the plane at most."""
        return float(np.linalg.norm(self.residuals, axis=1).max())

    def point(self, xy: NDArray[np.float64]) -> Array:
        """Parameter vectors on the sheet: (m, 2) -> (m, n_params), float32."""
        return (self.plane.point(xy) + self.offset(xy)).astype(np.float32)

    def offset(self, xy: NDArray[np.float64]) -> NDArray[np.floating]:
        """How far the sheet leaves the plane at coordinates: (m, 2) -> (m, n_params)."""
        weights = self.weights(np.asarray(xy, dtype=np.float64) / self.scale).astype(np.float32)
        return np.asarray(weights @ self.residuals)

    def held_out(self, n_snapshots: int) -> NDArray[np.bool_]:
        """The snapshots it skips, shape (n_snapshots,)."""
        return ~np.isin(np.arange(n_snapshots), self.built)


def built_from(ensemble: Ensemble) -> NDArray[np.int64]:
    """Which snapshots (by index) of each run a sheet passes through: all, or evenly chosen ones of many runs."""
    n_runs, n_snapshots = int(ensemble.sound.sum()), len(ensemble.steps)
    n_built = min(n_snapshots, max(4, MAX_CENTERS // max(1, n_runs)))
    return np.unique(np.linspace(0, n_snapshots - 1, n_built).round().astype(np.int64))


def sheet_through(ensemble: Ensemble, plane: Plane) -> Sheet:
    """Bends a plane through the snapshots of all sound runs.

    Args:
        ensemble: The runs.
        plane: The joint PCA plane.

    Returns:
        The sheet. Snapshots whose coordinates coincide count once: equal starts are the same point, and where
        two different networks fall on one spot no sheet can serve both.
    """
    built = built_from(ensemble)
    thetas = ensemble.snapshots[ensemble.sound][:, built].reshape(-1, ensemble.n_params)
    xy = plane.project(thetas)
    scale = np.where(xy.std(axis=0) > 0, xy.std(axis=0), 1.0)
    _, first = np.unique(np.round(xy / scale, 7), axis=0, return_index=True)
    first.sort()
    xy, thetas = xy[first], thetas[first]
    residuals = (thetas - plane.point(xy)).astype(np.float32)
    weights = RBFInterpolator(xy / scale, np.eye(len(xy)), kernel="linear")
    return Sheet(plane, residuals, weights, scale, built)


def build(ensemble: Ensemble, view: ViewConfig) -> Sheet:
    """The joint PCA plane, bent through the snapshots."""
    return sheet_through(ensemble, pca.build(ensemble, view))


PLANE = PlaneMethod(
    title="Sheet through the runs",
    summary="A smooth curved sheet in parameter space that passes through the snapshots of every run.",
    exact_where="at the snapshots it was built from, except where two runs cross in this view",
    build=build,
    refuse=pca.refuse,
)
