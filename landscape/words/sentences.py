"""A scene in sentences and rows: the text twin of every figure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.tasks import TASKS
from landscape.outputs.results import Drop, Point, Scene
from landscape.words.letters import letter_of


def number(value: float) -> str:
    """A number with two significant digits, without an exponent where that stays short.

    Example:
        >>> number(0.0166), number(12.3), number(0.00002)
        ('0.017', '12', '2e-05')
    """
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "infinite"
    if value == 0:
        return "0"
    if abs(value) >= 99.5:
        return f"{value:.0f}" if abs(value) < 1e6 else f"{value:.1e}"
    return f"{value:.2g}"


def percent(share: float) -> str:
    """A share in per cent with one decimal; only nothing is 0 % and only everything is 100 %.

    Example:
        >>> percent(0.974), percent(0.0), percent(1.0), percent(0.9998)
        ('97.4 %', '0 %', '100 %', 'over 99.9 %')
    """
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    if share < 0.0005:
        return "under 0.1 %"
    if share >= 0.9995:
        return "over 99.9 %"
    return f"{100 * share:.1f} %"


def run_sentence(scene: Scene) -> str:
    """One sentence on what was done, for the line under the picture and for screen readers."""
    ensemble = scene.ensemble
    runs = f"{ensemble.n_runs} run{'s' * (ensemble.n_runs > 1)} of {int(ensemble.steps[-1]):,} steps"
    nodes = f"; {scene.surface.values.size:,} networks evaluated for the ground" if scene.surface is not None else ""
    lost = (
        ""
        if scene.surface is None or not scene.surface.n_not_finite
        else (f", {scene.surface.n_not_finite} of them not finite (holes in the ground)")
    )
    return f"{runs}{nodes}{lost}."


def drawn_sentence(scene: Scene) -> str:
    """Which runs the view leaves out, and which end outside the picture, if any."""
    plane, paths = scene.plane, scene.trajectories
    if plane is None or paths is None:
        return ""
    sentences = []
    absent = np.flatnonzero(~plane.runs_shown & scene.ensemble.sound)
    if len(absent):
        off = paths.distance[absent, -1]
        low, high = number(float(off.min())), number(float(off.max()))
        sentences.append(
            f"Drawn: {_letters(plane.runs_shown)}. The other runs end {low if low == high else f'{low} to {high}'} "
            "away from this plane."
        )
    ends = np.stack([paths.x[:, -1], paths.y[:, -1]], axis=1)
    outside = plane.runs_shown & scene.ensemble.sound & (np.abs(ends - plane.center) > plane.half_width).any(axis=1)
    if outside.any():
        sentences.append(
            f"Outside the picture: the end of {_letters(outside)}; a letter stands at the last step inside, if any."
        )
    return " ".join(sentences)


def _letters(which: NDArray[np.bool_]) -> str:
    return ", ".join(letter_of(int(run)) for run in np.flatnonzero(which))


def behaviour_sentence(scene: Scene) -> str:
    """How far the runs agree in what they do."""
    behaviour = scene.behaviour
    if behaviour is None:
        return ""
    if not scene.data.graded:
        return "One curve per run; dots are training examples."
    n_sound = int(scene.ensemble.sound.sum())
    if n_sound < 2 or not np.isfinite(behaviour.disagreement):
        return ""
    test = behaviour.accuracy[scene.ensemble.sound, 1]
    low, high = f"{100 * test.min():.0f}", f"{100 * test.max():.0f}"
    between = f"{low} to {high} %" if low != high else f"{low} %"
    scored = TASKS[scene.data.task].scored.format(between)
    sentence = f"{_capital(scored)}. The {n_sound} runs disagree on {100 * behaviour.disagreement:.0f} % of the map."
    intended = behaviour.intended_share[scene.ensemble.sound]
    if np.isfinite(intended).all():
        sentence += (
            f" Where the two rules disagree, {int((intended > 0.5).sum())} of {n_sound} go mostly by the intended rule."
        )
    return sentence


def _loss(value: float, scene: Scene) -> str:
    task = TASKS[scene.data.task]
    unit = f" {task.unit}" if np.isfinite(value) and task.unit != task.loss_name else ""
    return f"{task.loss_name} {number(value)}{unit}"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _and(texts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))


def _share(part: float, kind: str, n_values: int) -> str:
    """A share of a tile: so many of the images, or per cent of the map, where 0 and 100 mean none and all."""
    if kind == "images":
        return f"{round(part * n_values)} of {n_values} images"
    below = "less than 1" if 0 < part < 0.01 else "more than 99" if 0.99 < part < 1 else f"{100 * part:.0f}"
    return f"{below} % of the map"


def point_sentence(point: Point, scene: Scene) -> str:
    """What the network at one place scores."""
    sentence = _loss(point.train_loss, scene)
    if point.accuracy is None:
        sentence += f", on test examples {number(point.test_loss)}"
    elif np.isfinite(point.accuracy[1]):
        sentence += f", {TASKS[scene.data.task].scored.format(f'{100 * point.accuracy[1]:.0f} %')}"
    if point.intended_share is not None and np.isfinite(point.intended_share):
        sentence += f"; where the rules disagree, {100 * point.intended_share:.0f} % by the intended rule"
    return f"{_capital(sentence)}."


def compare_points_sentence(points: Sequence[Point], scene: Scene) -> str:
    """Whether two or more places have the same loss (to within 10 %), and how far the networks there act alike."""
    tiles = scene.tiles
    if len(points) < 2 or tiles is None:
        return ""
    losses = np.array([point.train_loss for point in points])
    equal = bool(np.isfinite(losses).all() and losses.max() <= 1.1 * losses.min())
    lead = f"{'Equal loss' if equal else 'Different losses'} ({_and([number(float(loss)) for loss in losses])})"
    answers = np.stack([point.answers for point in points])
    differ = float((answers != answers[0]).any(axis=0).mean())
    if tiles.kind != "curve":
        if not differ:
            return f"{lead}, and they answer alike on {'all images' if tiles.kind == 'images' else 'the whole map'}."
        return f"{lead}{', but' if equal else ';'} they disagree on {_share(differ, tiles.kind, answers.shape[1])}."
    curves = tiles.number_of(answers)
    apart = float((curves.max(axis=0) - curves.min(axis=0)).mean())
    if not np.isfinite(apart):
        return f"{lead}; not all of their answers are finite."
    return f"{lead}{', but' if equal and apart else ';'} their curves lie {number(apart)} apart on average."


def drop_sentence(drop: Drop, scene: Scene) -> str:
    """Where a dropped ball ends, and which run it then answers most like, over the inputs of a tile."""
    who = f"The ball dropped at ({drop.x:.3g}, {drop.y:.3g})"
    if drop.diverged >= 0:
        return f"{who} diverged by step {drop.diverged:,}."
    sentence = f"{who} ends at {_loss(drop.train_loss, scene)}"
    tiles, runs = scene.tiles, np.flatnonzero(scene.ensemble.sound)
    if tiles is None or not len(runs):
        return f"{sentence}."
    ends, own, curve = tiles.runs[runs, -1], drop.answers[-1], tiles.kind == "curve"
    far = np.abs(tiles.number_of(ends) - tiles.number_of(own)) if curve else ends != own
    apart = far.mean(axis=1)
    if not np.isfinite(apart).any():
        return f"{sentence}."
    nearest = int(np.nanargmin(apart))
    how = number(float(apart[nearest])) + " from its curve on average" if curve else "alike on "
    how += "" if curve else _share(1 - float(apart[nearest]), tiles.kind, len(own))
    return f"{sentence}; it answers most like run {letter_of(int(runs[nearest]))}, {how}."


def table(scene: Scene) -> tuple[list[str], list[list[str]]]:
    """One row per run: seed, losses at the end, the ground there, accuracies on examples not trained on.

    Returns:
        Column names and rows of texts.
    """
    ensemble, behaviour = scene.ensemble, scene.behaviour
    classes = behaviour is not None and scene.data.graded
    train_loss, test_loss, accuracy = (QUANTITIES[name].label for name in ("train_loss", "test_loss", "accuracy"))
    columns = ["Run", "Seed", train_loss, "Surface there", test_loss]
    columns += [accuracy, "Probe accuracy"] if classes else []
    shifted = behaviour is not None and scene.data.has_two_rules
    columns += ["By the intended rule"] if shifted else []
    rows = []
    for run in range(ensemble.n_runs):
        under = "–"
        if scene.trajectories is not None and ensemble.sound[run]:
            under = f"{scene.trajectories.surface_loss[run, -1]:.4f}"
        row = [
            letter_of(run),
            str(ensemble.config.seeds[run]),
            f"{ensemble.train_loss[run, -1]:.4f}",
            under,
            f"{ensemble.test_loss[run, -1]:.4f}",
        ]
        if classes and behaviour is not None:
            row += [percent(share) for share in behaviour.accuracy[run, 1:3]]
        if shifted and behaviour is not None:
            row.append(percent(behaviour.intended_share[run]))
        if not ensemble.sound[run]:
            row[2] += " (diverged)"
        rows.append(row)
    return columns, rows


def headline(n_runs: int, title: str) -> str:
    """The scene as a title.

    Example:
        >>> headline(8, "Two moons")
        'Eight small networks on two moons'
    """
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
    count = words[n_runs] if n_runs < len(words) else str(n_runs)
    lowered = title if title[:2].isupper() else title[0].lower() + title[1:]
    return f"{count} small network{'s' * (n_runs > 1)} on {lowered}"
