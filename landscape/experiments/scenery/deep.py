"""Trains one deep residual network, with its shortcuts or without, by one of a few recipes."""

import threading
import time
from copy import deepcopy
from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.experiments.scenery.statistics import flat_statistics, measure_statistics, statistics_of
from landscape.inputs.config import EnsembleConfig, OptimizerConfig, key_of
from landscape.learning.evaluator import Network, network_around
from landscape.learning.losses import accuracy
from landscape.learning.one_thread import one_thread
from landscape.learning.optimizers import in_one_tensor, rate_at, rule_for
from landscape.learning.parameters import flatten
from landscape.learning.pieces import steps_in_a_piece
from landscape.learning.training import Batches, built_from
from landscape.learning.work import Work
from landscape.outputs.read_only import Array, ReadOnly
from landscape.outputs.results import Data
from models.resnet import WIDTH, ResNet, build_resnet

MOST_KEPT = 6  # networks of at most 2 MB
SECONDS_BETWEEN_LOOKS = 0.1
FITTED = 0.95  # share of the training examples: below it a network's place is not called a minimum


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is started and trained: SGD with momentum 0.9, weight decay 5e-4 and batches of 32.

    Attributes:
        learning_rate: The highest one; after the warm-up it falls along half a cosine.
        warm_up: Share of the steps over which it rises evenly from 0.
        clip: The longest gradient that is used as it is; a longer one is shortened to it. 0: none is.
        shift: Start of the normalisation layers' shifts.
        identity: Whether filters start near the one that copies its channel.
    """

    learning_rate: float = 0.05
    warm_up: float = 1 / 6
    clip: float = 0.0
    shift: float = 0.0
    identity: bool = False

    @property
    def optimizer(self) -> OptimizerConfig:
        """The lab's optimiser without warm-up and clipping."""
        return OptimizerConfig(
            "sgd", self.learning_rate, momentum=0.9, weight_decay=5e-4, batch_size=32, schedule="cosine"
        )


@dataclass(frozen=True, slots=True)
class DeepConfig:
    """One training: the same seed means the same start and the same batches, with shortcuts and without.

    Attributes:
        depth: Layers with weights, 6 n + 2.
        skip: Whether the shortcuts are there.
        recipe: How it is trained.
        steps: How long.
        seed: Decides start and batches.
        width: Channels of the first stage.
    """

    depth: int
    skip: bool
    recipe: Recipe
    steps: int
    seed: int
    width: int = WIDTH


class Learner:
    """What has a training accuracy says whether it learnt."""

    __slots__ = ()
    train_accuracy: float

    @property
    def fitted(self) -> bool:
        """Whether the network learnt its training examples, so that its place may be called a minimum."""
        return self.train_accuracy >= FITTED


@dataclass(frozen=True, slots=True, eq=False)
class DeepNetwork(Learner, ReadOnly):
    """A trained network.

    Attributes:
        config: What was asked for.
        theta: Its parameter vector, shape (n_params,).
        statistics: Means and variances of the normalisation layers, in `named_buffers()` order, shape (n,).
        train_accuracy, test_accuracy: With these statistics, from 0 to 1.
    """

    config: DeepConfig
    theta: Array
    statistics: Array
    train_accuracy: float
    test_accuracy: float

    def network(self) -> Network:
        """Its structure with its statistics, to evaluate parameter vectors around it."""
        module = start_module(self.config)
        for buffer, values in zip(statistics_of(module), self._parts(module), strict=True):
            buffer.copy_(values)
        return network_around(module.eval())

    def _parts(self, module: nn.Module) -> tuple[Tensor, ...]:
        sizes = [buffer.numel() for buffer in statistics_of(module)]
        parts: tuple[Tensor, ...] = torch.tensor(self.statistics).split(sizes)  # type: ignore[no-untyped-call]
        return parts


_Key = tuple[str, DeepConfig]

_kept: dict[_Key, DeepNetwork] = {}
_making: WeakValueDictionary[_Key, threading.Lock] = WeakValueDictionary()  # one while a network is in the making
_lock = threading.Lock()  # over both


def start_module(config: DeepConfig) -> ResNet:
    """The network as it starts."""
    recipe = config.recipe
    return built_from(
        config.seed,
        lambda: build_resnet(
            config.depth, config.skip, shift=recipe.shift, identity=recipe.identity, width=config.width
        ),
    )


def rate_of(recipe: Recipe, step: int, n_steps: int) -> float:
    """The learning rate of a step, counted from 1.

    Example:
        >>> [round(rate_of(Recipe(1.0, warm_up=0.5), step, 4), 3) for step in (1, 2, 3, 4)]
        [0.5, 0.854, 0.5, 0.146]
    """
    return rate_at(recipe.optimizer, step, n_steps) * min(1.0, step / max(1.0, recipe.warm_up * n_steps))


def clipped(gradient: Tensor, longest: float) -> Tensor:
    """The gradient, shortened if it is longer than `longest`.

    Source:
        Pascanu, Mikolov, Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1.
    """
    length = torch.linalg.vector_norm(gradient)
    return gradient * (longest / length) if length > longest else gradient


def trained(config: DeepConfig, data: Data, work: Work) -> DeepNetwork:
    """The same as `train_deep`, but a network trained lately in this program is not trained again.

    So a picture along other directions costs no training, which at depth 110 takes minutes. Whoever asks for a network
    while it is being trained waits for that one.

    Raises:
        Stopped: Nobody waits for it.
    """
    key = (key_of(data.config), config)
    with _lock:
        making = _making.setdefault(key, threading.Lock())
    while not making.acquire(timeout=SECONDS_BETWEEN_LOOKS):
        work.check()
    try:
        with _lock:
            found = _kept.get(key)
        if found is None:
            found = train_deep(config, data, work)
        with _lock:
            _kept.pop(key, None)
            _kept[key] = found  # as the newest
            while len(_kept) > MOST_KEPT:
                del _kept[next(iter(_kept))]
        return found
    finally:
        making.release()


@dataclass(frozen=True, slots=True, eq=False)
class DeepStage:
    """A training after a step: all that is needed to go on from there.

    Attributes:
        step: The last step made.
        theta: Parameter vector, shape (n_params,); the layers' running statistics are measured at the end.
        memory: What the optimiser's rule remembers.
        batches: The rest of the batches.
        seconds_per_step: Of one core, in the last piece; 0 before the first step.
    """

    step: int
    theta: Array
    memory: tuple[Array, ...]
    batches: Batches
    seconds_per_step: float = 0.0


def train_deep(config: DeepConfig, data: Data, work: Work) -> DeepNetwork:
    """Trains a network, then measures its normalisation layers' statistics anew over all training examples.

    Args:
        config: Which training.
        data: Pictures with classes.
        work: Does the pieces, is told how much is done, and can stop the training between two pieces.

    Returns:
        The network at its end.

    Raises:
        Stopped: Nobody waits for it.
    """
    runs = EnsembleConfig(optimizer=config.recipe.optimizer, seeds=(config.seed,))
    batches = Batches(runs, config.seed, len(data.train_targets))
    stage = DeepStage(0, flatten(start_module(config)).numpy(), (), batches)
    while stage.step < config.steps:
        work.check(stage.step / config.steps)
        until = min(config.steps, stage.step + steps_in_a_piece(stage.seconds_per_step))
        stage = work.pieces.run(advance_deep, config, data, stage, until)
    work.check()
    return work.pieces.run(finish_deep, config, data, stage)


def advance_deep(config: DeepConfig, data: Data, stage: DeepStage, until: int) -> DeepStage:
    """One piece of a training: it goes on to a step."""
    module = _module_at(config, stage.theta).train()
    weights, gradient = _in_flat_tensors(module)
    rule = rule_for(config.recipe.optimizer, weights, stage.memory)
    inputs, targets = torch.tensor(data.train_inputs), torch.tensor(data.train_targets)
    batches = deepcopy(stage.batches)
    began = time.thread_time()
    with one_thread():
        for step in range(stage.step + 1, until + 1):
            index = torch.from_numpy(next(batches))
            gradient.zero_()
            loss = nn.functional.cross_entropy(module(inputs[index]), targets[index])
            loss.backward()  # type: ignore[no-untyped-call]
            used = clipped(gradient, config.recipe.clip) if config.recipe.clip else gradient
            rule(used, rate_of(config.recipe, step, config.steps))
    each = (time.thread_time() - began) / (until - stage.step)
    return DeepStage(until, flatten(module).numpy(), rule.memory(), batches, each)


def finish_deep(config: DeepConfig, data: Data, stage: DeepStage) -> DeepNetwork:
    """The network at the end of a training, with its statistics and scores."""
    module = _module_at(config, stage.theta)
    with one_thread():
        measure_statistics(module, torch.tensor(data.train_inputs))
        found = [_accuracy(module, *part) for part in _parts_of(data)]
    return DeepNetwork(config, stage.theta, flat_statistics(module), *found)


def _module_at(config: DeepConfig, theta: Array) -> ResNet:
    """The network with these weights."""
    module = start_module(config)
    nn.utils.vector_to_parameters(torch.tensor(theta), module.parameters())
    return module


def _in_flat_tensors(module: nn.Module) -> tuple[Tensor, Tensor]:
    """Lays a module's weights and their gradients into one flat tensor each."""
    named = {name: parameter.detach() for name, parameter in module.named_parameters()}
    weights, parts = in_one_tensor(named)
    gradient, gradients = in_one_tensor({name: torch.zeros_like(values) for name, values in named.items()})
    for name, parameter in module.named_parameters():
        parameter.data, parameter.grad = parts[name], gradients[name]
    return weights, gradient


def _parts_of(data: Data) -> tuple[tuple[Tensor, Tensor], ...]:
    pairs: tuple[tuple[Array, NDArray[np.int64]], ...] = (
        (data.train_inputs, data.train_targets),
        (data.test_inputs, data.test_targets),
    )
    return tuple((torch.tensor(inputs), torch.tensor(targets)) for inputs, targets in pairs)


def _accuracy(module: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    with torch.no_grad():
        return float(accuracy(module(inputs).mT[None], targets)[0])
