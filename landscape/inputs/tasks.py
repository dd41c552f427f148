"""What networks are trained for, once: of each task the unit of its loss, its words, its limits and its arithmetic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MAX_EXAMPLES = 2048
MAX_LEVELS = 128


@dataclass(frozen=True, slots=True)
class Task:
    """One task.

    Attributes:
        name: Its stable id in files and lists.
        unit: The unit of its loss.
        arithmetic: Where its arithmetic is, as `module:name` of a `landscape.learning.losses.Arithmetic`; loaded when
            first asked for, since it needs torch.
        guess: The loss of guessing, from the number of outputs and the training targets.
        loss_name: What a sentence calls its loss.
        scored: The words around the share of test examples answered right within a sentence, with {} where it stands;
            none where an answer is neither right nor wrong.
        has_logits: Whether the outputs are one logit per class for each example.
        numbers_per_cell: Inputs for each cell of a level, at each of which an action is chosen; 0 where an example is
            no level.
        tile: What a tile of answers shows, images aside: classes over a map, or numbers as a curve.
        most_examples: The most examples of a part that a loss is measured on.
        cost_factor: How many times as long as the answers themselves it takes to score them.
    """

    name: str
    unit: str
    arithmetic: str
    guess: Callable[[int, NDArray[Any]], float]
    loss_name: str = "loss"
    scored: str = ""
    has_logits: bool = False
    numbers_per_cell: int = 0
    tile: Literal["map", "curve"] = "map"
    most_examples: int = MAX_EXAMPLES
    cost_factor: float = 1

    @property
    def graded(self) -> bool:
        """Whether an answer is right or wrong (a coin taken or not), so that there is an accuracy."""
        return bool(self.scored)

    def n_cells(self, n_features: int) -> int:
        """Cells of a level that so many inputs describe; 0 where an example is no level."""
        return n_features // self.numbers_per_cell if self.numbers_per_cell else 0


ALL = (
    Task(
        "classification",
        "nats",
        "landscape.learning.losses:CLASSIFICATION",
        has_logits=True,
        guess=lambda n_outputs, _: float(np.log(n_outputs)),
        scored="test accuracy {}",
    ),
    Task(
        "regression",
        "squared error",
        "landscape.learning.losses:REGRESSION",
        guess=lambda _, targets: float(np.var(targets)),
        loss_name="squared error",
        tile="curve",
    ),
    Task(
        "control",
        "1 − return",
        "landscape.learning.control:CONTROL",
        guess=lambda *_: 1.0,
        scored="coin taken in {} of the test levels",
        numbers_per_cell=2,
        most_examples=MAX_LEVELS,
        cost_factor=5,  # measured: the exact return of a policy takes four times as long as its answers
    ),
)

TASKS: dict[str, Task] = {task.name: task for task in ALL}
