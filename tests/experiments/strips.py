"""The truth about the window on a strip: its formula in plain float64, one network at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLS = np.arange(41) * 0.15 - 3
WIDTH = 0.3
Floats = NDArray[np.float64]


def window(place: float) -> Floats:
    """Weight of each cell: a Gaussian of standard deviation 0.3 whose integral is 1, times the distance of cells."""
    return np.exp(-((CELLS - place) ** 2) / (2 * WIDTH**2)) / (np.sqrt(2 * np.pi) * WIDTH / 0.15)


def answers(place: float, gain: float, inputs: NDArray[np.floating]) -> Floats:
    """f(x) = a sum_i K(i - mu) x_i, shape (n,); class 1 where it is above zero."""
    return gain * (inputs.astype(np.float64) @ window(place))


def loss(place: float, gain: float, inputs: NDArray[np.floating], targets: NDArray[np.integer]) -> float:
    """Mean of log(1 + exp(-y f)), y = -1 or +1: the softmax cross-entropy of the logits -f/2 and f/2, in nats."""
    return float(np.logaddexp(0, -(2 * targets - 1) * answers(place, gain, inputs)).mean())


def right(place: float, gain: float, inputs: NDArray[np.floating], targets: NDArray[np.integer]) -> float:
    """Share of the strips answered by their class."""
    return float(((answers(place, gain, inputs) > 0) == (targets == 1)).mean())


@dataclass(frozen=True)
class Descent:
    """Plain gradient descent on all training strips, with the gradient written out by hand."""

    inputs: NDArray[np.floating]
    targets: NDArray[np.integer]
    learning_rate: float
    n_steps: int

    def end(self, place: float, gain: float) -> tuple[float, float]:
        """Where it ends from a start."""
        x, y = self.inputs.astype(np.float64), 2.0 * self.targets - 1
        for _ in range(self.n_steps):
            weights = window(place)
            seen = x @ weights
            turned = x @ (weights * (CELLS - place) / WIDTH**2)  # the derivative of what is seen by the place
            pull = -y / (1 + np.exp(y * gain * seen)) / len(y)
            place, gain = (
                place - self.learning_rate * float(pull @ (gain * turned)),
                gain - self.learning_rate * float(pull @ seen),
            )
        return place, gain
