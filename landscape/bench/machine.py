"""What the machine itself allows: rates of its matrix product and of tanh, and the least time a surface can take."""

from dataclasses import dataclass
from functools import partial

import torch

from landscape.bench.row import Row
from landscape.bench.surface import surface_over
from landscape.bench.timing import best_of
from landscape.inputs.config import EnsembleConfig, SceneConfig, ViewConfig
from landscape.learning.parameters import Layout
from landscape.learning.training import build_module_alone, train
from landscape.outputs.results import Ensemble
from landscape.picture.scene import geometry_of, load_data
from models.mlp import quick_tanh

MATRIX_SIDE = 1024
N_NUMBERS = 32_768  # 128 kB: stays in the second-level cache, as a tile of networks does
N_REPEATS = 32


@dataclass(frozen=True, slots=True)
class Rates:
    """What one thread manages.

    Attributes:
        flops: Floating-point operations a second in a large float32 matrix product.
        tanh_seconds: Seconds per number of torch.tanh.
        quick_tanh_seconds: Seconds per number of the tanh used where no gradient is wanted.
    """

    flops: float
    tanh_seconds: float
    quick_tanh_seconds: float

    def least_seconds(self, n_flops: float, n_tanh: float) -> float:
        """The least time for some work: products at the full rate, every tanh at the quicker of the two rates."""
        return n_flops / self.flops + n_tanh * min(self.tanh_seconds, self.quick_tanh_seconds)

    def best_with(self, other: "Rates") -> "Rates":
        """The better of each of two measurements."""
        return Rates(
            max(self.flops, other.flops),
            min(self.tanh_seconds, other.tanh_seconds),
            min(self.quick_tanh_seconds, other.quick_tanh_seconds),
        )


def measure_rates(side: int = MATRIX_SIDE, n_rounds: int = 5) -> Rates:
    """Measures the rates, in turns."""
    matrix = torch.full((side, side), 0.5)
    product = torch.empty_like(matrix)
    numbers = torch.linspace(-3, 3, N_NUMBERS)
    out = torch.empty_like(numbers)

    def by_tanh() -> None:
        for _ in range(N_REPEATS):
            torch.tanh(numbers, out=out)

    def by_quick_tanh() -> None:
        for _ in range(N_REPEATS):
            quick_tanh(out)

    times = best_of(n_rounds, lambda: torch.mm(matrix, matrix, out=product), by_tanh, by_quick_tanh)
    per_number = 1 / (N_NUMBERS * N_REPEATS)
    return Rates(2 * side**3 / times[0].cpu, times[1].cpu * per_number, times[2].cpu * per_number)


def work_per_example(layout: Layout) -> tuple[int, int]:
    """Floating-point operations and tanh of a multi-layer perceptron for one example."""
    weights = [shape for shape in layout.shapes if len(shape) == 2]
    return 2 * sum(n_out * n_in for n_out, n_in in weights), sum(n_out for n_out, _ in weights[:-1])


def layout_in(ensemble: Ensemble) -> Layout:
    """How the parameter vectors of an ensemble are cut."""
    return Layout(ensemble.parameter_names, ensemble.parameter_shapes)


def run(grid: int = 51, n_steps: int = 300, n_rounds: int = 5) -> list[Row]:
    """Measures the rates and how near the surface of a random plane comes to what they allow."""
    runs = EnsembleConfig(seeds=(0,), steps=n_steps)
    view = ViewConfig(view="random", grid=(grid, grid))
    data = load_data(runs.data)
    ensemble, module = train(runs, data), build_module_alone(runs, data)
    plane = geometry_of(ensemble, SceneConfig(runs, view))
    before = measure_rates(n_rounds=n_rounds)
    (ours,) = best_of(n_rounds, partial(surface_over, module, data, plane, view))
    rates = before.best_with(measure_rates(n_rounds=n_rounds))
    n_flops, n_tanh = work_per_example(layout_in(ensemble))
    n = grid * grid * len(data.train_targets)
    least = rates.least_seconds(n * n_flops, n * n_tanh)
    work = f"{n * n_flops / 1e9:.2f} GFLOP and {n * n_tanh / 1e6:.1f} million tanh"
    note = f"least {least:.3g} s for {work}; ours {ours.words()}"
    return [
        Row("matrix product", rates.flops / 1e9, "GFLOP/s", note=f"{MATRIX_SIDE} x {MATRIX_SIDE}, float32, one thread"),
        Row("torch.tanh", 1e9 * rates.tanh_seconds, "ns", note="per number, in cache"),
        Row("quick tanh", 1e9 * rates.quick_tanh_seconds, "ns", note="per number, in cache, in place"),
        Row("surface at the machine's limit", least / ours.cpu, "share", note=note),
    ]
