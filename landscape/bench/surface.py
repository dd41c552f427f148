"""A surface of the standard small network against a plain loop and against the library loss-landscapes."""

import copy
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import nn

from landscape.bench.plain import loss_at_each
from landscape.bench.row import Row, at_least, at_most
from landscape.bench.timing import best_of
from landscape.inputs.config import EnsembleConfig, SceneConfig, ViewConfig
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.one_thread import one_thread
from landscape.learning.training import build_module_alone, train
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Array, Data, Ensemble
from landscape.picture.scene import geometry_of, load_data
from landscape.picture.surface import nodes_of, surfaces

LIBRARY_MISSING = "loss-landscapes is not installed; pip install -r requirements-dev.txt"


def surface_over(module: nn.Module, data: Data, geometry: Geometry, view: ViewConfig) -> Array:
    """The training loss on every node by our own way, coarse levels and the making of parameter vectors included."""
    evaluator = Evaluator(network_around(module), data)
    *_, last = surfaces(evaluator, geometry, view, ("train_loss",))
    return last["train_loss"].values


def loop_over(module: nn.Module, data: Data, geometry: Geometry, view: ViewConfig) -> Array:
    """The same surface by the plain loop, the making of the parameter vectors included."""
    nodes = nodes_of(geometry, view)
    return loss_at_each(module, data, nodes.reshape(-1, nodes.shape[-1])).reshape(nodes.shape[:2])


def library_task(module: nn.Module, data: Data, n_steps: int) -> Callable[[], object] | None:
    """A random plane by loss-landscapes, or None where it is not installed.

    The fastest public use: filter-normalised random plane, its own `Loss` on tensors, no gradients recorded, and no
    copy per node (it moves the weights in place, so it gets a copy of the module to move).
    """
    try:
        import loss_landscapes
        from loss_landscapes.metrics import Loss
    except ImportError:
        return None
    metric = Loss(nn.functional.cross_entropy, torch.tensor(data.train_inputs), torch.tensor(data.train_targets))

    def task() -> object:
        with torch.random.fork_rng(devices=[]), torch.inference_mode():
            return loss_landscapes.random_plane(copy.deepcopy(module), metric, steps=n_steps, normalization="filter")

    return task


def relative_difference(ours: Callable[[], Array], loop: Callable[[], Array]) -> float:
    """Largest difference between two surfaces, relative to the loop's."""
    with one_thread():
        expected = loop()
        return float(np.max(np.abs(ours() - expected) / expected))


def end_of(module: nn.Module, ensemble: Ensemble) -> nn.Module:
    """A copy of a module with the weights of the first run's end."""
    module = copy.deepcopy(module)
    nn.utils.vector_to_parameters(torch.tensor(ensemble.snapshots[0, -1]), module.parameters())
    return module


def run(grid: int = 51, n_steps: int = 300, n_rounds: int = 3) -> list[Row]:
    """Measures the random plane, the library's random plane, and the sheet through eight runs."""
    runs = EnsembleConfig(steps=n_steps)
    data = load_data(runs.data)
    ensemble, module = train(runs, data), build_module_alone(runs, data)
    view = ViewConfig(view="random", grid=(grid, grid))
    plane = geometry_of(ensemble, SceneConfig(runs, view))
    sheet = geometry_of(ensemble, SceneConfig(runs, ViewConfig(view="sheet", grid=(grid, grid))))
    nodes = nodes_of(sheet, view).reshape(-1, ensemble.n_params)
    loop, ours = (partial(f, module, data, plane, view) for f in (loop_over, surface_over))
    times = best_of(n_rounds, loop, ours)
    sheet_times = best_of(
        n_rounds,
        lambda: loss_at_each(module, data, nodes),
        lambda: surface_over(module, data, sheet, view),
    )
    difference = relative_difference(ours, loop)
    size = f"{grid} x {grid} nodes, {len(data.train_targets)} examples"
    words = [time.words() for time in (*times, *sheet_times)]
    return [
        at_least(
            "random plane against a plain loop",
            times[0].cpu / times[1].cpu,
            "times",
            3,
            f"{size}: loop {words[0]}, ours {words[1]}",
        ),
        _library_row(library_task(end_of(module, ensemble), data, grid), ours, n_rounds),
        at_most("largest relative difference from the loop", difference, "", 1e-3, "node for node"),
        at_least(
            "sheet against a plain loop on saved nodes",
            sheet_times[0].cpu / sheet_times[1].cpu,
            "times",
            3,
            f"{size}: loop {words[2]}, ours with the making of the nodes {words[3]}",
        ),
    ]


def _library_row(task: Callable[[], object] | None, ours: Callable[[], object], n_rounds: int) -> Row:
    name, target = "random plane against loss-landscapes", "> 1 times"
    if task is None:
        return Row(name, None, "times", target, None, LIBRARY_MISSING)
    library, own = best_of(n_rounds, task, ours)
    ratio = library.cpu / own.cpu
    note = f"the library draws its own random directions: {library.words()}, ours {own.words()}"
    return Row(name, ratio, "times", target, ratio > 1, note)
