"""The two sides of a comparison: one ground each, with the network in its middle."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.scenery.deep import DeepConfig, Learner, trained
from landscape.experiments.scenery.grounds import (
    Relief,
    fewer,
    measure_rays,
    measure_relief,
    plane_through,
    random_plane,
)
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, SceneConfig, ViewConfig
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.parameters import Layout, filters_of
from landscape.learning.training import build_module_alone
from landscape.learning.work import Work
from landscape.outputs.findings import Ground
from landscape.outputs.results import Array, Data, Ensemble, Scene
from landscape.picture.scene import load_data, whole_scene

RESCALED_BY = 8.0  # a power of two: no rounding
TRAINING_SHARE = 0.7
N_NODES = 41
REACH = 0.5  # of the lab's random planes, in filter lengths
AXES = ("along direction 1, in filter lengths", "along direction 2, in filter lengths")


@dataclass(frozen=True, slots=True, eq=False)
class Side(Learner):
    """One of the two.

    Attributes:
        picture: What is drawn.
        relief: The surface of the picture, and the loss on rays from the network in its middle.
        train_accuracy, test_accuracy: Of that network, from 0 to 1.
    """

    picture: Scene | Ground
    relief: Relief
    train_accuracy: float
    test_accuracy: float


@dataclass(frozen=True, slots=True)
class Square:
    """How a deep network's ground is measured.

    Attributes:
        n_nodes: Nodes along each side.
        n_examples: Training examples the loss is a mean over.
        reach: How far the square reaches to each side, in filter lengths.
        ray_length: How far the rays reach.
    """

    n_nodes: int = 25
    n_examples: int = 256
    reach: float = 0.5
    ray_length: float = 1.0


def deep_side(config: DeepConfig, data: Data, directions: int, square: Square, work: Work) -> Side:
    """Trains a residual network and measures the ground around it along two filter-normalised directions."""
    deep = trained(config, data, work.part(0, TRAINING_SHARE))
    network = deep.network()
    relief = measure_relief(
        Evaluator(network, fewer(data, square.n_examples)),
        random_plane(deep.theta, network, directions),
        square.n_nodes,
        square.reach,
        square.ray_length,
        work.part(TRAINING_SHARE, 1),
    )
    title = f"{config.depth} layers, {'with' if config.skip else 'without'} shortcuts"
    notes: tuple[str, ...] = (
        f"The loss of {square.n_examples} training examples, with the normalisation layers' statistics held.",
        f"Training accuracy {deep.train_accuracy:.3f}, test accuracy {deep.test_accuracy:.3f}.",
    )
    if not deep.fitted:
        notes += ("This network did not learn its training examples: its place is no minimum of the landscape.",)
    ground = Ground(title, "random", relief.surface, AXES, notes=notes)
    return Side(ground, relief, deep.train_accuracy, deep.test_accuracy)


def scene_side(config: SceneConfig, work: Work) -> Side:
    """A scene of the lab, with rays from the end of the run in focus as far as the picture's half width."""
    scene = whole_scene(config, work)
    if scene.surface is None or scene.plane is None:
        raise ValueError(f"{config.view.view} must give a surface for this experiment's runs; choose other runs.")
    evaluator, end = _end_of(scene)
    middle = scene.plane.project(end)
    centred = replace(scene.plane, origin=scene.plane.point(middle))
    rays = measure_rays(evaluator, centred, work, radius=min(scene.plane.half_width))
    train, test, _ = evaluator.accuracies(end[None])[0]
    return Side(scene, Relief(scene.surface, rays), float(train), float(test))


def rescaled_sides(normalised: bool, seed: int, directions: int, work: Work) -> tuple[Side, Side]:
    """A ReLU network and its copy whose first layer is multiplied by 8 and its second divided by 8.

    The two compute the same function.

    Args:
        normalised: Whether each side's directions get the filter lengths of its own network; otherwise both go along
            the same directions.
        seed: Of the network.
        directions: Which draw.
        work: Gives the network.

    Source:
        Dinh, Pascanu, Bengio, Bengio (2017), Sharp Minima Can Generalize For Deep Nets, section 3.
    """
    scene = whole_scene(SceneConfig(relu_runs(seed), ViewConfig(view="random", grid=(N_NODES, N_NODES))), work)
    evaluator, end = _end_of(scene)
    layout = evaluator.network.layout
    copy = rescaled(end, layout, RESCALED_BY)
    u, v = plain_directions(end, filters_of(layout), directions)
    sides = []
    for i, (theta, title) in enumerate(((end, "The network"), (copy, f"Its copy, rescaled by {RESCALED_BY:.0f}"))):
        plane = random_plane(theta, evaluator.network, directions) if normalised else plane_through(theta, u, v)
        relief = measure_relief(evaluator, plane, N_NODES, REACH, REACH, work.part(i / 2, (i + 1) / 2))
        train, test, _ = evaluator.accuracies(theta[None])[0]
        axes = AXES if normalised else ("along direction 1", "along direction 2")
        sides.append(Side(Ground(title, "random", relief.surface, axes), relief, float(train), float(test)))
    return sides[0], sides[1]


def rescaled(theta: Array, layout: Layout, factor: float) -> Array:
    """The MLP with its first layer times a factor and its second layer's weights divided by it.

    With ReLU units both compute the same function, since relu(a z) = a relu(z) for a > 0.
    """
    by = {"layers.0.weight": factor, "layers.0.bias": factor, "layers.1.weight": 1 / factor}
    factors = [np.full(size, by.get(name, 1.0)) for name, size in zip(layout.names, layout.sizes, strict=True)]
    return np.asarray(theta * np.concatenate(factors), np.float32)


def plain_directions(
    theta: NDArray[np.floating], filters: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The Gaussian draws of `random_directions` with biases held, each as long as all filters of `theta` together."""
    rng = np.random.default_rng([seed, 3])
    inside = filters >= 0
    length = np.linalg.norm(np.asarray(theta, np.float64)[inside])
    u, v = (np.where(inside, rng.standard_normal(len(theta)), 0.0) for _ in range(2))
    return u * (length / np.linalg.norm(u)), v * (length / np.linalg.norm(v))


def relu_runs(seed: int) -> EnsembleConfig:
    """One run of a ReLU network on two moons."""
    return EnsembleConfig(model=ModelConfig(activation="relu"), seeds=(seed,))


def moons_runs(first_seed: int) -> EnsembleConfig:
    """Three runs of the default network, 354 weights, on two moons."""
    return EnsembleConfig(seeds=tuple(range(first_seed, first_seed + 3)))


def two_weight_runs(first_seed: int) -> EnsembleConfig:
    """Three runs of a network of two weights on the same examples."""
    return replace(moons_runs(first_seed), model=ModelConfig(name="two_weights"))


def view_of(view: Literal["random", "ends", "weights"], directions: int = 0) -> ViewConfig:
    """One of the views on 41 x 41 nodes."""
    extent = REACH if view == "random" else 1.0
    return ViewConfig(view=view, seed=directions, grid=(N_NODES, N_NODES), extent=extent)


def digits() -> Data:
    """The handwritten digits, all that are left to train on after the test and probe examples."""
    return load_data(DataConfig(name="digits", n_train=1182))


def _end_of(scene: Scene) -> tuple[Evaluator, Array]:
    """What measures a scene's network, and the end of the run in focus."""
    ensemble: Ensemble = scene.ensemble
    network = network_around(build_module_alone(scene.config.ensemble, scene.data))
    end = np.array(ensemble.snapshots[scene.config.view.focus, -1])
    return Evaluator(network, scene.data), end
