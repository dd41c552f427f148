"""What every architecture promises, whichever it is."""

import copy

import pytest
import torch

from landscape.catalogue import ARCHITECTURES
from landscape.inputs.settings import SETTINGS
from landscape.learning.evaluator import network_around
from models import mlp
from models.architecture import Architecture, Shape
from tests.plugins import loaded_with_words

SHAPES = (
    Shape(2, 2, None, True),
    Shape(2, 3, None, True),
    Shape(41, 2, None, True),
    Shape(13, 3, None, True),
    Shape(1, 1, None, False),
    Shape(64, 10, (8, 8), True),
    Shape(35, 3, (5, 7), True),
    Shape(54, 2, (9, 6), True),
    Shape(105, 2, (7, 5, 3), True),
    Shape(27, 2, (3, 9), True),
    Shape(3, 2, None, True),
    Shape(4, 1, None, False),
    Shape(6, 12, None, False, n_cells=3),
    Shape(80, 160, None, False, n_cells=40),
)
ACTIVATIONS = tuple(mlp.ACTIVATIONS)

fitting = [
    (name, shape) for name in ARCHITECTURES.names for shape in SHAPES if ARCHITECTURES.load(name).refuse(shape) is None
]
each = pytest.mark.parametrize("name", ARCHITECTURES.names)
each_fitting = pytest.mark.parametrize(
    ("name", "shape"), fitting, ids=[f"{name}-{shape.n_inputs}-{shape.n_outputs}" for name, shape in fitting]
)


def built(name, shape, *, width=3, depth=2, activation="tanh", seed=0):
    torch.manual_seed(seed)
    return ARCHITECTURES.load(name).build(shape, width, depth, activation).eval()


def stacked(module, n_nets, seed=1, dtype=torch.float32):
    """Random weights of usual size for many networks."""
    generator = torch.Generator().manual_seed(seed)
    return {
        name: (0.7 * torch.randn(n_nets, *p.shape, generator=generator)).to(dtype)
        for name, p in module.named_parameters()
    }


def one_by_one(module, parameters, inputs):
    """Each network by the module's own `forward`: (n_nets, n_outputs, n_examples)."""
    alone = copy.deepcopy(module).to(inputs.dtype)
    answers = []
    for i in range(len(next(iter(parameters.values())))):
        alone.load_state_dict({name: values[i] for name, values in parameters.items()}, strict=False)
        with torch.no_grad():
            answers.append(alone(inputs if inputs.dim() == 2 else inputs[i]).T)
    return torch.stack(answers)


def activations_of(name):
    return ACTIVATIONS if "activation" in ARCHITECTURES.load(name).settings else ("tanh",)


@each
def test_words_for_the_reader(name):
    architecture = loaded_with_words(ARCHITECTURES, name, Architecture)
    assert set(architecture.settings) <= {"width", "depth", "activation"}


@each
@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"{s.n_inputs}-{s.n_outputs}")
def test_refuses_with_a_reason_or_builds(name, shape):
    reason = ARCHITECTURES.load(name).refuse(shape)
    if reason is None:
        assert built(name, shape)(torch.zeros(4, shape.n_inputs)).shape == (4, shape.n_outputs)
    else:  # it completes the sentence "model ... does not go with data ...: it ...; choose another"
        assert reason.startswith("needs ")
        assert not reason.endswith(".")


@each
def test_fits_some_data(name):
    assert any(ARCHITECTURES.load(name).refuse(shape) is None for shape in SHAPES)


@each
@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"{s.n_inputs}-{s.n_outputs}")
def test_levels_and_other_data_have_networks_of_their_own(name, shape):
    if shape.n_cells == 0 and name == "policy":
        assert ARCHITECTURES.load(name).refuse(shape).startswith("needs levels of a gridworld")
    if shape.n_cells > 0:
        assert (ARCHITECTURES.load(name).refuse(shape) is None) == (name == "policy")


def assert_same_but_for_rounding(found, expected):
    """Another order of a sum rounds otherwise, by a share of what is summed and not of what is left of it.

    So the difference is held against the largest answer. At most 2.5e-6 of it was measured in float32 and 5.4e-15 in
    float64, over all cases here under four sets of instructions; one weight of another network changes the first digit.
    """
    allowed = {torch.float32: 1e-5, torch.float64: 1e-13}[expected.dtype] * expected.abs().max().item()
    torch.testing.assert_close(found, expected, rtol=0, atol=allowed)


@pytest.mark.processor
@each_fitting
@pytest.mark.parametrize("own_inputs", [False, True], ids=["shared", "own"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["double", "single"])
def test_many_equal_one_by_one(name, shape, own_inputs, dtype):
    for activation in activations_of(name):
        module = built(name, shape, activation=activation)
        parameters = stacked(module, 5, dtype=dtype)
        inputs = torch.randn(5, 11, shape.n_inputs, dtype=dtype)
        inputs = inputs if own_inputs else inputs[0]
        network = network_around(copy.deepcopy(module).to(dtype))
        expected = one_by_one(module, parameters, inputs)
        found = network.outputs_of(parameters, inputs)
        assert found.shape == (5, shape.n_outputs, 11)
        assert_same_but_for_rounding(found, expected)


@pytest.mark.processor
@each_fitting
def test_a_single_example_and_a_single_network(name, shape):
    module = built(name, shape)
    parameters = stacked(module, 1)
    inputs = torch.randn(1, shape.n_inputs)
    found = network_around(module).outputs_of(parameters, inputs)
    assert_same_but_for_rounding(found, one_by_one(module, parameters, inputs))


@pytest.mark.processor
@each_fitting
@pytest.mark.parametrize("n_examples", [1, 7, 33, 64])
def test_bits_do_not_depend_on_the_networks_beside(name, shape, n_examples):
    for activation in activations_of(name):
        module = built(name, shape, activation=activation, width=5)
        network = network_around(module)
        thetas = 0.7 * torch.randn(16, network.layout.n_params)
        inputs = torch.randn(n_examples, shape.n_inputs)
        with torch.inference_mode():
            together = network.outputs(thetas, inputs)
            for tile in (1, 3):
                parts = [network.outputs(thetas[i : i + tile].clone(), inputs) for i in range(0, 16, tile)]
                assert torch.equal(torch.cat(parts), together), f"{activation}, tile {tile}"


def gradients(network, parameters, inputs, weights):
    """Of the sum over networks of a loss that weighs every output differently."""
    leaves = {name: values.clone().requires_grad_() for name, values in parameters.items()}
    answers = network.outputs_of(leaves, inputs)
    (answers.tanh() * weights).mean(dim=(1, 2)).sum().backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


@each_fitting
def test_gradient_of_the_sum_is_each_networks_own(name, shape):
    for activation in activations_of(name):
        module = built(name, shape, activation=activation).double()
        parameters = stacked(module, 4, dtype=torch.float64)
        inputs = torch.randn(4, 9, shape.n_inputs, dtype=torch.float64)
        weights = torch.randn(shape.n_outputs, 9, dtype=torch.float64)
        found = gradients(network_around(module), parameters, inputs, weights)
        for i in range(4):
            alone = copy.deepcopy(module)
            alone.load_state_dict({k: v[i] for k, v in parameters.items()}, strict=False)
            (alone(inputs[i]).T.tanh() * weights).mean().backward()
            for key, parameter in alone.named_parameters():
                torch.testing.assert_close(found[key][i], parameter.grad, rtol=1e-9, atol=1e-12)


@each_fitting
@pytest.mark.parametrize("n_examples", [1, 7, 33])
def test_bits_of_the_gradient_do_not_depend_on_the_networks_beside(name, shape, n_examples):
    for activation in activations_of(name):
        for width in (1, 5):
            module = built(name, shape, activation=activation, width=width)
            network = network_around(module)
            parameters = stacked(module, 8)
            inputs, weights = torch.randn(8, n_examples, shape.n_inputs), torch.randn(shape.n_outputs, n_examples)
            together = gradients(network, parameters, inputs, weights)
            for i in (0, 3, 7):
                alone = gradients(network, {k: v[i : i + 1] for k, v in parameters.items()}, inputs[i : i + 1], weights)
                for key, values in alone.items():
                    assert torch.equal(values[0], together[key][i]), f"{activation}, width {width}, {key}"


@each_fitting
def test_the_seed_decides_the_start(name, shape):
    first, same, other = (torch.cat([p.flatten() for p in built(name, shape, seed=s).parameters()]) for s in (0, 0, 1))
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert first.isfinite().all()


@each_fitting
def test_evaluating_changes_nothing(name, shape):
    module = built(name, shape)
    parameters, inputs = stacked(module, 3), torch.randn(32, shape.n_inputs)
    before = copy.deepcopy((module.state_dict(), parameters, inputs))
    with torch.inference_mode():
        network_around(module).outputs_of(parameters, inputs)
    assert torch.equal(inputs, before[2])
    for name_of, values in module.state_dict().items():
        assert torch.equal(values, before[0][name_of])
    for name_of, values in parameters.items():
        assert torch.equal(values, before[1][name_of])
    assert not module.training


def test_every_activation_has_its_word_and_every_word_its_function():
    assert set(SETTINGS["activation"].kind.ids) == set(mlp.ACTIVATIONS)
