"""Plane through the ends of three runs."""

import numpy as np

from landscape.errors import NoPictureError
from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import PlaneMethod, frame, kept_steps, run_in_focus, sound_runs


def refuse(config: EnsembleConfig, _layout: Layout) -> str | None:
    """Three ends need three runs."""
    n = len(config.seeds)
    if n >= 3:
        return None
    return f"needs 3 runs, but there {'is' if n == 1 else 'are'} only {n}; add seeds or choose another view"


def build(ensemble: Ensemble, view: ViewConfig) -> Plane:
    """The plane through three ends: the run in focus and the two sound runs after it.

    Source:
        Garipov, Izmailov, Podoprikhin, Vetrov, Wilson (2018), Loss Surfaces, Mode Connectivity, appendix A.
    """
    runs = sound_runs(ensemble, at_least=3)
    first = int(np.flatnonzero(runs == run_in_focus(ensemble, view))[0])
    chosen = np.roll(runs, -first)[:3]
    ends = ensemble.snapshots[chosen, -1].astype(np.float64)
    u = ends[1] - ends[0]
    length = np.linalg.norm(u)
    third = ends[2] - ends[0]
    across = third - (third @ u) / max(length**2, 1e-300) * u
    width = np.linalg.norm(across)
    if min(length, width) < 1e-6 * max(np.linalg.norm(ends, axis=1).max(), 1.0):
        raise NoPictureError("The three ends lie on one line, so no single plane holds them; choose other seeds.")
    shown = np.isin(np.arange(ensemble.n_runs), chosen)
    labels = ("towards the second end", "towards the third end")
    flat = Plane(ends[0], u / length, across / width, labels, (1.0, 1.0), (0.0, 0.0), shown)
    center, half_width = frame(flat.project(kept_steps(ensemble, chosen)), view)
    widest = max(half_width)
    return Plane(flat.origin, flat.u, flat.v, labels, (widest, widest), center, shown)


PLANE = PlaneMethod(
    title="Plane through three ends",
    summary="The flat plane on which the ends of three runs lie, in units of weight.",
    exact_where="at the three ends",
    build=build,
    refuse=refuse,
)
