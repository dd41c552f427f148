"""The runs as they are drawn: snapshots and held-out steps in order, in the normalised coordinates of a figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.results import Plane, Scene, Trajectories
from landscape.viewer.header import PathPlace
from landscape.viewer.heights import HeightScale
from landscape.viewer.packing import Arrays
from landscape.words.letters import letter_of

DROP_THRESHOLD = 0.03
LIFT = 0.02  # by which a path is drawn above its height, so that the ground it lies on does not swallow it


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """One run in figure coordinates: x and y in [-1, 1] over the picture, z in [0, 1].

    Attributes:
        run: Number of the run.
        steps: Steps drawn, shape (n,).
        x, y, z: Where, at the run's own height.
        ground: Height of the surface under each step, shape (n,).
        held_out: Which of the steps did not build the view.
        value: The run's own value of the height quantity at each step.
        breaks: Places in these arrays before which steps were left out: no line leads across.
        ball: Number of the dropped ball this is the path of; -1 for a run.
    """

    run: int
    steps: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z: NDArray[np.float64]
    ground: NDArray[np.float64]
    held_out: NDArray[np.bool_]
    value: NDArray[np.float64]
    breaks: NDArray[np.int64]
    ball: int = -1

    @property
    def is_ball(self) -> bool:
        """Whether this is a dropped ball, not a run."""
        return self.ball >= 0

    @property
    def letter(self) -> str:
        """What stands at its end: a run's letter, a ball's number."""
        return str(self.ball + 1) if self.is_ball else letter_of(self.run)

    @property
    def title(self) -> str:
        """What it is called, such as `run A` or `ball 1`."""
        return f"{'ball' if self.is_ball else 'run'} {self.letter}"

    def line(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the steps as a line is drawn through them: with NaN, a gap, where steps were left out."""
        return np.insert(values, self.breaks, np.nan)

    def texts(self, unit: str) -> list[str]:
        """What hovering over the line shows at each of its points."""
        name = self.title if self.is_ball else self.letter
        texts = [f"{name}, step {s}: {v:.3g} {unit}" for s, v in zip(self.steps, self.value, strict=True)]
        return np.insert(np.array(texts, dtype=object), self.breaks, "").tolist()

    def leaves_surface(self) -> NDArray[np.bool_]:
        """Steps that lie visibly above or below the surface."""
        return np.abs(self.z - self.ground) > DROP_THRESHOLD


def paths_of(scene: Scene, height: HeightScale) -> Iterator[Path]:
    """The runs a view shows, in order; steps outside the picture or without a finite height are left out."""
    paths, plane = scene.trajectories, scene.plane
    if paths is None or plane is None:
        return
    with_check = QUANTITIES[scene.config.view.quantity].has_held_out_steps
    for run in np.flatnonzero(plane.runs_shown & scene.ensemble.sound):
        steps, x, y, own, under = _in_order(scene, paths, int(run), with_check)
        yield _path(plane, height, int(run), steps, (x, y, own, under), np.isin(steps, scene.ensemble.steps))


def drop_paths(scene: Scene, height: HeightScale) -> Iterator[Path]:
    """The balls dropped on the surface, as paths; they belong to the run in focus, whose batches they see."""
    plane = scene.plane
    if plane is None:
        return
    for ball, drop in enumerate(scene.drops):
        columns = (drop.path_x, drop.path_y, *(v.astype(np.float64) for v in (drop.height, drop.surface_height)))
        kept = np.zeros(len(drop.steps), bool)
        kept[0] = True  # it begins on the surface; no view was built from its other steps
        yield _path(plane, height, scene.config.view.focus, drop.steps, columns, kept, ball)


def _path(
    plane: Plane,
    height: HeightScale,
    run: int,
    steps: NDArray[np.int64],
    columns: tuple[NDArray[np.float64], ...],
    kept: NDArray[np.bool_],
    ball: int = -1,
) -> Path:
    """A path from coordinates, own heights and heights of the ground; steps that cannot be drawn are left out."""
    x, y, own, under = columns
    nx = (x - plane.center[0]) / plane.half_width[0]
    ny = (y - plane.center[1]) / plane.half_width[1]
    with np.errstate(invalid="ignore"):
        inside = (np.abs(nx) <= 1) & (np.abs(ny) <= 1) & np.isfinite(own)
    places = np.flatnonzero(inside)
    return Path(
        run=run,
        steps=steps[inside],
        x=nx[inside],
        y=ny[inside],
        z=height.z(own[inside]),
        ground=height.z(under[inside]),
        held_out=~kept[inside],
        value=own[inside],
        breaks=np.flatnonzero(np.diff(places) > 1) + 1,
        ball=ball,
    )


def _in_order(
    scene: Scene, paths: Trajectories, run: int, with_check: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    ensemble = scene.ensemble
    if not with_check:
        return (
            ensemble.steps,
            paths.x[run],
            paths.y[run],
            paths.height[run].astype(np.float64),
            paths.surface_height[run].astype(np.float64),
        )
    steps = np.concatenate([ensemble.steps, ensemble.held_out_steps])
    order = np.argsort(steps, kind="stable")
    columns = (
        np.concatenate([paths.x[run], paths.held_out_x[run]]),
        np.concatenate([paths.y[run], paths.held_out_y[run]]),
        np.concatenate([paths.height[run], paths.held_out_loss[run]]).astype(np.float64),
        np.concatenate([paths.surface_height[run], paths.held_out_surface_loss[run]]).astype(np.float64),
    )
    x, y, own, under = (column[order] for column in columns)
    return steps[order], x, y, own, under


def axis_titles(scene: Scene, plane: Plane) -> tuple[str, str]:
    """Titles of the two axes: what they are, their unit or the share of variance they hold."""
    shares = scene.fidelity.variance_explained if scene.fidelity is not None else (np.nan, np.nan)
    titles = []
    for label, share in zip(plane.labels, shares, strict=True):
        known = label.startswith("direction") and np.isfinite(share)
        titles.append(f"{label} ({100 * share:.0f} % of variance)" if known else label)
    return titles[0], titles[1]


def packed_paths(paths: list[Path]) -> tuple[list[PathPlace], Arrays]:
    """Paths as a message holds them: where each begins and ends, and arrays of all of them one after the other."""
    places: list[PathPlace] = []
    arrays: Arrays = {}
    for path in paths:
        at = places[-1]["to"] if places else 0
        places.append({"run": path.run, "ball": path.ball, "from": at, "to": at + len(path.steps)})
    for name in ("x", "y", "z", "ground", "value"):
        arrays[f"path_{name}"] = _joined([getattr(path, name) for path in paths], np.float64)
    arrays["path_held_out"] = _joined([path.held_out for path in paths], np.uint8)
    arrays["path_step"] = _joined([path.steps for path in paths], np.int32)
    begins = [np.isin(np.arange(len(path.steps)), path.breaks) for path in paths]
    arrays["path_break"] = _joined(begins, np.uint8)
    return places, arrays


def _joined(parts: list[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, kind)


def paths_from(places: list[PathPlace], arrays: Arrays) -> Iterator[Path]:
    """The paths of a message; the other way of `packed_paths`."""
    for place in places:
        part = slice(place["from"], place["to"])
        floats = {name: arrays[f"path_{name}"][part].astype(np.float64) for name in ("x", "y", "z", "ground", "value")}
        yield Path(
            run=place["run"],
            ball=place["ball"],
            steps=arrays["path_step"][part].astype(np.int64),
            held_out=arrays["path_held_out"][part].astype(bool),
            breaks=np.flatnonzero(arrays["path_break"][part]),
            **floats,
        )
