"""Our rules against torch.optim; the rate of each step; tensors side by side in one."""

import pytest
import torch

from landscape.inputs.config import OptimizerConfig
from landscape.learning.optimizers import in_one_tensor, rate_at, rule_for

KINDS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
CONFIGS = [
    OptimizerConfig(name, learning_rate=0.05, momentum=momentum, weight_decay=decay)
    for name in KINDS
    for momentum in (0.0, 0.9)
    for decay in (0.0, 0.1)
]


def torch_optimizer(config, weights):
    how = {"momentum": config.momentum} if config.name == "sgd" else {"betas": (config.momentum, 0.999)}
    decay = config.weight_decay
    return KINDS[config.name]([weights], lr=config.learning_rate, weight_decay=decay, foreach=False, **how)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{c.name}-{c.momentum}-{c.weight_decay}")
def test_a_rule_moves_like_torch(config):
    generator = torch.Generator().manual_seed(0)
    ours = torch.randn(96, generator=generator)
    theirs = ours.clone().requires_grad_()
    move, optimizer = rule_for(config, ours), torch_optimizer(config, theirs)
    for _ in range(30):
        gradient = torch.randn(96, generator=generator)
        theirs.grad = gradient.clone()
        optimizer.step()
        move(gradient, config.learning_rate)
    torch.testing.assert_close(ours, theirs.detach(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{c.name}-{c.momentum}-{c.weight_decay}")
def test_a_rule_leaves_the_gradient_alone(config):
    weights, gradient = torch.ones(32), torch.full((32,), 0.5)
    move = rule_for(config, weights)
    for _ in range(2):
        move(gradient, 0.1)
    assert (gradient == 0.5).all()
    assert (weights != 1).all()


def test_the_cosine_starts_at_the_rate_and_nears_zero():
    config = OptimizerConfig(learning_rate=0.2, schedule="cosine")
    rates = [rate_at(config, step, 100) for step in range(1, 101)]
    assert rates[0] == 0.2
    assert rates[50] == pytest.approx(0.1)
    assert 0 < rates[-1] < 1e-4
    assert rates == sorted(rates, reverse=True)


def test_a_constant_rate_is_constant():
    assert {rate_at(OptimizerConfig(learning_rate=0.2), step, 9) for step in range(1, 10)} == {0.2}


def test_parts_of_one_tensor_share_its_memory():
    named = {"a": torch.arange(6.0).view(2, 3), "b": torch.tensor([[7.0]]), "c": torch.ones(64, 2)}
    whole, parts = in_one_tensor(named)
    assert all(torch.equal(parts[name], tensor) and parts[name].shape == tensor.shape for name, tensor in named.items())
    assert len(whole) % 32 == 0
    assert all(part.storage_offset() % 32 == 0 for part in parts.values())
    whole.mul_(2)
    assert torch.equal(parts["a"], 2 * named["a"])
    assert torch.equal(named["b"], torch.tensor([[7.0]]))
