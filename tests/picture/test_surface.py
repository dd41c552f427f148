"""Surfaces against closed forms: the right value at the right node, every node once, coarse to fine."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from landscape.catalogue import PLANES
from landscape.inputs.config import DataConfig, ViewConfig
from landscape.learning.evaluator import Evaluator, network_around
from landscape.learning.work import Work
from landscape.outputs.results import Data, Plane
from landscape.picture import surface
from landscape.picture.scene import geometry_of
from landscape.picture.surface import axes_of, levels_of, measure_nodes, nodes_of, surfaces
from tests.conftest import evaluator_for, tiny_scene, trained

GRIDS = ((51, 51), (9, 21), (21, 9), (5, 201), (35, 33))


def plane_with(origin, u, v, center=(0.0, 0.0), half_width=(1.0, 1.0)):
    vectors = (np.asarray(values, np.float64) for values in (origin, u, v))
    return Plane(*vectors, ("x", "y"), half_width, center, np.ones(1, bool))


class Recorder:
    """An evaluator whose value at (theta_0, theta_1) is known, and which remembers what it was asked."""

    def __init__(self, value=lambda thetas: thetas[:, 0] + 100 * thetas[:, 1]):
        self.network = SimpleNamespace(layout=SimpleNamespace(n_params=2))
        self.data = SimpleNamespace(unit="nats")
        self.asked, self.value = [], value

    def seconds_per_net(self, quantities):
        return 1e-6 * len(quantities)

    def measure(self, thetas, quantities):
        self.asked += [tuple(theta) for theta in thetas]
        return {name: self.value(np.asarray(thetas)).astype(np.float32) for name in quantities}


UNIT = plane_with([0, 0], [1, 0], [0, 1])


def last_of(levels):
    return list(levels)[-1]


# A quadratic bowl, known in closed form


@pytest.fixture(scope="module")
def bowl():
    """Linear regression: the mean squared error is an exact quadratic in the four weights."""
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((60, 3)).astype(np.float32)
    targets = (inputs @ [1.0, -2.0, 0.5] + 0.3 + 0.5 * rng.standard_normal(60)).astype(np.float32)
    parts = {
        f"{part}_{what}": x
        for part in ("train", "test", "probe")
        for what, x in (("inputs", inputs), ("targets", targets))
    }
    data = Data(config=DataConfig(), title="bowl", task="regression", feature_names=("a", "b", "c"), **parts)
    evaluator = Evaluator(network_around(nn.Linear(3, 1)), data)
    design = np.column_stack([inputs.astype(np.float64), np.ones(60)])
    return evaluator, design, targets.astype(np.float64)


@pytest.mark.processor
def test_a_bowl_is_the_analytic_quadratic(bowl):
    evaluator, design, targets = bowl
    rng = np.random.default_rng(1)
    origin, u, v = rng.standard_normal((3, 4))
    plane = plane_with(origin, u, v, center=(0.3, -0.2), half_width=(2.0, 0.7))
    found = last_of(surfaces(evaluator, plane, ViewConfig(grid=(21, 11)), ["train_loss"]))["train_loss"]
    across = design @ np.stack([u, v], axis=1)
    rest = design @ origin - targets
    x, y = np.meshgrid(found.x, found.y)
    expected = (
        np.mean(rest**2)
        + 2 * np.mean(rest * across[:, 0]) * x
        + 2 * np.mean(rest * across[:, 1]) * y
        + np.mean(across[:, 0] ** 2) * x**2
        + 2 * np.mean(across[:, 0] * across[:, 1]) * x * y
        + np.mean(across[:, 1] ** 2) * y**2
    )
    np.testing.assert_allclose(found.values, expected, rtol=1e-5)


def test_the_lowest_node_of_a_bowl_is_where_least_squares_says(bowl):
    evaluator, design, targets = bowl
    origin, u, v = np.random.default_rng(1).standard_normal((3, 4))
    best, *_ = np.linalg.lstsq(design @ np.stack([u, v], axis=1), targets - design @ origin, rcond=None)
    plane = plane_with(origin, u, v, center=tuple(best), half_width=(2.0, 0.7))
    found = last_of(surfaces(evaluator, plane, ViewConfig(grid=(21, 11)), ["train_loss"]))["train_loss"]
    assert np.unravel_index(found.values.argmin(), found.values.shape) == (5, 10)
    expected = np.mean((design @ (origin + best[0] * u + best[1] * v) - targets) ** 2)
    assert found.values.min() == pytest.approx(expected, rel=1e-5)


@pytest.mark.processor
def test_the_lowest_point_of_all_is_the_least_squares_solution(bowl):
    evaluator, design, targets = bowl
    best, *_ = np.linalg.lstsq(design, targets, rcond=None)
    u, v = np.random.default_rng(2).standard_normal((2, 4))
    found = last_of(surfaces(evaluator, plane_with(best, u, v), ViewConfig(grid=(9, 9)), ["train_loss"]))["train_loss"]
    assert found.values.argmin() == 4 * 9 + 4
    assert found.values[4, 4] == pytest.approx(np.mean((design @ best - targets) ** 2), rel=1e-5)


# The right value at the right node


@pytest.mark.parametrize("grid", GRIDS)
def test_row_is_y_and_column_is_x(grid):
    plane = plane_with([0, 0], [1, 0], [0, 1], center=(2.0, -1.0), half_width=(3.0, 0.5))
    found = last_of(surfaces(Recorder(), plane, ViewConfig(grid=grid), ["train_loss"]))["train_loss"]
    assert found.values.shape == (grid[1], grid[0])
    for iy, y in enumerate(found.y):
        for ix, x in enumerate(found.x):
            assert found.values[iy, ix] == np.float32(x + 100 * y)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_loss_that_depends_on_one_axis_only(axis):
    evaluator = Recorder(lambda thetas: thetas[:, axis] ** 2)
    for level in surfaces(evaluator, UNIT, ViewConfig(grid=(21, 35)), ["train_loss"]):
        found = level["train_loss"]
        expected = np.meshgrid(found.x, found.y)[axis] ** 2
        np.testing.assert_array_equal(found.values, expected.astype(np.float32))


@pytest.mark.parametrize("grid", GRIDS)
def test_nodes_lie_at_whole_steps_from_the_middle(grid):
    """No rounding error adds up, the middle is a node to the last bit, and the last node is at the half width."""
    plane = plane_with([0, 0], [1, 0], [0, 1], center=(0.1, -7.3), half_width=(1 / 3, 0.7))
    for axis, n, center, half in zip(
        axes_of(plane, ViewConfig(grid=grid)), grid, (0.1, -7.3), (1 / 3, 0.7), strict=True
    ):
        expected = [center + k * (half / (n // 2)) for k in range(-(n // 2), n // 2 + 1)]
        assert axis.tolist() == expected
        assert axis[n // 2] == center
        assert axis[-1] - center == pytest.approx(half, rel=1e-14)
        np.testing.assert_allclose(np.diff(axis), half / (n // 2), rtol=1e-11)


def test_non_finite_values_stay_and_are_counted():
    evaluator = Recorder(lambda thetas: np.where(thetas[:, 0] > 0.4, np.nan, np.where(thetas[:, 1] > 0.9, np.inf, 1.0)))
    found = last_of(surfaces(evaluator, UNIT, ViewConfig(grid=(5, 9)), ["train_loss"]))["train_loss"]
    assert np.isnan(found.values[:, 3:]).all()
    assert np.isinf(found.values[-1, :3]).all()
    assert found.n_not_finite == 2 * 9 + 3


def test_nodes_are_the_parameter_vectors_of_the_surface():
    plane = plane_with([5, 7], [2, 1], [-1, 3], center=(0.5, 0.25))
    view = ViewConfig(grid=(5, 9))
    nodes = nodes_of(plane, view)
    assert nodes.shape == (9, 5, 2)
    assert nodes.dtype == np.float32
    x, y = axes_of(plane, view)
    for iy in range(9):
        for ix in range(5):
            np.testing.assert_allclose(nodes[iy, ix], [5 + 2 * x[ix] - y[iy], 7 + x[ix] + 3 * y[iy]], rtol=1e-6)


@pytest.mark.parametrize("view", ["last", "random"])
@pytest.mark.parametrize("grid", [(9, 9), (21, 35)])
def test_the_trained_point_is_the_middle_node(view, grid):
    config = tiny_scene(view=view, grid=grid, focus=1)
    data, ensemble = trained(config)
    evaluator = evaluator_for(config, data)
    plane = geometry_of(ensemble, config)
    middle = nodes_of(plane, config.view)[grid[1] // 2, grid[0] // 2]
    np.testing.assert_array_equal(middle, ensemble.snapshots[1, -1])
    for level in surfaces(evaluator, plane, config.view, ["train_loss", "test_loss"]):
        n_y, n_x = level["train_loss"].values.shape
        assert level["train_loss"].values[n_y // 2, n_x // 2] == ensemble.train_loss[1, -1]
        assert level["test_loss"].values[n_y // 2, n_x // 2] == ensemble.test_loss[1, -1]


# Coarse to fine


def test_levels_nest_and_hold_the_corners_and_the_middle():
    for n in range(5, 202, 2):
        levels = levels_of(n)
        assert levels[-1].tolist() == list(range(n)), n
        for coarse, fine in itertools.pairwise(levels):
            assert set(coarse) < set(fine), n
        for level in levels:
            assert {0, n // 2, n - 1} <= set(level), n
            assert (np.diff(level) > 0).all(), n


@pytest.mark.parametrize("grid", GRIDS)
def test_every_node_is_evaluated_once(grid):
    evaluator = Recorder()
    levels = list(surfaces(evaluator, UNIT, ViewConfig(grid=grid), ["train_loss"]))
    assert len(evaluator.asked) == grid[0] * grid[1]
    assert len(set(evaluator.asked)) == grid[0] * grid[1]
    assert levels[-1]["train_loss"].values.size == grid[0] * grid[1]
    sizes = [level["train_loss"].values.size for level in levels]
    assert sizes == sorted(set(sizes))


def test_a_value_of_zero_is_known_and_not_measured_again():
    evaluator = Recorder(lambda thetas: np.zeros(len(thetas)))
    found = last_of(surfaces(evaluator, UNIT, ViewConfig(grid=(51, 51)), ["train_loss"]))["train_loss"]
    assert len(evaluator.asked) == 51 * 51
    assert not found.values.any()


def test_finer_levels_keep_coarse_values():
    config = tiny_scene(grid=(35, 51))
    data, ensemble = trained(config)
    levels = list(surfaces(evaluator_for(config, data), geometry_of(ensemble, config), config.view, ["train_loss"]))
    assert [level["train_loss"].values.shape for level in levels] == [(17, 17), (33, 33), (51, 35)]
    finest = levels[-1]["train_loss"]
    for level in levels[:-1]:
        coarse = level["train_loss"]
        rows, columns = np.searchsorted(finest.y, coarse.y), np.searchsorted(finest.x, coarse.x)
        np.testing.assert_array_equal(finest.values[np.ix_(rows, columns)], coarse.values)


@pytest.mark.parametrize("n_blocks", [0, 1, 2, 3, 5, 9])
def test_a_stop_leaves_whole_levels_only(n_blocks, monkeypatch):
    monkeypatch.setattr(surface, "BLOCK_NODES", 200)
    left = iter([False] * n_blocks)
    work = Work(stopped=lambda: next(left, True))
    levels = surfaces(Recorder(), UNIT, ViewConfig(grid=(51, 51)), ["train_loss"], work)
    shapes = [level["train_loss"].values.shape for level in levels]
    # 17 x 17 nodes take 2 blocks, the other 800 of 33 x 33 take 4 more, the last 1512 take 8 more.
    assert shapes == [(17, 17), (33, 33), (51, 51)][: sum(n_blocks >= needed for needed in (2, 6, 14))]


def test_the_share_measured_before_a_stop(monkeypatch):
    monkeypatch.setattr(surface, "BLOCK_NODES", 10)
    left = iter([False, False])
    xy = np.arange(50.0).reshape(25, 2)
    found, share = measure_nodes(Recorder(), UNIT.point, xy, ["train_loss"], Work(stopped=lambda: next(left, True)))
    assert share == 20 / 25
    assert np.isfinite(found["train_loss"][:20]).all()
    assert np.isnan(found["train_loss"][20:]).all()


@pytest.mark.processor
@pytest.mark.parametrize("view", ["pca", "sheet"])
def test_block_sizes_do_not_change_the_surface(view, monkeypatch):
    config = tiny_scene(view=view, grid=(21, 21))
    data, ensemble = trained(config)
    geometry = geometry_of(ensemble, config)
    found = []
    for nodes in (512, 37, 1):
        monkeypatch.setattr(surface, "BLOCK_NODES", nodes)
        levels = surfaces(evaluator_for(config, data), geometry, config.view, ["train_loss"])
        found.append(last_of(levels)["train_loss"].values)
    for values in found[1:]:
        if view == "pca":
            np.testing.assert_array_equal(values, found[0])
        np.testing.assert_allclose(values, found[0], rtol=1e-5)


def test_a_surface_does_not_depend_on_the_runs_beside_its_own():
    """The plane through a run's end, from an ensemble of three and from that run alone."""
    found = []
    for seeds, focus in (("0-2", 1), ("1", 0)):
        config = tiny_scene(view="last", seeds=seeds, focus=focus, grid=(9, 9))
        data, ensemble = trained(config)
        levels = surfaces(evaluator_for(config, data), geometry_of(ensemble, config), config.view, ["train_loss"])
        found.append(last_of(levels)["train_loss"])
    np.testing.assert_array_equal(found[0].x, found[1].x)
    np.testing.assert_array_equal(found[0].values, found[1].values)


def test_several_quantities_share_the_nodes():
    config = tiny_scene(view="pca", grid=(9, 9))
    data, ensemble = trained(config)
    plane = PLANES.load("pca").build(ensemble, config.view)
    names = ["train_loss", "test_loss", "accuracy"]
    together = last_of(surfaces(evaluator_for(config, data), plane, config.view, names))
    for name in names:
        alone = last_of(surfaces(evaluator_for(config, data), plane, config.view, [name]))[name]
        np.testing.assert_array_equal(together[name].values, alone.values)
        assert together[name].quantity == name
    assert [together[name].unit for name in names] == ["nats", "nats", "share right"]


def test_evaluating_moves_no_global_state():
    config = tiny_scene(grid=(9, 9))
    data, ensemble = trained(config)
    state, n_threads = torch.get_rng_state(), torch.get_num_threads()
    last_of(surfaces(evaluator_for(config, data), geometry_of(ensemble, config), config.view, ["train_loss"]))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == n_threads
    assert torch.is_grad_enabled()
