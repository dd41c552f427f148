"""A scene as files: everything measured as arrays, and what it was measured from as JSON."""

import json
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from landscape.errors import ConfigError, LandscapeError
from landscape.exports.interrupts import uninterrupted
from landscape.inputs import link
from landscape.inputs.config import key_of
from landscape.outputs.results import Drop, Scene
from landscape.words.badge import badge
from landscape.words.sentences import table

NAMES = ("scene.npz", "scene.html", "scene.json")
PACKAGES = ("numpy", "scipy", "scikit-learn", "torch", "plotly", "streamlit")
LANDSCAPE_VERSION = "0.1.0"
# Held-out steps were called check steps when the names in the files were published; those stay.
PUBLISHED = {"n_held_out": "n_check"}


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    found = {"landscape": LANDSCAPE_VERSION, "python": platform.python_version()}
    return found | {name: version(name) for name in PACKAGES}


def arrays_of(scene: Scene) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays of `scene.npz` by name; what was not computed is missing.

    Shapes are those promised for the command line: see `Ensemble`, `Plane`, `Surface` and `Trajectories`.
    """
    ensemble, paths = scene.ensemble, scene.trajectories
    found: dict[str, Any] = {
        "snapshots": ensemble.snapshots,
        "steps": ensemble.steps,
        "train_loss": ensemble.train_loss,
        "test_loss": ensemble.test_loss,
        "check_steps": ensemble.held_out_steps,
        "check_loss": ensemble.held_out_loss,
        "check_snapshots": ensemble.held_out_snapshots,
        "diverged": ensemble.diverged,
        "inputs": ensemble.inputs,
        "targets": ensemble.targets,
        "test_inputs": scene.data.test_inputs,
        "test_targets": scene.data.test_targets,
        "probe_inputs": scene.data.probe_inputs,
        "probe_targets": scene.data.probe_targets,
    }
    if scene.data.shifted_inputs is not None and scene.data.shifted_targets is not None:
        found |= {"shifted_inputs": scene.data.shifted_inputs, "shifted_targets": scene.data.shifted_targets}
    if scene.plane is not None:
        found |= {"origin": scene.plane.origin, "u": scene.plane.u, "v": scene.plane.v}
    if scene.surface is not None:
        found |= {"x": scene.surface.x, "y": scene.surface.y}
    for surface in (scene.surface, scene.color_surface):
        if surface is not None:
            found[f"{surface.quantity}_surface"] = surface.values
    if paths is not None:
        found |= {
            "path_x": paths.x,
            "path_y": paths.y,
            "path_surface_loss": paths.surface_loss,
            "path_distance": paths.distance,
            "check_x": paths.held_out_x,
            "check_y": paths.held_out_y,
            "check_surface_loss": paths.held_out_surface_loss,
        }
    if scene.drops:
        found |= _arrays_of_drops(scene.drops)
    if scene.nodes is not None:
        found["nodes"] = scene.nodes
    return found


def _arrays_of_drops(drops: tuple[Drop, ...]) -> dict[str, Any]:
    """The balls by name, with their steps in common; see `Drop`."""
    names = ("path_x", "path_y", "loss", "surface_loss", "distance", "snapshots", "diverged")
    found = {f"drop_{name.removeprefix('path_')}": np.stack([getattr(drop, name) for drop in drops]) for name in names}
    return {"drop_steps": drops[0].steps, **found}


def description_of(scene: Scene) -> dict[str, Any]:
    """What `scene.json` says: config, link, fidelity, notes, seconds per stage, versions."""
    fidelity = None
    if scene.fidelity is not None:
        measured = asdict_shallow(scene.fidelity)
        fidelity = {PUBLISHED.get(name, name): _plain(value) for name, value in measured.items()}
    columns, rows = table(scene)
    return {
        "config": asdict(scene.config),
        "key": key_of(scene.config),
        "link": link.encode(scene.config),
        "complete": scene.complete,
        "notes": list(scene.notes),
        "badge": " ".join(badge(scene)).strip(),
        "fidelity": fidelity,
        "unit": scene.data.unit,
        "parameters": [
            {"name": name, "shape": list(shape)}
            for name, shape in zip(scene.ensemble.parameter_names, scene.ensemble.parameter_shapes, strict=True)
        ],
        "runs": [dict(zip(columns, row, strict=True)) for row in rows],
        "seconds": dict(scene.seconds),
        "versions": versions(),
    }


def asdict_shallow(result: Any) -> dict[str, Any]:
    """The fields of a result by name, without copying arrays."""
    return {name: getattr(result, name) for name in result.__dataclass_fields__}


def _plain(value: Any) -> Any:
    """A value as JSON has it; numbers that are not finite become null."""
    if isinstance(value, np.ndarray):
        return [_plain(v) for v in value.tolist()]
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return value


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Makes a folder, and afterwards takes away again what was made and is still empty."""
    new: list[Path] = []
    try:
        new = [path for path in (folder, *folder.absolute().parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for path in new:
            with suppress(OSError, ValueError):
                path.rmdir()  # refuses a folder that holds something


def check_folder(folder: Path, *, may_replace: bool = True) -> None:
    """Refuses a folder that cannot be written to, before any work is done: tries it, and leaves nothing behind.

    Args:
        folder: Where a scene is to go.
        may_replace: Whether one that is there already may be replaced.

    Raises:
        ConfigError: One sentence says why.
    """
    try:
        if folder.exists() and not folder.is_dir():
            reason = f"--out must be a folder; {folder} is a file, so choose another name."
        elif taken := [name for name in NAMES if (folder / name).is_dir()]:
            reason = f"--out {folder} holds a folder called {taken[0]}; choose another folder."
        elif not may_replace and (there := [name for name in NAMES if (folder / name).exists()]):
            reason = f"--out {folder} holds {there[0]} already; choose another folder, or add --force to replace it."
        else:
            with _made(folder), tempfile.TemporaryDirectory(prefix=".scene-", dir=folder):
                return
    except (OSError, ValueError):  # a path with a zero byte is a ValueError
        reason = f"--out {folder} cannot be written to; choose another folder."
    raise ConfigError("out", reason)


def _put_in_place(rough: Path, folder: Path) -> None:
    """Moves new files to where they belong, all or none: the old ones come back if that fails."""
    moved: list[str] = []
    try:
        for name in NAMES:
            if (folder / name).exists():
                os.replace(folder / name, rough / f"old-{name}")
            moved.append(name)
            os.replace(rough / name, folder / name)
    except OSError:
        for name in moved:
            (folder / name).unlink(missing_ok=True)
            if (rough / f"old-{name}").exists():
                os.replace(rough / f"old-{name}", folder / name)
        raise


def save(scene: Scene, folder: str | Path) -> Path:
    """Writes `scene.json`, `scene.npz` and `scene.html` into a folder, all of them or none.

    Args:
        scene: A computed scene.
        folder: Made if it does not exist; files of the same names are replaced.

    Returns:
        The folder.

    Raises:
        ConfigError: The folder cannot be written to.
        LandscapeError: Writing failed half-way (the disk is full, say).
    """
    from landscape.viewer.page import page  # the only part that needs Plotly

    folder = Path(folder)
    check_folder(folder)
    arrays = arrays_of(scene)
    description = json.dumps(description_of(scene), indent=2, allow_nan=False) + "\n"
    html = page(scene, link.encode(scene.config))
    try:
        with ExitStack() as late, _made(folder), tempfile.TemporaryDirectory(prefix=".scene-", dir=folder) as inside:
            rough = Path(inside)
            np.savez_compressed(rough / "scene.npz", allow_pickle=False, **arrays)
            (rough / "scene.json").write_text(description, encoding="utf-8")
            (rough / "scene.html").write_text(html, encoding="utf-8")
            late.enter_context(uninterrupted())  # until the rough folder is cleared away as well
            _put_in_place(rough, folder)
    except OSError as error:
        raise LandscapeError(f"The scene could not be written to {folder}: {error.strerror}.") from error
    return folder
