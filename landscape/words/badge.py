"""How true a picture is, in words: the badge under it, and what each of the badge's numbers means."""

import numpy as np

from landscape.outputs.results import Fidelity, Plane, Scene
from landscape.words.sentences import number

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
    if fidelity.n_held_out:
        gap = f"off by {number(fidelity.gap_mean)} {unit} (largest {number(fidelity.gap_largest)})"
        if fidelity.n_built:
            parts.append(
                f"Exact at {fidelity.n_built} snapshots of each run, crossings aside; on {fidelity.n_held_out} "
                f"held-out steps {gap}. A flat plane: {number(fidelity.plane_gap_mean)} "
                f"(largest {number(fidelity.plane_gap_largest)})."
            )
        else:
            parts.append(f"On {fidelity.n_held_out} held-out steps {gap}.")
    else:
        parts.append("Too few steps to keep any aside: no gap was measured.")
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
    ends = np.abs(fidelity.end_gaps[ensemble.sound & plane.runs_shown])
    measured = (
        f"It is measured on {fidelity.n_held_out} steps that were kept aside when the view was built: mean "
        f"{number(fidelity.gap_mean)}, largest {number(fidelity.gap_largest)} {unit}."
        if fidelity.n_held_out
        else "The runs are too short to have steps that were kept aside when the view was built: none was measured."
    )
    paragraphs = [
        f"Each network has {ensemble.n_params:,} weights; the picture shows two dimensions of that space. Every node "
        "of the ground is a real network, and its height was measured, not interpolated.",
        "The gap is the difference between a run's own loss and the loss of the ground at its place. "
        f"{measured} A thin vertical line marks each step drawn off the ground.",
        f"At the ends of the runs drawn the largest gap is {number(float(ends.max(initial=0.0)))} {unit}. The "
        f"{'held-out step' if fidelity.n_held_out else 'snapshot'} farthest from the ground, of those looked at, lies "
        f"{number(fidelity.largest_distance)} away, in units of weight.",
    ]
    if fidelity.largest_offset > 0:
        paragraphs.append(_bend_in_words(scene.config.view.view, fidelity))
    return paragraphs


def _bend_in_words(view: str, fidelity: Fidelity) -> str:
    """What a ground that is no plane means for the reader, whichever view bends it."""
    plane = "the plane of the two leading principal components" if view == "sheet" else "a plane"
    name = "sheet" if view == "sheet" else "ground"
    through = " so that it passes through the snapshots" if fidelity.n_built else ""
    snapshots = f" (the snapshots: {number(fidelity.largest_residual)})" if fidelity.n_built else ""
    return (
        f"The {name} is {plane}, bent{through}. It leaves that plane by up to "
        f"{number(fidelity.largest_offset)} on the coarse nodes, which were looked at{snapshots}. "
        f"Between the runs nothing fixes it, so read valleys and ridges there as true of this {name} "
        f"only. Runs that look separated may be joined by a path the {name} does not show."
    )
