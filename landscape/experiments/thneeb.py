"""Colour or shape: two rules fit the training pictures; which one networks take shows on pictures where they differ."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.many_runs import Ends, ends_of, evaluator_of, scored, seeds_from
from landscape.experiments.parts.measures import mean_share_of, share_of
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, OptimizerConfig, SceneConfig, ViewConfig
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Value
from landscape.outputs.results import Array, Data, Scene
from landscape.picture.images import as_shown
from landscape.picture.scene import load_data, whole_scene

N_SHOWN = 8
N_MORE = 32
N_PICTURES = 8
N_TRAIN = 1024
STEPS = 300
GRID = (31, 31)
MOSTLY = 0.5
CLEARLY = 0.9
FULL, FAINT = 1.0, 0.015
KEPT_WEIGHTS = 700_000


def runs_of(config: LessonConfig, seeds: tuple[int, ...]) -> EnsembleConfig:
    """The training of the networks: two hidden layers, Adam, 300 steps of 64 pictures."""
    width = config["width"]
    n_weights = 432 * width + width * width + 4 * width + 2
    return EnsembleConfig(
        data=DataConfig("thneeb", n_train=N_TRAIN, cue=config["color"], conflict=config["conflict"]),
        model=ModelConfig("mlp", width=width, depth=2, activation="relu"),
        optimizer=OptimizerConfig("adam", learning_rate=0.002, batch_size=64),
        seeds=seeds,
        steps=STEPS,
        snapshots=min(25, max(12, KEPT_WEIGHTS // n_weights)),
    )


def scene_of(config: LessonConfig) -> SceneConfig:
    """Eight networks on one sheet, height training loss, colour the share answered by shape."""
    runs = runs_of(config, seeds_from(config.first_seed, N_SHOWN))
    return SceneConfig(runs, ViewConfig(view="sheet", color="intended_share", grid=GRID))


def run(config: LessonConfig, work: Work) -> Finding:
    """Trains eight networks for the picture and 32 more for the shares."""
    work.check(0.0)
    scene = whole_scene(scene_of(config), work)
    evaluator = evaluator_of(scene.config.ensemble, scene.data)
    shown = work.pieces.run(scored, evaluator, scene.ensemble.snapshots[:, -1])
    header, arrays = rules_panel(scene)
    arrays["share"] = work.pieces.run(shares_on_the_way, scene)
    work.publish(_finding(config, scene, shown, None, header, arrays))
    work.check(0.6)
    seeds = seeds_from(config.first_seed + N_SHOWN, N_MORE)
    more = ends_of(scene.config.ensemble, scene.data, seeds, work, (0.6, 1.0))
    return _finding(config, scene, shown, more, header, arrays)


def _finding(
    config: LessonConfig,
    scene: Scene,
    shown: Ends,
    more: Ends | None,
    header: dict[str, object],
    arrays: dict[str, NDArray[np.generic]],
) -> Finding:
    """What is known with the further runs, or before they are done."""
    share, fits, tested = (
        np.concatenate([getattr(part, name) for part in (shown, more) if part is not None])
        for name in ("share", "train_accuracy", "test_accuracy")
    )
    numbers = _numbers(share, fits, tested)
    later = {"more": share[len(shown.share) :], "fits": fits}
    return Finding(config, (scene,), numbers, outcome_of(share), "rules", header, {**arrays, **later})


def outcome_of(share: NDArray[np.floating]) -> str:
    """Whether nine of ten networks, or more, go mostly by colour, mostly by shape, or neither; from shares (n,)."""
    if (share < MOSTLY).mean() >= CLEARLY:
        return "color"
    return "shape" if (share > MOSTLY).mean() >= CLEARLY else "each"


def _numbers(share: Array, fits: Array, tested: Array) -> dict[str, Value]:
    eight = share[:N_SHOWN]
    return {
        "n": len(share),
        "share": float(share.mean()),
        "share_lowest": float(share.min()),
        "share_highest": float(share.max()),
        "by_color": int((share < MOSTLY).sum()),
        "by_shape": int((share > MOSTLY).sum()),
        "clearly_color": int((share < 1 - CLEARLY).sum()),
        "clearly_shape": int((share > CLEARLY).sum()),
        "mixed": int(((share >= 1 - CLEARLY) & (share <= CLEARLY)).sum()),
        "train_lowest": float(fits.min()),
        "train_mean": float(fits.mean()),
        "test_mean": float(tested.mean()),
        "shown_share": float(eight.mean()),
        "shown_by_color": int((eight < MOSTLY).sum()),
        "shown_by_shape": int((eight > MOSTLY).sum()),
        "shown_train_lowest": float(fits[:N_SHOWN].min()),
    }


def _times(scene: Scene) -> NDArray[np.int64]:
    """The steps of the tiles of the runs; without tiles, of all snapshots."""
    return scene.ensemble.steps if scene.tiles is None else scene.tiles.run_steps


def shares_on_the_way(scene: Scene) -> Array:
    """Share by shape of each run at these steps, shape (n_runs, n_times)."""
    ensemble = scene.ensemble
    thetas = ensemble.snapshots[:, np.searchsorted(ensemble.steps, _times(scene))]
    evaluator = evaluator_of(ensemble.config, scene.data)
    found = evaluator.measure(thetas.reshape(-1, ensemble.n_params), ("intended_share",))["intended_share"]
    return found.reshape(thetas.shape[:2])


def rules_panel(scene: Scene) -> tuple[dict[str, object], dict[str, NDArray[np.generic]]]:
    """The rules' names, and a few pictures: training ones, and ones on which the rules disagree."""
    data = scene.data
    shown, words = as_shown(data, data.train_inputs[:N_PICTURES])
    shifted, _ = as_shown(data, np.asarray(data.shifted_inputs)[:N_PICTURES])
    header: dict[str, object] = {
        "proxy": "colour",
        "intended": "shape",
        "classes": list(data.class_names),
        "note": words,
        "n_shown": N_SHOWN,
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "train_images": np.round(255 * shown).astype(np.uint8),
        "train_classes": data.train_targets[:N_PICTURES].astype(np.uint8),
        "shifted_images": np.round(255 * shifted).astype(np.uint8),
        "shifted_classes": np.asarray(data.shifted_targets)[:N_PICTURES].astype(np.uint8),
        "share_steps": _times(scene).astype(np.int32),
    }
    return header, arrays


def told_by_color(data: Data) -> Data:
    """The same pictures in full colour with the class that belongs to their colour, whatever their shape."""

    def classes(inputs: Array) -> NDArray[np.int64]:
        red, _, blue = inputs.reshape(len(inputs), -1, 3).mean(axis=1).T
        return np.where(blue > red, 1, 0)

    return replace(
        data,
        train_targets=classes(data.train_inputs),
        test_targets=classes(data.test_inputs),
        probe_targets=classes(data.probe_inputs),
    )


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """Full colours against faint ones; the controls show that each rule can be learnt where it is the only one."""
    seeds = seeds_from(first_seed, n_seeds)
    cases = ((FULL, 0.0), (FAINT, 0.0), (FULL, 0.5), (FULL, 0.5))
    found = []
    for i, (color, conflict) in enumerate(cases):
        runs = runs_of(EXPERIMENT.config({"color": color}), seeds[:1])
        runs = replace(runs, data=replace(runs.data, conflict=conflict))
        data = load_data(runs.data)
        data = told_by_color(data) if i == 3 else data
        found.append(ends_of(runs, data, seeds, work, (i / len(cases), (i + 1) / len(cases))))
    full, faint, shape_alone, color_alone = found
    return Claim(
        EXPERIMENT.slug,
        n_seeds,
        first_seed,
        (
            share_of("full colour: networks that go mostly by colour", full.share < MOSTLY, at_least=0.95),
            mean_share_of("full colour: training accuracy", full.train_accuracy, at_least=0.995),
            share_of("faint colour: networks that go mostly by shape", faint.share > MOSTLY, at_least=0.95),
            mean_share_of("faint colour: training accuracy", faint.train_accuracy, at_least=0.995),
            mean_share_of("control: test accuracy where only shape tells", shape_alone.test_accuracy, at_least=0.97),
            mean_share_of("control: test accuracy where only colour tells", color_alone.test_accuracy, at_least=0.97),
        ),
    )


EXPERIMENT = Experiment(
    slug="thneeb",
    chapter="goals",
    controls=(
        Control("color", (1.0, 0.1, 0.035, 0.03, 0.025, 0.02, 0.015), 1.0),
        Control("width", (8, 32, 64, 128), 32),
        Control("conflict", (0.0, 0.005, 0.05, 0.2), 0.0),
    ),
    bets=("color", "shape", "each"),
    run=run,
    claim=claim,
    fails={"color": 0.015},
    baked=(
        {"color": 0.03},
        {"color": 0.025},
        {"color": 0.02},
        {"conflict": 0.005},
        {"conflict": 0.05},
        {"conflict": 0.2},
    ),
    lab=scene_of,
    before_bet=BeforeBet(
        arrays=("train_images", "shifted_images", "share_steps"), words=("proxy", "intended", "train", "shifted")
    ),
    is_long=True,
)
