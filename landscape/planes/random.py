"""Random plane through the end of one run, filter-normalised."""

import numpy as np
from numpy.typing import NDArray

from landscape.errors import NoPictureError
from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout, filters_of
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import PlaneMethod, only, run_in_focus


def filter_normalised(
    direction: NDArray[np.float64], theta: NDArray[np.floating], filters: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Scales each filter of a direction to the length of the same filter of `theta`; biases are held (zero).

    Args:
        direction: The direction to scale, shape (n_params,).
        theta: The parameter vector whose filter lengths it gets, shape (n_params,).
        filters: From `filters_of`, shape (n_params,).

    Returns:
        Shape (n_params,).

    Source:
        Li, Xu, Taylor, Studer, Goldstein (2018), Visualizing the Loss Landscape of Neural Nets, section 4.
    """
    inside = filters >= 0
    n_filters = int(filters.max()) + 1
    of_direction = np.sqrt(np.bincount(filters[inside], direction[inside] ** 2, n_filters))
    of_theta = np.sqrt(np.bincount(filters[inside], np.asarray(theta, np.float64)[inside] ** 2, n_filters))
    scaled = np.zeros_like(direction)
    scaled[inside] = direction[inside] * (of_theta / of_direction)[filters[inside]]
    return scaled


def random_directions(
    theta: NDArray[np.floating], filters: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two Gaussian directions, filter-normalised to `theta`; equal seeds and lengths give equal draws before that.

    Args:
        theta: Shape (n_params,).
        filters: From `filters_of`, shape (n_params,).
        seed: Which draw.

    Returns:
        Two arrays of shape (n_params,).
    """
    rng = np.random.default_rng([seed, 3])
    u, v = (filter_normalised(rng.standard_normal(len(theta)), theta, filters) for _ in range(2))
    return u, v


def refuse(_config: EnsembleConfig, layout: Layout) -> str | None:
    """Directions are normalised by filters."""
    if (filters_of(layout) >= 0).any():
        return None
    return "needs a network with filters to normalise by, and this one has none; choose another view"


def build(ensemble: Ensemble, view: ViewConfig) -> Plane:
    """Two Gaussian directions, filter-normalised; the end is the middle node, 1 is one filter length."""
    run = run_in_focus(ensemble, view)
    end = ensemble.snapshots[run, -1].astype(np.float64)
    filters = filters_of(Layout(ensemble.parameter_names, ensemble.parameter_shapes))
    if (filters < 0).all():
        raise NoPictureError("This network has no filters to normalise by; choose another view.")
    u, v = random_directions(end, filters, view.seed)
    if (u @ v) ** 2 > (1 - 1e-9) * (u @ u) * (v @ v) or not u.any():
        raise NoPictureError(
            "The two random directions are one: the weights are zero, or each filter has a single weight; "
            "choose another view or view seed."
        )
    labels = ("random direction 1 (filter-normalised)", "random direction 2 (filter-normalised)")
    return Plane(end, u, v, labels, (view.extent, view.extent), (0.0, 0.0), only(run, ensemble))


PLANE = PlaneMethod(
    title="Random plane at one end",
    summary="A flat plane through the end of one run along two random directions; biases are held, and 1 is the "
    "length of each filter.",
    exact_where="at the end of the run in focus",
    build=build,
    refuse=refuse,
)
