"""Train an ensemble: every seed in one batch, each run the same as if it were trained alone."""

import threading
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.errors import ConfigError, Stopped
from landscape.inputs.config import EnsembleConfig
from landscape.learning.evaluator import Evaluator, Network, build_module, network_around
from landscape.learning.losses import arithmetic_of
from landscape.learning.one_thread import one_thread
from landscape.learning.optimizers import in_one_tensor, rate_at, rule_for
from landscape.learning.parameters import flatten
from landscape.learning.pieces import steps_in_a_piece
from landscape.learning.recorder import Recorder, RunsAtStep, measured
from landscape.learning.sizes import sizes_of
from landscape.learning.work import Work
from landscape.outputs.results import Array, Data, Ensemble, Integers

MAX_KEPT_NUMBERS = 16_000_000
GROUP_BYTES = 64_000_000

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


def held_out_steps(steps: Integers) -> Integers:
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


class Batches:
    """The endless sequence of a run's batches: indices of shape (batch_size,), without repeats within a pass."""

    def __init__(self, config: EnsembleConfig, seed: int, n_examples: int) -> None:
        order = config.seeds[0] if config.vary == "start" else seed
        self.rng = np.random.default_rng([order, 2])
        self.n_examples = n_examples
        self.size = min(config.optimizer.batch_size, n_examples)
        self.left = np.empty(0, np.int64)

    def __iter__(self) -> Iterator[NDArray[np.int64]]:
        return self

    def __next__(self) -> NDArray[np.int64]:
        return self.take(1).reshape(-1)

    def take(self, n: int) -> NDArray[np.int64]:
        """The next n batches, shape (n, batch_size)."""
        passes, missing = [self.left], n * self.size - len(self.left)
        for _ in range(-(-missing // self.n_examples)):
            passes.append(self.rng.permutation(self.n_examples))
        indices = np.concatenate(passes)
        batches, self.left = np.split(indices, [n * self.size])
        return batches.reshape(n, self.size)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Some of the runs after a step: all that is needed to go on from there.

    Attributes:
        step: The last step made.
        thetas: Parameter vectors, shape (n_runs, n_params), float32.
        memory: What the optimiser's rule remembers.
        batches: The rest of each run's batches; none where every step takes all examples.
        seconds_per_step: Of one core, in the last piece; 0 before the first step.
    """

    step: int
    thetas: Array
    memory: tuple[Array, ...]
    batches: tuple[Batches, ...]
    seconds_per_step: float = 0.0


class _Group:
    """Some of the runs, with their optimiser; as many as fit the memory set aside for activations."""

    def __init__(self, config: EnsembleConfig, network: Network, data: Data, stage: Stage, n_steps: int) -> None:
        self.network = network
        self.training_loss = arithmetic_of(data.task).training_loss
        starts = network.layout.unflatten(torch.tensor(stage.thetas))
        self.weights, self.parameters = in_one_tensor(starts)
        self.gradient, gradients = in_one_tensor({name: torch.zeros_like(p) for name, p in self.parameters.items()})
        for name, parameter in self.parameters.items():
            parameter.requires_grad_().grad = gradients[name]
        self.rule = rule_for(config.optimizer, self.weights, stage.memory)
        self.inputs, self.targets = torch.tensor(data.train_inputs), torch.tensor(data.train_targets)
        self.batches = deepcopy(stage.batches)
        self.indices = np.stack([batches.take(n_steps) for batches in self.batches], axis=1) if self.batches else None
        self.all_targets = self.targets.expand(len(stage.thetas), -1)

    def step(self, i: int, rate: float) -> None:
        """Moves every run of the group by the piece's step i at a learning rate."""
        if self.indices is not None:
            index = torch.from_numpy(self.indices[i])
            inputs, targets = self.inputs[index], self.targets[index]
        else:
            inputs, targets = self.inputs, self.all_targets
        answers = self.network.outputs_of(self.parameters, inputs)
        self.gradient.zero_()
        self.training_loss(answers, inputs, targets).backward()  # type: ignore[no-untyped-call]
        self.rule(self.gradient, rate)

    def thetas(self) -> Array:
        """The parameter vectors now, shape (n_runs, n_params)."""
        flat = [tensor.detach().reshape(len(tensor), -1) for tensor in self.parameters.values()]
        return torch.cat(flat, dim=1).numpy()


def advance(
    config: EnsembleConfig, data: Data, stage: Stage, until: int, wanted: frozenset[int]
) -> tuple[Stage, dict[int, RunsAtStep]]:
    """One piece of a training: some of the runs go on to a step.

    Args:
        config: The training.
        data: Its examples.
        stage: Where the runs stand; is not changed.
        until: The last step to make.
        wanted: Steps to be kept.

    Returns:
        Where they stand now, and the weights and losses at the wanted steps.
    """
    network = network_around(build_module_alone(config, data))
    kept = {} if stage.step else {0: stage.thetas}
    began = time.thread_time()
    with one_thread():
        group = _Group(config, network, data, stage, until - stage.step)
        for i, step in enumerate(range(stage.step + 1, until + 1)):
            group.step(i, rate_at(config.optimizer, step, config.steps))
            if step in wanted or step == until:
                kept[step] = group.thetas()
    each = (time.thread_time() - began) / (until - stage.step)
    after = Stage(until, kept[until], group.rule.memory(), group.batches, each)
    return after, measured(Evaluator(network, data), {step: kept[step] for step in kept if step in wanted})


def _groups(config: EnsembleConfig, network: Network, data: Data, starts: Array, seeds: tuple[int, ...]) -> list[Stage]:
    """The runs at their starts, in groups that are trained together."""
    n = len(data.train_targets)
    size = min(config.optimizer.batch_size or n, n)
    units = sizes_of(network.module, data.n_features).largest * (config.model.depth + 1)
    n_together = max(1, GROUP_BYTES // (4 * units * size))
    n_groups = -(-len(seeds) // n_together)
    return [
        Stage(0, starts[part], (), tuple(Batches(config, seeds[i], n) for i in part if config.optimizer.batch_size))
        for part in np.array_split(np.arange(len(seeds)), n_groups)
    ]


def train(
    config: EnsembleConfig,
    data: Data,
    work: Work | None = None,
    beginning: Beginning | None = None,
) -> Ensemble:
    """Trains one run per seed and keeps snapshots of each.

    All runs of a group advance together as stacked tensors and the sum of their losses is differentiated, which gives
    each run exactly its own gradient. A run that diverges stays in the result, marked; the others are not touched.

    Args:
        config: Which runs.
        data: The examples of `config.data`.
        work: Hears of the losses after each piece; once it is stopped, the runs end where they are. Neither who does
            the pieces nor their length changes a bit.
        beginning: Where to begin in place of the starts of the seeds: one run from each of its places.

    Returns:
        The runs. If stopped, their last snapshot is the last step made.

    Raises:
        ConfigError: The architecture cannot take the data, or the runs would need too much memory.
        Stopped: Stopped before the first step.
    """
    work = work or Work()
    network = network_around(build_module_alone(config, data))
    keep = snapshot_steps(config.steps, config.snapshots)
    held_out = held_out_steps(keep)
    seeds = config.seeds if beginning is None else (beginning.seed,) * len(beginning.thetas)
    refuse_too_large(len(seeds), network.layout.n_params, config, "runs" if beginning is None else "balls")
    wanted = frozenset(keep.tolist()) | frozenset(held_out.tolist())
    if beginning is None:
        starts: Array = torch.stack([start_of(config, data, seed) for seed in seeds]).numpy()
    else:
        starts = beginning.thetas
    recorder = Recorder(config)
    stages = _groups(config, network, data, starts, seeds)
    step = 0
    while step < config.steps and not work.stopped():
        step = min(config.steps, step + steps_in_a_piece(max(stage.seconds_per_step for stage in stages)))
        tasks = [(config, data, stage, step, wanted) for stage in stages]
        stages = recorder.take(work.pieces.map(advance, tasks))
        work.report(recorder.progress(step))
    if step == 0:
        raise Stopped("The training was stopped before its first step.")
    if step not in wanted:
        last = {step: np.concatenate([stage.thetas for stage in stages])}
        recorder.kept |= work.pieces.run(measured, Evaluator(network, data), last)
    return recorder.ensemble(network.layout, data, keep, None if step == config.steps else step)


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
    n_kept = len(keep) + len(held_out_steps(keep))
    numbers = n_runs * n_params * n_kept
    if numbers > MAX_KEPT_NUMBERS:
        field, fewer = ("seeds", "seeds") if what == "runs" else ("drops", "balls")
        raise ConfigError(
            field,
            f"{n_runs} {what} of {n_params:,} weights with {n_kept} kept steps are {numbers:,} numbers, more than the "
            f"{MAX_KEPT_NUMBERS:,} allowed; choose fewer {fewer} or snapshots, or a smaller width.",
        )
