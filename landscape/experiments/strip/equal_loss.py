"""Two points of a two-weight landscape with the same training loss: what they answer alike and what not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from landscape.learning.evaluator import Evaluator

PLACES, GAINS = np.linspace(-3, 3, 61), np.linspace(0.1, 5, 40)
GOOD = 0.95  # test accuracy of a point that counts as having learnt the task
SAME_LOSS = 1e-4  # nats


@dataclass(frozen=True, slots=True)
class EqualPair:
    """Two points of a two-weight landscape with the same training loss.

    Attributes:
        places: (where it looks, gain) of each.
        losses: Their training losses, in nats.
        shares: Share of the new strips each answers by the coin.
        agree_train, disagree_new: Shares of the training strips on which the two answer alike, and of the new strips
            on which they do not.
    """

    places: tuple[tuple[float, float], tuple[float, float]]
    losses: tuple[float, float]
    shares: tuple[float, float]
    agree_train: float
    disagree_new: float


def equal_pair(evaluator: Evaluator) -> EqualPair | None:
    """Two points of equal loss that have both learnt the task, one by each rule if there are such points.

    The best node by each rule is taken; the one with the lower loss is made louder or quieter (its gain) until the
    losses agree. Where only one rule is to be found, the two points lie on either side of its best node.

    Returns:
        The pair, or None if no node of the grid has learnt the task.
    """
    nodes = np.stack(np.meshgrid(PLACES, GAINS), axis=-1).reshape(-1, 2)
    found = evaluator.measure(nodes, ("train_loss", "accuracy", "intended_share"))
    good = found["accuracy"] >= GOOD
    best = []
    for rule in (found["intended_share"] <= 1 - GOOD, found["intended_share"] >= GOOD):
        which = np.flatnonzero(good & rule)
        if len(which):
            best.append(nodes[which[found["train_loss"][which].argmin()]])
    if not best:
        return None
    points = _levelled(evaluator, best[0], best[1]) if len(best) == 2 else _either_side(evaluator, best[0])
    return None if points is None else _measured(evaluator, points)


def _loss(evaluator: Evaluator, place: float, gain: float) -> float:
    return float(evaluator.measure(np.array([[place, gain]]), ("train_loss",))["train_loss"][0])


def _levelled(evaluator: Evaluator, one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Both points with the higher of their two losses: the better one answers more quietly."""
    losses = [_loss(evaluator, *one), _loss(evaluator, *other)]
    points = np.array([one, other])
    better, level = int(np.argmin(losses)), max(losses)

    def above(gain: float) -> float:
        return _loss(evaluator, points[better, 0], gain) - level

    if above(0.0) * above(points[better, 1]) > 0:
        return None
    points[better, 1] = brentq(above, 0.0, points[better, 1], xtol=1e-9)
    return points


def _either_side(evaluator: Evaluator, best: NDArray[np.float64]) -> NDArray[np.float64] | None:
    left = best - [0.25, 0.0]
    level = _loss(evaluator, *left)

    def above(place: float) -> float:
        return _loss(evaluator, place, best[1]) - level

    if above(best[0]) * above(best[0] + 1) > 0:
        return None
    return np.array([left, [brentq(above, best[0], best[0] + 1, xtol=1e-9), best[1]]])


def _measured(evaluator: Evaluator, points: NDArray[np.float64]) -> EqualPair:
    data = evaluator.data
    found = evaluator.measure(points, ("train_loss", "intended_share"))
    new = data.shifted_inputs
    if new is None:
        raise ValueError("the data must have strips on which the two rules disagree.")

    def differ(inputs: NDArray[np.float32]) -> float:
        chosen = evaluator.answers(points, inputs).argmax(axis=1)
        return float((chosen[0] != chosen[1]).mean())

    return EqualPair(
        ((float(points[0, 0]), float(points[0, 1])), (float(points[1, 0]), float(points[1, 1]))),
        (float(found["train_loss"][0]), float(found["train_loss"][1])),
        (float(found["intended_share"][0]), float(found["intended_share"][1])),
        1 - differ(data.train_inputs),
        differ(new),
    )
