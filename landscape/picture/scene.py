"""From a config to a scene: train, choose the view, evaluate the surface, measure how true it is."""

import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from landscape.catalogue import ARCHITECTURES, DATASETS, PLANES
from landscape.datasets.dataset import Dataset
from landscape.errors import ConfigError, NoPictureError, Stopped
from landscape.inputs.config import DataConfig, SceneConfig, ViewConfig
from landscape.inputs.quantities import QUANTITIES
from landscape.learning.evaluator import Evaluator, network_around, shape_of
from landscape.learning.one_thread import one_thread
from landscape.learning.parameters import Layout
from landscape.learning.training import build_module_alone, refuse_too_large, train
from landscape.learning.work import Work
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Data, Ensemble, Scene, Surface, Trajectories
from landscape.picture.behaviour import measure_behaviour
from landscape.picture.dropping import drop_balls
from landscape.picture.fidelity import measure_fidelity, trajectories_in
from landscape.picture.surface import nodes_of, surfaces
from landscape.picture.tiles import measure_tiles
from landscape.planes.plane_method import PlaneMethod
from landscape.words.letters import letter_of
from models.architecture import Architecture

MAX_NODE_NUMBERS = 64_000_000


def load_data(config: DataConfig) -> Data:
    """The examples of a config.

    Raises:
        DataError: The data is a file that is not here.
    """
    dataset: Dataset = DATASETS.load(config.name)
    return dataset.make(config)


def check_scene(config: SceneConfig, data: Data) -> None:
    """Refuses combinations that no single parameter's range can rule out, before any work is done.

    Raises:
        ConfigError: Names the parameter to change.
    """
    architecture: Architecture = ARCHITECTURES.load(config.ensemble.model.name)
    reason = architecture.refuse(shape_of(data))
    if reason:
        raise ConfigError(
            "model",
            f"model {config.ensemble.model.name} does not go with data {data.config.name}: it {reason}; "
            "choose another architecture or data set.",
        )
    for field, quantity in (("quantity", config.view.quantity), ("color", config.view.color)):
        _refuse_quantity(field, quantity, data)
    if config.view.focus >= len(config.ensemble.seeds):
        raise ConfigError(
            "focus",
            f"focus must be from 0 to {len(config.ensemble.seeds) - 1}, the number of the last "
            f"run; got {config.view.focus}.",
        )


def refuse_view(config: SceneConfig, layout: Layout) -> None:
    """Refuses a view that these runs cannot be shown in, however they go, before they are trained.

    Raises:
        ConfigError: Says what the view needs.
    """
    method: PlaneMethod = PLANES.load(config.view.view)
    reason = method.refuse(config.ensemble, layout)
    if reason is not None:
        raise ConfigError("view", f"view {config.view.view} {reason}.")


def _refuse_quantity(field: str, name: str, data: Data) -> None:
    quantity = QUANTITIES.get(name)  # none where the colour is that of the height
    reason = quantity.refuse(data, data.config.name) if quantity is not None else None
    if quantity is None or reason is None:
        return
    if quantity.examples == "shifted":
        instead = [one for one in DATASETS.names if quantity.refuse(DATASETS.load(one)) is None]
    else:
        instead = [other for other in QUANTITIES if QUANTITIES[other].refuse(data) is None]
    raise ConfigError(field, f"{field} {name} {reason}; choose {', '.join(instead[:-1])} or {instead[-1]}.")


class _Clock:
    """Wall-clock seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Any:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def rows(self) -> tuple[tuple[str, float], ...]:
        return tuple((name, round(seconds, 4)) for name, seconds in self.seconds.items())


@one_thread()
@np.errstate(over="ignore", invalid="ignore")  # runs that diverge leave the numbers of float32
def compute(config: SceneConfig, work: Work | None = None, *, save_nodes: bool = False) -> Scene:
    """Computes a scene.

    Args:
        config: What to train and what to show.
        work: Is given each unfinished scene: first without a surface, then coarse to fine, then with balls. Asked for
            the runs, and for the scene on which balls are dropped unless nodes are to be kept. Once it is stopped, what
            there is, is kept.
        save_nodes: Whether to keep the parameter vector of every node.

    Returns:
        The scene. `complete` tells whether all that was asked for is there; without a surface, `notes` say why.

    Raises:
        ConfigError, DataError: The config cannot be used; nothing was computed.
        Stopped: Stopped before there was anything to keep.
    """
    work = work or Work()
    if not config.view.drops:
        return _compute(config, work, save_nodes)
    _refuse_too_many_balls(config)
    ground = replace(config, view=replace(config.view, drops=()))

    def publish(scene: Scene) -> None:
        work.publish(replace(scene, config=config, complete=False))

    make = partial(_compute, ground, replace(work, publish=publish), save_nodes)
    scene = make() if save_nodes else work.scene(ground, make)
    return _with_balls(replace(scene, config=config), work)


def whole_scene(config: SceneConfig, work: Work) -> Scene:
    """A scene on the way to something else, kept or computed to its end.

    Raises:
        Stopped: The work was stopped before that.
    """
    scene = work.scene(config, partial(compute, config, work))
    if not scene.complete:
        work.check()
    return scene


def _compute(config: SceneConfig, work: Work, save_nodes: bool) -> Scene:
    """A scene without balls."""
    clock = _Clock()
    with clock.stage("data"):
        data = load_data(config.ensemble.data)
        check_scene(config, data)
    network = network_around(build_module_alone(config.ensemble, data))
    refuse_view(config, network.layout)
    if save_nodes:
        _refuse_too_many_nodes(config.view, network.layout.n_params)
    with clock.stage("training"):
        ensemble = work.ensemble(config.ensemble, partial(train, config.ensemble, data, work))
    evaluator = Evaluator(network, data)
    with clock.stage("behaviour"):
        behaviour = work.pieces.run(measure_behaviour, evaluator, ensemble)
    scene = Scene(config, data, ensemble, behaviour=behaviour, notes=_notes(data, ensemble), seconds=clock.rows())
    work.publish(scene)
    try:
        scene = _with_picture(scene, evaluator, clock, work, save_nodes)
    except NoPictureError as reason:
        whole = ensemble.stopped_at is None
        scene = replace(scene, complete=whole, notes=(*scene.notes, str(reason)), seconds=clock.rows())
    return scene


def _with_picture(scene: Scene, evaluator: Evaluator, clock: _Clock, work: Work, save_nodes: bool) -> Scene:
    view, ensemble = scene.config.view, scene.ensemble
    # After a Stop in mid-training the runs so far still deserve a (coarse) picture: it takes a fraction of a second.
    coarse_only = ensemble.stopped_at is not None
    work = work.to_its_end() if coarse_only else work
    with clock.stage("view"):
        geometry, paths = work.pieces.run(seen_in, evaluator, ensemble, scene.config)
        method: PlaneMethod = PLANES.load(view.view)
        plane = replace(geometry.plane, title=method.title, exact_where=method.exact_where)
        scene = replace(scene, plane=plane, trajectories=paths)
    quantities = [view.quantity] if view.color in ("height", view.quantity) else [view.quantity, view.color]
    levels = surfaces(evaluator, geometry, view, quantities, work)
    n_expected = view.grid[0] * view.grid[1]
    while not scene.complete:
        with clock.stage("surface"):
            level = next(levels, None)
        if level is None:
            break
        finished = level[view.quantity].values.size == n_expected and not coarse_only
        scene = _on_ground(scene, level, evaluator, geometry, clock, work)
        work.publish(replace(scene, complete=finished and scene.tiles is not None, seconds=clock.rows()))
        if scene.tiles is None:  # once the first ground has been seen; they go out with the next
            with clock.stage("tiles"):
                scene = replace(scene, tiles=work.pieces.run(measure_tiles, evaluator, ensemble, geometry, view, level))
            if finished or coarse_only:
                work.publish(replace(scene, complete=finished, seconds=clock.rows()))
        scene = replace(scene, complete=finished, seconds=clock.rows())
        if coarse_only:
            return scene
    if not scene.complete:
        seen = "no node" if scene.surface is None else f"{scene.surface.values.size:,} of {n_expected:,} nodes"
        scene = replace(scene, notes=(*scene.notes, f"Stopped with {seen} of the surface measured."))
    return replace(scene, nodes=nodes_of(geometry, view)) if save_nodes and scene.complete else scene


def _on_ground(
    scene: Scene,
    level: dict[str, Surface],
    evaluator: Evaluator,
    geometry: Geometry,
    clock: _Clock,
    work: Work,
) -> Scene:
    """The scene with one level of its ground, and how true it is if that was not measured yet."""
    view, paths, surface = scene.config.view, scene.trajectories, level[scene.config.view.quantity]
    if scene.fidelity is None and paths is not None:
        with clock.stage("fidelity"):
            fidelity = work.pieces.run(measure_fidelity, evaluator, scene.ensemble, geometry, paths, surface)
        scene = replace(scene, fidelity=fidelity)
    return replace(scene, surface=surface, color_surface=level.get(view.color))


def _refuse_too_many_balls(config: SceneConfig) -> None:
    data = load_data(config.ensemble.data)
    check_scene(config, data)
    n_params = network_around(build_module_alone(config.ensemble, data)).layout.n_params
    refuse_too_large(len(config.view.drops), n_params, config.ensemble, "balls")


def _with_balls(scene: Scene, work: Work) -> Scene:
    """The scene with its balls dropped, if it is complete and has a surface to drop them on."""
    config, data, ensemble = scene.config, scene.data, scene.ensemble
    if not scene.complete or scene.surface is None:
        return scene
    work.publish(replace(scene, complete=False))
    clock = _Clock()
    with clock.stage("drops"):
        evaluator = Evaluator(network_around(build_module_alone(config.ensemble, data)), data)
        try:
            geometry = geometry_of(ensemble, config)
            drops, last = drop_balls(evaluator, ensemble, geometry, config.view, work)
        except Stopped:
            drops, last = (), 0
    notes = scene.notes
    if last is not None:
        notes = (*notes, f"The dropped balls were stopped after step {last:,} of {config.ensemble.steps:,}.")
    scene = replace(scene, drops=drops, notes=notes, complete=last is None, seconds=scene.seconds + clock.rows())
    work.publish(scene)
    return scene


def _refuse_too_many_nodes(view: ViewConfig, n_params: int) -> None:
    if view.grid[0] * view.grid[1] * n_params > MAX_NODE_NUMBERS:
        raise ConfigError(
            "grid",
            f"grid {view.grid[0]}x{view.grid[1]} with {n_params:,} weights is too much "
            f"to save; at most {MAX_NODE_NUMBERS:,} numbers, so choose a smaller grid.",
        )


def seen_in(evaluator: Evaluator, ensemble: Ensemble, config: SceneConfig) -> tuple[Geometry, Trajectories]:
    """Where a view lies, and the runs as seen in it; raises as `geometry_of` does."""
    geometry = geometry_of(ensemble, config)
    return geometry, trajectories_in(evaluator, ensemble, geometry, config.view.quantity)


def geometry_of(ensemble: Ensemble, config: SceneConfig) -> Geometry:
    """Where a view lies, as its plane method says.

    Raises:
        NoPictureError: The runs do not allow this view; the sentence says why and what to change.
    """
    method: PlaneMethod = PLANES.load(config.view.view)
    return method.build(ensemble, config.view)


def _notes(data: Data, ensemble: Ensemble) -> tuple[str, ...]:
    notes = list(data.notes)
    if ensemble.stopped_at is not None:
        notes.append(f"Stopped after step {ensemble.stopped_at:,} of {ensemble.config.steps:,}.")
    lost = np.flatnonzero(~ensemble.sound)
    if len(lost):
        which = ", ".join(f"{letter_of(int(run))} (by step {ensemble.diverged[run]})" for run in lost[:8])
        more = f" and {len(lost) - 8} more" if len(lost) > 8 else ""
        cure = " Lower the learning rate to keep them." if ensemble.sound.any() else ""
        notes.append(f"Diverged: {which}{more}; left out of the view, kept in the loss curves.{cure}")
    if len(data.train_targets) > len(ensemble.targets):
        notes.append(
            f"The training loss is measured on the first {len(ensemble.targets):,} of "
            f"{len(data.train_targets):,} training examples."
        )
    return tuple(notes)
