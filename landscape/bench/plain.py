"""The plain references: one network after the other, as one would write it first."""

import copy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from landscape.inputs.config import EnsembleConfig
from landscape.learning.evaluator import build_module, examples
from landscape.learning.training import Batches
from landscape.outputs.results import Array, Data


def loss_at_each(module: nn.Module, data: Data, thetas: NDArray[np.floating]) -> Array:
    """Training loss of many parameter vectors: set the weights, run the module, write the loss down.

    Args:
        module: Of the architecture; a copy is used.
        data: The examples of a classification.
        thetas: Shape (n, n_params).

    Returns:
        Shape (n,).
    """
    module = copy.deepcopy(module)
    parameters = list(module.parameters())
    sizes = [parameter.numel() for parameter in parameters]
    inputs, targets = examples(data.train_inputs, data.train_targets)
    losses = []
    with torch.no_grad():
        # Copying into the parameters was measured faster than torch.nn.utils.vector_to_parameters.
        for theta in torch.tensor(thetas, dtype=torch.float32):
            for parameter, part in zip(parameters, theta.split(sizes), strict=True):
                parameter.copy_(part.view_as(parameter))
            losses.append(nn.functional.cross_entropy(module(inputs), targets).item())
    return np.array(losses, dtype=np.float32)


def drawn_batches(config: EnsembleConfig, seed: int, n_examples: int) -> Tensor:
    """A run's batches, drawn beforehand: indices of shape (steps, batch_size)."""
    batches = Batches(config, seed, n_examples)
    return torch.from_numpy(np.stack([next(batches) for _ in range(config.steps)]))


def train_each(config: EnsembleConfig, data: Data, batches: dict[int, Tensor]) -> Array:
    """Trains the runs of some seeds one after the other with torch's own SGD and keeps only their ends.

    Args:
        config: Which runs; SGD at a constant rate, every run with its own start.
        data: The examples of a classification.
        batches: Indices of shape (steps, batch_size) for each seed to train.

    Returns:
        The last parameter vectors, shape (n_seeds, n_params).
    """
    inputs, targets = torch.tensor(data.train_inputs), torch.tensor(data.train_targets)
    ends = []
    for seed, run in batches.items():
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            module = build_module(config.model, data)
        rate, momentum = config.optimizer.learning_rate, config.optimizer.momentum
        optimizer = torch.optim.SGD(module.parameters(), lr=rate, momentum=momentum)
        for index in run:
            loss = nn.functional.cross_entropy(module(inputs[index]), targets[index])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        ends.append(torch.cat([parameter.detach().reshape(-1) for parameter in module.parameters()]))
    return torch.stack(ends).numpy()
