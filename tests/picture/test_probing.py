"""Points of a view against the networks there, one by one in float64; and what is said of points and of balls."""

import re
from dataclasses import replace

import numpy as np
import pytest

from landscape.learning.training import build_module_alone
from landscape.outputs.results import Point
from landscape.picture.probing import Prober
from landscape.picture.scene import compute
from landscape.picture.tiles import questions_for
from landscape.words.letters import letter_of
from landscape.words.sentences import compare_points_sentence, drop_sentence, point_sentence
from tests import reference
from tests.conftest import PARTLY_DIVERGED, POLICIES, tiny_scene
from tests.figures.scenes import small
from tests.picture.test_scene import assert_same_bits
from tests.picture.test_tiles import assert_answers

TASKS = {
    "sheet": {},
    "plane": {"view": "pca", "quantity": "test_loss", "grid": (9, 13)},
    "images": {"data": "digits", "model": "convnet", "width": 2, "view": "last"},
    "curves": {"data": "sine", "learning_rate": 0.05, "view": "ends"},
    "two rules": {"data": "two_cues", "quantity": "intended_share", "color": "shifted_loss", "view": "random"},
    "slice": {"data": "wine", "quantity": "accuracy"},
    "two weights": {"data": "strip", "model": "two_weights", "view": "weights", "quantity": "shifted_loss"},
    "policies": {**POLICIES, "quantity": "shifted_loss", "color": "accuracy"},
    "partly diverged": PARTLY_DIVERGED,
}
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)


def places_of(scene, n=5):
    half = np.array(scene.plane.half_width)
    return np.array(scene.plane.center) + half * np.random.default_rng(0).uniform(-1, 1, (n, 2))


@each_task
def test_a_point_is_the_network_there(task):
    scene = small(**task)
    prober, data = Prober(scene), scene.data
    module = build_module_alone(scene.config.ensemble, data)
    places = places_of(scene)
    thetas = prober.geometry.point(places)
    questions = questions_for(data, finer=2)
    for point, place, theta in zip(prober.ask(places), places, thetas, strict=True):
        assert (point.x, point.y) == tuple(place)
        expected = reference.values(module, theta, data)
        assert point.height == pytest.approx(expected[scene.config.view.quantity], rel=1e-3, abs=1e-6)
        for name in ("train_loss", "test_loss"):
            assert getattr(point, name) == pytest.approx(expected[name], rel=1e-3, abs=1e-6)
        assert point.intended_share == pytest.approx(expected.get("intended_share"), abs=1e-6)
        assert (point.accuracy is None) == (data.task == "regression")
        if point.accuracy is not None:
            for i, part in enumerate(("train", "test", "probe")):
                assert point.accuracy[i] == pytest.approx(reference.accuracy(module, theta, data, part), abs=1e-2)
        assert len(point.answers) == point.height_of_tile * point.width_of_tile
        assert_answers(point.answers, scene.tiles, module, theta, questions.inputs)


@each_task
def test_a_point_on_a_node_has_the_height_of_the_surface(task):
    scene = small(**task)
    x, y = scene.surface.x, scene.surface.y
    for i, j in ((0, 0), (len(y) // 2, len(x) // 2), (len(y) - 1, 1)):
        (point,) = Prober(scene).ask(np.array([[x[j], y[i]]]))
        assert point.height == pytest.approx(scene.surface.values[i, j], rel=1e-4, abs=1e-6)


def test_points_do_not_depend_on_each_other_nor_on_when_they_are_asked():
    scene = small()
    places = places_of(scene, 40)
    together = Prober(scene).ask(places)
    again = Prober(scene)
    for point, place in zip(together[::-7], places[::-7], strict=True):
        assert_same_bits(point, again.ask(place[None])[0])


def test_sizes_of_the_tiles():
    sizes = {}
    for name in ("moons", "sine", "digits"):
        point = Prober(small(data=name)).ask(np.zeros((1, 2)))[0]
        sizes[name] = (point.height_of_tile, point.width_of_tile)
    assert sizes == {"moons": (40, 48), "sine": (1, 96), "digits": (4, 6)}


def test_what_cannot_be_asked():
    prober = Prober(small())
    assert prober.ask(np.empty((0, 2))) == ()
    for bad in (np.zeros(2), np.zeros((2, 3)), np.array([[np.nan, 0]]), np.array([[0, np.inf]])):
        with pytest.raises(ValueError, match=r"xy must be finite numbers of shape \(n, 2\)"):
            prober.ask(bad)
    with pytest.raises(ValueError, match="scene must have a picture"):
        Prober(replace(small(), plane=None))


def test_far_out_there_are_still_answers():
    (point,) = Prober(small(data="sine", activation="relu", learning_rate=0.05)).ask(np.array([[1e200, -1e300]]))
    assert not np.isfinite(point.train_loss)
    assert (point.answers == 255).all()


# Words


def of(train_loss, answers, accuracy=(0.9, 0.87, 0.8), share=None, test_loss=0.35):
    scores = None if accuracy is None else np.array(accuracy, np.float32)
    return Point(
        0.0, 0.0, train_loss, train_loss, test_loss, scores, share, np.array(answers, np.uint8), 1, len(answers)
    )


def test_what_one_point_scores():
    moons, rules, sine = small(), small(data="two_cues"), small(data="sine")
    assert point_sentence(of(0.31, [0]), moons) == "Loss 0.31 nats, test accuracy 87 %."
    said = "Loss 0.31 nats, test accuracy 87 %; where the rules disagree, 12 % by the intended rule."
    assert point_sentence(of(0.31, [0], share=0.12), rules) == said
    assert point_sentence(of(0.31, [0], accuracy=None), sine) == "Squared error 0.31, on test examples 0.35."
    policies = small(**POLICIES)
    assert point_sentence(of(0.31, [0]), policies) == "Loss 0.31 1 − return, coin taken in 87 % of the test levels."
    lost = of(np.inf, [255], accuracy=(np.nan,) * 3, share=np.nan)
    assert point_sentence(lost, rules) == "Loss infinite."


@pytest.mark.parametrize(
    ("losses", "answers", "sentence"),
    [
        ((0.31, 0.32), ([0] * 4, [0, 0, 0, 1]), "Equal loss (0.31 and 0.32), but they disagree on 25 % of the map."),
        ((0.31, 0.32), ([0] * 4, [0] * 4), "Equal loss (0.31 and 0.32), and they answer alike on the whole map."),
        ((0.31, 0.35), ([0, 1], [1, 1]), "Different losses (0.31 and 0.35); they disagree on 50 % of the map."),
        ((1, 1, 1), ([0, 0], [0, 0], [1, 1]), "Equal loss (1, 1 and 1), but they disagree on 100 % of the map."),
        ((1, 1), ([0] * 999, [0] * 998 + [1]), "Equal loss (1 and 1), but they disagree on less than 1 % of the map."),
        ((np.nan, 1), ([255], [0]), "Different losses (not a number and 1); they disagree on 100 % of the map."),
        ((0.0, 0.0), ([1], [1]), "Equal loss (0 and 0), and they answer alike on the whole map."),
    ],
)
def test_how_points_compare_on_a_map(losses, answers, sentence):
    points = [of(loss, tile) for loss, tile in zip(losses, answers, strict=True)]
    assert compare_points_sentence(points, small()) == sentence


def test_how_points_compare_elsewhere():
    sine, digits = small(data="sine"), small(data="digits")
    low, high = sine.tiles.y_range
    one, other = of(1, [100, 100]), of(1, [100, 151])
    apart = (high - low) * 51 / 254 / 2
    sentence = compare_points_sentence([one, other], sine)
    said = re.fullmatch(r"Equal loss \(1 and 1\), but their curves lie (\S+) apart on average\.", sentence)
    assert float(said[1]) == pytest.approx(apart, rel=0.05)
    assert compare_points_sentence([one, one], sine).endswith("; their curves lie 0 apart on average.")
    assert compare_points_sentence([one, of(1, [255, 0])], sine).endswith("; not all of their answers are finite.")
    images = [of(1, [3] * 24), of(1, [4, 5] + [3] * 22)]
    assert compare_points_sentence(images, digits) == "Equal loss (1 and 1), but they disagree on 2 of 24 images."
    assert compare_points_sentence(images[:1] * 2, digits).endswith("and they answer alike on all images.")
    assert compare_points_sentence(images[:1], digits) == ""
    assert compare_points_sentence([one, one], replace(sine, tiles=None)) == ""


@pytest.mark.parametrize("data", ["moons", "sine", "digits"])
def test_which_run_a_ball_ends_like(data):
    scene = compute(tiny_scene(data=data, learning_rate=0.05, drops="0.3:-0.41"))
    (drop,) = scene.drops
    ends = scene.tiles.runs[:, -1].astype(float)
    far = np.abs(ends - drop.answers[-1]) if data == "sine" else ends != drop.answers[-1]
    nearest = int(far.mean(axis=1).argmin())
    text = drop_sentence(drop, scene)
    assert text.startswith("The ball dropped at (0.3, -0.41) ends at ")
    assert f"; it answers most like run {letter_of(nearest)}, " in text
    like = replace(drop, answers=scene.tiles.runs[2])
    text = drop_sentence(like, scene)
    whole = {"moons": "100 % of the map", "sine": "0 from its curve on average", "digits": "24 of 24 images"}[data]
    first = int((scene.tiles.runs[:, -1] == scene.tiles.runs[2, -1]).all(axis=1).argmax())
    how = "" if data == "sine" else "alike on "
    assert text.endswith(f"; it answers most like run {letter_of(first)}, {how}{whole}.")
    short = f"ends at {'squared error' if data == 'sine' else 'loss'} "
    assert short in drop_sentence(drop, replace(scene, tiles=None))
    assert drop_sentence(replace(drop, diverged=7), scene) == "The ball dropped at (0.3, -0.41) diverged by step 7."


def test_a_ball_whose_curve_is_not_finite_is_like_no_run():
    scene = compute(tiny_scene(data="sine", learning_rate=0.05, drops="0.3:-0.4"))
    drop = replace(scene.drops[0], answers=np.full_like(scene.drops[0].answers, 255))
    assert re.fullmatch(r"The ball dropped at \(0.3, -0.4\) ends at squared error \S+\.", drop_sentence(drop, scene))
