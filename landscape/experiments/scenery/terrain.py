"""How rough a piece of ground is: what happens on rays outwards, and how deep its minima are."""

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import DisjointSet

from landscape.outputs.read_only import Array

FLOOR = 1e-6  # of a loss, where its logarithm is compared: 1 % of 1e-9 is no ground
FALL = 0.02
N_RAYS = 24
N_RAY_POINTS = 13


def ray_points(n_rays: int = N_RAYS, n_points: int = N_RAY_POINTS, radius: float = 1.0) -> NDArray[np.float64]:
    """Coordinates on rays from the origin: evenly turned from the x axis on, evenly spaced from 0 to the radius.

    Returns:
        Shape (n_rays, n_points, 2).

    Example:
        >>> ray_points(4, 3, 2.0)[1].round(6).tolist()
        [[0.0, 0.0], [0.0, 1.0], [0.0, 2.0]]
    """
    angles = 2 * np.pi * np.arange(n_rays) / n_rays
    outwards = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return outwards[:, None, :] * np.linspace(0, radius, n_points)[:, None]


def loss_on_rays(
    loss_at: Callable[[NDArray[np.float64]], NDArray[np.floating]],
    n_rays: int = N_RAYS,
    n_points: int = N_RAY_POINTS,
    radius: float = 1.0,
) -> Array:
    """The loss on rays from the middle of a plane, really measured at each point; the middle is measured once.

    Args:
        loss_at: From coordinates (m, 2) to losses (m,).
        n_rays: Number of rays.
        n_points: Points on each, the middle among them.
        radius: How far they reach.

    Returns:
        Shape (n_rays, n_points), float32; the first column is the loss in the middle.
    """
    points = ray_points(n_rays, n_points, radius)
    found = np.empty(points.shape[:2], np.float32)
    found[:, 0] = loss_at(points[0, :1])[0]
    found[:, 1:] = np.reshape(loss_at(points[:, 1:].reshape(-1, 2)), (n_rays, n_points - 1))
    return found


def _log_loss(losses: NDArray[np.floating]) -> NDArray[np.float64]:
    """log10 of the loss with a floor; what is not finite counts as highest."""
    values = np.asarray(losses, np.float64)
    return np.asarray(np.log10(np.where(np.isfinite(values), np.maximum(values, FLOOR), np.inf)))


def rays_going_down(losses: NDArray[np.floating], fall: float = FALL) -> float:
    """The share of rays on which the loss first rises, and then falls from one point to the next outwards.

    A ray goes down if at one of its points the loss is higher than at some point before by more than `fall`, and at
    the next point lower by more than `fall`. From the bottom of a single round valley, or from a place on its side,
    no ray does. Losses below 1e-6 count as 1e-6, and one that is not finite as higher than any other.

    Args:
        losses: From `loss_on_rays`, shape (n_rays, n_points).
        fall: Share of the loss by which it must rise before, and fall in one step.

    Returns:
        From 0 to 1.

    Source:
        Our own measure. Li, Xu, Taylor, Studer, Goldstein (2018) tell rough ground from smooth by eye and by
        curvature; the share of rays depends on neither grid nor colours.

    Example:
        >>> rays_going_down(np.array([[1.0, 2.0, 1.9, 3.0], [1.0, 0.9, 3.0, 4.0]]))
        0.5
    """
    heights = _log_loss(losses)
    lowest = np.minimum.accumulate(heights, axis=1)
    risen = heights > lowest + np.log10(1 + fall)
    falls = heights[:, 1:] < heights[:, :-1] + np.log10(1 - fall)
    return float((risen[:, :-1] & falls).any(axis=1).mean())


def minimum_depths(losses: NDArray[np.floating]) -> NDArray[np.float64]:
    """How deep each minimum of a surface is: by how much one must climb to reach a lower one.

    This is 0-dimensional persistence. Every node is joined to its eight neighbours, and nodes are flooded from low to
    high; where two lakes meet, the one with the higher bottom ends, and its depth is the height it was filled to. A
    count of minima with a depth does not grow with noise or with the number of nodes, as a raw count does.

    Args:
        losses: Shape (n_y, n_x).

    Returns:
        Depths in decades of the loss, deepest first: shape (n_minima,), the first one infinite.

    Source:
        Edelsbrunner, Letscher, Zomorodian (2002), Topological Persistence and Simplification.

    Example:
        >>> minimum_depths(np.array([[1.0, 100.0, 10.0]])).tolist()
        [inf, 1.0]
    """
    heights = _log_loss(losses)
    numbers = np.arange(heights.size).reshape(heights.shape)
    flat = heights.ravel()
    pairs = np.concatenate([_neighbours(numbers, *shift) for shift in ((0, 1), (1, 0), (1, 1), (1, -1))])
    passes = flat[pairs].max(axis=1)
    lakes, bottom = DisjointSet(range(flat.size)), flat.copy()
    depths = [np.inf]
    for i in np.argsort(passes, kind="stable"):
        one, other = (lakes[int(node)] for node in pairs[i])
        if one == other:
            continue
        higher, lower = max(bottom[one], bottom[other]), min(bottom[one], bottom[other])
        if passes[i] > higher:
            depths.append(passes[i] - higher)
        lakes.merge(one, other)
        bottom[lakes[one]] = lower
    return np.sort(depths)[::-1]


def _neighbours(numbers: NDArray[np.int64], down: int, right: int) -> NDArray[np.int64]:
    """Pairs of the nodes that stand so to each other, shape (n, 2)."""
    n_y, n_x = numbers.shape
    nodes = [(y, x) for y, x in product(range(n_y - down), range(n_x)) if 0 <= x + right < n_x]
    pairs = [(numbers[y, x], numbers[y + down, x + right]) for y, x in nodes]
    return np.array(pairs, np.int64).reshape(-1, 2)


def minima_deeper_than(losses: NDArray[np.floating], share: float) -> int:
    """How many minima of a surface (n_y, n_x) one leaves only over ground higher by more than a share of their loss.

    Example:
        >>> minima_deeper_than(np.array([[1.0, 2.0, 1.9, 2.0, 1.99]]), 0.02)
        2
    """
    return int((minimum_depths(losses) > np.log10(1 + share)).sum())
