"""The networks of two weights against the formulas that the lessons print."""

import numpy as np
import pytest
import torch

from models.architecture import Shape
from models.two_weights import ARCHITECTURE, STRIP_CELLS, QuadraticNeuron, SineNeuron, Window

QUADRATIC, STRIP, SINE = Shape(2, 2, None, True), Shape(STRIP_CELLS, 2, None, True), Shape(1, 1, None, False)


def at(shape, first, second):
    module = ARCHITECTURE.build(shape, 1, 1, "tanh").double()
    with torch.no_grad():
        torch.nn.utils.vector_to_parameters(torch.tensor([first, second], dtype=torch.float64), module.parameters())
    return module


def answers(module, inputs):
    with torch.no_grad():
        return module(torch.tensor(inputs, dtype=torch.float64)).numpy()


@pytest.mark.parametrize(("shape", "kind"), [(QUADRATIC, QuadraticNeuron), (STRIP, Window), (SINE, SineNeuron)])
def test_two_weights_and_no_more(shape, kind):
    module = ARCHITECTURE.build(shape, 16, 2, "relu")
    assert isinstance(module, kind)
    assert sum(p.numel() for p in module.parameters()) == 2


def test_the_quadratic_neuron_and_its_mirror_image():
    inputs = np.random.default_rng(0).standard_normal((9, 2))
    f = (0.7 * inputs[:, 0] - 1.3 * inputs[:, 1]) ** 2 - 1
    np.testing.assert_allclose(answers(at(QUADRATIC, 0.7, -1.3), inputs), np.stack([-f, f], axis=1), rtol=1e-12)
    mirrored = answers(at(QUADRATIC, -0.7, 1.3), inputs)
    np.testing.assert_array_equal(answers(at(QUADRATIC, 0.7, -1.3), inputs), mirrored)


def test_the_window_has_area_one_and_looks_where_it_says():
    place, gain = 0.45, 1.7
    cells = np.linspace(-3, 3, STRIP_CELLS)
    one = answers(at(STRIP, place, gain), np.ones((1, STRIP_CELLS)))[0]
    np.testing.assert_allclose(one, [-gain / 2, gain / 2], rtol=1e-6)
    inputs = np.eye(STRIP_CELLS)
    kernel = np.exp(-(((cells - place) / 0.3) ** 2) / 2)
    f = gain * inputs @ kernel * 0.15 / (0.3 * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(answers(at(STRIP, place, gain), inputs)[:, 1], f / 2, rtol=1e-5, atol=1e-9)


def test_the_sine_neuron():
    inputs = np.linspace(-3, 3, 11)[:, None]
    np.testing.assert_allclose(answers(at(SINE, 2.0, 0.5), inputs), np.sin(2 * inputs + 0.5), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "shape", [Shape(2, 3, None, True), Shape(3, 2, None, True), Shape(2, 1, None, False), Shape(64, 10, (8, 8), True)]
)
def test_refuses_with_a_sentence(shape):
    assert "two classes and two features" in ARCHITECTURE.refuse(shape)
