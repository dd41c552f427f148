"""Frozen outputs: numbers only, as read-only numpy arrays, each knowing the config it came from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.config import DataConfig, EnsembleConfig, SceneConfig
from landscape.inputs.tasks import TASKS
from landscape.outputs.answers import Behaviour as Behaviour
from landscape.outputs.answers import Drop as Drop
from landscape.outputs.answers import Point as Point
from landscape.outputs.answers import Tiles as Tiles
from landscape.outputs.geometry import Plane as Plane
from landscape.outputs.read_only import Array as Array
from landscape.outputs.read_only import Integers as Integers
from landscape.outputs.read_only import ReadOnly

ImageShape = tuple[int, int] | tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Data(ReadOnly):
    """Examples to learn from, to be tested on and to be probed with; the three parts are disjoint.

    Attributes:
        config: What was asked for.
        title: The name a reader sees.
        task: Name of a task in `TASKS`: classification (targets are class numbers), regression (targets are numbers),
            or control (inputs are levels to walk in, targets the cells of the starts, and the classes are the actions).
        train_inputs, test_inputs, probe_inputs: Shape (n, n_features), float32.
        train_targets, test_targets, probe_targets: Shape (n,), int64 for classes, float32 for regression.
        class_names: One name per class; empty for regression.
        feature_names: One name per feature.
        image_shape: (height, width) when the features are the pixels of a grey picture, (height, width, 3) when
            they are red, green and blue of each pixel in turn.
        shifted_inputs, shifted_targets: Inputs on which the proxy rule and the intended rule disagree, with
            the intended rule's answers; None where the data set defines no such rules.
        notes: What a reader should know, one sentence each (for example that fewer examples exist than asked for).
    """

    config: DataConfig
    title: str
    task: str
    train_inputs: Array
    train_targets: NDArray[Any]
    test_inputs: Array
    test_targets: NDArray[Any]
    probe_inputs: Array
    probe_targets: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    image_shape: ImageShape | None = None
    shifted_inputs: Array | None = None
    shifted_targets: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()

    @property
    def n_features(self) -> int:
        """Numbers per example."""
        return int(self.train_inputs.shape[1])

    @property
    def n_outputs(self) -> int:
        """Outputs a network needs: one logit per class, one per action and cell, or one number."""
        return max(1, len(self.class_names)) * max(1, self.n_cells)

    @property
    def n_cells(self) -> int:
        """Cells of a level, at each of which an action is chosen; 0 where the task is not control."""
        return TASKS[self.task].n_cells(self.n_features)

    @property
    def graded(self) -> bool:
        """Whether an answer is right or wrong (a coin taken or not), so that there is an accuracy."""
        return TASKS[self.task].graded

    @property
    def has_two_rules(self) -> bool:
        """Whether there are shifted examples, on which a proxy rule and an intended rule disagree."""
        return self.shifted_inputs is not None

    @property
    def n_measured(self) -> int:
        """The most examples of a part that a loss is measured on."""
        return TASKS[self.task].most_examples

    @property
    def unit(self) -> str:
        """The unit of the loss."""
        return TASKS[self.task].unit


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble(ReadOnly):
    """Several runs of one training that differ in the seed.

    Attributes:
        config: What was asked for.
        steps: Steps at which snapshots were kept, shape (n_snapshots,).
        snapshots: Parameter vectors, shape (n_runs, n_snapshots, n_params), in `named_parameters()` order.
        train_loss, test_loss: Mean loss at the snapshots, shape (n_runs, n_snapshots).
        held_out_steps: Steps between the snapshots, kept to measure fidelity, shape (n_held_out,).
        held_out_snapshots: Their parameter vectors, shape (n_runs, n_held_out, n_params).
        held_out_loss: Their training loss, shape (n_runs, n_held_out).
        parameter_names, parameter_shapes: How a parameter vector is cut into named tensors.
        diverged: Per run, the step at which it had left every bound, or -1; shape (n_runs,).
        stopped_at: The last step made, when the reader stopped the training early; otherwise None.
        inputs, targets: What the training loss was measured on.
    """

    config: EnsembleConfig
    steps: Integers
    snapshots: Array
    train_loss: Array
    test_loss: Array
    held_out_steps: Integers
    held_out_snapshots: Array
    held_out_loss: Array
    parameter_names: tuple[str, ...]
    parameter_shapes: tuple[tuple[int, ...], ...]
    diverged: Integers
    stopped_at: int | None
    inputs: Array
    targets: NDArray[Any]

    @property
    def n_runs(self) -> int:
        """Number of runs."""
        return int(self.snapshots.shape[0])

    @property
    def n_params(self) -> int:
        """Number of weights of one network."""
        return int(self.snapshots.shape[2])

    @property
    def sound(self) -> NDArray[np.bool_]:
        """Which runs did not diverge, shape (n_runs,)."""
        return np.asarray(self.diverged < 0)


@dataclass(frozen=True, slots=True, eq=False)
class Surface(ReadOnly):
    """Values of one quantity over the nodes of a plane or sheet.

    Attributes:
        x, y: Coordinates of the nodes, shapes (n_x,) and (n_y,).
        values: Shape (n_y, n_x), row = y. Non-finite values are results and stay.
        quantity, unit: What was measured.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: Array
    quantity: str
    unit: str

    @property
    def n_not_finite(self) -> int:
        """Nodes whose value is not a finite number."""
        return int(np.count_nonzero(~np.isfinite(self.values)))


@dataclass(frozen=True, slots=True, eq=False)
class Trajectories(ReadOnly):
    """The runs as seen in a view; each array has shape (n_runs, n_snapshots).

    Attributes:
        x, y: Coordinates of the snapshots.
        loss: Training loss of the snapshot itself.
        surface_loss: Training loss of the plane or sheet at the snapshot's coordinates.
        distance: Euclidean distance in parameter space from the snapshot to that point.
        height, surface_height: The same as `loss` and `surface_loss` for the quantity shown as height.
        held_out_x, held_out_y, held_out_loss, held_out_surface_loss: The same for the held-out steps,
            shape (n_runs, n_held_out).
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    loss: Array
    surface_loss: Array
    distance: Array
    height: Array
    surface_height: Array
    held_out_x: NDArray[np.float64]
    held_out_y: NDArray[np.float64]
    held_out_loss: Array
    held_out_surface_loss: Array


@dataclass(frozen=True, slots=True, eq=False)
class Fidelity(ReadOnly):
    """How far the picture is from the truth. Gaps are of the training loss, in its unit.

    Attributes:
        variance_explained: Share of the snapshots' variance along each of the two axes.
        random_walk_variance: Share two principal components would hold for random walks of the same shape.
        gap_mean, gap_largest: Absolute gap on held-out steps of the runs shown.
        plane_gap_mean, plane_gap_largest: The same on the flat plane under a sheet.
        end_gaps: Loss of each run's last snapshot minus the surface there, shape (n_runs,).
        largest_distance: Largest distance of a held-out step from the surface.
        largest_offset, largest_residual: How far the sheet leaves its plane at a node of the first, coarse level (the
            finest may reach some percent further), and how far the snapshots do.
        n_held_out: Number of held-out steps measured.
        n_built: Number of snapshots per run the view was built from.
    """

    variance_explained: tuple[float, float]
    random_walk_variance: float
    gap_mean: float
    gap_largest: float
    plane_gap_mean: float
    plane_gap_largest: float
    end_gaps: Array
    largest_distance: float
    largest_offset: float
    largest_residual: float
    n_held_out: int
    n_built: int


@dataclass(frozen=True, slots=True, eq=False)
class Scene(ReadOnly):
    """Everything one figure needs. Parts not computed yet (or not possible) are None.

    Attributes:
        config: What was asked for.
        data: The examples.
        ensemble: The runs.
        plane: The view's plane.
        surface: Values of the height quantity.
        color_surface: Values of the colour quantity, if it is not the height.
        trajectories, fidelity, behaviour: The runs in the view, how true it is, what the runs do.
        tiles: What the networks at the nodes do.
        drops: The balls that were dropped.
        nodes: Parameter vector of every node, shape (n_y, n_x, n_params), if asked for.
        complete: False while coarse or cut short.
        notes: What a reader should know, one sentence each.
        seconds: Wall-clock seconds per stage.
    """

    config: SceneConfig
    data: Data
    ensemble: Ensemble
    plane: Plane | None = None
    surface: Surface | None = None
    color_surface: Surface | None = None
    trajectories: Trajectories | None = None
    fidelity: Fidelity | None = None
    behaviour: Behaviour | None = None
    tiles: Tiles | None = None
    drops: tuple[Drop, ...] = ()
    nodes: Array | None = None
    complete: bool = False
    notes: tuple[str, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()

    def __repr__(self) -> str:
        """One line, as a notebook shows it: what was asked for in short, and what there is."""
        runs, view = self.config.ensemble, self.config.view
        grid = "no surface" if self.surface is None else "surface of {1} x {0}".format(*self.surface.values.shape)
        state = "complete" if self.complete else "not complete"
        found = f"{self.ensemble.n_runs} runs of {runs.steps} steps, {grid}, {state}"
        return f"<Scene data={runs.data.name} model={runs.model.name} view={view.view}: {found}>"
