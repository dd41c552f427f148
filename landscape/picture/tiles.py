"""What networks do, as small tiles: those at the coarse nodes of a view, and the runs on their way."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.config import ViewConfig
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.tasks import TASKS
from landscape.learning.evaluator import Evaluator
from landscape.learning.losses import classes_of
from landscape.outputs.answers import NOT_FINITE
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Array, Data, Ensemble, Integers, Surface, Tiles
from landscape.picture.behaviour import input_map
from landscape.picture.images import as_shown
from landscape.picture.surface import BLOCK_NODES, axes_of, levels_of, nodes_at_once

MAP = (20, 24)
CURVE = (1, 48)
IMAGES = (4, 6)
MAX_POINTS = 200
MAX_TIMES = 33
MAX_RUN_TILES = 400
CURVE_MARGIN = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """The inputs behind the values of a tile, and how its answers are written; fields as in `Tiles`.

    Attributes:
        inputs: What a network is asked, shape (height * width, n_features); of levels, one that has them all as cells.
        n_cells: Cells of that level; 0 for other data.
    """

    inputs: Array
    kind: Literal["map", "curve", "images"]
    height: int
    width: int
    axes: tuple[str, str]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    points: Array
    point_targets: NDArray[Any]
    images: Array | None = None
    image_targets: NDArray[Any] | None = None
    note: str = ""
    n_cells: int = 0


def questions_for(data: Data, finer: int = 1) -> Questions:
    """What the networks of some data are asked for one tile.

    Args:
        data: The examples.
        finer: How many times as many rows and columns a map or a curve has; images stay the same.
    """
    if TASKS[data.task].tile == "curve":
        return _curve(data, finer * CURVE[1])
    if data.image_shape is not None:
        return _images(data)
    return _map(data, finer)


def _map(data: Data, finer: int) -> Questions:
    n_y, n_x = finer * MAP[0], finer * MAP[1]
    inputs, x, y, points, axes, note = input_map(data, (n_x, n_y), 2 * n_x)
    targets = data.train_targets[: min(MAX_POINTS, len(points))]
    y_range = (float(y[0]), float(y[-1]))
    if data.n_features == 1:
        y_range = (-0.5, data.n_outputs - 0.5)  # one row; the examples stand at the height of their class
    return Questions(
        inputs,
        "map",
        len(y),
        len(x),
        axes,
        (float(x[0]), float(x[-1])),
        y_range,
        points[:MAX_POINTS],
        targets,
        note=note,
        n_cells=data.n_cells,
    )


def _curve(data: Data, width: int) -> Questions:
    inputs, x, y, points, axes, note = input_map(data, (width, 1), width)
    targets = data.train_targets[:MAX_POINTS]
    if data.n_features > 1:
        note = (
            f"The curves are a cut along {axes[0]}, with {axes[1]} at {y[0]:.3g}. The examples drawn on it lie off it."
        )
        points = np.stack([points[:, 0], data.train_targets[: len(points)]], axis=1)
    low, high = float(data.train_targets.min()), float(data.train_targets.max())
    pad = CURVE_MARGIN * (high - low) or 1.0
    return Questions(
        inputs,
        "curve",
        1,
        width,
        (axes[0], "answer"),
        (float(x[0]), float(x[-1])),
        (low - pad, high + pad),
        points[:MAX_POINTS].astype(np.float32),
        targets,
        note=note,
    )


def _images(data: Data) -> Questions:
    """Half of the images are shifted ones, where the data have such."""
    n = IMAGES[0] * IMAGES[1]
    inputs, targets = _cycled(data.probe_inputs, n), _cycled(data.probe_targets, n)
    note = f"Each tile holds the answers to {n} probe images, none of which was trained on."
    if data.shifted_inputs is not None and data.shifted_targets is not None:
        inputs = np.concatenate([inputs[: n // 2], _cycled(data.shifted_inputs, n - n // 2)])
        targets = np.concatenate([targets[: n // 2], _cycled(data.shifted_targets, n - n // 2)])
        note += (
            " The upper half are probe images like those of the training; in the lower half the two rules disagree, "
            "and the class is that of the intended one."
        )
    images, words = as_shown(data, inputs)
    return Questions(
        inputs,
        "images",
        *IMAGES,
        axes=("", ""),
        x_range=(0.0, 0.0),
        y_range=(0.0, 0.0),
        points=np.empty((0, 2), np.float32),
        point_targets=data.train_targets[:0],
        images=images,
        image_targets=targets,
        note=f"{note} {words}".strip(),
    )


def _cycled(values: NDArray[Any], n: int) -> NDArray[Any]:
    """The first n rows, begun again where there are fewer."""
    return values[np.arange(n) % len(values)]


def ask(evaluator: Evaluator, thetas: NDArray[np.floating], questions: Questions) -> NDArray[np.uint8]:
    """The tiles of parameter vectors: (n, n_params) -> (n, height * width)."""
    found = np.empty((len(thetas), questions.height * questions.width), np.uint8)
    for start in range(0, len(thetas), BLOCK_NODES):
        block = slice(start, start + BLOCK_NODES)
        found[block] = _written(evaluator.answers(thetas[block], questions.inputs), questions)
    return found


def _written(outputs: Array, questions: Questions) -> NDArray[np.uint8]:
    """Outputs (n, n_outputs, n_values) as the values of tiles (n, n_values)."""
    if questions.kind != "curve":
        classes, finite = classes_of(outputs, questions.n_cells)
        return np.where(finite, classes, NOT_FINITE).astype(np.uint8)
    finite = np.asarray(np.isfinite(outputs).all(axis=1))
    low, high = questions.y_range
    steps = (outputs[:, 0].astype(np.float64) - low) * ((NOT_FINITE - 1) / (high - low))
    return np.where(finite, np.clip(np.round(steps), 0, NOT_FINITE - 1), NOT_FINITE).astype(np.uint8)


def steps_shown(n_snapshots: int, n_runs: int) -> Integers:
    """Which snapshots get tiles, by number: the first, the last, and evenly chosen ones within the limits.

    Example:
        >>> steps_shown(9, 64).tolist()
        [0, 2, 3, 5, 6, 8]
    """
    n_times = min(MAX_TIMES, n_snapshots, max(2, MAX_RUN_TILES // n_runs))
    return np.unique(np.linspace(0, n_snapshots - 1, n_times).round().astype(np.int64))


def measure_tiles(
    evaluator: Evaluator,
    ensemble: Ensemble,
    geometry: Geometry,
    view: ViewConfig,
    coarse: dict[str, Surface] | None = None,
) -> Tiles:
    """Asks the networks at the nodes of the first, coarse level of a view, and the runs at some of their snapshots.

    Args:
        evaluator: Evaluates parameter vectors on its data.
        ensemble: The runs.
        geometry: Where the view lies.
        view: Its grid decides the nodes.
        coarse: Surfaces of the first level by quantity: what was measured there is not measured again.

    Returns:
        Tiles of at most 17 x 17 nodes, with the scores of each, and at most 400 tiles of the runs.
    """
    questions = questions_for(evaluator.data)
    plane = geometry.plane
    x, y = axes_of(plane, view)
    columns, rows = levels_of(len(x))[0], levels_of(len(y))[0]
    xy = np.stack(np.meshgrid(x[columns], y[rows]), axis=-1).reshape(-1, 2)
    known = {name: surface.values.ravel() for name, surface in (coarse or {}).items()}
    nodes, scores = _ask_nodes(evaluator, geometry, xy, questions, known)
    shape = (len(rows), len(columns))
    times = steps_shown(len(ensemble.steps), ensemble.n_runs)
    runs = ask(evaluator, ensemble.snapshots[:, times].reshape(-1, ensemble.n_params), questions)
    accuracy, share = scores.get("accuracy"), scores.get("intended_share")
    return Tiles(
        kind=questions.kind,
        height=questions.height,
        width=questions.width,
        rows=rows,
        columns=columns,
        nodes=nodes.reshape(*shape, -1),
        train_loss=scores["train_loss"].reshape(shape),
        accuracy=None if accuracy is None else accuracy.reshape(shape),
        intended_share=None if share is None else share.reshape(shape),
        runs=runs.reshape(ensemble.n_runs, len(times), -1),
        run_steps=ensemble.steps[times],
        axes=questions.axes,
        x_range=questions.x_range,
        y_range=questions.y_range,
        points=questions.points,
        point_targets=questions.point_targets,
        images=questions.images,
        image_targets=questions.image_targets,
        note=questions.note,
    )


def _ask_nodes(
    evaluator: Evaluator,
    geometry: Geometry,
    xy: NDArray[np.float64],
    questions: Questions,
    known: dict[str, Array],
) -> tuple[NDArray[np.uint8], dict[str, Array]]:
    """Tiles (n, n_values) and scores (n,) at coordinates (n, 2), in blocks that fit the memory set aside."""
    data = evaluator.data
    wanted = [name for name in ("train_loss", "accuracy", "intended_share") if QUANTITIES[name].refuse(data) is None]
    new = [name for name in wanted if name not in known]
    size = nodes_at_once(evaluator.network.layout.n_params)
    tiles, scores = [], []
    for start in range(0, len(xy), size):
        thetas = geometry.point(xy[start : start + size])
        tiles.append(ask(evaluator, thetas, questions))
        scores.append(evaluator.measure(thetas, new))
    return np.concatenate(tiles), known | {name: np.concatenate([score[name] for score in scores]) for name in new}
