"""What a plane method is, and the pieces several of them share."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from landscape.errors import NoPictureError
from landscape.inputs.config import EnsembleConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Ensemble

MARGIN = 0.13
EXACT_PCA_COST = 1e6


@dataclass(frozen=True, slots=True)
class PlaneMethod:
    """One way to choose a two-dimensional view.

    Attributes:
        title: The name a reader sees.
        summary: One sentence: what is shown.
        exact_where: Where the picture equals the truth, to complete "Exact ...".
        build: Gives the geometry for an ensemble, a plane or any other; raises NoPictureError where it cannot.
        refuse: What this view needs and the runs will not have, to complete "view ends ...", or None: all that can be
            known before they are trained.
    """

    title: str
    summary: str
    exact_where: str
    build: Callable[[Ensemble, ViewConfig], Geometry]
    refuse: Callable[[EnsembleConfig, Layout], str | None] = lambda config, layout: None


def sound_runs(ensemble: Ensemble, at_least: int = 1) -> NDArray[np.int64]:
    """Numbers of the runs that did not diverge.

    Raises:
        NoPictureError: There are fewer than needed.
    """
    runs = np.flatnonzero(ensemble.sound)
    if len(runs) < at_least:
        lost = ensemble.n_runs - len(runs)
        reason = f"{lost} of {ensemble.n_runs} runs diverged" if lost else f"there are only {ensemble.n_runs} runs"
        cure = "lower the learning rate" if lost else "add seeds"
        raise NoPictureError(f"This view needs {at_least} run{'s' * (at_least > 1)}, but {reason}; {cure}.")
    return runs


def run_in_focus(ensemble: Ensemble, view: ViewConfig) -> int:
    """The run a single-run view is built around: the chosen one, or the first sound one if that diverged."""
    runs = sound_runs(ensemble)
    return view.focus if view.focus in runs else int(runs[0])


def principal_directions(vectors: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and the two leading principal directions of parameter vectors (n, n_params), in float64.

    The exact decomposition where it is cheap, otherwise a Lanczos iteration to machine precision with a fixed
    start.
    """
    values = np.asarray(vectors, dtype=np.float64)
    if values.shape[1] < 2 or len(values) < 3:
        raise NoPictureError("Principal directions need at least two weights and three snapshots; train more steps.")
    cheap = min(values.shape) ** 2 * max(values.shape) < EXACT_PCA_COST
    pca = PCA(n_components=2, svd_solver="full" if cheap else "arpack", random_state=0).fit(values)
    return pca.mean_, pca.components_


def frame(xy: NDArray[np.float64], view: ViewConfig) -> tuple[tuple[float, float], tuple[float, float]]:
    """Middle and half widths of a picture that covers points (n, 2) with a margin."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    half = (high - low) / 2 * (1 + 2 * MARGIN)
    half = np.maximum(half, 0.05 * max(half.max(), 1e-6)) * view.extent
    middle = (high + low) / 2
    return (float(middle[0]), float(middle[1])), (float(half[0]), float(half[1]))


def centred_frame(xy: NDArray[np.float64], view: ViewConfig) -> tuple[tuple[float, float], tuple[float, float]]:
    """The same with the origin in the middle, so that the origin is a node of every odd grid."""
    half = np.abs(xy).max(axis=0) * (1 + MARGIN)
    half = np.maximum(half, 0.05 * max(half.max(), 1e-6)) * view.extent
    return (0.0, 0.0), (float(half[0]), float(half[1]))


def kept_steps(ensemble: Ensemble, runs: NDArray[np.int64]) -> NDArray[np.float32]:
    """All snapshots and held-out steps of some runs, shape (n, n_params)."""
    both = (ensemble.snapshots[runs], ensemble.held_out_snapshots[runs])
    return np.concatenate([part.reshape(-1, ensemble.n_params) for part in both])


def only(run: int, ensemble: Ensemble) -> NDArray[np.bool_]:
    """A mask that shows a single run."""
    return np.asarray(np.arange(ensemble.n_runs) == run)


def too_few_snapshots(config: EnsembleConfig, n: int, of: str) -> str | None:
    """Why principal directions cannot be had from so many snapshots, or None."""
    if n >= 3:
        return None
    steps = f"{config.steps} step{'s' * (config.steps > 1)}"
    return f"needs three snapshots {of}, and with {steps} there are {n}; train more steps or choose another view"
