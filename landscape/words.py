"""A scene in sentences and rows: the badge that says how true the picture is, and the text twin of every figure."""

import numpy as np
from numpy.typing import NDArray

from landscape.letters import letter_of
from landscape.results import Plane, Scene

# What the view is and what a reader must know, where that is more than its plane method's title and where it is exact.
VIEW_WORDS = {
    "sheet": ("Sheet through the runs.", "Ground between the runs depends on how the sheet is stretched."),
    "pca": (
        "Flat PCA plane of all runs.",
        "A run lies at its own loss, mostly below this ground; a dotted line on the ground shows where.",
    ),
    "last": ("Flat PCA plane of one run.", "Exact at the end of that run."),
    "ends": ("Flat plane through three ends.", "Exact at the three ends."),
    "random": ("Random plane, filter-normalised.", "Exact at its middle, the end of the run. Biases are held."),
    "weights": ("The whole landscape.", "This network has two weights, so the picture hides nothing."),
}


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


def _view_words(view: str, plane: Plane) -> tuple[str, str]:
    """What a view is and what a reader must know: a view without words here speaks in its plane method's own."""
    return VIEW_WORDS.get(view) or (f"{plane.title}.", f"Exact {plane.exact_where}.")


def badge(scene: Scene) -> tuple[str, str]:
    """How true the picture is: a lead of a few words, and two or three sentences with the measured gaps.

    Args:
        scene: With a surface and fidelity.

    Returns:
        Lead and text; the lead alone if nothing was measured yet; both empty without a picture.
    """
    view, plane = scene.config.view.view, scene.plane
    if plane is None or scene.surface is None:
        return "", ""
    lead, closing = _view_words(view, plane)
    fidelity, unit = scene.fidelity, scene.data.unit
    if fidelity is None:
        return lead, ""
    if view == "weights":
        return lead, closing
    parts = []
    if fidelity.n_check:
        gap = f"off by {number(fidelity.gap_mean)} {unit} (largest {number(fidelity.gap_largest)})"
        if fidelity.n_built:
            parts.append(
                f"Exact at {fidelity.n_built} snapshots of each run, crossings aside; on {fidelity.n_check} held-out "
                f"steps {gap}. A flat plane: {number(fidelity.plane_gap_mean)} "
                f"(largest {number(fidelity.plane_gap_largest)})."
            )
        else:
            parts.append(f"On {fidelity.n_check} held-out steps {gap}.")
    shares = fidelity.variance_explained
    if view in ("sheet", "pca", "last") and np.isfinite(sum(shares)):
        noise = fidelity.random_walk_variance
        parts.append(
            f"Two directions hold {100 * sum(shares):.0f} % of the variance (pure noise in runs like these: "
            f"{100 * noise:.0f} %; in one long run: 76 %)."
        )
    parts.append(closing)
    return lead, " ".join(parts)


def long_badge(scene: Scene) -> list[str]:
    """The answer to "How true is this?": what each number of the badge means, in short paragraphs."""
    fidelity, unit, ensemble, plane = scene.fidelity, scene.data.unit, scene.ensemble, scene.plane
    if fidelity is None or plane is None:
        return ["Nothing was measured yet."]
    ends = np.abs(fidelity.end_gaps[ensemble.sound & plane.shown])
    measured = (
        f"It is measured on {fidelity.n_check} steps that were kept aside when the view was built: mean "
        f"{number(fidelity.gap_mean)}, largest {number(fidelity.gap_largest)} {unit}."
        if fidelity.n_check
        else "The runs are too short to have steps that were kept aside when the view was built."
    )
    paragraphs = [
        f"Each network has {ensemble.n_params:,} weights; the picture shows two dimensions of that space. Every node "
        "of the ground is a real network, and its height was measured, not interpolated.",
        "The gap is the difference between a run's own loss and the loss of the ground at its place. "
        f"{measured} A thin vertical line marks each step drawn off the ground.",
        f"At the ends of the runs drawn the gap is at most {number(float(ends.max(initial=0.0)))} {unit}. The largest "
        f"distance of a {'held-out ' if fidelity.n_check else ''}step from the ground is "
        f"{number(fidelity.largest_distance)}, in units of weight.",
    ]
    if fidelity.n_built:
        paragraphs.append(
            "The sheet is the plane of the two leading principal components, bent so that it passes through the "
            f"snapshots. It leaves that plane by at most {number(fidelity.largest_offset)} (the snapshots: "
            f"{number(fidelity.largest_residual)}). Between the runs nothing fixes it, so read valleys and ridges "
            "there as true of this sheet only. Runs that look separated may be joined by a path the sheet "
            "does not show."
        )
    return paragraphs


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
    absent = np.flatnonzero(~plane.shown & scene.ensemble.sound)
    if len(absent):
        off = paths.distance[absent, -1]
        low, high = number(float(off.min())), number(float(off.max()))
        sentences.append(
            f"Drawn: {_letters(plane.shown)}. The other runs end {low if low == high else f'{low} to {high}'} away "
            "from this plane."
        )
    ends = np.stack([paths.x[:, -1], paths.y[:, -1]], axis=1)
    outside = plane.shown & scene.ensemble.sound & (np.abs(ends - plane.center) > plane.half_width).any(axis=1)
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
    if scene.data.task == "regression":
        return "One curve per run; dots are training examples."
    n_sound = int(scene.ensemble.sound.sum())
    if n_sound < 2 or not np.isfinite(behaviour.disagreement):
        return ""
    test = behaviour.accuracy[scene.ensemble.sound, 1]
    low, high = f"{100 * test.min():.0f}", f"{100 * test.max():.0f}"
    between = f"{low} to {high} %" if low != high else f"{low} %"
    sentence = (
        f"Test accuracy {between}. The {n_sound} runs disagree on {100 * behaviour.disagreement:.0f} % of the map."
    )
    intended = behaviour.intended_share[scene.ensemble.sound]
    if np.isfinite(intended).all():
        sentence += (
            f" Where the two rules disagree, {int((intended > 0.5).sum())} of {n_sound} go mostly by the intended rule."
        )
    return sentence


def table(scene: Scene) -> tuple[list[str], list[list[str]]]:
    """One row per run: seed, losses at the end, the ground there, accuracies on examples not trained on.

    Returns:
        Column names and rows of texts.
    """
    ensemble, behaviour = scene.ensemble, scene.behaviour
    classes = behaviour is not None and scene.data.task == "classification"
    columns = ["Run", "Seed", "Training loss", "Surface there", "Test loss"]
    columns += ["Test accuracy", "Probe accuracy"] if classes else []
    shifted = behaviour is not None and scene.data.shifted_inputs is not None
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
            row += [f"{100 * behaviour.accuracy[run, 1]:.1f} %", f"{100 * behaviour.accuracy[run, 2]:.1f} %"]
        if shifted and behaviour is not None:
            row.append(f"{100 * behaviour.intended_share[run]:.1f} %")
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
