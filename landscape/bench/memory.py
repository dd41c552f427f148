"""Resident memory of a process of its own: with torch, after a scene, and while a large surface is evaluated."""

import json
import subprocess
import sys
import time
from pathlib import Path

from landscape.bench.row import Row, at_most

STATUS = Path("/proc/self/status")
RESET_PEAK = Path("/proc/self/clear_refs")
ROOT = Path(__file__).parents[2]
PEAK_MB = 200.0


def run(seconds: float = 3.0) -> list[Row]:
    """Measures in two fresh processes, since a process gives little memory back; Linux only.

    Args:
        seconds: How long the large surface is evaluated; its blocks are all of one size, so a few tell the peak.
    """
    if not STATUS.exists():
        return [Row("resident memory", None, "MB", note="needs Linux: read from /proc/self/status")]
    scene = _in_a_fresh_process("scene_memory")
    surface = _in_a_fresh_process("surface_memory", seconds)
    note = (
        f"201 x 201 nodes of width 128, depth 4 on {surface['n_examples']:.0f} examples, stopped after "
        f"{surface['seconds']:.1f} s; {surface['n_params']:.0f} weights"
    )
    return [
        Row("with torch imported", scene["torch"], "MB"),
        Row("with the numerics imported", scene["imported"], "MB"),
        Row("after the default scene", scene["scene"], "MB", note="in a process without the app"),
        Row("after three more scenes", scene["more"], "MB", note="what the first did not cost"),
        at_most("rise during a large surface", surface["rise"], "MB", PEAK_MB, note),
    ]


def _in_a_fresh_process(function: str, *arguments: float) -> dict[str, float]:
    code = f"from landscape.bench import memory; memory.{function}(*{list(arguments)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def megabytes(field: str = "VmRSS") -> float:
    """A line of the process's status, in MB: resident now (VmRSS) or at its highest (VmHWM)."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024


def scene_memory(n_more: int = 3) -> None:
    """Prints resident memory after importing torch, after the imports, after the default scene and after more."""
    import torch  # noqa: F401  # it is what is measured

    found = {"torch": megabytes()}
    from landscape.inputs.config import EnsembleConfig, SceneConfig
    from landscape.picture.scene import compute

    found["imported"] = megabytes()
    compute(SceneConfig())
    found["scene"] = megabytes()
    for i in range(1, n_more + 1):
        compute(SceneConfig(EnsembleConfig(seeds=tuple(range(8 * i, 8 * i + 8)))))
    print(json.dumps({**found, "more": megabytes()}))


def surface_memory(seconds: float) -> None:
    """Prints how far the peak rises while a large surface of a large network is evaluated for some seconds."""
    from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, SceneConfig, ViewConfig
    from landscape.learning.evaluator import Evaluator, network_around
    from landscape.learning.training import build_module_alone, train
    from landscape.learning.work import Work
    from landscape.picture.scene import geometry_of, load_data
    from landscape.picture.surface import surfaces

    runs = EnsembleConfig(
        data=DataConfig(n_train=2048), model=ModelConfig(width=128, depth=4), seeds=(0,), steps=2, snapshots=5
    )
    view = ViewConfig(view="random", grid=(201, 201))
    data = load_data(runs.data)
    ensemble = train(runs, data)
    evaluator = Evaluator(network_around(build_module_alone(runs, data)), data)
    plane = geometry_of(ensemble, SceneConfig(runs, view))
    RESET_PEAK.write_text("5")  # sets the highest resident memory to the present one
    before, began = megabytes(), time.monotonic()
    list(surfaces(evaluator, plane, view, ("train_loss",), Work(stopped=lambda: time.monotonic() - began > seconds)))
    found = {
        "rise": megabytes("VmHWM") - before,
        "seconds": time.monotonic() - began,
        "n_params": ensemble.n_params,
        "n_examples": len(data.train_targets),
    }
    print(json.dumps(found))
