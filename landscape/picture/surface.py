"""A quantity on every node of a plane or sheet, coarse first."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.config import ViewConfig
from landscape.inputs.quantities import QUANTITIES
from landscape.learning import pieces as cut
from landscape.learning.evaluator import Evaluator
from landscape.learning.work import Work
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Array, Plane, Surface

BLOCK_BYTES = 24_000_000
BLOCK_NODES = 512
COARSE_LEVELS = (17, 33)


def axes_of(plane: Plane, view: ViewConfig) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates of the nodes along x and y; the middle of the picture is a node, since the numbers are odd."""
    axes = []
    for i, n in enumerate(view.grid):
        steps = np.arange(n) - n // 2  # whole numbers: no rounding error adds up, and the middle is exact
        axes.append(plane.center[i] + steps * (plane.half_width[i] / (n // 2)))
    return np.asarray(axes[0], np.float64), np.asarray(axes[1], np.float64)


def levels_of(n: int) -> list[NDArray[np.int64]]:
    """Indices of the nodes along one side for each level, coarse to fine; each level contains the one before.

    Example:
        >>> [len(level) for level in levels_of(51)]
        [17, 33, 51]
    """
    levels: list[NDArray[np.int64]] = []
    for size in COARSE_LEVELS:
        if size < n:
            chosen = np.linspace(0, n - 1, size).round().astype(np.int64)
            levels.append(np.union1d(levels[-1], chosen)[:] if levels else chosen)
    return [*levels, np.arange(n)]


def nodes_at_once(n_params: int) -> int:
    """How many parameter vectors of so many weights fit the memory set aside for them."""
    return int(np.clip(BLOCK_BYTES // (8 * n_params), 1, BLOCK_NODES))


def nodes_in_a_piece(evaluator: Evaluator, quantities: Sequence[str]) -> int:
    """How many nodes one piece of work measures: those of a fraction of a second, within the memory set aside."""
    few = int(cut.SECONDS / max(1e-9, evaluator.seconds_per_net(quantities)))
    return max(1, min(few, nodes_at_once(evaluator.network.layout.n_params)))


def measure_block(
    evaluator: Evaluator,
    point: Callable[[NDArray[np.float64]], NDArray[np.floating]],
    xy: NDArray[np.float64],
    quantities: Sequence[str],
) -> dict[str, Array]:
    """One piece of a surface: quantities at coordinates (m, 2), each of shape (m,)."""
    return evaluator.measure(point(xy), quantities)


def measure_nodes(
    evaluator: Evaluator,
    point: Callable[[NDArray[np.float64]], NDArray[np.floating]],
    xy: NDArray[np.float64],
    quantities: Sequence[str],
    work: Work | None = None,
) -> tuple[dict[str, Array], float]:
    """Quantities at coordinates, in blocks of a fraction of a second.

    Args:
        evaluator: Measures parameter vectors.
        point: From coordinates (m, 2) to parameter vectors (m, n_params).
        xy: Coordinates, shape (n, 2).
        quantities: What to measure.
        work: Does the blocks; once it is stopped, the rest is NaN.

    Returns:
        Per quantity the values, shape (n,); and the share of the nodes that were evaluated.
    """
    work = work or Work()
    size = nodes_in_a_piece(evaluator, quantities)
    blocks = [slice(start, min(start + size, len(xy))) for start in range(0, len(xy), size)]
    found = {name: np.full(len(xy), np.nan, np.float32) for name in quantities}
    results = work.pieces.map(measure_block, ((evaluator, point, xy[block], quantities) for block in blocks))
    done = 0
    for block in blocks:
        if work.stopped():
            break
        for name, values in next(results).items():
            found[name][block] = values
        done = block.stop
    return found, done / max(1, len(xy))


def surfaces(
    evaluator: Evaluator,
    geometry: Geometry,
    view: ViewConfig,
    quantities: Sequence[str],
    work: Work | None = None,
) -> Iterator[dict[str, Surface]]:
    """Surfaces of the same nodes for several quantities, each level finer than the one before.

    Every node is evaluated once: a finer level keeps what a coarser one measured.

    Args:
        evaluator: Measures parameter vectors.
        geometry: Where the view lies.
        view: Grid and extent.
        quantities: What to measure.
        work: Does the blocks; once it is stopped, the last whole level is the last one given.

    Yields:
        One surface per quantity, for each level.
    """
    plane = geometry.plane
    x, y = axes_of(plane, view)
    values = {name: np.full((len(y), len(x)), np.nan, np.float32) for name in quantities}
    known = np.zeros((len(y), len(x)), bool)
    levels_x, levels_y = levels_of(len(x)), levels_of(len(y))
    n_levels = max(len(levels_x), len(levels_y))
    for level in range(n_levels):
        columns = levels_x[max(0, level - n_levels + len(levels_x))]
        rows = levels_y[max(0, level - n_levels + len(levels_y))]
        new = np.zeros_like(known)
        new[np.ix_(rows, columns)] = True
        new &= ~known
        iy, ix = np.nonzero(new)
        nodes = np.stack([x[ix], y[iy]], axis=1)
        found, share = measure_nodes(evaluator, geometry.point, nodes, quantities, work)
        if share < 1:
            return
        known |= new
        for name in quantities:
            values[name][iy, ix] = found[name]
        yield {
            name: Surface(
                x=x[columns],
                y=y[rows],
                values=values[name][np.ix_(rows, columns)],
                quantity=name,
                unit=QUANTITIES[name].unit(evaluator.data.unit),
            )
            for name in quantities
        }


def nodes_of(geometry: Geometry, view: ViewConfig) -> Array:
    """The parameter vector of every node, shape (n_y, n_x, n_params), float32."""
    plane = geometry.plane
    x, y = axes_of(plane, view)
    rows = [geometry.point(np.stack([x, np.full_like(x, y_row)], axis=1)) for y_row in y]
    return np.stack(rows).astype(np.float32)
