"""Batched evaluation against plain float64 loops, node for node; and what it must leave alone."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from landscape.errors import ConfigError
from landscape.inputs.quantities import QUANTITIES
from landscape.learning import evaluator as evaluation
from landscape.learning.evaluator import Evaluator, build_module, network_around
from landscape.learning.losses import cross_entropy
from landscape.learning.sizes import sizes_of
from landscape.picture.scene import load_data
from tests import reference
from tests.conftest import POLICIES, evaluator_for, tiny_scene

KINDS = (
    {"data": "moons", "model": "mlp", "width": 16, "depth": 2},
    {"data": "iris", "model": "mlp", "activation": "relu"},
    {"data": "sine", "model": "mlp", "activation": "sin"},
    {"data": "digits", "model": "convnet", "width": 2, "activation": "gelu"},
    {"data": "two_cues", "model": "mlp", "width": 5},
    {"data": "strip", "model": "two_weights"},
    {"data": "sine", "model": "two_weights"},
    {"data": "blobs", "model": "linear"},
    {**POLICIES, "width": 5, "depth": 2},
)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: f"{k['data']}-{k['model']}")


def quantities_of(data):
    classes = {"accuracy"} if data.graded else set()
    shifted = {"shifted_loss", "intended_share"} if data.shifted_inputs is not None else set()
    return [name for name in QUANTITIES if name in {"train_loss", "test_loss"} | classes | shifted]


def prepared(kind, n_nets=8, scale=0.8):
    """Data, an evaluator and random parameter vectors."""
    config = tiny_scene(**{"n_train": 50, **kind})
    data = load_data(config.ensemble.data)
    evaluator = evaluator_for(config, data)
    rng = np.random.default_rng(0)
    thetas = (scale * rng.standard_normal((n_nets, evaluator.network.layout.n_params))).astype(np.float32)
    return data, evaluator, thetas


def with_sharp_last_layer(evaluator, thetas, factor):
    """The same networks with louder answers, so that their losses become tiny or huge."""
    names = evaluator.network.layout.names
    last = [i for i, name in enumerate(names) if name.rsplit(".", 1)[0] == names[-1].rsplit(".", 1)[0]]
    start = sum(evaluator.network.layout.sizes[: last[0]])
    louder = thetas.copy()
    louder[:, start:] *= factor
    return louder


def normalised_network(n_features=2):
    """A network with batch normalisation whose running statistics are far from its first batch's."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(n_features, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 2))
    for _ in range(20):
        module(3 + torch.randn(64, n_features))
    return module


@pytest.mark.processor
@each_kind
def test_equals_the_plain_loop(kind):
    data, evaluator, thetas = prepared(kind)
    names = quantities_of(data)
    found = evaluator.measure(thetas, names)
    assert set(found) == set(names)
    for i, theta in enumerate(thetas):
        expected = reference.values(evaluator.network.module, theta, data)
        for name in names:
            assert found[name][i] == pytest.approx(expected[name], rel=1e-5), f"{name} of network {i}"
            assert found[name].dtype == np.float32


def trained_well(kind):
    """Networks near a good solution, scaled so that losses run from 1e-1 down to far below 1e-6."""
    data, evaluator, _ = prepared(kind)
    inputs, targets = torch.tensor(data.train_inputs), torch.tensor(data.train_targets)
    torch.manual_seed(0)
    module = copy.deepcopy(evaluator.network.module)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(module(inputs), targets).backward()
        optimizer.step()
    theta = torch.cat([p.detach().flatten() for p in module.parameters()]).numpy()
    thetas = np.stack([with_sharp_last_layer(evaluator, theta[None], factor)[0] for factor in (1, 2, 3, 4, 5)])
    return data, evaluator, thetas


@pytest.mark.processor
@pytest.mark.parametrize(
    "kind",
    [{"data": "blobs", "noise": 0.1, "model": "mlp"}, {"data": "two_cues", "noise": 0, "model": "mlp"}],
    ids=["three classes", "two classes"],
)
def test_tiny_losses_keep_their_digits(kind):
    data, evaluator, thetas = trained_well(kind)
    found = evaluator.measure(thetas, ["train_loss"])["train_loss"]
    expected = [reference.values(evaluator.network.module, theta, data)["train_loss"] for theta in thetas]
    assert min(expected) < 1e-6
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    np.testing.assert_allclose(
        found[np.array(expected) > 1e-5], np.array(expected)[np.array(expected) > 1e-5], rtol=1e-5
    )
    # What torch's own cross-entropy makes of the same float32 outputs at the smallest loss: hardly a right digit.
    with torch.inference_mode():
        answers = evaluator.network.outputs(torch.tensor(thetas), torch.tensor(data.train_inputs))
        usual = nn.functional.cross_entropy(answers[-1].T, torch.tensor(data.train_targets)).item()
    assert abs(usual / expected[-1] - 1) > 100 * abs(found[-1] / expected[-1] - 1)


@pytest.mark.parametrize("n_classes", [2, 3, 10])
@pytest.mark.parametrize("margin", [-1e3, -30.0, -3.0, 0.0, 3.0, 14.0, 60.0, 80.0])
def test_cross_entropy_of_one_margin(n_classes, margin):
    """One example whose right logit stands `margin` above the others: log(1 + (C - 1) exp(-margin))."""
    logits = torch.zeros(1, n_classes, 1)
    logits[0, 1, 0] = margin
    expected = np.logaddexp(0, np.log(n_classes - 1) - margin)
    assert cross_entropy(logits, torch.tensor([1])).item() == pytest.approx(expected, rel=2e-6)


def test_cross_entropy_of_infinite_logits():
    logits = torch.tensor([[[torch.inf], [0.0], [0.0]], [[0.0], [torch.inf], [0.0]]])
    assert cross_entropy(logits, torch.tensor([0])).tolist() == [0.0, torch.inf]


def test_a_loss_of_exactly_zero_is_a_value():
    data, evaluator, thetas = trained_well({"data": "two_cues", "noise": 0, "model": "mlp"})
    loud = with_sharp_last_layer(evaluator, thetas[:1], 1e4)
    assert evaluator.measure(loud, ["train_loss"])["train_loss"].tolist() == [0.0]
    assert reference.values(evaluator.network.module, loud[0], data)["train_loss"] < 1e-45


@each_kind
def test_a_nan_stays_where_it_is(kind):
    data, evaluator, thetas = prepared(kind, n_nets=20)
    names = quantities_of(data)
    clean = evaluator.measure(thetas, names)
    spoilt = thetas.copy()
    spoilt[7, -1] = np.nan
    found = evaluator.measure(spoilt, names)
    for name in names:
        assert np.isnan(found[name][7])
        np.testing.assert_array_equal(np.delete(found[name], 7), np.delete(clean[name], 7))


def test_infinite_weights_give_no_finite_loss_and_no_accuracy():
    _, evaluator, thetas = prepared(KINDS[0])
    thetas[2] = np.inf
    found = evaluator.measure(thetas, ["train_loss", "accuracy"])
    assert not np.isfinite(found["train_loss"][2])
    assert np.isnan(found["accuracy"][2])
    assert np.isfinite(np.delete(found["train_loss"], 2)).all()


@each_kind
def test_bits_do_not_depend_on_the_tile(kind, monkeypatch):
    data, evaluator, thetas = prepared(kind, n_nets=90)
    names = quantities_of(data)
    by_tile = {}
    for tile in (1, 3, 16, 64, 90):
        evaluator.tile = tile
        by_tile[tile] = evaluator.measure(thetas, names)
    monkeypatch.setattr(evaluation, "TILE_SIZES", (1, 2, 5))
    monkeypatch.setattr(evaluation, "_quickest", {})
    by_tile["found by trial"] = evaluator_like(evaluator).measure(thetas, names)
    monkeypatch.setattr(evaluation, "TILE_BYTES", 1)
    by_tile["no memory"] = evaluator_like(evaluator).measure(thetas, names)
    for tile, found in by_tile.items():
        for name in names:
            np.testing.assert_array_equal(found[name], by_tile[1][name], err_msg=f"{name}, tile {tile}")


def evaluator_like(evaluator):
    return Evaluator(evaluator.network, evaluator.data)


def test_a_tile_is_chosen_by_trial_and_known_from_then_on(monkeypatch):
    monkeypatch.setattr(evaluation, "_quickest", {})
    _, evaluator, thetas = prepared(KINDS[0], n_nets=100)
    assert evaluator.tile == 0
    evaluator.measure(thetas, ["train_loss"])
    evaluator.measure(thetas, ["train_loss"])
    assert evaluator.tile in evaluation.TILE_SIZES
    assert list(evaluation._quickest.values()) == [evaluator.tile]
    assert evaluator_like(evaluator)._next_tile(1000, {}) == evaluator.tile


@each_kind
def test_bits_do_not_depend_on_the_threads(kind):
    data, evaluator, thetas = prepared(kind, n_nets=20)
    names = quantities_of(data)
    before = torch.get_num_threads()
    found = {}
    try:
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            found[n_threads] = evaluator_like(evaluator).measure(thetas, names)
            assert torch.get_num_threads() == n_threads
    finally:
        torch.set_num_threads(before)
    for name in names:
        np.testing.assert_array_equal(found[1][name], found[2][name])


@pytest.mark.parametrize("mode", ["train", "eval", "mixed"])
def test_batch_normalisation_uses_running_statistics_and_is_left_alone(mode):
    data = load_data(tiny_scene().ensemble.data)
    module = normalised_network().train(mode != "eval")
    if mode == "mixed":
        module.training = False  # the container says eval, its layers do not
    before, modes = copy.deepcopy(module.state_dict()), [m.training for m in module.modules()]
    evaluator = Evaluator(network_around(module), data)
    rng = np.random.default_rng(0)
    thetas = rng.standard_normal((121, evaluator.network.layout.n_params)).astype(np.float32)
    names = ["train_loss", "test_loss", "accuracy"]
    found = evaluator.measure(thetas, names)
    assert all(np.isfinite(found[name]).all() for name in names)
    for i in range(0, 121, 10):
        expected = reference.values(module, thetas[i], data)
        for name in names:
            assert found[name][i] == pytest.approx(expected[name], rel=1e-5)
    assert [m.training for m in module.modules()] == modes
    for key, value in module.state_dict().items():
        assert torch.equal(value, before[key]), key


def test_statistics_of_the_batch_itself_see_only_true_examples():
    """A network that normalises by the batch it is given: nothing may be added to that batch."""

    class Centred(nn.Module):
        def forward(self, inputs):
            return inputs - inputs.mean(dim=0)

    module = nn.Sequential(nn.Linear(2, 3), Centred(), nn.Tanh(), nn.Linear(3, 2)).eval()
    data = load_data(tiny_scene(n_train=50).ensemble.data)
    evaluator = Evaluator(network_around(module), data)
    theta = np.random.default_rng(0).standard_normal((1, evaluator.network.layout.n_params)).astype(np.float32)
    expected = reference.values(module, theta[0], data)["train_loss"]
    assert evaluator.measure(theta, ["train_loss"])["train_loss"][0] == pytest.approx(expected, rel=1e-5)


def test_networks_without_their_own_batching_never_depend_on_a_clock():
    """Their bits could change with the tile, so no trial of speed may choose it."""
    data = load_data(tiny_scene().ensemble.data)
    evaluator = Evaluator(network_around(normalised_network()), data)
    thetas = np.zeros((400, evaluator.network.layout.n_params), np.float32)
    for _ in range(3):
        evaluator.measure(thetas, ["train_loss"])
    assert evaluator.tile == 0


@each_kind
def test_the_module_is_left_alone(kind):
    _, evaluator, thetas = prepared(kind)
    module = evaluator.network.module
    before = copy.deepcopy(module.state_dict())
    evaluator.measure(thetas, ["train_loss"])
    evaluator.answers(thetas, evaluator.data.test_inputs)
    for key, value in module.state_dict().items():
        assert torch.equal(value, before[key])
    assert all(not m._forward_hooks for m in module.modules())
    assert all(p.grad is None for p in module.parameters())


@each_kind
def test_a_single_example(kind):
    data, evaluator, thetas = prepared(kind)
    one = copy.copy(data)
    for part in ("train", "test", "probe"):
        for what in ("inputs", "targets"):
            object.__setattr__(one, f"{part}_{what}", getattr(data, f"{part}_{what}")[:1])
    found = Evaluator(evaluator.network, one).measure(thetas, ["train_loss", "test_loss"])
    for i, theta in enumerate(thetas):
        expected = reference.values(evaluator.network.module, theta, one)
        assert found["train_loss"][i] == pytest.approx(expected["train_loss"], rel=1e-5, abs=1e-30)
        assert found["test_loss"][i] == pytest.approx(expected["test_loss"], rel=1e-5, abs=1e-30)


@pytest.mark.processor
def test_answers_and_accuracies_equal_the_plain_loop():
    data, evaluator, thetas = prepared(KINDS[1])
    found = evaluator.answers(thetas, data.probe_inputs)
    for theta, answers in zip(thetas, found, strict=True):
        expected = reference.outputs(evaluator.network.module, theta, data.probe_inputs)
        np.testing.assert_allclose(answers.T, expected, rtol=1e-4, atol=1e-5)
    shares = evaluator.accuracies(thetas)
    assert shares.shape == (len(thetas), 3)
    for i, part in enumerate(("train", "test", "probe")):
        inputs, targets = getattr(data, f"{part}_inputs"), getattr(data, f"{part}_targets")
        expected = [
            np.mean(reference.outputs(evaluator.network.module, theta, inputs).argmax(axis=1) == targets)
            for theta in thetas
        ]
        np.testing.assert_allclose(shares[:, i], expected, rtol=1e-6)


def test_nothing_to_measure():
    _, evaluator, thetas = prepared(KINDS[0])
    assert evaluator.measure(thetas[:0], ["train_loss"])["train_loss"].shape == (0,)


def test_losses_are_measured_on_a_fixed_number_of_examples():
    config = tiny_scene(n_train=3000)
    data = load_data(config.ensemble.data)
    evaluator = evaluator_for(config, data)
    theta = np.random.default_rng(0).standard_normal((1, evaluator.network.layout.n_params)).astype(np.float32)
    expected = reference.values(evaluator.network.module, theta[0], data)["train_loss"]
    assert evaluator.measure(theta, ["train_loss"])["train_loss"][0] == pytest.approx(expected, rel=1e-5)


def test_an_architecture_that_cannot_take_the_data_is_named():
    config = tiny_scene(model="convnet")
    with pytest.raises(ConfigError, match="model convnet does not go with data moons: it needs pictures") as caught:
        build_module(config.ensemble.model, load_data(config.ensemble.data))
    assert caught.value.field == "model"


def test_sizes_leave_no_hooks_behind_when_the_module_fails():
    module = nn.Sequential(nn.Linear(3, 2))
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        sizes_of(module, 5)
    assert not any(m._forward_hooks for m in module.modules())


def test_largest_size_is_the_widest_layer():
    assert sizes_of(nn.Sequential(nn.Linear(3, 7), nn.Linear(7, 2)), 3).largest == 7
    assert sizes_of(nn.Sequential(nn.Linear(9, 7), nn.Linear(7, 2)), 9).largest == 9
