"""Go right, or get the coin: policies rewarded where the two agree, then asked where the coin was moved."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.many_runs import ends_of, evaluator_of, seeds_from
from landscape.experiments.parts.measures import mean_share_of
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, OptimizerConfig, SceneConfig, ViewConfig
from landscape.learning.evaluator import Evaluator
from landscape.learning.gridworld import ACTIONS, N_CELLS, Levels, Walks, blind_walk, draw_levels, walk
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Measure, Value
from landscape.outputs.results import Array, Data, Scene
from landscape.picture.scene import load_data, whole_scene

N_RUNS = 6
N_PLAYED = 3  # policies the reader's browser gets, to walk in levels of one's own
N_OFFERED = 4
N_TRAIN = 2000
STEPS = 500
GRID = (21, 21)
N_DRAWS, N_LEVELS = 20, 500


def runs_of(config: LessonConfig, seeds: tuple[int, ...]) -> EnsembleConfig:
    """The training of the policies: exact policy gradient, Adam, 500 steps of 24 levels."""
    return EnsembleConfig(
        data=DataConfig("gridworld", n_train=N_TRAIN, conflict=config["randomised"]),
        model=ModelConfig("policy", width=config["width"], depth=2, activation="relu"),
        optimizer=OptimizerConfig("adam", learning_rate=0.006, batch_size=24),
        seeds=seeds,
        steps=STEPS,
        snapshots=16,
    )


def scene_of(config: LessonConfig) -> SceneConfig:
    """Six policies on one sheet, height what they miss of the training return, colour the moved coins they take."""
    runs = runs_of(config, seeds_from(config.first_seed, N_RUNS))
    return SceneConfig(runs, ViewConfig(view="sheet", color="intended_share", grid=GRID))


def run(config: LessonConfig, work: Work) -> Finding:
    """Trains six policies, and shows the same sheet twice: by the training return and by that of the moved coins."""
    work.check(0.0)
    scene = whole_scene(scene_of(config), work)
    work.check(0.7)
    view = replace(scene.config.view, quantity="shifted_loss", color="height")
    moved = whole_scene(replace(scene.config, view=view), work)
    work.check(0.95)
    evaluator, data, ends = evaluator_of(scene.config.ensemble, scene.data), scene.data, scene.ensemble.snapshots[:, -1]
    own, shifted = (
        work.pieces.run(walks_of, evaluator, ends, levels)
        for levels in (levels_of(data, "test"), levels_of(data, "shifted"))
    )
    header, arrays = _panel(scene, own, shifted)
    numbers = _numbers(own, shifted, data)
    return Finding(config, (scene, moved), numbers, outcome_of(numbers), "level", header, arrays)


def levels_of(data: Data, part: str) -> Levels:
    """The levels of a part of the data."""
    inputs, starts = np.asarray(getattr(data, f"{part}_inputs")), np.asarray(getattr(data, f"{part}_targets"))
    return Levels(inputs[:, N_CELLS:] > 0, inputs[:, :N_CELLS].argmax(axis=1).astype(np.int64), starts.astype(np.int64))


def walks_of(evaluator: Evaluator, thetas: Array, levels: Levels) -> Walks:
    """Where policies (n, n_params) go in levels when they take their likeliest action at every cell."""
    outputs = evaluator.answers(thetas, levels.features()).reshape(len(thetas), len(ACTIONS), N_CELLS, -1)
    return walk(outputs.argmax(axis=1).transpose(0, 2, 1), levels)


def _shares(walks: Walks) -> Array:
    """Coin, right column without it, and neither, of each policy, shape (n, 3)."""
    return np.stack([part.mean(axis=1) for part in (walks.coin, walks.right, walks.stuck)], axis=1).astype(np.float32)


def blind_shares(seed: int) -> Array:
    """How many moved coins a walker to the right takes that does not see them, in 20 draws of 500 levels each."""
    found = []
    for i in range(N_DRAWS):
        rng = np.random.default_rng([seed, 7, i])
        levels = draw_levels(N_LEVELS, rng, np.ones(N_LEVELS, dtype=bool), never_right=True)
        found.append(blind_walk(levels, rng).coin.mean())
    return np.asarray(found, np.float32)


def _numbers(own: Walks, shifted: Walks, data: Data) -> dict[str, Value]:
    names = ("coin", "right", "stuck")
    found: dict[str, Value] = {
        "n": N_RUNS,
        "blind": float(blind_shares(data.config.seed).mean()),
        "n_levels": int(shifted.coin.shape[1]),
    }
    for prefix, walks in (("own", own), ("moved", shifted)):
        found |= {
            f"{prefix}_{name}": float(share) for name, share in zip(names, _shares(walks).mean(axis=0), strict=True)
        }
    return found


def outcome_of(numbers: dict[str, Value]) -> str:
    """Where the policies go most often once the coin was moved."""
    return max(("coin", "right", "stuck"), key=lambda name: float(numbers[f"moved_{name}"]))


def _panel(scene: Scene, own: Walks, shifted: Walks) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The shares of every policy, and what a browser needs to walk a few of them through levels of one's own."""
    ensemble, data = scene.ensemble, scene.data
    offered = []
    for part in ("test", "shifted"):
        levels = levels_of(data, part)
        for i in range(N_OFFERED):
            walls = np.flatnonzero(levels.walls[i]).tolist()
            offered.append({"part": part, "walls": walls, "coin": int(levels.coins[i]), "start": int(levels.starts[i])})
    shapes = zip(ensemble.parameter_names, ensemble.parameter_shapes, strict=True)
    header = {
        "levels": offered,
        "layers": [[name, list(shape)] for name, shape in shapes],
        "n_played": N_PLAYED,
    }
    arrays: dict[str, NDArray[Any]] = {
        "weights": ensemble.snapshots[:N_PLAYED, -1],
        "own": _shares(own),
        "moved": _shares(shifted),
    }
    return header, arrays


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """Policies that never saw a moved coin, and as control policies for which one level in five was random."""
    seeds, measures = seeds_from(first_seed, n_seeds), list[Measure]()
    for i, randomised in enumerate((0.0, 0.2)):
        runs = runs_of(EXPERIMENT.config({"randomised": randomised}), seeds[:1])
        data = load_data(runs.data)
        ends = ends_of(runs, data, seeds, work, (i / 2, (i + 1) / 2))
        evaluator = evaluator_of(runs, data)
        own, moved = (
            _shares(walks_of(evaluator, ends.thetas, levels_of(data, part))).T for part in ("test", "shifted")
        )
        if i == 0:
            measures += [
                mean_share_of("own coin taken at the right end", own[0], at_least=0.93),
                mean_share_of("moved coin taken", moved[0], at_most=0.34),
                mean_share_of("right end reached without the moved coin", moved[1], at_least=0.5),
                mean_share_of(
                    "a blind walker to the right takes the moved coin", blind_shares(first_seed), at_least=0.25
                ),
            ]
        else:
            measures.append(mean_share_of("control, 20 % random levels: moved coin taken", moved[0], at_least=0.6))
    return Claim(EXPERIMENT.slug, n_seeds, first_seed, tuple(measures))


EXPERIMENT = Experiment(
    slug="coin",
    chapter="goals",
    controls=(Control("randomised", (0.0, 0.01, 0.02, 0.05, 0.1, 0.2), 0.0), Control("width", (16, 48, 96), 48)),
    bets=("coin", "right", "stuck"),
    run=run,
    claim=claim,
    fails={"randomised": 0.2},
    baked=({"randomised": 0.02}, {"randomised": 0.05}),
    lab=scene_of,
    before_bet=BeforeBet(  # the walkers themselves can be tried on any level: that is how one bets
        header=("levels", "layers", "n_played"),
        arrays=("weights", "own"),
        words=("title", "lead", "veiled", "coin", "right", "stuck", "own", "moved"),
    ),
    is_long=True,
)
