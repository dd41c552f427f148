"""What does the scenery depend on? Pairs of grounds that differ in one thing."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.parts.experiment import Control, Experiment
from landscape.experiments.parts.measures import mean_share_of, share_of
from landscape.experiments.scenery.deep import DeepConfig, Recipe, train_deep
from landscape.experiments.scenery.grounds import fewer, measure_rays, random_plane
from landscape.experiments.scenery.sides import (
    Side,
    Square,
    deep_side,
    digits,
    moons_runs,
    rescaled_sides,
    scene_side,
    two_weight_runs,
    view_of,
)
from landscape.experiments.scenery.terrain import rays_going_down
from landscape.inputs.config import SceneConfig
from landscape.learning.evaluator import Evaluator
from landscape.learning.work import Work
from landscape.outputs.findings import Claim, Finding, LessonConfig, Value

SLUG = "landscape"
RECIPES = {
    "clipped": Recipe(0.02, warm_up=1 / 6, clip=5.0, shift=1.0),
    "plain": Recipe(0.05, warm_up=1 / 50),
    "identity": Recipe(0.02, warm_up=1 / 6, clip=5.0, shift=1.0, identity=True),
}
# By case: depth, width, steps, and how the ground is measured.
DEEP = {
    "skip110": (110, 8, 2640, Square(n_nodes=25, n_examples=256)),
    "skip44": (44, 4, 400, Square(n_nodes=25, n_examples=128)),
}
LARGE_GAP = 0.1  # between shares of rays, from which on one ground is called rough
LARGE_RATIO = 2.0  # between rises, from which on one ground is called steeper

CLAIM_DEPTH, CLAIM_WIDTH, CLAIM_STEPS, _ = DEEP["skip44"]
CLAIM_RAYS, CLAIM_RAY_POINTS, CLAIM_EXAMPLES = 12, 9, 64


def sides_of(config: LessonConfig, work: Work) -> tuple[Side, Side]:
    """Both sides of a case."""
    case, seed, directions = config["case"], config.first_seed, config["directions"]
    left, right = work.part(0, 0.5), work.part(0.5, 1)
    if case in DEEP:
        depth, width, steps, square = DEEP[case]
        data = digits()
        first = DeepConfig(depth, False, RECIPES[config["recipe"]], steps, seed, width)
        one = deep_side(first, data, directions, square, left)
        return one, deep_side(replace(first, skip=True), data, directions, square, right)
    if case in ("unscaled", "normalised"):
        return rescaled_sides(case == "normalised", seed, directions, work)
    both = scenes_of(config)
    return scene_side(both[0], left), scene_side(both[1], right)


def scenes_of(config: LessonConfig) -> tuple[SceneConfig, SceneConfig]:
    """The two scenes of a case that the lab can make."""
    runs = moons_runs(config.first_seed)
    slice_of_many = SceneConfig(runs, view_of("random", config["directions"]))
    if config["case"] == "weights":
        return SceneConfig(two_weight_runs(config.first_seed), view_of("weights")), slice_of_many
    return SceneConfig(runs, view_of("ends")), slice_of_many


def rise_of(side: Side) -> float:
    """How much higher the loss is half a ray away than in the middle: the median over the rays, in nats."""
    rays = np.asarray(side.relief.rays, np.float64)
    return float(np.median(rays[:, rays.shape[1] // 2] - rays[:, 0]))


def outcome_of(left: Side, right: Side) -> str:
    """How the grounds differ: in rays that go down or in deep minima, else in steepness, else hardly."""
    gap = abs(left.relief.down - right.relief.down)
    if gap > LARGE_GAP or left.relief.minima(0.1) != right.relief.minima(0.1):
        return "rough"
    low, high = sorted(max(rise_of(side), 0.0) for side in (left, right))
    return "steep" if high > LARGE_RATIO * low else "alike"


def numbers_of(side: Side, name: str) -> dict[str, Value]:
    """What the text says of one side."""
    rise = rise_of(side)
    return {
        f"down_{name}": side.relief.down,
        f"minima_{name}": side.relief.minima(0.02),
        f"deep_{name}": side.relief.minima(0.1),
        f"rise_{name}": rise if math.isfinite(rise) else -1.0,
        f"train_{name}": side.train_accuracy,
        f"test_{name}": side.test_accuracy,
        f"fitted_{name}": int(side.fitted),
    }


def finding_of(config: LessonConfig, left: Side, right: Side) -> Finding:
    """The finding of two sides."""
    numbers = {**numbers_of(left, "left"), **numbers_of(right, "right")}
    keys = (
        ("down", "share"),
        ("minima", "count"),
        ("deep", "count"),
        ("rise", "loss"),
        ("train", "share"),
        ("test", "share"),
    )
    header: dict[str, Any] = {
        "rows": [
            {"key": key, "kind": kind, "left": numbers[f"{key}_left"], "right": numbers[f"{key}_right"]}
            for key, kind in keys
        ],
        "fitted": [left.fitted, right.fitted],
        "unit": left.relief.surface.unit,
    }
    n_points = left.relief.rays.shape[1]
    arrays = {
        "left_rays": left.relief.rays,
        "right_rays": right.relief.rays,
        "distance": np.linspace(0, 1, n_points, dtype=np.float32),
    }
    pictures = (left.picture, right.picture)
    return Finding(config, pictures, numbers, outcome_of(left, right), "compare", header, arrays)


def run(config: LessonConfig, work: Work) -> Finding:
    """Makes the two grounds of a case and measures both."""
    finding = finding_of(config, *sides_of(config, work))
    return replace(finding, numbers=finding.numbers | {"story": config["case"]})


def claim(n_seeds: int, first_seed: int, work: Work) -> Claim:
    """Trains the same deep network without and with its shortcuts, from the same start, and walks outwards.

    These are the networks of the case `skip44`, with fewer rays and examples. Seeds in which one of the two did not
    learn its training examples are counted, and left out of the other measures.
    """
    down, fitted = [], []
    for i in range(n_seeds):
        whole = work.part(i / n_seeds, (i + 1) / n_seeds)
        pair = [_claimed(first_seed + i, skip, whole.part(skip / 2, (skip + 1) / 2)) for skip in (False, True)]
        fitted.append(all(learnt for _, learnt in pair))
        down.append([share for share, _ in pair])
    both = np.asarray(fitted, bool)
    without, with_shortcuts = np.reshape(down, (-1, 2))[both].T
    return Claim(
        SLUG,
        n_seeds,
        first_seed,
        (
            share_of("seeds in which both networks learnt their training examples", both, at_least=0.5),
            mean_share_of("rays going down by more than 2 %, without shortcuts", without, at_least=0.2),
            mean_share_of("rays going down by more than 2 %, with shortcuts", with_shortcuts, at_most=0.1),
            share_of("pairs with more rays going down without shortcuts", without > with_shortcuts, at_least=0.6),
        ),
    )


def _claimed(seed: int, skip: bool, work: Work, recipe: str = "clipped") -> tuple[float, bool]:
    """The share of rays that go down around one network, and whether it learnt its training examples."""
    data = digits()
    config = DeepConfig(CLAIM_DEPTH, skip, RECIPES[recipe], CLAIM_STEPS, seed, CLAIM_WIDTH)
    deep = train_deep(config, data, work.part(0, 0.85))
    network = deep.network()
    rays = measure_rays(
        Evaluator(network, fewer(data, CLAIM_EXAMPLES)),
        random_plane(deep.theta, network, seed),
        work.part(0.85, 1),
        n_rays=CLAIM_RAYS,
        n_points=CLAIM_RAY_POINTS,
    )
    return rays_going_down(rays), deep.fitted


def lab(config: LessonConfig) -> SceneConfig | None:
    """The slice on the right, where the lab can make it."""
    return scenes_of(config)[1] if config["case"] in ("slices", "weights") else None


EXPERIMENT = Experiment(
    slug=SLUG,
    chapter="landscapes",
    controls=(
        Control("case", ("skip110", "skip44", "slices", "unscaled", "normalised", "weights"), "skip110"),
        Control("recipe", tuple(RECIPES), "clipped"),
        Control("directions", (0, 1, 2, 3), 0),
    ),
    bets=("rough", "steep", "alike"),
    run=run,
    claim=claim,
    fails={"case": "skip44", "recipe": "identity"},
    baked=({"case": "skip44"}, {"case": "normalised"}, {"case": "unscaled"}, {"case": "slices"}, {"case": "weights"}),
    lab=lab,
    before_bet=BeforeBet(pictures=2, header=("unit",)),
    is_long=True,
)
