"""Path dependence, high and low: on one landscape only the start changes, and the ends are counted by their rule."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.many_runs import scene_evaluator
from landscape.experiments.strip.path_dependence import LOW, NETWORK, STEPS, claim, relative_distances
from landscape.experiments.strip.valleys import (
    GAINS,
    INTENDED,
    NEITHER,
    PLACES,
    PROXY,
    Valleys,
    starts_in_box,
    where_they_end,
)
from landscape.experiments.strip.window import strip_scene
from landscape.experiments.thneeb import rules_panel, shares_on_the_way
from landscape.inputs.config import SceneConfig, scene_from
from landscape.learning.evaluator import Evaluator
from landscape.learning.work import Work
from landscape.outputs.findings import Finding, LessonConfig, Value
from landscape.outputs.results import Scene
from landscape.picture.scene import whole_scene

N_STARTS = 1000
SAME_NODES = 33
NETWORKS = ("both", "start", "order")


def scene_config(config: LessonConfig) -> SceneConfig:
    """The scene of a case: the two valleys, the one function, or the network with what differs between its runs."""
    case, seeds = config["case"], tuple(range(config.first_seed, config.first_seed + 8))
    if case == "high":
        return _valleys(config, n_runs=8)
    if case == "low":
        return scene_from(LOW | {"seeds": seeds})
    return scene_from(NETWORK | {"seeds": seeds, "vary": case, "color": "intended_share"})


def _valleys(config: LessonConfig, n_runs: int) -> SceneConfig:
    scene = strip_scene(first_seed=config.first_seed, n_runs=n_runs, cue=config["cue"])
    optimizer = replace(scene.ensemble.optimizer, learning_rate=config["rate"])
    return replace(scene, ensemble=replace(scene.ensemble, optimizer=optimizer, steps=STEPS))


def run(config: LessonConfig, work: Work) -> Finding:
    """One case."""
    work.check(0.02)
    scene = whole_scene(scene_config(config), work)
    work.check(0.3)
    case = config["case"]
    return (
        _high(config, scene, work) if case == "high" else _low(config, scene) if case == "low" else _real(config, scene)
    )


def _high(config: LessonConfig, scene: Scene, work: Work) -> Finding:
    """A thousand starts, counted by the valley they end in."""
    evaluator = scene_evaluator(scene.config)
    starts = starts_in_box(N_STARTS, config.first_seed)
    found = where_they_end(scene.config.ensemble, scene.data, evaluator, starts, work.part(0.3, 0.95))
    same = work.pieces.run(same_ground, config, evaluator)
    numbers: dict[str, Value] = {
        "story": "valleys",
        "n_starts": N_STARTS,
        "n_proxy": int((found.rules == PROXY).sum()),
        "n_intended": int((found.rules == INTENDED).sum()),
        "n_neither": int((found.rules == NEITHER).sum()),
        "share_proxy": found.share(PROXY),
        "share_intended": found.share(INTENDED),
        "same_nodes": int(same.sum()),
        "n_nodes": int(same.size),
    }
    header: dict[str, Any] = {"box": [list(PLACES), list(GAINS)]}
    arrays: dict[str, NDArray[Any]] = {"starts": found.starts, "rule": found.rules}
    return Finding(config, (scene,), numbers, _outcome(found), "watershed", header, arrays)


def same_ground(config: LessonConfig, evaluator: Evaluator) -> NDArray[np.bool_]:
    """Whether the landscape is the same, to the last bit, when only the starts differ: asked at each of many points.

    Both landscapes are measured from scratch, one with the lesson's seeds and one with others.
    """
    axes = np.linspace(*PLACES, SAME_NODES), np.linspace(*GAINS, SAME_NODES)
    nodes = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    other = scene_evaluator(_valleys(replace(config, first_seed=config.first_seed + 1), n_runs=3))
    one, two = (e.measure(nodes, ("train_loss",))["train_loss"] for e in (evaluator, other))
    return np.asarray(one == two)


def _outcome(found: Valleys) -> str:
    """Which bet came true: nearly all by one rule, or some by each."""
    if found.share(PROXY) >= 0.95:
        return "proxy"
    return "intended" if found.share(INTENDED) >= 0.95 else "both"


def _low(config: LessonConfig, scene: Scene) -> Finding:
    """How far the ends lie apart, and on how much of the map their networks disagree."""
    far = relative_distances(scene)
    disagreement = scene.behaviour.disagreement if scene.behaviour is not None else float("nan")
    numbers: dict[str, Value] = {
        "story": "function",
        "disagreement": disagreement,
        "distance": float(far.mean()),
        "loss_low": float(scene.ensemble.train_loss[:, -1].min()),
        "loss_high": float(scene.ensemble.train_loss[:, -1].max()),
    }
    outcome = "one" if disagreement < 0.01 else "both"
    return Finding(config, (scene,), numbers, outcome, "runs")


def _real(config: LessonConfig, scene: Scene) -> Finding:
    """Eight runs of a network: the share of new pictures each judges by shape, on its way and at its end."""
    if scene.behaviour is None:
        raise ValueError("scene must have been asked for its behaviour.")
    share = shares_on_the_way(scene)
    header, arrays = rules_panel(scene)
    ends, accuracy = share[:, -1], scene.behaviour.accuracy[:, 0]
    numbers: dict[str, Value] = {
        "story": "network",
        "n_fit": int((accuracy == 1).sum()),
        "accuracy_min": float(accuracy.min()),
        "n_intended": int((ends > 0.5).sum()),
        "share_low": float(ends.min()),
        "share_high": float(ends.max()),
        "spread": float(ends.max() - ends.min()),
    }
    outcome = "proxy" if (ends <= 0.5).all() else "intended" if (ends > 0.5).all() else "both"
    return Finding(config, (scene,), numbers, outcome, "rules", header, arrays | {"share": share})


EXPERIMENT = Experiment(
    slug="paths",
    chapter="paths",
    controls=(
        Control("case", ("high", "low", *NETWORKS), "high"),
        Control("cue", (0.33, 0.67, 1, 1.33), 1),
        Control("rate", (0.3, 1, 2.5), 0.3),
    ),
    bets=("proxy", "intended", "both", "one"),
    run=run,
    claim=claim,
    fails={"rate": 2.5},
    baked=({"case": "low"}, {"case": "both"}, {"case": "start"}, {"case": "order"}, {"cue": 0.33}),
    lab=scene_config,
    before_bet=BeforeBet(
        header=("box",),
        arrays=("starts", "train_images", "shifted_images", "share_steps"),
        words=("proxy", "intended", "training", "new", "axes", "veiled"),
    ),
)
