"""The perceptron against formulas written out in numpy, and its quicker tanh."""

import math

import numpy as np
import pytest
import torch

from models.architecture import Shape
from models.mlp import ARCHITECTURE, quick_tanh

FORMULAS = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": lambda x: x / 2 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))),
    "sin": np.sin,
}


@pytest.mark.parametrize("activation", FORMULAS)
@pytest.mark.parametrize("depth", [1, 4])
def test_computes_the_formula(activation, depth):
    module = ARCHITECTURE.build(Shape(3, 2, None, True), 5, depth, activation).double()
    inputs = np.random.default_rng(0).standard_normal((7, 3))
    values = inputs
    for i, layer in enumerate(module.layers):
        values = values @ layer.weight.detach().numpy().T + layer.bias.detach().numpy()
        if i < depth:
            values = FORMULAS[activation](values)
    with torch.no_grad():
        np.testing.assert_allclose(module(torch.tensor(inputs)).numpy(), values, rtol=1e-12, atol=1e-12)


def test_depth_counts_hidden_layers():
    module = ARCHITECTURE.build(Shape(3, 2, None, True), 5, 4, "tanh")
    assert [tuple(layer.weight.shape) for layer in module.layers] == [(5, 3), (5, 5), (5, 5), (5, 5), (2, 5)]


def test_quick_tanh_is_close_everywhere():
    values = torch.linspace(-20, 20, 400_001)
    exact = torch.tanh(values.double())
    assert (quick_tanh(values.clone()).double() - exact).abs().max() <= 1.8e-7


def test_quick_tanh_at_the_edges():
    edges = torch.tensor([torch.inf, -torch.inf, torch.nan, 0.0, 3e38, -3e38])
    found = quick_tanh(edges)
    torch.testing.assert_close(found, torch.tensor([1, -1, torch.nan, 0, 1, -1]), rtol=0, atol=0, equal_nan=True)


def test_quick_tanh_keeps_the_gradient():
    values = torch.linspace(-3, 3, 7, dtype=torch.float64, requires_grad=True)
    quick_tanh(values).sum().backward()
    torch.testing.assert_close(values.grad, 1 - torch.tanh(values.detach()) ** 2)
