"""Controls give back exactly what a scene put into them, and choices show a reader's words."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from landscape.catalogue import ARCHITECTURES
from landscape.errors import ConfigError
from landscape.inputs.config import scene_from, values_of
from landscape.inputs.hints import Ladder, Slider
from landscape.inputs.link import decode, encode
from landscape.inputs.settings import ALL, SETTINGS
from landscape.learning.evaluator import shape_of
from landscape.picture.scene import check_scene, load_data
from landscape.ui.lab import controls
from tests.settings_strategies import values_of_setting


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


@cache
def _examples(name):
    return load_data(scene_from({"data": name, "n_train": 64}).ensemble.data)


@st.composite
def scenes(draw):
    """Any scene that can be computed; so no widget has a reason to change it."""
    values = {name: draw(values_of_setting(setting), label=name) for name, setting in SETTINGS.items()}
    assume(values["data"] != "csv")
    values["file"] = ""
    data = _examples(values["data"])
    fitting = [name for name in ARCHITECTURES.names if ARCHITECTURES.load(name).refuse(shape_of(data)) is None]
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


@pytest.mark.parametrize("setting", [s for s in ALL if s.kind.values()], ids=lambda s: s.name)
def test_every_choice_has_words_for_a_reader(setting):
    words = [setting.kind.word(choice) for choice in setting.kind.values()]
    assert len(set(words)) == len(words)
    assert not any("_" in text for text in words)


@pytest.mark.parametrize("setting", [s for s in ALL if isinstance(s.hint, Ladder)], ids=lambda s: s.name)
def test_steps_of_a_ladder_are_allowed_in_order_and_told_apart(setting):
    steps = [setting.check(step) for step in setting.hint.steps]
    assert steps == sorted(set(steps))
    assert len({setting.kind.word(step) for step in steps}) == len(steps)


@pytest.mark.parametrize("setting", [s for s in ALL if isinstance(s.hint, Slider)], ids=lambda s: s.name)
def test_a_slider_says_where_it_ends_and_stops_there(setting):
    """What is written beside its two ends are those ends: the highest momentum is 0.999 and not 1.00."""
    for end in setting.kind.ends():
        assert setting.parse((setting.hint.format or "%d") % end) == end
        steps = (end - setting.kind.ends()[0]) / setting.hint.step
        assert steps == pytest.approx(round(steps))


def test_every_setting_with_a_hint_has_a_widget():
    assert {type(s.hint) for s in ALL} - {type(None)} == set(controls._WIDGETS)


def test_zero_as_batch_size_reads_all():
    assert [SETTINGS["batch_size"].kind.word(value) for value in (0, 32)] == ["all", "32"]
