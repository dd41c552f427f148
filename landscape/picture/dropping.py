"""Balls dropped on a surface: the network at a place is trained on from there."""

from dataclasses import replace

import numpy as np

from landscape.inputs.config import ViewConfig
from landscape.learning.evaluator import Evaluator
from landscape.learning.training import Beginning, train
from landscape.learning.work import Work
from landscape.outputs.geometry import Geometry
from landscape.outputs.results import Array, Drop, Ensemble
from landscape.picture.fidelity import trajectories_in
from landscape.picture.tiles import ask, questions_for, steps_shown
from landscape.planes.plane_method import run_in_focus


def drop_balls(
    evaluator: Evaluator,
    ensemble: Ensemble,
    geometry: Geometry,
    view: ViewConfig,
    work: Work | None = None,
) -> tuple[tuple[Drop, ...], int | None]:
    """Trains on from every place of `view.drops`, as the runs were trained.

    The optimiser begins afresh, with its schedule at the start and as many steps as a run. All balls get the batches
    of the run in focus, so where one of them ends differs from the others' ends by its start alone.

    Args:
        evaluator: Measures parameter vectors on the scene's data.
        ensemble: The runs the view was built from.
        geometry: Where the view lies.
        view: Where the balls are dropped, and what its height measures.
        work: Hears of the losses on the way; once it is stopped, the balls stay where they are.

    Returns:
        One `Drop` per place; and the last step made if the training was stopped early, else None.

    Raises:
        Stopped: Stopped before the first step.
    """
    work = work or Work()
    places = np.asarray(view.drops, np.float64)
    # One by one: a matrix product's last bits can depend on the rows beside, and a ball must not on the other balls.
    starts = np.concatenate([geometry.point(place[None]) for place in places]).astype(np.float32)
    seed = ensemble.config.seeds[run_in_focus(ensemble, view)]
    trained = train(ensemble.config, evaluator.data, work, Beginning(starts, seed))
    drops = tuple(work.pieces.map(_measured, ((evaluator, trained, geometry, view, i) for i in range(len(places)))))
    return drops, trained.stopped_at


def _in_order(trained: Ensemble, evaluator: Evaluator, i: int) -> Ensemble:
    """One ball alone, its held-out steps among its snapshots: no view is built from it, so none are kept apart."""
    steps = np.concatenate([trained.steps, trained.held_out_steps])
    order = np.argsort(steps)
    snapshots = np.concatenate([trained.snapshots[i], trained.held_out_snapshots[i]])[order]
    return replace(
        trained,
        steps=steps[order],
        snapshots=snapshots[None],
        train_loss=np.concatenate([trained.train_loss[i], trained.held_out_loss[i]])[None, order],
        test_loss=evaluator.measure(snapshots, ("test_loss",))["test_loss"][None],
        held_out_steps=trained.held_out_steps[:0],
        held_out_snapshots=trained.held_out_snapshots[:1, :0],
        held_out_loss=trained.held_out_loss[:1, :0],
    )


def _measured(evaluator: Evaluator, trained: Ensemble, geometry: Geometry, view: ViewConfig, i: int) -> Drop:
    ball = _in_order(trained, evaluator, i)
    with np.errstate(over="ignore", invalid="ignore"):  # a ball that diverges leaves the numbers of float32
        paths = trajectories_in(evaluator, ball, geometry, view.quantity)
    times = steps_shown(len(trained.steps), trained.n_runs)
    end: Array = trained.snapshots[i, -1:]
    accuracy, share = np.full(3, np.nan, np.float32), float("nan")
    if evaluator.data.graded:
        accuracy = evaluator.accuracies(end)[0]
    if evaluator.data.has_two_rules:
        share = float(evaluator.measure(end, ("intended_share",))["intended_share"][0])
    return Drop(
        x=view.drops[i][0],
        y=view.drops[i][1],
        steps=ball.steps,
        path_x=paths.x[0],
        path_y=paths.y[0],
        height=paths.height[0],
        surface_height=paths.surface_height[0],
        loss=paths.loss[0],
        surface_loss=paths.surface_loss[0],
        distance=paths.distance[0],
        snapshots=ball.snapshots[0],
        answers=ask(evaluator, trained.snapshots[i, times], questions_for(evaluator.data)),
        answer_steps=trained.steps[times],
        train_loss=float(trained.train_loss[i, -1]),
        test_loss=float(trained.test_loss[i, -1]),
        accuracy=accuracy,
        intended_share=share,
        diverged=int(trained.diverged[i]),
    )
