"""Ends of many runs are those of the same runs in any other ensemble."""

import numpy as np
import pytest

from landscape.errors import Stopped
from landscape.experiments.parts.many_runs import classes_of, ends_of, evaluator_of, scored, seeds_from
from landscape.inputs.config import DataConfig, EnsembleConfig, ModelConfig
from landscape.learning.training import train
from landscape.learning.work import Work
from landscape.picture.scene import load_data

CONFIG = EnsembleConfig(DataConfig("parity", n_train=64), ModelConfig(width=3, depth=1), steps=9, seeds=(4,))


def test_groups_and_snapshots_change_no_bit():
    data = load_data(CONFIG.data)
    ends = ends_of(CONFIG, data, seeds_from(0, 70), Work())
    assert ends.thetas.shape[0] == len(ends.share) == len(ends.train_accuracy) == len(ends.test_accuracy) == 70
    alone = train(CONFIG, data).snapshots[0, -1]
    np.testing.assert_array_equal(ends.thetas[4], alone)
    again = scored(evaluator_of(CONFIG, data), alone[None])
    for name in ("train_accuracy", "test_accuracy", "share"):
        assert getattr(again, name)[0] == getattr(ends, name)[4]


def test_progress_grows_within_its_part_and_work_can_be_stopped():
    told = []
    ends_of(CONFIG, load_data(CONFIG.data), seeds_from(0, 70), Work(progress=told.append), (0.5, 0.75))
    assert told == sorted(told)
    assert 0.5 < told[0] <= told[-1] == 0.75
    with pytest.raises(Stopped):
        ends_of(CONFIG, load_data(CONFIG.data), (0,), Work(stopped=lambda: True))


def test_a_network_without_finite_weights_gives_no_class():
    data = load_data(CONFIG.data)
    evaluator = evaluator_of(CONFIG, data)
    thetas = np.stack([train(CONFIG, data).snapshots[0, -1], np.full(evaluator.network.layout.n_params, np.nan)])
    found = classes_of(evaluator, thetas.astype(np.float32), data.test_inputs)
    assert set(found[0].tolist()) <= {0, 1}
    assert (found[0] == data.test_targets).mean() == pytest.approx(scored(evaluator, thetas[:1]).test_accuracy[0])
    assert (found[1] == 255).all()


def test_seeds_begin_again_after_the_largest():
    assert seeds_from(999_999, 2) == (999_999, 0)


def test_wide_networks_are_trained_in_smaller_groups(monkeypatch):
    data = load_data(CONFIG.data)
    expected = ends_of(CONFIG, data, seeds_from(0, 5), Work())
    monkeypatch.setattr("landscape.experiments.parts.many_runs.MAX_KEPT_NUMBERS", 2 * 10 * expected.thetas.shape[1])
    np.testing.assert_array_equal(ends_of(CONFIG, data, seeds_from(0, 5), Work()).thetas, expected.thetas)
