"""PCA plane of one run, through its end."""

import numpy as np

from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.learning.training import snapshot_steps
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import (
    PlaneMethod,
    centred_frame,
    kept_steps,
    only,
    principal_directions,
    run_in_focus,
    too_few_snapshots,
)


def refuse(config: EnsembleConfig, _layout: Layout) -> str | None:
    """Two directions need three snapshots beside the end."""
    n = len(snapshot_steps(config.steps, config.snapshots)) - 1
    return too_few_snapshots(config, n, "of a run before its end")


def build(ensemble: Ensemble, view: ViewConfig) -> Plane:
    """Principal directions of one run's way to its end, with the end as origin and middle node.

    Source:
        Li, Xu, Taylor, Studer, Goldstein (2018), Visualizing the Loss Landscape of Neural Nets, section 7.
    """
    run = run_in_focus(ensemble, view)
    end = ensemble.snapshots[run, -1].astype(np.float64)
    _, (u, v) = principal_directions(ensemble.snapshots[run, :-1] - end)
    shown = only(run, ensemble)
    flat = Plane(end, u, v, ("direction 1", "direction 2"), (1.0, 1.0), (0.0, 0.0), shown)
    center, half_width = centred_frame(flat.project(kept_steps(ensemble, np.array([run]))), view)
    return Plane(end, u, v, flat.labels, half_width, center, shown)


PLANE = PlaneMethod(
    title="PCA plane of one run",
    summary="A flat plane through the end of one run, along the two directions in which that run moved most.",
    exact_where="at the end of the run in focus",
    build=build,
    refuse=refuse,
)
