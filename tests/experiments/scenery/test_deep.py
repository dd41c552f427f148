"""Training of deep residual networks: statistics, clipping, seeds, stops."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from landscape.errors import Stopped
from landscape.experiments.scenery import deep
from landscape.experiments.scenery.deep import (
    DeepConfig,
    Recipe,
    clipped,
    rate_of,
    start_module,
    train_deep,
    trained,
)
from landscape.experiments.scenery.grounds import random_plane
from landscape.experiments.scenery.statistics import measure_statistics
from landscape.inputs.config import DataConfig
from landscape.learning.evaluator import Evaluator
from landscape.learning.parameters import filters_of
from landscape.learning.work import Work
from landscape.picture.scene import load_data

SMALL = DeepConfig(8, True, Recipe(0.05, clip=1.0, shift=1.0), steps=12, seed=4, width=2)


@pytest.fixture(scope="module")
def data():
    return load_data(DataConfig(name="digits", n_train=96))


def test_statistics_are_those_over_all_examples(data):
    module = start_module(SMALL)
    inputs = torch.tensor(data.train_inputs)
    module.train()(inputs[:7])  # running statistics of something else
    measure_statistics(module, inputs)
    first = module.first(inputs.reshape(-1, 1, 8, 8))
    torch.testing.assert_close(module.first_norm.running_mean, first.mean(dim=(0, 2, 3)))
    torch.testing.assert_close(module.first_norm.running_var, first.var(dim=(0, 2, 3)))
    assert not module.training
    assert all(layer.momentum == 0.1 for layer in module.modules() if isinstance(layer, nn.BatchNorm2d))
    with torch.no_grad():
        torch.testing.assert_close(module(inputs), module.train()(inputs), rtol=0.05, atol=0.05)


def test_one_step_is_that_of_torch(data):
    """SGD with momentum and weight decay, on the gradient cut to length 1: here by hand."""
    config = replace(SMALL, steps=1)
    ours = train_deep(config, data, Work())
    module = start_module(config).train()
    before = nn.utils.parameters_to_vector(module.parameters()).detach()
    order = np.random.default_rng([config.seed, 2]).permutation(len(data.train_targets))[:32]
    loss = nn.functional.cross_entropy(
        module(torch.tensor(data.train_inputs[order])), torch.tensor(data.train_targets[order])
    )
    gradient = torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, list(module.parameters()))])
    moved = before - rate_of(config.recipe, 1, 1) * (gradient / max(1.0, float(gradient.norm())) + 5e-4 * before)
    np.testing.assert_allclose(ours.theta, moved.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("longest", [0.5, 10.0])
def test_clipping_keeps_the_direction(longest):
    gradient = torch.tensor([3.0, -4.0])
    cut = clipped(gradient, longest)
    assert cut.norm() == pytest.approx(min(longest, 5.0))
    assert torch.allclose(cut / cut.norm(), gradient / 5)


def test_equal_configs_give_equal_bits_and_leave_torchs_generator_alone(data):
    state = torch.get_rng_state()
    one, other = train_deep(SMALL, data, Work()), train_deep(SMALL, data, Work())
    assert torch.equal(torch.get_rng_state(), state)
    np.testing.assert_array_equal(one.theta, other.theta)
    np.testing.assert_array_equal(one.statistics, other.statistics)
    assert (train_deep(replace(SMALL, seed=5), data, Work()).theta != one.theta).any()


def test_the_network_handed_out_answers_as_it_was_scored(data):
    deep = train_deep(replace(SMALL, steps=60), data, Work())
    train, test, _ = Evaluator(deep.network(), data).accuracies(deep.theta[None])[0]
    assert train == pytest.approx(deep.train_accuracy, abs=1e-6)
    assert test == pytest.approx(deep.test_accuracy, abs=1e-6)
    assert deep.train_accuracy > 0.3
    assert not deep.theta.flags.writeable


def test_directions_of_a_pair_differ_only_by_the_lengths_of_filters(data):
    nets = [train_deep(replace(SMALL, skip=skip, steps=2), data, Work()) for skip in (False, True)]
    planes = [random_plane(net.theta, net.network(), 3) for net in nets]
    filters = filters_of(nets[0].network().layout)
    assert (planes[0].u[filters < 0] == 0).all()
    for number in range(filters.max() + 1):
        parts = [plane.u[filters == number] for plane in planes]
        assert parts[0] @ parts[1] == pytest.approx(np.linalg.norm(parts[0]) * np.linalg.norm(parts[1]))
        assert np.linalg.norm(parts[0]) == pytest.approx(np.linalg.norm(nets[0].theta[filters == number]))


@pytest.mark.usefixtures("pieces_of_one_step")
def test_a_stop_ends_the_training_and_progress_grows(data):
    seen = []
    with pytest.raises(Stopped):
        train_deep(SMALL, data, Work(progress=seen.append, stopped=lambda: len(seen) == 5))
    assert seen == sorted(seen)
    assert len(seen) == 5


def test_a_network_trained_lately_is_not_trained_again(data):
    config = replace(SMALL, seed=77, steps=2)
    first = trained(config, data, Work())
    assert trained(config, data, Work(stopped=lambda: True)) is first


def test_two_who_ask_for_a_network_at_once_train_it_once(data, monkeypatch):
    config, n_trained, begun, go_on = replace(SMALL, seed=78, steps=2), [], threading.Event(), threading.Event()

    def slowly(*args):
        n_trained.append(args)
        begun.set()
        assert go_on.wait(30)
        return train_deep(*args)

    monkeypatch.setattr(deep, "train_deep", slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(trained, config, data, Work())
        assert begun.wait(30)
        second = pool.submit(trained, config, data, Work())
        with pytest.raises(Stopped):
            trained(config, data, Work(stopped=lambda: True))
        go_on.set()
        assert first.result() is second.result()
    assert len(n_trained) == 1
