"""The policy against a plain perceptron that is asked at one cell at a time."""

import numpy as np
import pytest
import torch

from landscape.catalogue import ARCHITECTURES
from landscape.errors import ConfigError
from landscape.learning.evaluator import build_module
from landscape.picture.scene import load_data
from models.architecture import Shape
from models.mlp import ACTIVATIONS
from models.policy import Policy
from tests.conftest import tiny_scene
from tests.gridworlds import levels


def built(width=6, depth=2, activation="tanh"):
    torch.manual_seed(0)
    return Policy(40, 4, width, depth, activation).double().eval()


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_logits_are_those_of_a_perceptron_asked_at_every_cell(depth, activation):
    module, seen = built(depth=depth, activation=activation), torch.tensor(levels(5, moved=True).features()).double()
    first = torch.cat([module.walker, module.level.weight], dim=1)  # over walker (40), coin (40) and walls (40)
    with torch.no_grad():
        found = module(seen).reshape(5, 4, 40)
        for level, cell in np.ndindex(5, 40):
            where = torch.zeros(40, dtype=torch.float64)
            where[cell] = 1
            values = ACTIVATIONS[activation](first @ torch.cat([where, seen[level]]) + module.level.bias)
            for layer in module.hidden:
                values = ACTIVATIONS[activation](layer.weight @ values + layer.bias)
            expected = module.action.weight @ values + module.action.bias
            torch.testing.assert_close(found[level, :, cell], expected, rtol=1e-12, atol=1e-12)


def test_the_weights_of_the_walker_come_first():
    """In the order of the parameter vector, which the lesson's page reads."""
    shapes = {name: tuple(p.shape) for name, p in built(width=6, depth=2).named_parameters()}
    assert list(shapes.items()) == [
        ("walker", (6, 40)),
        ("level.weight", (6, 80)),
        ("level.bias", (6,)),
        ("hidden.0.weight", (6, 6)),
        ("hidden.0.bias", (6,)),
        ("action.weight", (4, 6)),
        ("action.bias", (4,)),
    ]


def test_the_start_of_the_walkers_weights_is_as_of_one_layer_over_all_three():
    """Uniform within one over the root of the number of inputs, as torch draws a linear layer."""
    torch.manual_seed(0)
    walker = Policy(40, 4, 200, 1, "relu").walker.detach()
    assert walker.abs().max() <= 120**-0.5
    assert walker.std().item() == pytest.approx((1 / 3 / 120) ** 0.5, rel=0.02)


def test_a_width_and_a_depth_are_what_they_say():
    shape = Shape(80, 160, None, False, n_cells=40)
    for width, depth in ((1, 1), (7, 3)):
        module = ARCHITECTURES.load("policy").build(shape, width, depth, "relu")
        assert [layer.out_features for layer in (module.level, *module.hidden)] == [width] * depth
        assert module.action.out_features == 4


@pytest.mark.parametrize(
    ("data", "model", "needs"),
    [
        *((data, "policy", "levels of a gridworld, where each") for data in ("moons", "sine", "digits")),
        *(("gridworld", model, "data with one answer per example") for model in ("mlp", "linear")),
        ("gridworld", "convnet", "pictures"),
        ("gridworld", "two_weights", ""),
    ],
)
def test_what_does_not_go_together_is_said(data, model, needs):
    message = f"model {model} does not go with data {data}: it needs {needs}"
    config = tiny_scene(data=data, model=model).ensemble
    with pytest.raises(ConfigError, match=message) as caught:
        build_module(config.model, load_data(config.data))
    assert caught.value.field == "model"
