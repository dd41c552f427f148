"""Every point is an algorithm: on a two-weight network's whole landscape, two points of equal loss that disagree."""

from dataclasses import replace
from functools import partial

from landscape.datasets.strip import CELLS, COIN_PLACE, COIN_WIDTH, PROXY_PLACE, PROXY_WIDTH, bump
from landscape.errors import NoPictureError
from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.many_runs import scene_evaluator
from landscape.experiments.parts.measures import mean_share_of, share_of
from landscape.experiments.strip.equal_loss import GOOD, SAME_LOSS, EqualPair, equal_pair
from landscape.experiments.strip.window import strip_scene
from landscape.inputs.config import DataConfig, SceneConfig
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Value
from landscape.outputs.results import Scene
from landscape.picture.scene import whole_scene


def scene_config(config: LessonConfig) -> SceneConfig:
    """The scene of a config: a window on a strip, from eight starts."""
    return strip_scene(cue=config["cue"], conflict=config["conflict"], first_seed=config.first_seed)


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
    scene = whole_scene(scene_config(config), work)
    work.check(0.7)
    pair = work.pieces.run(equal_pair, scene_evaluator(scene_config(config)))
    if pair is None:  # no setting offered here leads to this
        raise NoPictureError("No two points of equal loss that have learnt the task were found; change a control.")
    (place_1, gain_1), (place_2, gain_2) = pair.places
    numbers: dict[str, Value] = {
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
    pairs: dict[float, list[EqualPair | None]] = {0.0: [], 0.5: []}
    for i in range(n_seeds):
        for conflict, found in pairs.items():
            work.check(i / n_seeds)
            config = strip_scene(first_seed=0, conflict=conflict)
            data = DataConfig("strip", 64, 0.15, first_seed + i, conflict=conflict)
            found.append(equal_pair(scene_evaluator(_with_data(config, data))))
    ambiguous = [pair for pair in pairs[0.0] if pair is not None]
    level = partial(share_of, at_least=0.95)
    return Claim(
        "points",
        n_seeds,
        first_seed,
        (
            level(
                "draws of the data with two points of equal loss (to 0.0001 nats), one in each valley",
                [_is_level(p) for p in pairs[0.0]],
            ),
            mean_share_of("training strips both answer alike", [p.agree_train for p in ambiguous], at_least=0.95),
            mean_share_of("new strips they answer differently", [p.disagree_new for p in ambiguous], at_least=0.95),
            mean_share_of(
                "control, half of the training strips in conflict: new strips answered differently",
                [p.disagree_new for p in pairs[0.5] if p is not None],
                at_most=0.1,
            ),
        ),
    )


def _is_level(pair: EqualPair | None) -> bool:
    """Whether there is a pair of equal loss of which one goes by each rule: two points of one valley do not count."""
    if pair is None or abs(pair.losses[0] - pair.losses[1]) >= SAME_LOSS:
        return False
    return min(pair.shares) <= 1 - GOOD and max(pair.shares) >= GOOD


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
    before_bet=BeforeBet(header=("cells", "training", "new", "places", "pins"), words=("training", "new")),
)
