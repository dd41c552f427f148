"""Train an ensemble: every seed in one batch, each run the same as if it were trained alone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.config import EnsembleConfig
from landscape.control import shortfall
from landscape.errors import ConfigError, Stopped
from landscape.evaluation import (
    Evaluator,
    Network,
    build_module,
    network_around,
    units_per_example,
)
from landscape.optimizers import in_one_tensor, rate_at, rule_for
from landscape.parameters import flatten, one_thread
from landscape.recorder import Recorder
from landscape.recorder import TrainingProgress as TrainingProgress
from landscape.results import Array, Data, Ensemble, Integers, Task

MAX_KEPT_NUMBERS = 16_000_000
SLICE_BYTES = 64_000_000

Module = TypeVar("Module", bound=nn.Module)

_start_lock = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """Where a training begins that does not begin at the starts of its seeds.

    Attributes:
        thetas: One parameter vector per run, shape (n_runs, n_params), float32.
        seed: One of the config's seeds: all runs get the batches of that one's run, in the same order.
    """

    thetas: Array
    seed: int


def snapshot_steps(n_steps: int, n_snapshots: int) -> Integers:
    """Steps at which snapshots are kept: dense early, sparse late, the first and the last among them.

    Evenly spaced in the logarithm of the step; where that asks for the same step twice it is kept once, so there
    can be fewer than `n_snapshots`.

    Example:
        >>> snapshot_steps(100, 6).tolist()
        [0, 1, 3, 10, 32, 100]
    """
    spaced = np.geomspace(1, n_steps, max(2, n_snapshots - 1)).round().astype(np.int64)
    return np.unique(np.concatenate([[0], spaced, [n_steps]]))


def check_steps(steps: Integers) -> Integers:
    """One held-out step in the middle of every pair of snapshots that has a step between them."""
    middle = (steps[:-1] + steps[1:]) // 2
    return middle[middle > steps[:-1]]


def start_of(config: EnsembleConfig, data: Data, seed: int) -> Tensor:
    """The initial parameter vector of a seed, shape (n_params,)."""
    chosen = config.seeds[0] if config.vary == "order" else seed
    return flatten(built_from(chosen, lambda: build_module(config.model, data)))


def built_from(seed: int, build: Callable[[], Module]) -> Module:
    """A module whose start is drawn from a seed.

    Modules draw their start from torch's one global generator: it is put back afterwards, and the lock keeps two
    trainings from sharing a draw.
    """
    with _start_lock, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed also visits GPUs: 1 ms
        return build()


def batches_of(config: EnsembleConfig, seed: int, n_examples: int) -> Iterator[NDArray[np.int64]]:
    """The endless sequence of a run's batches: indices of shape (batch_size,), without repeats within a pass."""
    order = config.seeds[0] if config.vary == "start" else seed
    rng = np.random.default_rng([order, 2])
    size = min(config.optimizer.batch_size, n_examples)
    left = np.empty(0, np.int64)
    while True:
        while len(left) < size:
            left = np.concatenate([left, rng.permutation(n_examples)])
        yield left[:size]
        left = left[size:]


def training_loss(outputs: Tensor, inputs: Tensor, targets: Tensor, task: Task) -> Tensor:
    """Sum over the runs of each one's mean loss on its own batch: (n_runs, n_outputs, n) and (n_runs, n) -> ()."""
    n = targets.shape[1]
    if task == "control":
        return shortfall(outputs, inputs, targets).sum()
    if task == "classification":
        return nn.functional.cross_entropy(outputs, targets, reduction="sum") / n
    return ((outputs[:, 0] - targets) ** 2).sum() / n


class _Slice:
    """Some of the runs, with their optimiser; as many as fit the memory set aside for activations."""

    def __init__(
        self, config: EnsembleConfig, network: Network, data: Data, starts: Tensor, seeds: tuple[int, ...]
    ) -> None:
        self.network = network
        self.task = data.task
        self.weights, self.parameters = in_one_tensor(network.layout.unflatten(starts))
        self.gradient, gradients = in_one_tensor({name: torch.zeros_like(p) for name, p in self.parameters.items()})
        for name, parameter in self.parameters.items():
            parameter.requires_grad_().grad = gradients[name]
        self.move = rule_for(config.optimizer, self.weights)
        self.inputs, self.targets = torch.tensor(data.train_inputs), torch.tensor(data.train_targets)
        self.batches = (
            [batches_of(config, seed, len(self.targets)) for seed in seeds] if config.optimizer.batch_size else None
        )
        self.all_targets = self.targets.expand(len(seeds), -1)

    def step(self, rate: float) -> None:
        """Moves every run of the slice by one optimiser step at a learning rate."""
        if self.batches is None:
            inputs, targets = self.inputs, self.all_targets
        else:
            index = torch.from_numpy(np.stack([next(batches) for batches in self.batches]))
            inputs, targets = self.inputs[index], self.targets[index]
        answers = self.network.outputs_of(self.parameters, inputs)
        self.gradient.zero_()
        training_loss(answers, inputs, targets, self.task).backward()  # type: ignore[no-untyped-call]
        self.move(self.gradient, rate)

    def thetas(self) -> Array:
        """The parameter vectors now, shape (n_runs, n_params)."""
        flat = [tensor.detach().reshape(len(tensor), -1) for tensor in self.parameters.values()]
        return torch.cat(flat, dim=1).numpy()


def _slices(
    config: EnsembleConfig, network: Network, data: Data, starts: Tensor, seeds: tuple[int, ...]
) -> list[_Slice]:
    size = config.optimizer.batch_size or len(data.train_targets)
    units = units_per_example(network.module, data.n_features) * (config.model.depth + 1)
    n_together = max(1, SLICE_BYTES // (4 * units * min(size, len(data.train_targets))))
    groups = [slice(i, i + n_together) for i in range(0, len(seeds), n_together)]
    return [_Slice(config, network, data, starts[group], seeds[group]) for group in groups]


def _thetas(slices: list[_Slice]) -> Array:
    return np.concatenate([part.thetas() for part in slices])


def train(
    config: EnsembleConfig,
    data: Data,
    report: Callable[[TrainingProgress], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    beginning: Beginning | None = None,
) -> Ensemble:
    """Trains one run per seed and keeps snapshots of each.

    All runs advance together as stacked tensors and the sum of their losses is differentiated, which gives each
    run exactly its own gradient. A run that diverges stays in the result, marked; the others are not touched.

    Args:
        config: Which runs.
        data: The examples of `config.data`.
        report: Called now and then with the losses so far.
        stopped: Asked before every step; once true, the runs end where they are.
        beginning: Where to begin in place of the starts of the seeds: one run from each of its places.

    Returns:
        The runs. If stopped, their last snapshot is the last step made.

    Raises:
        ConfigError: The architecture cannot take the data, or the runs would need too much memory.
        Stopped: Stopped before the first step.
    """
    network = network_around(build_module_alone(config, data))
    keep = snapshot_steps(config.steps, config.snapshots)
    held_out = check_steps(keep)
    seeds = config.seeds if beginning is None else (beginning.seed,) * len(beginning.thetas)
    refuse_too_large(len(seeds), network.layout.n_params, config, "runs" if beginning is None else "balls")
    recorder = Recorder(config, len(seeds), Evaluator(network, data), report)
    wanted = frozenset(keep.tolist()) | frozenset(held_out.tolist())
    if beginning is None:
        starts = torch.stack([start_of(config, data, seed) for seed in seeds])
    else:
        starts = torch.tensor(beginning.thetas)
    with one_thread():
        slices = _slices(config, network, data, starts, seeds)
        recorder.keep(0, _thetas(slices))
        step = 0
        for step in range(1, config.steps + 1):
            if stopped is not None and stopped():
                step -= 1
                break
            for part in slices:
                part.step(rate_at(config.optimizer, step, config.steps))
            if step in wanted:
                recorder.keep(step, _thetas(slices))
    if step == 0:
        raise Stopped("The training was stopped before its first step.")
    if step < config.steps:
        recorder.keep(step, _thetas(slices))
    return recorder.ensemble(keep, None if step == config.steps else step)


def build_module_alone(config: EnsembleConfig, data: Data) -> nn.Module:
    """A module in evaluation mode, built without touching torch's global generator."""
    with _start_lock, torch.random.fork_rng(devices=[]):
        return build_module(config.model, data).eval()


def refuse_too_large(n_runs: int, n_params: int, config: EnsembleConfig, what: Literal["runs", "balls"]) -> None:
    """Refuses trainings of more numbers than may be kept, before any work is done.

    Raises:
        ConfigError: Names the parameter to change.
    """
    keep = snapshot_steps(config.steps, config.snapshots)
    n_kept = len(keep) + len(check_steps(keep))
    numbers = n_runs * n_params * n_kept
    if numbers > MAX_KEPT_NUMBERS:
        field, fewer = ("seeds", "seeds") if what == "runs" else ("drops", "balls")
        raise ConfigError(
            field,
            f"{n_runs} {what} of {n_params:,} weights with {n_kept} kept steps are {numbers:,} numbers, more than the "
            f"{MAX_KEPT_NUMBERS:,} allowed; choose fewer {fewer} or snapshots, or a smaller width.",
        )
