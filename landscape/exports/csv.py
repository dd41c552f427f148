"""Tables for a spreadsheet: the surface, the paths and the runs as CSV files in one ZIP archive."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from landscape.exports.export import Export
from landscape.inputs import link
from landscape.outputs.results import Ensemble, Scene, Trajectories
from landscape.words.badge import badge
from landscape.words.letters import letter_of
from landscape.words.sentences import drop_sentence, headline

NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first one ZIP knows: the same scene gives the same bytes
READABLE_BY_ALL = 0o644 << 16
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
Row = Sequence[Any] | NDArray[Any]

COLUMNS = """surface.csv: one row per node. x, y: place in the view; then the quantity shown as height and, if it is
another one, as colour.
paths.csv: one row per run and step, and per dropped ball and step; a ball has the seed whose batches it sees.
held_out: 1 for a step that no view was built from, as all of a ball are; x, y: place in the view;
train_loss: the run's own; surface_loss: training loss of the surface at that place; distance: to the surface, in units
of weight (snapshots and balls only); test_loss (snapshots only).
runs.csv: one row per run and ball, at its end. diverged_at: the step at which it was lost; accuracies and shares
from 0 to 1.
An empty cell was not measured; nan and inf are results."""


def cell(value: Any) -> str:
    """A value as a table has it: numbers with all their digits, and text that no spreadsheet takes for a formula.

    Example:
        >>> cell(np.float32(0.1)), cell("=1+1"), cell("-2"), cell(None)
        ('0.1', "'=1+1", '-2', '')
    """
    if value is None:
        return ""
    text = str(value)
    is_number = isinstance(value, (int, float, np.number)) or NUMBER.fullmatch(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text


def table(columns: Row, rows: Iterable[Row]) -> str:
    """Rows of values as CSV with a line of names first."""
    file = StringIO()
    csv.writer(file).writerows([cell(value) for value in row] for row in (columns, *rows))
    return file.getvalue()


def surface_table(scene: Scene) -> str:
    """One row per node, along x first; the names alone without a surface."""
    surface, color = scene.surface, scene.color_surface
    if surface is None:
        return table(("x", "y"), ())
    x, y = np.meshgrid(surface.x, surface.y)
    shown = [surface] if color is None else [surface, color]
    columns: list[NDArray[Any]] = [x, y, *(each.values for each in shown)]
    names = ["x", "y", *(each.quantity for each in shown)]
    return table(names, zip(*(column.ravel() for column in columns), strict=True))


def paths_table(scene: Scene) -> str:
    """One row per run and step, in order, and the balls after them; without a view the places are empty."""
    names = ("run", "seed", "step", "held_out", "x", "y", "train_loss", "surface_loss", "distance", "test_loss")
    rows = (row for run in range(scene.ensemble.n_runs) for row in _steps(scene.ensemble, scene.trajectories, run))
    return table(names, (*rows, *_ball_steps(scene)))


def _ball_steps(scene: Scene) -> Iterator[Row]:
    seed = _seed_in_focus(scene)
    for ball, drop in enumerate(scene.drops):
        for row in zip(drop.steps, drop.path_x, drop.path_y, drop.loss, drop.surface_loss, drop.distance, strict=True):
            step, *measured = row
            yield (f"ball {ball + 1}", seed, step, 1, *measured, None)


def _seed_in_focus(scene: Scene) -> int:
    return scene.config.ensemble.seeds[scene.config.view.focus]


def _steps(ensemble: Ensemble, paths: Trajectories | None, run: int) -> list[Row]:
    n, m = len(ensemble.steps), len(ensemble.held_out_steps)
    kept: tuple[Row, ...] = ([None] * n,) * 4
    held_out: tuple[Row, ...] = ([None] * m,) * 3
    if paths is not None:
        kept = (paths.x[run], paths.y[run], paths.surface_loss[run], paths.distance[run])
        held_out = (paths.held_out_x[run], paths.held_out_y[run], paths.held_out_surface_loss[run])
    x, y, under, distance = kept
    held_out_x, held_out_y, held_out_under = held_out
    rows = [
        *zip(
            ensemble.steps,
            [0] * n,
            x,
            y,
            ensemble.train_loss[run],
            under,
            distance,
            ensemble.test_loss[run],
            strict=True,
        ),
        *zip(
            ensemble.held_out_steps,
            [1] * m,
            held_out_x,
            held_out_y,
            ensemble.held_out_loss[run],
            held_out_under,
            [None] * m,
            [None] * m,
            strict=True,
        ),
    ]
    return [(letter_of(run), ensemble.config.seeds[run], *row) for row in sorted(rows, key=lambda row: int(row[0]))]


def runs_table(scene: Scene) -> str:
    """One row per run and per ball: its seed, its losses at the end, and what the network there does."""
    names = ["run", "seed", "diverged_at", "train_loss", "surface_loss", "test_loss"]
    names += ["train_accuracy", "test_accuracy", "probe_accuracy", "intended_share"]
    ensemble, paths, behaviour = scene.ensemble, scene.trajectories, scene.behaviour
    rows = []
    for run in range(ensemble.n_runs):
        under = None if paths is None or not ensemble.sound[run] else paths.surface_loss[run, -1]
        shares = () if behaviour is None else (*behaviour.accuracy[run], behaviour.intended_share[run])
        measured = [share if np.isfinite(share) else None for share in shares]
        diverged = ensemble.diverged[run] if ensemble.diverged[run] >= 0 else None
        losses = (ensemble.train_loss[run, -1], under, ensemble.test_loss[run, -1])
        rows.append((letter_of(run), ensemble.config.seeds[run], diverged, *losses, *measured))
    return table(names, [*rows, *(_ball_row(scene, ball) for ball in range(len(scene.drops)))])


def _ball_row(scene: Scene, ball: int) -> Row:
    drop = scene.drops[ball]
    lost = drop.diverged >= 0
    under = None if lost else drop.surface_loss[-1]
    measured = [share if np.isfinite(share) else None for share in (*drop.accuracy, drop.intended_share)]
    losses = (drop.train_loss, under, drop.test_loss)
    return (f"ball {ball + 1}", _seed_in_focus(scene), drop.diverged if lost else None, *losses, *measured)


def about(scene: Scene) -> str:
    """What the tables are of, and what their columns mean."""
    title = headline(scene.ensemble.n_runs, scene.data.title)
    unit = f"Losses are means over examples, in {scene.data.unit}."
    balls = [drop_sentence(drop, scene) for drop in scene.drops]
    lines = (
        title,
        " ".join(badge(scene)).strip(),
        *balls,
        *scene.notes,
        unit,
        f"/lab?{link.encode(scene.config)}",
        COLUMNS,
    )
    return "\n\n".join(line for line in lines if line) + "\n"


def write(scene: Scene) -> bytes:
    """A ZIP archive of three tables and a text about them."""
    tables = {"surface.csv": surface_table, "paths.csv": paths_table, "runs.csv": runs_table, "about.txt": about}
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, text in tables.items():
            entry = ZipInfo(name, NO_DATE)
            entry.create_system = 3  # the same on every machine
            entry.external_attr = READABLE_BY_ALL
            archive.writestr(entry, text(scene), ZIP_DEFLATED)
    return file.getvalue()


EXPORT = Export(suffix="csv.zip", media_type="application/zip", write=write)
