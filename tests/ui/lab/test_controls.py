"""Controls give back exactly what a scene put into them, and choices show a reader's words."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import models
from landscape.errors import ConfigError
from landscape.inputs.config import scene_from, values_of
from landscape.inputs.link import decode, encode
from landscape.inputs.settings import GRID_LIMITS, MAX_RUNS, MAX_SEED, SETTINGS
from landscape.learning.evaluator import shape_of
from landscape.picture.scene import check_scene, load_data
from landscape.ui.lab.labels import LADDERS, ladder, word


def _script():
    import streamlit as st

    from landscape.inputs.link import decode, encode
    from landscape.ui.lab import controls

    controls.fill(decode(st.session_state["link"]).config, all_of_them=True)
    wrong = controls.draw()
    found, unusable = controls.read(decode(st.session_state["shown"]).config)
    st.session_state["wrong"] = wrong + unusable
    st.session_state["read"] = encode(found)


@cache
def _page():
    return AppTest.from_function(_script, default_timeout=60)


def _through_the_widgets(config, shown=""):
    page = _page()
    page.session_state["shown"] = shown
    page.session_state["link"] = encode(config)
    page.run()
    assert not page.exception
    return decode(page.session_state["read"]).config, page.session_state["wrong"]


def _values(setting):
    if setting.kind == "choice":
        return st.sampled_from([choice for choice in setting.choices if choice != "csv"])
    if setting.kind == "integer":
        return st.integers(int(setting.low), int(setting.high))
    if setting.kind == "number":
        return st.floats(setting.low, setting.high)
    if setting.kind == "seeds":
        return st.lists(st.integers(0, MAX_SEED), min_size=1, max_size=MAX_RUNS, unique=True).map(tuple)
    if setting.kind == "grid":
        side = st.integers(GRID_LIMITS[0] // 2, GRID_LIMITS[1] // 2).map(lambda half: 2 * half + 1)
        return st.tuples(side, side)
    if setting.kind == "points":  # no widget shows them: they stay as they are
        coordinate = st.integers(-10_000, 10_000).map(lambda n: n / 10_000)
        return st.lists(st.tuples(coordinate, coordinate), max_size=8).map(tuple)
    return st.just("")


@cache
def _examples(name):
    return load_data(scene_from({"data": name, "n_train": 64}).ensemble.data)


@st.composite
def scenes(draw):
    """Any scene that can be computed; so no widget has a reason to change it."""
    values = {name: draw(_values(setting), label=name) for name, setting in SETTINGS.items()}
    data = _examples(values["data"])
    fitting = [name for name in models.NAMES if models.load(name).refuse(shape_of(data)) is None]
    values["model"] = draw(st.sampled_from(fitting))
    if values["model"] == "two_weights":
        assume(values["view"] != "random")
    else:
        assume(values["view"] != "weights")
    values["focus"] %= len(values["seeds"])
    config = scene_from(values)
    try:
        check_scene(config, data)
    except ConfigError:
        config = scene_from({"quantity": "train_loss", "color": "height"}, config)
    return config


@settings(deadline=None, max_examples=60)
@given(scenes())
def test_what_goes_in_comes_back(config):
    read, wrong = _through_the_widgets(config)
    assert wrong == []
    assert values_of(read) == values_of(config) | {"drops": ()}  # no widget shows the balls


@pytest.mark.parametrize(
    ("link", "changed"),
    [
        ("data=iris&model=convnet", {"model": "mlp"}),
        ("data=sine&quantity=accuracy", {"quantity": "train_loss"}),
        ("data=moons&color=intended_share", {"color": "height"}),
        ("model=two_weights&view=random", {"view": "sheet"}),
        ("view=weights", {"view": "sheet"}),
        ("seeds=0-2&focus=7", {"focus": 2}),
    ],
)
def test_what_does_not_fit_gives_way(link, changed):
    wanted = decode(link).config
    read, wrong = _through_the_widgets(wanted)
    assert wrong == []
    assert values_of(read) == values_of(wanted) | changed


DROPPED = "seeds=0-2&drops=0.5:-0.25,1:2"


@pytest.mark.parametrize("change", ["quantity=test_loss", "color=test_loss", "grid=33", "scale=linear", "v=1"])
def test_balls_stay_while_the_place_is_the_same(change):
    read, wrong = _through_the_widgets(decode(f"seeds=0-2&{change}").config, DROPPED)
    assert wrong == []
    assert read.view.drops == ((0.5, -0.25), (1.0, 2.0))


@pytest.mark.parametrize(
    "change", ["view=pca", "extent=2", "focus=1", "steps=200", "learning_rate=0.3", "data=circles", "width=8"]
)
def test_balls_go_when_the_same_numbers_mean_another_place(change):
    read, wrong = _through_the_widgets(decode(f"seeds=0-2&{change}").config, DROPPED)
    assert wrong == []
    assert read.view.drops == ()


def test_balls_go_with_other_seeds():
    assert _through_the_widgets(decode("seeds=3-5").config, DROPPED)[0].view.drops == ()


@pytest.mark.parametrize("setting", [s for s in SETTINGS.values() if s.kind == "choice"], ids=lambda s: s.name)
def test_every_choice_has_words_for_a_reader(setting):
    words = [word(setting.name, choice) for choice in setting.choices]
    assert len(set(words)) == len(words)
    assert not any("_" in text for text in words)


@pytest.mark.parametrize("name", LADDERS)
def test_steps_of_a_slider_are_allowed_and_hold_the_value_of_now(name):
    setting = SETTINGS[name]
    for step in ladder(name, setting.default):
        setting.check(step)
    assert setting.low in ladder(name, setting.low)
    assert setting.high in ladder(name, setting.high)
    assert ladder(name, setting.default) == sorted(set(ladder(name, setting.default)))


@pytest.mark.parametrize("name", LADDERS)
def test_steps_of_a_slider_are_told_apart(name):
    words = [word(name, step) for step in ladder(name, SETTINGS[name].default)]
    assert len(set(words)) == len(words)
