"""Two scenes in sentences: what differs is named, and the numbers are those of the scenes."""

from dataclasses import replace

import numpy as np
import pytest

from landscape.words.comparison import differences
from landscape.words.sentences import number, percent
from tests.figures.scenes import ALL_DIVERGED, PICTURES, picture, small


def test_one_scene_does_not_differ_from_itself():
    scene = small()
    sentences = differences(scene, scene)
    assert sentences[0] == "Both links name the same scene."


def test_every_setting_that_differs_is_named_and_no_other():
    first = differences(small(), small(view="pca", steps=30, seeds="0-3"))[0]
    assert first == "They differ in steps (20 against 30), seeds (0-2 against 0-3), view (sheet against pca)."


def test_numbers_are_those_of_the_scenes():
    first, second = small(), small(view="pca")
    text = " ".join(differences(first, second))
    for scene in (first, second):
        assert number(float(scene.ensemble.train_loss[:, -1].mean())) in text
        assert number(scene.fidelity.gap_mean) in text
        assert f"{100 * scene.behaviour.disagreement:.0f} %" in text
    accuracies = [scene.behaviour.accuracy[:, 1].mean() for scene in (first, second)]
    assert f"left {percent(accuracies[0])}, right {percent(accuracies[1])}" in text


def test_left_and_right_keep_their_sides():
    first, second = small(), small(learning_rate=0.001)
    (there,) = [s for s in differences(first, second) if s.startswith("Mean training loss")]
    (back,) = [s for s in differences(second, first) if s.startswith("Mean training loss")]
    left = there.split("left ")[1].split(", right")[0]
    assert back.split("right ")[1].startswith(left)


def test_losses_of_different_units_are_not_compared():
    text = " ".join(differences(small(), small(data="sine")))
    assert "Their losses have different units and cannot be compared." in text
    assert "Mean training loss" not in text
    assert "accuracy" not in text


@pytest.mark.parametrize("name", PICTURES)
def test_any_two_pictures_give_whole_sentences(name):
    for other in (small(), small(**ALL_DIVERGED), replace(small(), behaviour=None, fidelity=None)):
        with np.errstate(all="raise"):
            for pair in ((picture(name), other), (other, picture(name))):
                sentences = differences(*pair)
                assert sentences
                assert all(sentence.endswith(".") and "nan" not in sentence for sentence in sentences)
