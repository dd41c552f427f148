"""How far a picture is from the truth: what the paths show in a view, and the gaps on steps it was not built from."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from landscape.learning.evaluator import Evaluator
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Array, Ensemble, Fidelity, Integers, Plane, Surface, Trajectories
from landscape.picture.surface import measure_nodes

# Walks are drawn anew until so many multiplications are made: 3 times for eight runs of 354 weights, which is good to
# half a point, and 64 times in few dimensions, where they differ most.
DRAWING, MOST_DRAWS = 1e8, 64
DENSE = 600  # dimensions up to which all eigenvalues cost less than the two largest alone


def trajectories_in(evaluator: Evaluator, ensemble: Ensemble, geometry: Geometry, quantity: str) -> Trajectories:
    """The runs as seen in a view, with the loss of the surface under each snapshot really evaluated there.

    Args:
        evaluator: Measures parameter vectors.
        ensemble: The runs.
        geometry: Where the view lies.
        quantity: What the height of the picture measures.

    Returns:
        Coordinates, heights and gaps; NaN where a diverged run has no finite weights.
    """
    plane = geometry.plane
    wanted = tuple(dict.fromkeys(("train_loss", quantity)))

    def under(thetas: Array) -> tuple[NDArray[np.float64], dict[str, Array], Array]:
        flat = thetas.reshape(-1, ensemble.n_params)
        finite = np.isfinite(flat).all(axis=1)
        xy = np.full((len(flat), 2), np.nan)
        xy[finite] = plane.project(flat[finite])
        values = {name: np.full(len(flat), np.nan, np.float32) for name in wanted}
        distance = np.full(len(flat), np.nan, np.float32)
        found, _ = measure_nodes(evaluator, geometry.point, xy[finite], wanted)
        for name in wanted:
            values[name][finite] = found[name]
        distance[finite] = distances(geometry, flat[finite], xy[finite])
        shape = thetas.shape[:2]
        return xy.reshape(*shape, 2), {n: v.reshape(shape) for n, v in values.items()}, distance.reshape(shape)

    xy, surface, distance = under(ensemble.snapshots)
    held_out_xy, check_surface, _ = under(ensemble.held_out_snapshots)
    height = {"train_loss": ensemble.train_loss, "test_loss": ensemble.test_loss}.get(quantity)
    if height is None:
        flat = ensemble.snapshots.reshape(-1, ensemble.n_params)
        height = evaluator.measure(flat, (quantity,))[quantity].reshape(xy.shape[:2])
    return Trajectories(
        x=xy[..., 0],
        y=xy[..., 1],
        loss=ensemble.train_loss,
        surface_loss=surface["train_loss"],
        distance=distance,
        height=height,
        surface_height=surface[quantity],
        held_out_x=held_out_xy[..., 0],
        held_out_y=held_out_xy[..., 1],
        held_out_loss=ensemble.held_out_loss,
        held_out_surface_loss=check_surface["train_loss"],
    )


def distances(geometry: Geometry, thetas: Array, xy: NDArray[np.float64]) -> Array:
    """Euclidean distance of parameter vectors from the surface at their coordinates, shape (n,)."""
    found = np.empty(len(thetas), np.float32)
    size = max(1, 4_000_000 // max(1, thetas.shape[1]))
    for start in range(0, len(thetas), size):
        block = slice(start, start + size)
        found[block] = np.linalg.norm(thetas[block] - geometry.point(xy[block]), axis=1)
    return found


def measure_fidelity(
    evaluator: Evaluator,
    ensemble: Ensemble,
    geometry: Geometry,
    paths: Trajectories,
    surface: Surface,
) -> Fidelity:
    """How far the picture is from the truth, on steps that did not build it.

    Args:
        evaluator: Measures parameter vectors.
        ensemble: The runs.
        geometry: Where the view lies.
        paths: The runs as seen in the view.
        surface: The coarsest level or better; only its nodes' coordinates are used.

    Returns:
        Gaps in the unit of the loss, over the runs the view shows.
    """
    plane = geometry.plane
    shown = plane.runs_shown & ensemble.sound
    extra = geometry.held_out(len(ensemble.steps))

    def gaps(at_check: Array, at_snapshots: Array) -> NDArray[np.float64]:
        check = np.abs(ensemble.held_out_loss[shown].astype(np.float64) - at_check[shown])
        more = np.abs(ensemble.train_loss[shown].astype(np.float64) - at_snapshots[shown])[:, extra]
        return np.concatenate([check.ravel(), more.ravel()])

    own = gaps(paths.held_out_surface_loss, paths.surface_loss)
    on_plane = paths if plane is geometry else trajectories_in(evaluator, ensemble, plane, "train_loss")
    flat = gaps(on_plane.held_out_surface_loss, on_plane.surface_loss)
    held_out_xy = np.stack([paths.held_out_x[shown], paths.held_out_y[shown]], axis=-1).reshape(-1, 2)
    check = ensemble.held_out_snapshots[shown].reshape(-1, ensemble.n_params)
    off = np.concatenate([distances(geometry, check, held_out_xy), paths.distance[shown][:, extra].ravel()])
    return Fidelity(
        variance_explained=variance_explained(ensemble.snapshots[shown], plane),
        random_walk_variance=noise_like(ensemble.snapshots[shown], ensemble.steps),
        gap_mean=_over(np.mean, own),
        gap_largest=_over(np.max, own),
        plane_gap_mean=_over(np.mean, flat),
        plane_gap_largest=_over(np.max, flat),
        end_gaps=ensemble.train_loss[:, -1] - paths.surface_loss[:, -1],
        largest_distance=_over(np.max, off if len(off) else paths.distance[shown].ravel()),
        largest_offset=_largest_offset(geometry, surface),
        largest_residual=geometry.largest_residual,
        n_held_out=len(own),
        n_built=geometry.n_built,
    )


def _over(measure: object, values: NDArray[np.floating]) -> float:
    return float(measure(values)) if len(values) else float("nan")  # type: ignore[operator]


def _largest_offset(geometry: Geometry, surface: Surface) -> float:
    """How far a geometry leaves its plane at the nodes of a surface."""
    nodes = np.stack(np.meshgrid(surface.x, surface.y), axis=-1).reshape(-1, 2)
    size = max(1, 4_000_000 // len(geometry.plane.origin))
    blocks = [geometry.offset(nodes[i : i + size]) for i in range(0, len(nodes), size)]
    return max(float(np.linalg.norm(block, axis=1).max()) for block in blocks)


def variance_explained(snapshots: Array, plane: Plane) -> tuple[float, float]:
    """Share of the snapshots' variance along each axis of the view.

    Along v only what u does not hold already is counted, so the two add up to the share the plane holds.
    """
    flat = snapshots.reshape(-1, snapshots.shape[-1]).astype(np.float64)
    centred = flat - flat.mean(axis=0)
    total = float((centred**2).sum())
    u = plane.u / np.linalg.norm(plane.u)
    rest = plane.v - (plane.v @ u) * u
    across = rest / np.linalg.norm(rest)
    if total == 0:
        return float("nan"), float("nan")
    return float(((centred @ u) ** 2).sum() / total), float(((centred @ across) ** 2).sum() / total)


def variance_of_starts(snapshots: Array, steps: Integers) -> float:
    """How far the runs' starts lie apart, in units of the variance one step would add if the runs were random walks.

    Args:
        snapshots: Shape (n_runs, n_snapshots, n_params).
        steps: Steps of the snapshots, shape (n_snapshots,).
    """
    starts = snapshots[:, 0].astype(np.float64)
    between = float(((starts - starts.mean(axis=0)) ** 2).sum()) / max(1, len(starts) - 1)
    one_step = float(((snapshots[:, -1] - starts) ** 2).sum()) / max(1, len(starts)) / float(steps[-1])
    return between / one_step if one_step > 0 else 0.0


def noise_like(snapshots: Array, steps: Integers) -> float:
    """Share of variance that two directions would hold if the runs were random walks; equal runs count once.

    Args:
        snapshots: Shape (n_runs, n_snapshots, n_params).
        steps: Steps of the snapshots, shape (n_snapshots,).
    """
    _, first = np.unique([run.tobytes() for run in snapshots], return_index=True)
    different = snapshots[np.sort(first)] if len(first) else snapshots
    starts = variance_of_starts(different, steps)
    return random_walk_variance(steps, len(different), starts, snapshots.shape[-1])


def random_walk_variance(
    steps: Integers, n_runs: int, start_variance: float = 0.0, n_dimensions: int | None = None
) -> float:
    """Share of variance that two principal components hold for random walks: what pure noise would give.

    In very many dimensions the inner products of the walks' positions are known, min(t, t') plus the variance of
    the starts within a walk and 0 between walks, so the share follows from one small eigenvalue problem. In few, walks
    are alike by accident, and the share is larger: it is the mean over walks that are drawn.

    Args:
        steps: Steps of the snapshots, shape (n_snapshots,).
        n_runs: Number of independent walks.
        start_variance: Variance of their starts, in units of the variance of one step; 0 for a common start.
        n_dimensions: In how many dimensions they walk; None for infinitely many.

    Returns:
        Share in [0, 1].

    Source:
        Antognini and Sohl-Dickstein (2018), PCA of high dimensional random walks: for one long walk 0.61 + 0.15.

    Example:
        >>> round(random_walk_variance(np.arange(1, 1001), 1), 2)
        0.76
    """
    within = np.minimum.outer(steps, steps) + start_variance
    n = len(steps)
    if n_runs < 1 or within.sum() == 0:
        return float("nan")
    if n_dimensions is not None:
        rng = np.random.default_rng([n_dimensions, 5])
        n_draws = int(np.clip(DRAWING / (n_runs * n * min(n_runs * n, n_dimensions) ** 2), 1, MOST_DRAWS))
        shares = [_drawn_share(rng, steps, n_runs, start_variance, n_dimensions) for _ in range(n_draws)]
        return float(np.mean(shares))
    # Runs are alike and independent: over all n_runs * n positions the centred Gram matrix splits into the
    # space of differences between runs (eigenvalues of `within`, n_runs - 1 times) and their common part.
    centre = np.eye(n) - 1 / n
    between = np.linalg.eigvalsh(within)
    common = np.linalg.eigvalsh(centre @ within @ centre)
    values = np.sort(np.concatenate([np.repeat(between, n_runs - 1), common]))[::-1]
    return float(values[:2].sum() / values.sum())


def _drawn_share(
    rng: np.random.Generator, steps: Integers, n_runs: int, start_variance: float, n_dimensions: int
) -> float:
    """The share for walks drawn once.

    Only the positions' inner products count. Where there are more dimensions than positions, those of normal numbers
    are drawn themselves, a triangular matrix times its transpose, so the cost does not grow with the network.

    Source:
        Bartlett (1933), On the theory of statistical regression: the triangular factor of a Wishart matrix.
    """
    n = n_runs * len(steps)
    normal = rng.standard_normal((n, min(n, n_dimensions)))
    if n_dimensions >= n:
        normal = np.tril(normal, -1)
        np.fill_diagonal(normal, np.sqrt(rng.chisquare(n_dimensions - np.arange(n))))
    lengths = np.diff(steps, prepend=0).astype(np.float64)
    lengths[0] += start_variance
    moves = normal.reshape(n_runs, len(steps), -1) * np.sqrt(lengths)[:, None]
    positions = moves.cumsum(axis=1).reshape(n, -1)
    positions -= positions.mean(axis=0)
    if positions.shape[1] <= DENSE:
        largest = np.linalg.eigvalsh(positions.T @ positions)[-2:]
    else:
        largest = svds(positions, k=2, tol=1e-3, v0=np.ones(positions.shape[1]), return_singular_vectors=False) ** 2
    return float(min(1.0, largest.sum() / np.square(positions).sum()))
