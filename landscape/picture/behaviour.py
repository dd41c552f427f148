"""What the network at each run's end does: its answers over a map of inputs, on and off the training data."""

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from landscape.learning.evaluator import Evaluator
from landscape.learning.gridworld import COLUMNS, ROWS
from landscape.learning.losses import classes_of
from landscape.outputs.results import Array, Behaviour, Data, Ensemble

MAP_NODES = (56, 44)
CURVE_NODES = 200
MAX_POINTS = 400


def measure_behaviour(evaluator: Evaluator, ensemble: Ensemble) -> Behaviour:
    """Asks the last network of every run over a map of inputs and on the probe examples.

    Args:
        evaluator: Evaluates parameter vectors on its data.
        ensemble: The runs.

    Returns:
        Answers, accuracies, and the share of the map on which the sound runs disagree.
    """
    data = evaluator.data
    ends = ensemble.snapshots[:, -1]
    inputs, x, y, points, axes, note = input_map(data)
    outputs = evaluator.answers(ends, inputs)
    if data.graded:
        classes, finite = classes_of(outputs, data.n_cells)
        answers = np.where(finite, classes, np.nan).astype(np.float32)
        of_sound = answers[ensemble.sound]
        disagreement = float((of_sound != of_sound[:1]).any(axis=0).mean()) if len(of_sound) else float("nan")
        accuracy = evaluator.accuracies(ends)
    else:
        answers = outputs[:, 0]
        disagreement = float("nan")
        accuracy = np.full((ensemble.n_runs, 3), np.nan, np.float32)
    intended = np.full(ensemble.n_runs, np.nan, np.float32)
    if data.has_two_rules:
        intended = evaluator.measure(ends, ("intended_share",))["intended_share"]
    return Behaviour(
        map_x=x,
        map_y=y,
        map_axes=axes,
        answers=answers.reshape(ensemble.n_runs, len(y), len(x)),
        points=points,
        point_targets=data.train_targets[: len(points)],
        accuracy=accuracy,
        intended_share=intended,
        disagreement=disagreement,
        note=note,
    )


def input_map(
    data: Data, nodes: tuple[int, int] = MAP_NODES, n_curve: int = CURVE_NODES
) -> tuple[Array, NDArray[np.float64], NDArray[np.float64], Array, tuple[str, str], str]:
    """A grid of inputs to ask the networks on, and the training examples in its coordinates.

    Levels: one of those in which the coin was moved. One feature: a line of inputs. Two: the input plane. More: the
    plane of the first two principal components through the mean of the training inputs, a slice, as the note says.

    Args:
        data: The examples.
        nodes: Inputs along x and along y, where there is a plane; one along y stands in its middle.
        n_curve: Inputs along the line, where there is one feature.

    Returns:
        Inputs (n, n_features), x, y, points (n_points, 2), axis names, note.
    """
    shown = data.train_inputs[:MAX_POINTS]
    if data.n_cells:
        return _level_map(data)
    if data.n_features == 1:
        low, high = _range(data.train_inputs[:, 0], margin=0.25)
        x = np.linspace(low, high, n_curve)
        points = np.stack([shown[:, 0], data.train_targets[:MAX_POINTS].astype(np.float32)], axis=1)
        return x[:, None].astype(np.float32), x, np.zeros(1), points, (data.feature_names[0], "answer"), ""
    if data.n_features == 2:
        coordinates, mean, axes = data.train_inputs.astype(np.float64), np.zeros(2), np.eye(2)
        names, note = (data.feature_names[0], data.feature_names[1]), ""
    else:
        pca = PCA(n_components=2, svd_solver="full").fit(data.train_inputs.astype(np.float64))
        mean, axes = pca.mean_, pca.components_
        coordinates = (data.train_inputs - mean) @ axes.T
        names = ("component 1", "component 2")
        note = (
            f"The maps are a slice: the plane of the first two principal components of {data.n_features} features, "
            f"which hold {100 * pca.explained_variance_ratio_.sum():.0f} % of the inputs' variance. The examples "
            "drawn on it lie off it."
        )
    x, y = (_line(*_range(coordinates[:, i], margin=0.15), nodes[i]) for i in (0, 1))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inputs = (mean + grid @ axes).astype(np.float32)
    return inputs, x, y, coordinates[:MAX_POINTS].astype(np.float32), names, note


def _level_map(
    data: Data,
) -> tuple[Array, NDArray[np.float64], NDArray[np.float64], Array, tuple[str, str], str]:
    """One level with a moved coin: what a policy does at each of its cells; row 1 is the lowest, as maps are drawn."""
    levels = data.test_inputs if data.shifted_inputs is None else data.shifted_inputs
    row, column = divmod(int(levels[0, : data.n_cells].argmax()), COLUMNS)
    note = (
        f"The maps show one level: the action chosen at each of its {data.n_cells} cells. Its coin stands in column "
        f"{column + 1} of {COLUMNS}, row {ROWS - row} of {ROWS} from below."
    )
    nothing = np.empty((0, 2), np.float32)
    return (
        levels[:1],
        np.arange(1.0, COLUMNS + 1),
        np.arange(1.0, ROWS + 1),
        nothing,
        ("column", "row from below"),
        note,
    )


def _line(low: float, high: float, n: int) -> NDArray[np.float64]:
    return np.linspace(low, high, n) if n > 1 else np.array([(low + high) / 2])


def _range(values: NDArray[np.floating], margin: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = margin * (high - low) or 1.0
    return low - pad, high + pad
