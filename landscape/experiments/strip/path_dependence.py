"""How much the start decides: measured over many draws, starts and runs, for the claim of the lesson on paths."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import squareform

from landscape.experiments.parts.many_runs import ends_of, scene_evaluator, seeds_from
from landscape.experiments.parts.measures import mean_share_of, pairs_of, share_of, spread_of
from landscape.experiments.strip.valleys import NEITHER, PROXY, Valleys, starts_in_box, where_they_end
from landscape.experiments.strip.window import strip_scene
from landscape.inputs.config import scene_from
from landscape.inputs.settings import MAX_RUNS
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Measure
from landscape.outputs.results import Scene
from landscape.picture.scene import load_data, whole_scene

STEPS = 600
STARTS_A_DRAW = 50
LOW: dict[str, Any] = {
    "data": "moons",
    "model": "mlp",
    "width": 16,
    "depth": 1,
    "activation": "identity",
    "optimizer": "sgd",
    "learning_rate": 0.1,
    "momentum": 0.9,
    "weight_decay": 0.01,
    "batch_size": 0,
    "steps": 1000,
}
NETWORK: dict[str, Any] = {
    "data": "thneeb",
    "n_train": 1024,
    "cue": 0.02,
    "model": "mlp",
    "width": 32,
    "depth": 2,
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.002,
    "batch_size": 64,
    "steps": 400,
    "snapshots": 25,
    "grid": 35,
}


def relative_distances(scene: Scene) -> NDArray[np.float64]:
    """Distance of every two ends over their mean length, shape (n_pairs,); 1.41 is what unrelated vectors have."""
    ends = scene.ensemble.snapshots[scene.ensemble.sound, -1].astype(np.float64)
    one, other = np.triu_indices(len(ends), 1)
    length = np.linalg.norm(ends, axis=1).mean()
    return np.asarray(np.linalg.norm(ends[one] - ends[other], axis=1) / length)


def pairwise_disagreement(scene: Scene) -> NDArray[np.float64]:
    """Share of the map on which every two ends answer differently, shape (n_pairs,)."""
    if scene.behaviour is None:
        raise ValueError("scene must have been asked for its behaviour.")
    answers = scene.behaviour.answers[scene.ensemble.sound].reshape(int(scene.ensemble.sound.sum()), -1)
    one, other = np.triu_indices(len(answers), 1)
    return np.asarray((answers[one] != answers[other]).mean(axis=1, dtype=np.float64))


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """High: a draw of the data and 50 starts per seed, and a large step as control. Low, network: a run per seed."""
    wide: dict[float, list[float]] = {0.3: [], 2.5: []}
    clean: list[float] = []
    for i in range(n_seeds):
        draw = work.part(0.7 * i / n_seeds, 0.7 * (i + 1) / n_seeds)
        for half, (rate, shares) in enumerate(wide.items()):
            found = _on_draw(first_seed + i, rate, draw.part(half / 2, (half + 1) / 2))
            shares.append(found.share(PROXY))
            if rate == 0.3:
                clean.append(float(np.mean([1 - found.share(NEITHER), *_by_rule(found)])))
    seeds = seeds_from(first_seed, min(n_seeds, MAX_RUNS))
    scene = whole_scene(scene_from(LOW | {"seeds": seeds, "grid": 17}), work)
    return Claim(
        "paths",
        n_seeds,
        first_seed,
        (
            mean_share_of("high: starts that end in the wide valley of the cue", wide[0.3], at_least=0.6, at_most=0.73),
            mean_share_of(
                "high: starts that learn the task, and ends that follow their valley's rule", clean, at_least=0.99
            ),
            mean_share_of("control, a step eight times as large: starts in the wide valley", wide[2.5], at_least=0.9),
            pairs_of("low: relative distance of two ends", squareform(relative_distances(scene)), at_least=0.5),
            pairs_of(
                "low: share of the map on which two runs disagree",
                squareform(pairwise_disagreement(scene)),
                at_most=0.01,
            ),
            *_network_measures(n_seeds, first_seed, work),
        ),
    )


def _network_measures(n_seeds: int, first_seed: int, work: Work) -> list[Measure]:
    """How far the share by shape spreads when only the start differs, and when only the order of the batches does."""
    found = []
    for i, what in enumerate(("start", "order")):
        runs = scene_from(NETWORK | {"vary": what, "seeds": (first_seed,)}).ensemble
        part = (0.75 + 0.12 * i, 0.87 + 0.12 * i)
        ends = ends_of(runs, load_data(runs.data), seeds_from(first_seed, min(n_seeds, MAX_RUNS)), work, part)
        fit = ends.train_accuracy >= 0.995
        found.append(
            share_of(f"network, only the {what} differs: runs that fit the training pictures", fit, at_least=0.9)
        )
        words = f"network, only the {what} differs: spread of the share by shape"
        found.append(spread_of(words, ends.share, at_least=0.1))
    return found


def _on_draw(data_seed: int, rate: float, work: Work) -> Valleys:
    scene = strip_scene(first_seed=0)
    ensemble = scene.ensemble
    ensemble = replace(
        ensemble,
        data=replace(ensemble.data, seed=data_seed),
        optimizer=replace(ensemble.optimizer, learning_rate=rate),
        steps=STEPS,
    )
    scene = replace(scene, ensemble=ensemble)
    return where_they_end(
        ensemble, load_data(ensemble.data), scene_evaluator(scene), starts_in_box(STARTS_A_DRAW, data_seed), work
    )


def _by_rule(found: Valleys) -> list[float]:
    """How purely the ends of each valley follow its rule: 1 is always."""
    pure = np.where(found.rules == PROXY, 1 - found.intended, found.intended)[found.rules != NEITHER]
    return [float(pure.mean())] if len(pure) else []
