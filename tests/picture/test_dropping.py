"""Balls: they begin on the surface, are trained as the runs were, and what is said of them is measured again."""

import numpy as np
import pytest

from landscape.errors import ConfigError
from landscape.inputs.config import key_of, scene_from, values_of
from landscape.inputs.quantities import QUANTITIES
from landscape.learning.training import build_module_alone
from landscape.learning.work import Work
from landscape.outputs.results import Scene
from landscape.picture.dropping import drop_balls
from landscape.picture.scene import compute, geometry_of
from landscape.picture.tiles import questions_for
from tests import reference
from tests.conftest import PARTLY_DIVERGED, StopAfter, evaluator_for, tiny_scene, trained
from tests.picture.test_scene import assert_same_bits
from tests.picture.test_tiles import assert_answers

WHERE = "0.3:-0.4,-1:0.25"
TASKS = {
    "sheet": {},
    "plane": {"view": "pca", "quantity": "test_loss"},
    "images": {"data": "digits", "model": "convnet", "width": 2, "view": "last", "quantity": "accuracy"},
    "curves": {"data": "sine", "learning_rate": 0.05, "view": "ends", "optimizer": "adam", "schedule": "cosine"},
    "two rules": {"data": "two_cues", "quantity": "intended_share", "view": "random", "focus": 2},
    "two weights": {"data": "strip", "model": "two_weights", "view": "weights"},
    "one run": {"seeds": "3", "view": "last", "vary": "start"},
}
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


@each_task
def test_a_ball_is_what_it_says(task):
    """All values of a ball, of its own weights and of the surface under them, against plain float64 loops."""
    config = tiny_scene(**task, drops=WHERE)
    found = compute(config)
    data, module = found.data, build_module_alone(config.ensemble, found.data)
    geometry = geometry_of(found.ensemble, config)
    quantity = config.view.quantity
    assert found.complete
    assert [(drop.x, drop.y) for drop in found.drops] == list(config.view.drops)
    for drop in found.drops:
        all_steps = np.concatenate([found.ensemble.steps, found.ensemble.held_out_steps])
        np.testing.assert_array_equal(drop.steps, np.sort(all_steps))
        xy = np.stack([drop.path_x, drop.path_y], axis=1)
        np.testing.assert_allclose(xy, found.plane.project(drop.snapshots), rtol=1e-9)
        under = geometry.point(xy)
        np.testing.assert_allclose(drop.distance, np.linalg.norm(drop.snapshots - under, axis=1), rtol=1e-4, atol=1e-6)
        for i in (0, 1, len(drop.steps) // 2, -1):
            own, ground = (reference.values(module, theta, data) for theta in (drop.snapshots[i], under[i]))
            assert drop.loss[i] == pytest.approx(own["train_loss"], rel=1e-3)
            assert drop.height[i] == pytest.approx(own[quantity], rel=1e-3, abs=1e-6)
            assert drop.surface_loss[i] == pytest.approx(ground["train_loss"], rel=1e-3)
            assert drop.surface_height[i] == pytest.approx(ground[quantity], rel=1e-3, abs=1e-6)
        own = reference.values(module, drop.snapshots[-1], data)
        assert drop.train_loss == pytest.approx(own["train_loss"], rel=1e-3)
        assert drop.test_loss == pytest.approx(own["test_loss"], rel=1e-3)
        assert drop.accuracy[1] == pytest.approx(own.get("accuracy", np.nan), abs=1e-6, nan_ok=True)
        assert drop.intended_share == pytest.approx(own.get("intended_share", np.nan), abs=1e-6, nan_ok=True)
        assert drop.diverged == -1
        assert (drop.answer_steps[0], drop.answer_steps[-1]) == (0, config.ensemble.steps)
        for time in (0, -1):
            theta = drop.snapshots[np.searchsorted(drop.steps, drop.answer_steps[time])]
            assert_answers(drop.answers[time], found.tiles, module, theta, questions_for(data).inputs)


@each_task
def test_a_ball_begins_on_the_surface_where_it_was_dropped(task):
    found = compute(tiny_scene(**task, drops=WHERE))
    for drop in found.drops:
        assert drop.steps[0] == 0
        assert (drop.path_x[0], drop.path_y[0]) == pytest.approx((drop.x, drop.y), abs=1e-5)
        assert drop.height[0] == pytest.approx(drop.surface_height[0], rel=1e-4, abs=1e-6)
        assert drop.loss[0] == pytest.approx(drop.surface_loss[0], rel=1e-4)
        assert drop.distance[0] < 1e-4


def test_a_ball_dropped_at_the_start_of_a_run_is_that_run():
    """Two weights are shown whole; a start moved to where coordinates of four decimals can reach it is exact."""
    config = tiny_scene(data="strip", model="two_weights", view="weights", focus=1)
    data, ensemble = trained(config)
    evaluator = evaluator_for(config, data)
    geometry = geometry_of(ensemble, config)
    x, y = ensemble.snapshots[1, 0].astype(np.float64).tolist()
    view = config.view
    object.__setattr__(view, "drops", ((x, y),))  # past the rounding of the config
    (drop,), stopped = drop_balls(evaluator, ensemble, geometry, view)
    assert stopped is None
    kept = np.isin(drop.steps, ensemble.steps)
    np.testing.assert_array_equal(drop.snapshots[kept], ensemble.snapshots[1])
    np.testing.assert_array_equal(drop.snapshots[~kept], ensemble.held_out_snapshots[1])
    np.testing.assert_array_equal(drop.loss[kept], ensemble.train_loss[1])
    np.testing.assert_array_equal(drop.loss[~kept], ensemble.held_out_loss[1])
    np.testing.assert_array_equal(drop.surface_loss, drop.loss)
    assert drop.train_loss == ensemble.train_loss[1, -1]
    assert drop.test_loss == ensemble.test_loss[1, -1]


def test_balls_do_not_depend_on_each_other_nor_the_rest_on_them():
    two, one, none = (compute(tiny_scene(drops=drops)) for drops in (WHERE, "-1:0.25", ""))
    assert_same_bits(two.drops[1], one.drops[0])
    for name in ("data", "ensemble", "plane", "surface", "trajectories", "fidelity", "behaviour", "tiles"):
        assert_same_bits(getattr(two, name), getattr(none, name))


def test_the_same_config_gives_the_same_balls():
    first, second = (compute(tiny_scene(drops=WHERE)) for _ in range(2))
    for ours, theirs in zip(first.drops, second.drops, strict=True):
        assert_same_bits(ours, theirs)


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_quantity_can_be_the_height_of_a_ball(quantity):
    found = compute(tiny_scene(data="two_cues", quantity=quantity, drops="0.5:0.5"))
    module = build_module_alone(found.config.ensemble, found.data)
    expected = reference.values(module, found.drops[0].snapshots[-1], found.data)[quantity]
    assert found.drops[0].height[-1] == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_the_focus_decides_the_order_of_the_batches():
    first, second = (compute(tiny_scene(drops="0.3:0.2", view="pca", focus=focus)).drops[0] for focus in (0, 1))
    np.testing.assert_array_equal(first.snapshots[0], second.snapshots[0])
    assert not np.array_equal(first.snapshots[-1], second.snapshots[-1])


def test_a_ball_that_diverges_says_when():
    """One that is dropped where the loss overflows is lost from the first step."""
    found = compute(tiny_scene(data="sine", activation="relu", learning_rate=0.05, drops="9000:9000"))
    assert found.complete
    assert found.drops[0].diverged >= 0
    assert found.surface is not None


def test_published_with_the_ground_first_and_the_balls_last():
    config = tiny_scene(grid=51, drops=WHERE)
    seen, reports = [], []
    found = compute(config, Work(publish=seen.append, report=reports.append))
    assert all(scene.config is config for scene in seen)
    assert [s.complete for s in seen] == [False] * (len(seen) - 1) + [True]
    assert [len(s.drops) for s in seen] == [0] * (len(seen) - 1) + [2]
    assert seen[-2].surface.values.shape == (51, 51)
    assert seen[-1].drops is found.drops
    assert dict(found.seconds)["drops"] > 0


@pytest.mark.usefixtures("pieces_of_one_step")
def test_the_losses_of_the_balls_are_reported_on_the_way():
    reports = []
    ground = compute(tiny_scene())
    found = compute(tiny_scene(drops=WHERE), Work(report=reports.append, scene=lambda wanted, make: ground))
    assert [report.step for report in reports] == list(range(1, 21))
    assert reports[-1].steps.tolist() == sorted(found.drops[0].steps)
    assert all(report.n_steps == 20 for report in reports)
    np.testing.assert_array_equal(reports[-1].train_loss, [drop.loss for drop in found.drops])


def test_the_ground_comes_from_memory_and_goes_there():
    config = tiny_scene(drops=WHERE)
    ground = compute(tiny_scene())
    asked = []

    def from_memory(wanted, make):
        asked.append(wanted)
        return ground

    found = compute(config, Work(scene=from_memory))
    assert [key_of(wanted) for wanted in asked] == [key_of(tiny_scene())]
    assert found.surface is ground.surface
    assert ground.config == tiny_scene()
    assert_same_bits(found.drops[0], compute(config, Work(scene=lambda wanted, make: make())).drops[0])
    assert compute(config, Work(scene=from_memory), save_nodes=True).nodes is not None


def test_a_stop_before_the_balls_have_moved_leaves_the_ground():
    config = tiny_scene(drops=WHERE)
    found = compute(config, Work(scene=lambda wanted, make: compute(wanted), stopped=lambda: True))
    assert not found.complete
    assert found.surface is not None
    assert found.drops == ()
    assert "The dropped balls were stopped after step 0 of 20." in found.notes


@pytest.mark.usefixtures("pieces_of_one_step")
def test_a_stop_on_the_way_keeps_the_way_so_far():
    config = tiny_scene(drops=WHERE)
    found = compute(config, Work(scene=lambda wanted, make: compute(wanted), stopped=StopAfter(7)))
    assert not found.complete
    assert [drop.steps[-1] for drop in found.drops] == [7, 7]
    assert "The dropped balls were stopped after step 7 of 20." in found.notes


@pytest.mark.usefixtures("pieces_of_one_step")
def test_no_ball_without_a_picture():
    lost = {**PARTLY_DIVERGED, "learning_rate": 100, "seeds": "0-1", "grid": 9, "drops": "0:0"}
    found = compute(scene_from(lost))
    assert found.complete
    assert found.drops == ()
    stopped = compute(tiny_scene(drops=WHERE), Work(stopped=StopAfter(5)))
    assert not stopped.complete
    assert stopped.drops == ()
    assert isinstance(stopped, Scene)


def test_too_many_numbers_are_refused_before_any_work():
    config = tiny_scene(width=128, depth=4, steps=20_000, snapshots=40, seeds="0", drops=",".join(["1:1"] * 8))
    with pytest.raises(ConfigError, match="8 balls of 50,178 weights") as caught:
        compute(config, Work(report=lambda _: pytest.fail("work was begun")))
    assert caught.value.field == "drops"


def test_drops_are_a_value_of_the_scene():
    config = tiny_scene(drops=WHERE)
    assert values_of(config)["drops"] == ((0.3, -0.4), (-1.0, 0.25))
    assert scene_from(values_of(config)) == config
    assert key_of(config) != key_of(tiny_scene())
