"""The whole landscape of a network with two weights."""

import numpy as np

from landscape.errors import NoPictureError
from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.outputs.results import Ensemble, Plane
from landscape.planes.plane_method import PlaneMethod, frame, kept_steps, sound_runs


def refuse(_config: EnsembleConfig, layout: Layout) -> str | None:
    """Two dimensions hold two weights."""
    if layout.n_params == 2:
        return None
    return (
        f"shows a network of two weights whole, and this one has {layout.n_params:,}; choose the architecture "
        "two_weights or another view"
    )


def build(ensemble: Ensemble, view: ViewConfig) -> Plane:
    """The two weights themselves as axes."""
    if ensemble.n_params != 2:
        raise NoPictureError(
            f"Only a network of two weights can be shown whole, and this one has {ensemble.n_params:,}; "
            "choose the architecture two_weights or another view."
        )
    runs = sound_runs(ensemble)
    center, half_width = frame(kept_steps(ensemble, runs).astype(np.float64), view)
    first, second = Layout(ensemble.parameter_names, ensemble.parameter_shapes).entry_names()
    axes = np.eye(2)
    return Plane(np.zeros(2), axes[0], axes[1], (first, second), half_width, center, ensemble.sound)


PLANE = PlaneMethod(
    title="Both weights",
    summary="The two weights of a two-weight network as axes: the picture is the whole landscape.",
    exact_where="everywhere",
    build=build,
    refuse=refuse,
)
