"""The default lab scene, warm: processor seconds, the wait for the first surface, and the size of its message."""

import time
from dataclasses import dataclass

from landscape.bench.machine import layout_in, measure_rates, work_per_example
from landscape.bench.row import Row, at_most
from landscape.bench.timing import seconds_of
from landscape.inputs.config import SceneConfig
from landscape.learning.work import Work
from landscape.outputs.results import Scene
from landscape.picture.scene import compute
from landscape.viewer.message import scene_message

CPU_SECONDS = 0.6
MESSAGE_KILOBYTES = 400.0


@dataclass(frozen=True, slots=True)
class Timed:
    """One computation of a scene.

    Attributes:
        scene: The result.
        cpu, wall: Seconds for all of it.
        coarse: Seconds on the clock until the first surface was published.
    """

    scene: Scene
    cpu: float
    wall: float
    coarse: float


def timed(config: SceneConfig) -> Timed:
    """Computes a scene and notes when its first surface comes."""
    moments: list[float] = []

    def publish(scene: Scene) -> None:
        if scene.surface is not None:
            moments.append(time.perf_counter())

    cpu, wall = time.process_time(), time.perf_counter()
    scene = compute(config, Work(publish=publish))
    return Timed(scene, time.process_time() - cpu, time.perf_counter() - wall, moments[0] - wall)


def work_of(scene: Scene) -> tuple[float, float]:
    """Floating-point operations and tanh that a sheet's scene cannot do without.

    Per run and kept step: training and test loss, the sheet and the plane beneath it; per node one training loss;
    per end its behaviour; per step of training one forward and two backward passes over the batch.
    """
    ensemble, data, behaviour = scene.ensemble, scene.data, scene.behaviour
    n_flops, n_tanh = work_per_example(layout_in(ensemble))
    n_train, n_test = len(data.train_targets), len(data.test_targets)
    n_kept = ensemble.n_runs * (len(ensemble.steps) + len(ensemble.held_out_steps))
    n_map = 0 if behaviour is None else behaviour.answers[0].size + n_train + n_test + len(data.probe_targets)
    n_nodes = 0 if scene.surface is None else scene.surface.values.size
    evaluated = n_nodes * n_train + n_kept * (3 * n_train + n_test) + ensemble.n_runs * n_map
    trained = ensemble.n_runs * int(ensemble.steps[-1]) * scene.config.ensemble.optimizer.batch_size
    return n_flops * (evaluated + 3.0 * trained), n_tanh * float(evaluated + trained)


def run(config: SceneConfig | None = None, n_rounds: int = 5) -> list[Row]:
    """Measures the default scene; absolute seconds depend on the machine, the share of its limit hardly does."""
    config = config or SceneConfig()
    compute(config)
    before = measure_rates()
    found = [timed(config) for _ in range(n_rounds)]
    cpu, quick = min(found, key=lambda one: one.cpu), min(found, key=lambda one: one.wall)
    message_seconds, n_bytes = min(_timed_message(cpu.scene) for _ in range(2))
    rates = before.best_with(measure_rates())
    least = rates.least_seconds(*work_of(cpu.scene))
    rows = [
        at_most("processor time", cpu.cpu, "s", CPU_SECONDS, f"smallest of {n_rounds}, warm"),
        Row(
            "at the machine's limit", least / cpu.cpu, "share", note=f"least {least:.3g} s for products and tanh alone"
        ),
        Row("wait for the first surface", quick.coarse, "s wall", note="coarse, with every path on it"),
        Row("wait for the whole surface", quick.wall, "s wall"),
    ]
    rows += [Row(f"stage: {stage}", seconds, "s wall") for stage, seconds in quick.scene.seconds]
    return [
        *rows,
        Row("message to the viewer", message_seconds, "s CPU", note="packed once per scene"),
        at_most("its size", n_bytes / 1e3, "kB", MESSAGE_KILOBYTES, "51 x 51 nodes, 8 paths, 17 x 17 tiles"),
    ]


def _timed_message(scene: Scene) -> tuple[float, int]:
    """Processor seconds for the message to the viewer, and its bytes."""
    found: list[bytes] = []
    seconds = seconds_of(lambda: found.append(scene_message(scene)))
    return seconds.cpu, len(found[0])
