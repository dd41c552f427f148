"""Every point is an algorithm: on a two-weight network's whole landscape, two points of equal loss that disagree."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from landscape.config import DataConfig, SceneConfig, scene_from
from landscape.datasets.strip import CELLS, COIN_PLACE, COIN_WIDTH, PROXY_PLACE, PROXY_WIDTH, bump
from landscape.evaluation import Evaluator, network_around
from landscape.experiments.experiment import Control, Experiment, Work
from landscape.experiments.measures import mean_of, share_of
from landscape.findings import Claim, Finding, LessonConfig
from landscape.results import Scene
from landscape.scene import load_data
from landscape.training import build_module_alone

N_RUNS = 8
PLACES, GAINS = np.linspace(-3, 3, 61), np.linspace(0.1, 5, 40)
GOOD = 0.95  # test accuracy of a point that counts as having learnt the task
SAME_LOSS = 1e-4  # nats


def scene_config(config: LessonConfig) -> SceneConfig:
    """The scene of a config: a window on a strip, from eight starts."""
    return strip_scene(cue=config["cue"], conflict=config["conflict"], first_seed=config.first_seed)


def strip_scene(*, first_seed: int, n_runs: int = N_RUNS, cue: float = 1.0, conflict: float = 0.0) -> SceneConfig:
    """Runs of the two-weight window on the strip with the coin, full-batch gradient descent, the whole landscape."""
    return scene_from(
        {
            "data": "strip",
            "n_train": 64,
            "noise": 0.15,
            "cue": cue,
            "conflict": conflict,
            "model": "two_weights",
            "optimizer": "sgd",
            "learning_rate": 0.3,
            "momentum": 0.0,
            "batch_size": 0,
            "steps": 1000,
            "snapshots": 40,
            "seeds": tuple(range(first_seed, first_seed + n_runs)),
            "view": "weights",
            "color": "intended_share",
        }
    )


@dataclass(frozen=True, slots=True)
class Pair:
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


def evaluator_of(config: SceneConfig) -> Evaluator:
    """What measures points of a scene's landscape, without training anything."""
    data = load_data(config.ensemble.data)
    return Evaluator(network_around(build_module_alone(config.ensemble, data)), data)


def equal_pair(evaluator: Evaluator) -> Pair | None:
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


def _measured(evaluator: Evaluator, points: NDArray[np.float64]) -> Pair:
    data = evaluator.data
    found = evaluator.measure(points, ("train_loss", "intended_share"))
    new = data.shifted_inputs
    if new is None:
        raise ValueError("the data must have strips on which the two rules disagree.")

    def differ(inputs: NDArray[np.float32]) -> float:
        chosen = evaluator.answers(points, inputs).argmax(axis=1)
        return float((chosen[0] != chosen[1]).mean())

    return Pair(
        ((float(points[0, 0]), float(points[0, 1])), (float(points[1, 0]), float(points[1, 1]))),
        (float(found["train_loss"][0]), float(found["train_loss"][1])),
        (float(found["intended_share"][0]), float(found["intended_share"][1])),
        1 - differ(data.train_inputs),
        differ(new),
    )


def strip_panel(scene: Scene) -> dict[str, object]:
    """What a browser needs to compute a window's answers itself: the clean strips of both worlds, class 1."""
    cue = scene.config.ensemble.data.cue
    proxy, coin = bump(PROXY_PLACE, PROXY_WIDTH * cue), bump(COIN_PLACE, COIN_WIDTH)
    return {
        "cells": [float(CELLS[0]), float(CELLS[-1])],
        "training": [round(float(v), 4) for v in proxy + coin],
        "new": [round(float(v), 4) for v in coin - proxy],
        "places": {"proxy": PROXY_PLACE, "intended": COIN_PLACE},
    }


def run(config: LessonConfig, work: Work) -> Finding:
    """Eight runs on the whole landscape, and two of its points with equal loss."""
    work.check(0.05)
    scene = work.scene(scene_config(config))
    work.check(0.7)
    pair = equal_pair(evaluator_of(scene_config(config)))
    if pair is None:  # no setting offered here leads to this; say so rather than show half a lesson
        numbers: dict[str, str | int | float] = {"pairs": 0, "agree_train": 0.0, "disagree_new": 0.0, "loss": 0.0}
        return Finding(config, (scene,), numbers, "agree", "strip", strip_panel(scene) | {"pins": []})
    (place_1, gain_1), (place_2, gain_2) = pair.places
    numbers = {
        "pairs": 1,
        "loss": pair.losses[0],
        "loss_gap": abs(pair.losses[0] - pair.losses[1]),
        "place_1": place_1,
        "gain_1": gain_1,
        "place_2": place_2,
        "gain_2": gain_2,
        "share_1": pair.shares[0],
        "share_2": pair.shares[1],
        "agree_train": pair.agree_train,
        "disagree_new": pair.disagree_new,
    }
    outcome = "agree" if pair.disagree_new < 0.1 else "opposite" if pair.disagree_new > 0.9 else "some"
    header = strip_panel(scene) | {"pins": [list(place) for place in pair.places]}
    return Finding(config, (scene,), numbers, outcome, "strip", header)


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """One draw of the data per seed: is there a pair, and how far does it disagree? Control: half conflicts."""
    pairs: dict[float, list[Pair | None]] = {0.0: [], 0.5: []}
    for i in range(n_seeds):
        for conflict, found in pairs.items():
            work.check(i / n_seeds)
            config = strip_scene(first_seed=0, conflict=conflict)
            data = DataConfig("strip", 64, 0.15, first_seed + i, conflict=conflict)
            found.append(equal_pair(evaluator_of(_with_data(config, data))))
    ambiguous = [pair for pair in pairs[0.0] if pair is not None]
    level = partial(share_of, at_least=0.95)
    return Claim(
        "points",
        n_seeds,
        first_seed,
        (
            level(
                "draws of the data with two points of equal loss (to 0.0001 nats)", [_is_level(p) for p in pairs[0.0]]
            ),
            mean_of("training strips both answer alike", [p.agree_train for p in ambiguous], at_least=0.95),
            mean_of("new strips they answer differently", [p.disagree_new for p in ambiguous], at_least=0.95),
            mean_of(
                "control, half of the training strips in conflict: new strips answered differently",
                [p.disagree_new for p in pairs[0.5] if p is not None],
                at_most=0.1,
            ),
        ),
    )


def _is_level(pair: Pair | None) -> bool:
    return pair is not None and abs(pair.losses[0] - pair.losses[1]) < SAME_LOSS


def _with_data(config: SceneConfig, data: DataConfig) -> SceneConfig:
    return replace(config, ensemble=replace(config.ensemble, data=data))


EXPERIMENT = Experiment(
    slug="points",
    chapter="landscapes",
    controls=(Control("conflict", (0, 0.02, 0.5), 0), Control("cue", (0.33, 0.67, 1, 1.33), 1)),
    bets=("agree", "some", "opposite"),
    run=run,
    claim=claim,
    fails={"conflict": 0.5},
    baked=({"conflict": 0.02},),
    lab=scene_config,
)
