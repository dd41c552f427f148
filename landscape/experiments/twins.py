"""Twins: a hundred networks that no test example tells apart, and what they do once two parities disagree."""

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.parity import N_FEATURES
from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.many_runs import Ends, classes_of, ends_of, evaluator_of, seeds_from
from landscape.experiments.parts.measures import mean_share_of, share_of, spread_of
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, OptimizerConfig, SceneConfig, ViewConfig
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Value
from landscape.picture.scene import load_data, whole_scene
from landscape.words.letters import letter_of

N_NETWORKS = 100
N_SHOWN = 8
N_PROBES = 10
NOISE = 0.2
STEPS = 1000
LOW, HIGH = 0.1, 0.9
SETTLED = 0.9
CORNERS = np.array(list(product((0, 1), repeat=N_FEATURES)), np.uint8)


def runs_of(config: LessonConfig, seeds: tuple[int, ...]) -> EnsembleConfig:
    """The training of the networks: one hidden layer, Adam, 1000 steps of 32 examples."""
    return EnsembleConfig(
        data=DataConfig("parity", n_train=config["n_train"], noise=NOISE, conflict=config["conflict"]),
        model=ModelConfig("mlp", width=config["width"], depth=1, activation="tanh"),
        optimizer=OptimizerConfig("adam", learning_rate=0.01, batch_size=32),
        seeds=seeds,
        steps=STEPS,
    )


def scene_of(config: LessonConfig) -> SceneConfig:
    """The first eight networks on one sheet, height training loss, colour share by the second pair."""
    runs = runs_of(config, seeds_from(config.first_seed, N_SHOWN))
    return SceneConfig(runs, ViewConfig(view="sheet", color="intended_share"))


def run(config: LessonConfig, work: Work) -> Finding:
    """Trains a hundred networks that differ in the seed, and asks each on all 64 corners of the input space."""
    work.check(0.0)
    scene = whole_scene(scene_of(config), work)
    work.check(0.4)
    runs, data = runs_of(config, scene.config.ensemble.seeds), scene.data
    ends = ends_of(runs, data, seeds_from(config.first_seed, N_NETWORKS), work, (0.4, 0.95))
    answers = work.pieces.run(classes_of, evaluator_of(runs, data), ends.thetas, 2.0 * CORNERS - 1)
    pair = furthest_pair(answers[:N_SHOWN])
    work.check(1.0)
    return Finding(
        config,
        (scene,),
        _numbers(ends, answers, pair),
        outcome_of(ends.share),
        "twins",
        {
            "pair": list(pair),
            "n_probes": N_PROBES,
            "n_shown": N_SHOWN,
            "n_test": len(data.test_targets),
            "features": list(data.feature_names),
            "classes": list(data.class_names),
            "proxy": "x1 x2",
            "intended": "x3 x4",
        },
        {
            "test_accuracy": ends.test_accuracy,
            "share": ends.share,
            "corners": CORNERS,
            "inside": is_inside().astype(np.uint8),
            "answers": answers,
        },
    )


def is_inside() -> NDArray[np.bool_]:
    """Which corners belong to the training world: both parities give the same class there; shape (64,)."""
    odd = CORNERS[:, 0] ^ CORNERS[:, 1]
    return np.asarray(odd == CORNERS[:, 2] ^ CORNERS[:, 3])


def furthest_pair(answers: NDArray[np.uint8]) -> tuple[int, int]:
    """The two networks whose answers (n, n_corners) differ on the most corners; the first such pair."""
    return max(combinations(range(len(answers)), 2), key=lambda pair: _apart(answers, *pair))


def _apart(answers: NDArray[np.uint8], i: int, j: int) -> float:
    return float((answers[i] != answers[j]).mean()) if answers.shape[1] else 0.0


def outcome_of(share: NDArray[np.floating]) -> str:
    """What the networks do where the parities disagree, from each one's share by the second pair (n,).

    `one`: nine of ten settle on the same pair; `split`: both pairs have followers; `between`: two of three, or more,
    follow neither pair in nine of ten answers.
    """
    first, second = (share < LOW).mean(), (share > HIGH).mean()
    if max(first, second) >= SETTLED:
        return "one"
    return "between" if first + second <= 1 / 3 else "split"


def _numbers(ends: Ends, answers: NDArray[np.uint8], pair: tuple[int, int]) -> dict[str, Value]:
    inside, share, accuracy = is_inside(), ends.share, ends.test_accuracy
    n_first, n_second = int((share < LOW).sum()), int((share > HIGH).sum())
    outside = answers[:, ~inside]
    pairs = list(combinations(range(len(answers)), 2))
    # Where all accuracies are equal there is nothing to correlate: 0, for they tell nothing.
    varied = accuracy.std() > 0 and share.std() > 0
    return {
        "n_networks": len(share),
        "test_mean": float(accuracy.mean()),
        "test_sd": float(accuracy.std()),
        "test_lowest": float(accuracy.min()),
        "n_perfect": int((accuracy == 1).sum()),
        "share_mean": float(share.mean()),
        "share_sd": float(share.std()),
        "share_lowest": float(share.min()),
        "share_highest": float(share.max()),
        "n_first": n_first,
        "n_second": n_second,
        "n_between": len(share) - n_first - n_second,
        "correlation": float(np.corrcoef(accuracy, share)[0, 1]) if varied else 0.0,
        "pair": " and ".join(letter_of(i) for i in pair),
        "pair_inside": _apart(answers[:, inside], *pair),
        "pair_outside": _apart(outside, *pair),
        "pairs_apart_inside": float(np.mean([_apart(answers[:, inside], i, j) for i, j in pairs])),
        "pairs_apart_outside": float(np.mean([_apart(outside, i, j) for i, j in pairs])),
    }


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """Whether equal test accuracy hides two rules; the control adds a few examples that tell the rules apart."""
    seeds = seeds_from(first_seed, n_seeds)
    found = []
    for i, conflict in enumerate((0.0, EXPERIMENT.fails["conflict"])):
        runs = runs_of(EXPERIMENT.config({"conflict": conflict}), seeds[:1])
        found.append(ends_of(runs, load_data(runs.data), seeds, work, (i / 2, (i + 1) / 2)))
    twins, told = found
    return Claim(
        EXPERIMENT.slug,
        n_seeds,
        first_seed,
        (
            mean_share_of("test accuracy", twins.test_accuracy, at_least=0.995),
            spread_of("spread of the test accuracy", twins.test_accuracy, at_most=0.005),
            spread_of("spread of the share by the second pair", twins.share, at_least=0.3),
            share_of("networks that go by the first pair", twins.share < LOW, at_least=0.12),
            share_of("networks that go by the second pair", twins.share > HIGH, at_least=0.12),
            spread_of("control: spread with 10 % conflicts in training", told.share, at_most=0.05),
            share_of("control: by the second pair with 10 % conflicts", told.share > HIGH, at_least=0.95),
        ),
    )


EXPERIMENT = Experiment(
    slug="twins",
    chapter="goals",
    controls=(
        Control("conflict", (0.0, 0.005, 0.02, 0.1), 0.0),
        Control("n_train", (250, 1000, 4000, 16_000), 1000),
        Control("width", (8, 16, 64), 8),
    ),
    bets=("one", "split", "between"),
    run=run,
    claim=claim,
    fails={"conflict": 0.1},
    baked=({"conflict": 0.005}, {"n_train": 16_000}, {"width": 64}),
    lab=scene_of,
    before_bet=BeforeBet(  # of two networks, so that ten questions can be put to them, and not of the hundred
        header=("pair", "n_probes", "features", "classes"),
        arrays=("inside",),
        rows={"answers": "pair"},
        words=("question", "inside", "outside"),
    ),
)
