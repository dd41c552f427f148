"""Train an ensemble: every seed in one batch, each run the same as if it were trained alone."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.config import EnsembleConfig
from landscape.errors import ConfigError, Stopped
from landscape.evaluation import (
    Evaluator,
    Network,
    build_module,
    examples,
    network_around,
    units_per_example,
)
from landscape.optimizers import in_one_tensor, rate_at, rule_for
from landscape.parameters import flatten, one_thread
from landscape.results import Array, Data, Ensemble, Integers

MAX_KEPT_NUMBERS = 16_000_000
SLICE_BYTES = 64_000_000
SECONDS_BETWEEN_REPORTS = 0.12
DIVERGED_FACTOR = 10.0

_start_lock = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class TrainingProgress:
    """How far a training is.

    Attributes:
        step, n_steps: Steps made and to make.
        steps: Steps of the snapshots measured so far, shape (n_so_far,).
        train_loss: Their training loss, shape (n_runs, n_so_far).
    """

    step: int
    n_steps: int
    steps: Integers
    train_loss: Array


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
    # Modules draw their start from torch's one global generator: the lock keeps two trainings from sharing a draw.
    with _start_lock, torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(chosen)  # torch.manual_seed also visits GPUs: 1 ms
        return flatten(build_module(config.model, data))


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


def training_loss(outputs: Tensor, targets: Tensor, classification: bool) -> Tensor:
    """Sum over the runs of each one's mean loss on its own batch: (n_runs, n_outputs, n) and (n_runs, n) -> ()."""
    n = targets.shape[1]
    if classification:
        return nn.functional.cross_entropy(outputs, targets, reduction="sum") / n
    return ((outputs[:, 0] - targets) ** 2).sum() / n


class _Slice:
    """Some of the runs, with their optimiser; as many as fit the memory set aside for activations."""

    def __init__(self, config: EnsembleConfig, network: Network, data: Data, seeds: tuple[int, ...]) -> None:
        starts = torch.stack([start_of(config, data, seed) for seed in seeds])
        self.network = network
        self.classification = data.task == "classification"
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
        training_loss(answers, targets, self.classification).backward()  # type: ignore[no-untyped-call]
        self.move(self.gradient, rate)

    def thetas(self) -> Array:
        """The parameter vectors now, shape (n_runs, n_params)."""
        flat = [tensor.detach().reshape(len(tensor), -1) for tensor in self.parameters.values()]
        return torch.cat(flat, dim=1).numpy()


def _slices(config: EnsembleConfig, network: Network, data: Data) -> list[_Slice]:
    size = config.optimizer.batch_size or len(data.train_targets)
    units = units_per_example(network.module, data.n_features) * (config.model.depth + 1)
    n_together = max(1, SLICE_BYTES // (4 * units * min(size, len(data.train_targets))))
    groups = [config.seeds[i : i + n_together] for i in range(0, len(config.seeds), n_together)]
    return [_Slice(config, network, data, group) for group in groups]


def train(
    config: EnsembleConfig,
    data: Data,
    report: Callable[[TrainingProgress], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Ensemble:
    """Trains one run per seed and keeps snapshots of each.

    All runs advance together as stacked tensors and the sum of their losses is differentiated, which gives each
    run exactly its own gradient. A run that diverges stays in the result, marked; the others are not touched.

    Args:
        config: Which runs.
        data: The examples of `config.data`.
        report: Called now and then with the losses so far.
        stopped: Asked before every step; once true, the runs end where they are.

    Returns:
        The runs. If stopped, their last snapshot is the last step made.

    Raises:
        ConfigError: The architecture cannot take the data, or the runs would need too much memory.
        Stopped: Stopped before the first step.
    """
    network = network_around(build_module_alone(config, data))
    keep = snapshot_steps(config.steps, config.snapshots)
    held_out = check_steps(keep)
    _refuse_too_large(config, network.layout.n_params, len(keep) + len(held_out))
    recorder = _Recorder(config, Evaluator(network, data), report)
    wanted = frozenset(keep.tolist()) | frozenset(held_out.tolist())
    with one_thread():
        slices = _slices(config, network, data)
        recorder.keep(0, slices)
        step = 0
        for step in range(1, config.steps + 1):
            if stopped is not None and stopped():
                step -= 1
                break
            for part in slices:
                part.step(rate_at(config.optimizer, step, config.steps))
            if step in wanted:
                recorder.keep(step, slices)
    if step == 0:
        raise Stopped("The training was stopped before its first step.")
    if step < config.steps:
        recorder.keep(step, slices)
    return recorder.ensemble(keep, None if step == config.steps else step)


def build_module_alone(config: EnsembleConfig, data: Data) -> nn.Module:
    """A module in evaluation mode, built without touching torch's global generator."""
    with _start_lock, torch.random.fork_rng(devices=[]):
        return build_module(config.model, data).eval()


def _refuse_too_large(config: EnsembleConfig, n_params: int, n_kept: int) -> None:
    numbers = len(config.seeds) * n_params * n_kept
    if numbers > MAX_KEPT_NUMBERS:
        raise ConfigError(
            "seeds",
            f"{len(config.seeds)} runs of {n_params:,} weights with {n_kept} kept steps are {numbers:,} numbers, more "
            f"than the {MAX_KEPT_NUMBERS:,} allowed; choose fewer seeds or snapshots, or a smaller width.",
        )


class _Recorder:
    """Keeps parameter vectors and measures their losses in larger lots, when a report is due or at the end."""

    def __init__(
        self, config: EnsembleConfig, evaluator: Evaluator, report: Callable[[TrainingProgress], None] | None
    ) -> None:
        self.config, self.evaluator, self.report = config, evaluator, report
        self.kept: dict[int, Array] = {}
        self.losses: dict[int, dict[str, Array]] = {}
        self.last_report = time.monotonic()

    def keep(self, step: int, slices: list[_Slice]) -> None:
        """Keeps the runs as they are after a step."""
        if step not in self.kept:
            self.kept[step] = np.concatenate([part.thetas() for part in slices])
        if self.report is not None and time.monotonic() - self.last_report > SECONDS_BETWEEN_REPORTS:
            self._measure()
            steps = np.array(list(self.losses))
            train_loss = np.stack([loss["train_loss"] for loss in self.losses.values()], axis=1)
            self.report(TrainingProgress(step, self.config.steps, steps, train_loss))
            self.last_report = time.monotonic()

    def _measure(self) -> None:
        new = [step for step in self.kept if step not in self.losses]
        if not new:
            return
        thetas = np.concatenate([self.kept[step] for step in new])
        found = self.evaluator.measure(thetas, ("train_loss", "test_loss"))
        for i, step in enumerate(new):
            rows = slice(i * len(self.config.seeds), (i + 1) * len(self.config.seeds))
            self.losses[step] = {name: values[rows] for name, values in found.items()}

    def ensemble(self, keep: Integers, stopped_at: int | None) -> Ensemble:
        """The finished runs."""
        self._measure()
        last = max(self.kept)
        steps = np.unique(np.append(keep[keep < last], last))
        held_out = np.array([step for step in sorted(self.kept) if step not in set(steps.tolist())], dtype=np.int64)

        def losses(at: Integers, name: str) -> Array:
            found = [self.losses[step][name] for step in at.tolist()]
            return np.stack(found, axis=1) if found else np.empty((len(self.config.seeds), 0), np.float32)

        def thetas(at: Integers) -> Array:
            shape = (len(self.config.seeds), len(at), self.evaluator.network.layout.n_params)
            kept = np.empty(shape, np.float32)
            for i, step in enumerate(at.tolist()):
                kept[:, i] = self.kept[step]
            return kept

        data = self.evaluator.data
        inputs, targets = examples(data.train_inputs, data.train_targets)
        train_loss, snapshots = losses(steps, "train_loss"), thetas(steps)
        chance = np.log(data.n_outputs) if data.task == "classification" else float(np.var(data.train_targets))
        return Ensemble(
            config=self.config,
            steps=steps,
            snapshots=snapshots,
            train_loss=train_loss,
            test_loss=losses(steps, "test_loss"),
            check_steps=held_out,
            check_snapshots=thetas(held_out),
            check_loss=losses(held_out, "train_loss"),
            parameter_names=self.evaluator.network.layout.names,
            parameter_shapes=self.evaluator.network.layout.shapes,
            diverged=diverged_at(steps, snapshots, train_loss, chance),
            stopped_at=stopped_at,
            inputs=inputs.numpy(),
            targets=targets.numpy(),
        )


def diverged_at(steps: Integers, snapshots: Array, train_loss: Array, chance: float) -> Integers:
    """The step at which each run had left every bound, or -1, shape (n_runs,).

    A run diverges when a weight or its loss stops being finite, or when it ends more than ten times above both
    where it began and what guessing costs.
    """
    finite = np.isfinite(train_loss) & np.isfinite(snapshots).all(axis=2)
    bound = DIVERGED_FACTOR * np.maximum(np.where(np.isfinite(train_loss[:, 0]), train_loss[:, 0], 0), chance)
    above = ~finite | (train_loss > bound[:, None])
    lost = ~finite.all(axis=1) | above[:, -1]
    return np.where(lost, steps[above.argmax(axis=1)], -1)
