"""A surface of a small convolutional network on pictures of digits against a plain loop."""

from functools import partial

from landscape.bench.row import Row, at_least, at_most
from landscape.bench.surface import loop_over, relative_difference, surface_over
from landscape.bench.timing import best_of
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig, SceneConfig, ViewConfig
from landscape.learning.training import build_module_alone, train
from landscape.picture.scene import geometry_of, load_data


def run(grid: int = 17, n_steps: int = 60, n_rounds: int = 2) -> list[Row]:
    """Measures a random plane at the end of a short run; fewer nodes than a picture has, since each costs more."""
    runs = EnsembleConfig(
        data=DataConfig("digits"),
        model=ModelConfig("convnet", width=8, activation="relu"),
        seeds=(0,),
        steps=n_steps,
        snapshots=5,
    )
    data = load_data(runs.data)
    ensemble, module = train(runs, data), build_module_alone(runs, data)
    view = ViewConfig(view="random", grid=(grid, grid))
    plane = geometry_of(ensemble, SceneConfig(runs, view))
    loop, ours = (partial(f, module, data, plane, view) for f in (loop_over, surface_over))
    difference = relative_difference(ours, loop)
    times = best_of(n_rounds, loop, ours)
    note = (
        f"{grid} x {grid} nodes, {len(data.train_targets)} pictures: loop {times[0].words()}, ours {times[1].words()}"
    )
    return [
        at_least("random plane against a plain loop", times[0].cpu / times[1].cpu, "times", 1, note),
        at_most("largest relative difference from the loop", difference, "", 1e-3, "node for node"),
    ]
