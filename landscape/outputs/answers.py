"""Frozen outputs about what networks do: at the end of each run, at the nodes of a view, and a ball dropped there."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.read_only import Array, Integers, ReadOnly

NOT_FINITE = 255


@dataclass(frozen=True, slots=True, eq=False)
class Behaviour(ReadOnly):
    """What the network at each run's end does.

    Attributes:
        map_x, map_y: Coordinates over which the networks were asked, shapes (n_map_x,) and (n_map_y,);
            for data with one feature map_y has length 1.
        map_axes: What the two coordinates are.
        answers: Shape (n_runs, n_map_y, n_map_x): the class chosen, or the number answered.
        points: Training examples in the same coordinates, shape (n_points, 2).
        point_targets: Their targets.
        accuracy: Share of right answers on train, test and probe examples, shape (n_runs, 3); NaN for regression.
        intended_share: Share of the shifted examples that each run answers by the intended rule, shape (n_runs,);
            NaN where the data has no such examples.
        disagreement: Share of the map on which the sound runs do not all answer alike; NaN for regression.
        note: What a reader must know to read the map (for example that it is a slice); may be empty.
    """

    map_x: NDArray[np.float64]
    map_y: NDArray[np.float64]
    map_axes: tuple[str, str]
    answers: Array
    points: Array
    point_targets: NDArray[Any]
    accuracy: Array
    intended_share: Array
    disagreement: float
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Tiles(ReadOnly):
    """What the networks at the coarse nodes of a view do, and what the runs did on their way: one small tile each.

    A tile is `height` rows of `width` values. Values are class numbers; on a curve they are answers, cut off at
    `y_range` and spread over 0 to 254 (`number_of` reads them). 255 stands for an answer that is not finite.

    Attributes:
        kind: `map`, classes over a map of inputs, row = y, first row at the lowest y; `curve`, numbers over one
            feature; `images`, classes of a few probe images, row by row.
        height, width: Rows and columns of a tile. Inputs of a single feature make a map one row high.
        rows, columns: Which nodes of the full grid have a tile, shapes (n_rows,) and (n_columns,).
        nodes: Their tiles, shape (n_rows, n_columns, height * width).
        train_loss: Training loss there, shape (n_rows, n_columns).
        accuracy: Share of the test examples answered right there; None for regression.
        intended_share: Share of the shifted examples answered by the intended rule; None without such examples.
        runs: Tiles of each run at `run_steps`, shape (n_runs, n_times, height * width).
        run_steps: Snapshot steps, the first and the last among them, shape (n_times,).
        axes: What the coordinates of a tile are; empty names for images.
        x_range: Coordinates of the first and the last column; for images (0, 0).
        y_range: Coordinates of the first and the last row; on a curve, the answers that 0 and 254 stand for.
        points: Training examples in these coordinates, shape (n_points, 2); none for images.
        point_targets: Their targets, shape (n_points,).
        images: The images asked about, shape (height * width, image height, image width) with ink from 0 to 1, or
            (height * width, image height, image width, 3) with red, green and blue from 0 to 1.
        image_targets: Their classes, shape (height * width,).
        note: What a reader must know to read a tile (for example that it is a slice); may be empty.
    """

    kind: Literal["map", "curve", "images"]
    height: int
    width: int
    rows: Integers
    columns: Integers
    nodes: NDArray[np.uint8]
    train_loss: Array
    accuracy: Array | None
    intended_share: Array | None
    runs: NDArray[np.uint8]
    run_steps: Integers
    axes: tuple[str, str]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    points: Array
    point_targets: NDArray[Any]
    images: Array | None
    image_targets: NDArray[Any] | None
    note: str

    @property
    def n_values(self) -> int:
        """Values of one tile."""
        return self.height * self.width

    def number_of(self, values: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The answers a curve's values stand for, to within half a step of 1/254 of `y_range`; NaN for 255."""
        low, high = self.y_range
        answers = low + values.astype(np.float64) * ((high - low) / (NOT_FINITE - 1))
        return np.where(values == NOT_FINITE, np.nan, answers)


@dataclass(frozen=True, slots=True, eq=False)
class Drop(ReadOnly):
    """A ball: a training that begins at a place of the surface. Its steps are snapshots and held-out steps in order.

    Attributes:
        x, y: Where it was dropped, in coordinates of the view.
        steps: Steps kept, from 0, shape (n,).
        path_x, path_y: Where the view shows them, shape (n,).
        height, surface_height: The quantity shown as height, of the ball and of the surface under it, shape (n,).
        loss, surface_loss: The same for the training loss.
        distance: Euclidean distance from the ball to the surface under it, in units of weight, shape (n,).
        snapshots: Parameter vectors, shape (n, n_params).
        answers: Tiles at `answer_steps`, as in `Tiles`, shape (n_times, n_values).
        answer_steps: The same for all balls of a scene, shape (n_times,).
        train_loss, test_loss: At the end.
        accuracy: Share of right answers on train, test and probe examples at the end, shape (3,); NaN for regression.
        intended_share: Share of the shifted examples answered by the intended rule at the end, or NaN.
        diverged: The step at which it had left every bound, or -1.
    """

    x: float
    y: float
    steps: Integers
    path_x: NDArray[np.float64]
    path_y: NDArray[np.float64]
    height: Array
    surface_height: Array
    loss: Array
    surface_loss: Array
    distance: Array
    snapshots: Array
    answers: NDArray[np.uint8]
    answer_steps: Integers
    train_loss: float
    test_loss: float
    accuracy: Array
    intended_share: float
    diverged: int


@dataclass(frozen=True, slots=True, eq=False)
class Point(ReadOnly):
    """What the network at one place of a view does.

    Attributes:
        x, y: Where, in coordinates of the view.
        height: Value of the quantity the scene shows as height.
        train_loss, test_loss: In the unit of the loss.
        accuracy: Share of right answers on train, test and probe examples, shape (3,); None for regression.
        intended_share: Share of the shifted examples answered by the intended rule; None without such examples.
        answers: A tile as in `Tiles`, of twice as many rows and columns where it is a map and columns where it is a
            curve, shape (height_of_tile * width_of_tile,).
        height_of_tile, width_of_tile: Its rows and columns.
    """

    x: float
    y: float
    height: float
    train_loss: float
    test_loss: float
    accuracy: Array | None
    intended_share: float | None
    answers: NDArray[np.uint8]
    height_of_tile: int
    width_of_tile: int
