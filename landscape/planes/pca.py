"""Joint PCA plane: the two directions along which the snapshots of all runs spread most."""

from landscape.inputs.config import ViewConfig
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import PlaneMethod, frame, kept_steps, principal_directions, sound_runs


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
)
