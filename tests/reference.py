"""The truth to compare with: plain float64 loops, one network and one example set at a time."""

import copy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from landscape.outputs.results import Data
from tests.gridworlds import coins_of, shortfall_of

# The fixed set a loss is measured on, as the documents promise.
MAX_EXAMPLES = 2048
MAX_LEVELS = 128


def module_at(module: nn.Module, theta: NDArray[np.floating]) -> nn.Module:
    """A float64 copy of a module with a parameter vector written into it, in evaluation mode."""
    at = copy.deepcopy(module).double().eval()
    with torch.no_grad():
        start = 0
        for parameter in at.parameters():
            stop = start + parameter.numel()
            values = np.asarray(theta[start:stop], np.float64).reshape(tuple(parameter.shape))
            parameter.copy_(torch.tensor(values))
            start = stop
    assert start == len(theta)
    return at


def outputs(module: nn.Module, theta: NDArray[np.floating], inputs: NDArray[np.floating]) -> NDArray[np.float64]:
    """Answers of one network: (n_examples, n_outputs)."""
    with torch.no_grad():
        return module_at(module, theta)(torch.tensor(np.asarray(inputs, np.float64))).numpy()


def loss(answers: NDArray[np.float64], targets: NDArray[np.generic], classification: bool) -> float:
    """Mean loss over the examples: softmax cross-entropy in nats, or the squared error."""
    if not classification:
        return float(np.mean((answers[:, 0] - targets.astype(np.float64)) ** 2))
    n = np.arange(len(targets))
    margins = answers - answers[n, targets][:, None]
    margins[n, targets] = -np.inf
    # log(1 + sum of exp) keeps its digits when the sum is tiny, which log-sum-exp minus the right logit does not.
    return float(np.mean(np.logaddexp(0, np.logaddexp.reduce(margins, axis=1))))


def values(module: nn.Module, theta: NDArray[np.floating], data: Data) -> dict[str, float]:
    """Every quantity of one network."""
    if data.task == "control":
        return _values_of_policy(module, theta, data)
    classification = data.task == "classification"
    train = outputs(module, theta, data.train_inputs[:MAX_EXAMPLES])
    test = outputs(module, theta, data.test_inputs[:MAX_EXAMPLES])
    found = {
        "train_loss": loss(train, data.train_targets[:MAX_EXAMPLES], classification),
        "test_loss": loss(test, data.test_targets[:MAX_EXAMPLES], classification),
    }
    if classification:
        found["accuracy"] = float(np.mean(test.argmax(axis=1) == data.test_targets[:MAX_EXAMPLES]))
    if data.shifted_inputs is not None and data.shifted_targets is not None:
        shifted = outputs(module, theta, data.shifted_inputs)
        found["shifted_loss"] = loss(shifted, data.shifted_targets, classification)
        found["intended_share"] = float(np.mean(shifted.argmax(axis=1) == data.shifted_targets))
    return found


def accuracy(module: nn.Module, theta: NDArray[np.floating], data: Data, part: str) -> float:
    """Share of the examples of a part that one network gets right, or of the levels in which it takes the coin."""
    n = MAX_LEVELS if data.task == "control" else MAX_EXAMPLES
    inputs, targets = getattr(data, f"{part}_inputs")[:n], getattr(data, f"{part}_targets")[:n]
    answers = outputs(module, theta, inputs)
    if data.task == "control":
        return coins_of(answers.T, inputs, targets)
    return float(np.mean(answers.argmax(axis=1) == targets))


def _values_of_policy(module: nn.Module, theta: NDArray[np.floating], data: Data) -> dict[str, float]:
    found = {"accuracy": accuracy(module, theta, data, "test")}
    if data.shifted_inputs is not None:
        found["intended_share"] = accuracy(module, theta, data, "shifted")
    for part in ("train", "test") + ("shifted",) * (data.shifted_inputs is not None):
        inputs, starts = (getattr(data, f"{part}_{what}")[:MAX_LEVELS] for what in ("inputs", "targets"))
        found[f"{part}_loss"] = shortfall_of(outputs(module, theta, inputs).T, inputs, starts)
    return found
