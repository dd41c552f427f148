"""What many parameter vectors of one network answer and score, evaluated in tiles that fit the cache."""

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call

from landscape.catalogue import ARCHITECTURES
from landscape.errors import ConfigError
from landscape.inputs.config import ModelConfig
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.tasks import MAX_EXAMPLES, TASKS
from landscape.learning.losses import Score, arithmetic_of, in_whole_vectors
from landscape.learning.one_thread import one_thread
from landscape.learning.parameters import Layout, layout_of
from landscape.learning.sizes import Sizes, sizes_of
from landscape.outputs.results import Array, Data
from models.architecture import Architecture, Shape

TILE_BYTES = 16_000_000
TILE_SIZES = (1, 4, 16, 64)
NEARLY = 1.5

# The tile found quickest in this program for networks of these shapes on so many examples: timing it anew for each
# scene costs the slow trials again, and while other threads compute it can find a wrong one.
_quickest: dict[tuple[tuple[tuple[int, ...], ...], int], int] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A module used for its structure only: its own weights and buffers are never changed.

    Attributes:
        module: In evaluation mode.
        layout: Of its parameters.
    """

    module: nn.Module
    layout: Layout

    @property
    def has_own_batching(self) -> bool:
        """Whether the module evaluates many parameter vectors itself, so that no bit depends on their number."""
        return hasattr(self.module, "forward_many")

    def outputs(self, thetas: Tensor, inputs: Tensor) -> Tensor:
        """Answers of many parameter vectors.

        Args:
            thetas: Parameter vectors, shape (n_nets, n_params).
            inputs: Shape (n_examples, n_inputs), or (n_nets, n_examples, n_inputs) for different inputs each.

        Returns:
            Shape (n_nets, n_outputs, n_examples).
        """
        return self.outputs_of(self.layout.unflatten(thetas), inputs)

    def outputs_of(self, parameters: dict[str, Tensor], inputs: Tensor) -> Tensor:
        """The same from named tensors with a leading axis for the networks."""
        if self.has_own_batching:
            n_examples = inputs.shape[-2]
            answers: Tensor = self.module.forward_many(parameters, in_whole_vectors(inputs.mT).mT)  # type: ignore[operator]
            return answers if answers.shape[-1] == n_examples else answers[..., :n_examples]
        return torch.stack([self._one(parameters, i, inputs) for i in range(len(next(iter(parameters.values()))))])

    def _one(self, parameters: dict[str, Tensor], i: int, inputs: Tensor) -> Tensor:
        weights = {name: tensor[i] for name, tensor in parameters.items()}
        # Buffers go in as copies: a module that writes to its own must not change the one it was handed in with.
        buffers = {name: buffer.clone() for name, buffer in self.module.named_buffers()}
        on = inputs[i] if inputs.dim() == 3 else inputs
        answers: Tensor = functional_call(self.module, {**weights, **buffers}, (on,))
        return answers.mT


def network_around(module: nn.Module) -> Network:
    """A network that shares a module's structure and leaves the module's mode, weights and buffers alone."""
    if any(part.training for part in module.modules()):
        module = copy.deepcopy(module).eval()
    return Network(module, layout_of(module))


def shape_of(data: Data) -> Shape:
    """What a network for this data must take in and give out."""
    has_logits = TASKS[data.task].has_logits
    return Shape(data.n_features, data.n_outputs, data.image_shape, has_logits, data.n_cells)


def build_module(config: ModelConfig, data: Data) -> nn.Module:
    """A fresh module for this data, with a start drawn from torch's global generator.

    Raises:
        ConfigError: The architecture cannot take this data.
    """
    architecture: Architecture = ARCHITECTURES.load(config.name)
    shape = shape_of(data)
    reason = architecture.refuse(shape)
    if reason:
        raise ConfigError(
            "model",
            f"model {config.name} does not go with data {data.config.name}: it {reason}; "
            "choose another architecture or data set.",
        )
    return architecture.build(shape, config.width, config.depth, config.activation)


@dataclass(slots=True)
class Evaluator:
    """Measures quantities at parameter vectors, in tiles of a size found by timing the first ones.

    The arithmetic of a network does not depend on its tile, so the size changes the speed and not a bit.

    Attributes:
        network: The structure to evaluate.
        data: The examples.
        tile: Networks evaluated at once; 0 until measured.
    """

    network: Network
    data: Data
    tile: int = 0
    _sets: dict[str, tuple[Tensor, Tensor]] = field(default_factory=dict)
    _sizes: Sizes | None = None

    def __post_init__(self) -> None:
        data = self.data
        n = data.n_measured
        self._sets["train"] = examples(data.train_inputs, data.train_targets, n)
        self._sets["test"] = examples(data.test_inputs, data.test_targets, n)
        self._sets["probe"] = examples(data.probe_inputs, data.probe_targets, n)
        if data.shifted_inputs is not None and data.shifted_targets is not None:
            self._sets["shifted"] = examples(data.shifted_inputs, data.shifted_targets, n)

    def measure(self, thetas: NDArray[np.floating], quantities: Sequence[str]) -> dict[str, Array]:
        """Values of quantities at parameter vectors.

        Args:
            thetas: Shape (n, n_params).
            quantities: Names from `landscape.inputs.quantities.QUANTITIES`.

        Returns:
            For each quantity, shape (n,), float32. Non-finite values are results and stay.
        """
        found: dict[str, list[Tensor]] = {name: [] for name in quantities}
        trials: dict[int, float] = {}  # of this call alone: others may measure at the same time
        with one_thread(), torch.inference_mode():
            start = 0
            while start < len(thetas):
                tile = self._next_tile(len(thetas) - start, trials)
                began = time.thread_time()  # other programs must not decide the tile
                part = torch.tensor(thetas[start : start + tile], dtype=torch.float32)
                for name, values in self._measure_tile(part, quantities).items():
                    found[name].append(values)
                if not self.tile and len(part) == tile and tile in TILE_SIZES:
                    trials[tile] = (time.thread_time() - began) / tile
                start += tile
        return {name: torch.cat(parts).numpy() if parts else np.empty(0, np.float32) for name, parts in found.items()}

    def answers(self, thetas: NDArray[np.floating], inputs: NDArray[np.floating]) -> Array:
        """Outputs of networks (n, n_params) on any inputs (n_examples, n_inputs): (n, n_outputs, n_examples)."""
        on = torch.tensor(inputs, dtype=torch.float32)
        tile = min(self._largest_tile(len(inputs)), TILE_SIZES[-1])
        found = np.empty((len(thetas), self.data.n_outputs, len(inputs)), np.float32)
        with one_thread(), torch.inference_mode():
            for start in range(0, len(thetas), tile):
                part = torch.tensor(thetas[start : start + tile], dtype=torch.float32)
                found[start : start + tile] = self.network.outputs(part, on).numpy()
        return found

    def accuracies(self, thetas: NDArray[np.floating]) -> Array:
        """Accuracy on training, test and probe examples, shape (n, 3)."""
        with one_thread(), torch.inference_mode():
            part = torch.tensor(thetas, dtype=torch.float32)
            columns, score = [], self._score("right")
            for name in ("train", "test", "probe"):
                inputs, targets = self._sets[name]
                right = [score(self.network.outputs(t[None], inputs), inputs, targets) for t in part]
                columns.append(torch.cat(right))
        return torch.stack(columns, dim=1).numpy()

    def _measure_tile(self, thetas: Tensor, quantities: Sequence[str]) -> dict[str, Tensor]:
        outputs: dict[str, Tensor] = {}
        found = {}
        for quantity in (QUANTITIES[name] for name in quantities):
            on = quantity.examples
            inputs, targets = self._sets[on]
            if on not in outputs:
                outputs[on] = self.network.outputs(thetas, inputs)
            found[quantity.name] = self._score(quantity.score)(outputs[on], inputs, targets)
        return found

    def _score(self, score: str) -> Score:
        """The task's own way to count a loss or the share that is right."""
        found: Score | None = getattr(arithmetic_of(self.data.task), score)
        if found is None:
            raise ValueError(f"quantities must be losses where the task is {self.data.task}: no answer there is right.")
        return found

    @property
    def sizes(self) -> Sizes:
        """Of the network; found once, as it takes half a millisecond."""
        if self._sizes is None:
            self._sizes = sizes_of(self.network.module, self.data.n_features)
        return self._sizes

    def seconds_per_net(self, quantities: Sequence[str]) -> float:
        """About how long one parameter vector takes on one core, good to a factor of two."""
        n = sum(len(self._sets[on][1]) for on in {QUANTITIES[name].examples for name in quantities})
        return n * self.sizes.seconds * TASKS[self.data.task].cost_factor

    def _largest_tile(self, n_examples: int | None = None) -> int:
        """Networks whose activations fit the memory set aside for a tile, on so many examples or the largest set."""
        n = n_examples or max(len(targets) for _, targets in self._sets.values())
        return max(1, TILE_BYTES // (4 * self.sizes.largest * n))

    def _kind(self) -> tuple[tuple[tuple[int, ...], ...], int]:
        """What the quickest tile depends on."""
        return self.network.layout.shapes, self._largest_tile()

    def _next_tile(self, n_left: int, trials: dict[int, float]) -> int:
        known = self.tile or _quickest.get(self._kind(), 0)
        if known:
            return known
        # No trial where there are too few to be worth it, nor where bits could depend on the tile it chooses.
        if (not trials and n_left < sum(TILE_SIZES)) or not self.network.has_own_batching:
            return min(self._largest_tile(), 16)
        largest = self._largest_tile()
        untried = [size for size in TILE_SIZES if size <= largest and size not in trials]
        if not untried:
            # The largest that is nearly as quick: it asks the interpreter, which all threads share, the least.
            good = NEARLY * min(trials.values())
            self.tile = _quickest[self._kind()] = max(size for size in trials if trials[size] <= good)
            return self.tile
        return untried[-1]


def examples(
    inputs: NDArray[np.floating], targets: NDArray[np.generic], n: int = MAX_EXAMPLES
) -> tuple[Tensor, Tensor]:
    """The first n examples as tensors: the fixed set a loss is measured on."""
    return torch.tensor(inputs[:n]), torch.tensor(targets[:n])
