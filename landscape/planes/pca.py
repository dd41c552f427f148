"""Joint PCA plane: the two directions along which the snapshots of all runs spread most."""

from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.learning.training import snapshot_steps
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import (
    PlaneMethod,
    frame,
    kept_steps,
    principal_directions,
    sound_runs,
    too_few_snapshots,
)


def refuse(config: EnsembleConfig, _layout: Layout) -> str | None:
    """Two directions need three snapshots of all runs."""
    return too_few_snapshots(
        config, len(config.seeds) * len(snapshot_steps(config.steps, config.snapshots)), "of all runs together"
    )


def build(ensemble: Ensemble, view: ViewConfig) -> Plane:
    """The plane through the mean of all snapshots along their two leading principal directions."""
    runs = sound_runs(ensemble)
    mean, (u, v) = principal_directions(ensemble.snapshots[runs].reshape(-1, ensemble.n_params))
    flat = Plane(mean, u, v, ("direction 1", "direction 2"), (1.0, 1.0), (0.0, 0.0), ensemble.sound)
    center, half_width = frame(flat.project(kept_steps(ensemble, runs)), view)
    return Plane(mean, u, v, flat.labels, half_width, center, ensemble.sound)


PLANE = PlaneMethod(
    title="PCA plane of all runs",
    summary="A flat plane along the two directions in which the runs spread most, in units of weight.",
    exact_where="nowhere in particular: the paths lie off the plane, and drop lines show by how much",
    build=build,
    refuse=refuse,
)
