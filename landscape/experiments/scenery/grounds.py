"""The ground around one network along two directions, with the measures that tell rough from smooth."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.scenery.terrain import (
    N_RAY_POINTS,
    N_RAYS,
    loss_on_rays,
    minima_deeper_than,
    rays_going_down,
)
from landscape.inputs.config import ViewConfig
from landscape.learning.evaluator import Evaluator, Network
from landscape.learning.parameters import filters_of
from landscape.learning.work import Work
from landscape.outputs.read_only import Array, ReadOnly
from landscape.outputs.results import Data, Plane, Surface
from landscape.picture.surface import axes_of, measure_block, nodes_in_a_piece
from landscape.planes.random import random_directions

N_EXAMPLES = 256
MOST_AT_ONCE = 64
RAYS_SHARE = 0.35  # of the time that rays and nodes take together


@dataclass(frozen=True, slots=True, eq=False)
class Relief(ReadOnly):
    """A surface around a place, and the loss on rays from it.

    Attributes:
        surface: The training loss.
        rays: From `loss_on_rays`, shape (n_rays, n_points).
    """

    surface: Surface
    rays: Array

    @property
    def down(self) -> float:
        """The share of rays that go down."""
        return rays_going_down(self.rays)

    def minima(self, share: float) -> int:
        """Minima of the surface deeper than a share of their loss."""
        return minima_deeper_than(self.surface.values, share)


def fewer(data: Data, n_examples: int = N_EXAMPLES) -> Data:
    """The same data with the first few training examples only: those a loss is measured on."""
    return replace(data, train_inputs=data.train_inputs[:n_examples], train_targets=data.train_targets[:n_examples])


def random_plane(theta: NDArray[np.floating], network: Network, seed: int) -> Plane:
    """A plane through a place along two filter-normalised directions; biases and normalisation are held."""
    u, v = random_directions(theta, filters_of(network.layout), seed)
    return plane_through(theta, u, v)


def plane_through(theta: NDArray[np.floating], u: NDArray[np.float64], v: NDArray[np.float64]) -> Plane:
    """A plane with a place in the middle, that reaches one length of each direction to each side."""
    labels = ("direction 1", "direction 2")
    origin = np.asarray(theta, np.float64)
    return Plane(origin, u, v, labels, (1.0, 1.0), (0.0, 0.0), np.ones(1, bool))


def measure_relief(
    evaluator: Evaluator, plane: Plane, n_nodes: int, reach: float, ray_length: float, work: Work
) -> Relief:
    """Measures a square of nodes and the rays around the middle of a plane.

    Args:
        evaluator: Measures parameter vectors; fixed examples, evaluation mode, no gradients.
        plane: With the place in its middle.
        n_nodes: Nodes along each side; an odd number, so that the place is a node.
        reach: How far the square reaches to each side, in lengths of the directions.
        ray_length: How far the rays reach.
        work: Is told how much is done, and can stop between a few nodes.

    Returns:
        The surface and the rays.
    """
    rays = measure_rays(evaluator, plane, work.part(0, RAYS_SHARE), radius=ray_length)
    view = ViewConfig(view="random", grid=(n_nodes, n_nodes))
    x, y = axes_of(replace(plane, half_width=(reach, reach)), view)
    nodes = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    losses = losses_at(evaluator, plane, nodes, work.part(RAYS_SHARE, 1)).reshape(len(y), len(x))
    return Relief(Surface(x, y, losses, "train_loss", evaluator.data.unit), rays)


def measure_rays(
    evaluator: Evaluator,
    plane: Plane,
    work: Work,
    *,
    n_rays: int = N_RAYS,
    n_points: int = N_RAY_POINTS,
    radius: float = 1.0,
) -> Array:
    """The loss on rays from the origin of a plane, shape (n_rays, n_points)."""
    return loss_on_rays(lambda xy: losses_at(evaluator, plane, xy, work), n_rays, n_points, radius)


def losses_at(evaluator: Evaluator, plane: Plane, xy: NDArray[np.float64], work: Work) -> Array:
    """The training loss at coordinates (n, 2) of a plane, shape (n,); can be stopped between a few of them."""
    size = min(nodes_in_a_piece(evaluator, ["train_loss"]), MOST_AT_ONCE)
    blocks = [xy[start : start + size] for start in range(0, len(xy), size)]
    results = work.pieces.map(measure_block, ((evaluator, plane.point, block, ["train_loss"]) for block in blocks))
    found = []
    for i in range(len(blocks)):
        work.check(i / len(blocks))
        found.append(next(results)["train_loss"])
    return np.concatenate(found)
