"""The convolutional network against plain loops over channels in scipy."""

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d

from models.architecture import Shape
from models.convnet import ARCHITECTURE


def loops(module, picture):
    """Logits of one picture (height, width) or (height, width, channels)."""
    maps = list(np.moveaxis(np.atleast_3d(picture), 2, 0))
    for layer in (module.first, module.second):
        weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
        sums = [
            sum(correlate2d(one, kernel, mode="same") for one, kernel in zip(maps, of_channel, strict=True)) + b
            for of_channel, b in zip(weight, bias, strict=True)
        ]
        maps = [np.tanh(largest_of_blocks(values)) for values in sums]
    flat = np.concatenate([values.ravel() for values in maps])
    return module.last.weight.detach().numpy() @ flat + module.last.bias.detach().numpy()


def largest_of_blocks(values):
    height, width = values.shape[0] // 2, values.shape[1] // 2
    return np.array([[values[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max() for j in range(width)] for i in range(height)])


@pytest.mark.parametrize("image", [(8, 8), (5, 7), (9, 6), (4, 4), (4, 13), (5, 6, 3), (4, 4, 2)])
def test_computes_the_formula(image):
    n_inputs = int(np.prod(image))
    module = ARCHITECTURE.build(Shape(n_inputs, 3, image, True), 2, 1, "tanh").double()
    inputs = np.random.default_rng(0).standard_normal((4, n_inputs))
    expected = [loops(module, row.reshape(image)) for row in inputs]
    with torch.no_grad():
        np.testing.assert_allclose(module(torch.tensor(inputs)).numpy(), expected, rtol=1e-12, atol=1e-12)
    parameters = {name: p.detach()[None] for name, p in module.named_parameters()}
    with torch.no_grad():
        many = module.forward_many(parameters, torch.tensor(inputs))
    np.testing.assert_allclose(many[0].T.numpy(), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("image", [None, (3, 9), (9, 3), (3, 3, 3)])
def test_refuses_what_is_no_picture(image):
    assert ARCHITECTURE.refuse(Shape(27, 3, image, True)) == "needs pictures of at least 4x4 pixels"


def test_building_without_a_picture_is_an_error():
    with pytest.raises(ValueError, match=r"image must be \(height, width\), got None"):
        ARCHITECTURE.build(Shape(27, 3, None, True), 2, 1, "tanh")
