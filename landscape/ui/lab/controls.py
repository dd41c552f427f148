"""The lab's controls: one widget per setting, all read from the table of settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from landscape.catalogue import ARCHITECTURES, DATASETS, PLANES
from landscape.datasets.dataset import Dataset
from landscape.errors import ConfigError, DataError
from landscape.inputs.config import DataConfig, SceneConfig, place_of, scene_from, values_of
from landscape.inputs.hints import Hint, Ladder, Menu, NumberField, Slider, TextField
from landscape.inputs.quantities import QUANTITIES
from landscape.inputs.settings import SETTINGS, Setting
from landscape.learning.evaluator import shape_of
from landscape.picture.scene import load_data
from landscape.ui.lab import own_table
from models.architecture import Architecture, Shape


def _key(name: str) -> str:
    return f"set_{name}"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides which quantities and architectures some data have, without the data."""

    shape: Shape
    graded: bool
    has_two_rules: bool


@lru_cache(maxsize=64)
def _facts(name: str, file: str) -> _Facts:
    """What a network for a data set must take in and give out, and what is measured, from a small draw of it."""
    data = load_data(DataConfig(name=name, n_train=64, file=file))
    return _Facts(shape_of(data), data.graded, data.has_two_rules)


def _shape(name: str, file: str) -> Shape:
    return _facts(name, file).shape


def _takes(model: str, shape: Shape) -> bool:
    """Whether an architecture can learn from data of this shape."""
    architecture: Architecture = ARCHITECTURES.load(model)
    return architecture.refuse(shape) is None


def fill(config: SceneConfig, *, all_of_them: bool = False) -> None:
    """Gives every widget without a value (or all of them) the value of a scene."""
    for name, value in values_of(config).items():
        if all_of_them or _key(name) not in st.session_state:
            typed = isinstance(SETTINGS[name].hint, TextField)
            st.session_state[_key(name)] = SETTINGS[name].format(value) if typed else value


def draw() -> list[str]:
    """Draws the widgets into the sidebar, each with the value `fill` gave it.

    Returns:
        Sentences on what is wrong with an uploaded file.
    """
    with st.sidebar:
        _heading("Data")
        _choice("data", DATASETS.names, on_change=_follow_data)
        problems = _own_table() if _value("data") == "csv" else []
        facts = None
        try:
            facts = _facts(_value("data"), _value("file"))
        except DataError as error:
            problems = problems or [str(error)]
        dataset: Dataset = DATASETS.load(_value("data"))
        _pair(list(dataset.settings))
        _heading("Network")
        fitting = [name for name in ARCHITECTURES.names if facts is None or _takes(name, facts.shape)]
        _choice("model", fitting, on_change=_follow_model)
        _pair(list(ARCHITECTURES.load(_value("model")).settings))
        _heading("Training")
        _pair(["optimizer", "schedule", "learning_rate", "steps", "batch_size", "momentum", "weight_decay"])
        _heading("Runs")
        _pair(["seeds", "vary"])
        _heading("View")
        two = _value("model") == "two_weights"
        _choice("view", [view for view in PLANES.names if view != ("random" if two else "weights")])
        quantities = [name for name, one in QUANTITIES.items() if one.refuse(facts or dataset) is None]
        left, right = st.columns(2)
        with left:
            _choice("quantity", quantities)
        with right:
            _choice("color", ["height", *quantities])
        _pair(["scale", "grid", "extent", "focus"] + (["view_seed"] if _value("view") == "random" else []))
    return problems


def _heading(text: str) -> None:
    st.html(f'<h2 class="ll-group">{text}</h2>')


def _value(name: str) -> Any:
    return st.session_state[_key(name)]


def read(on_page: SceneConfig) -> tuple[SceneConfig, list[str]]:
    """The scene the widgets describe, and sentences on what could not be used (its old value then stays)."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, old in values_of(on_page).items():
        raw = st.session_state.get(_key(name), old)
        try:
            values[name] = SETTINGS[name].parse(raw) if isinstance(raw, str) else SETTINGS[name].check(raw)
        except ConfigError as error:
            problems.append(str(error))
    values["focus"] = min(values.get("focus", 0), len(values.get("seeds", on_page.ensemble.seeds)) - 1)
    wanted = scene_from(values | {"drops": ()}, on_page)
    if place_of(wanted) == place_of(on_page):  # balls are dropped in the viewer; elsewhere their places mean nothing
        wanted = scene_from({"drops": on_page.view.drops}, wanted)
    return wanted, problems


def _pair(names: list[str]) -> None:
    """Widgets two by two."""
    for i in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[i : i + 2], strict=False):
            with column:
                _widget(name)


def _widget(name: str) -> None:
    setting = SETTINGS[name]
    if setting.hint is not None:
        _WIDGETS[type(setting.hint)](setting, setting.hint)


# In each, the value goes in twice, as state and as the widget's own default: a second run of the page before the
# browser has drawn the first would otherwise show the lowest value while Python holds the right one.


def _menu(setting: Setting, hint: Menu) -> None:
    if setting.kind.values():
        _choice(setting.name, setting.kind.values())
        return
    now = _value(setting.name)
    options = sorted({*hint.values, now})
    st.selectbox(
        setting.label,
        options,
        options.index(now),
        key=_key(setting.name),
        help=setting.help,
        format_func=setting.kind.word,
    )


def _choice(name: str, options: Sequence[str], on_change: Callable[[], None] | None = None) -> None:
    """A menu of some of a setting's choices; a value that is not among them gives way."""
    setting, key, options = SETTINGS[name], _key(name), list(options)
    if st.session_state[key] not in options:
        st.session_state[key] = setting.default if setting.default in options else options[0]
    st.selectbox(
        setting.label,
        options,
        options.index(_value(name)),
        key=key,
        help=setting.help,
        on_change=on_change,
        format_func=setting.kind.word,
    )


def _ladder(setting: Setting, hint: Ladder) -> None:
    now = _value(setting.name)
    steps = sorted({setting.check(step) for step in hint.steps} | {now})
    st.select_slider(
        setting.label, steps, now, key=_key(setting.name), help=setting.help, format_func=setting.kind.word
    )


def _slider(setting: Setting, hint: Slider) -> None:
    low, high = setting.kind.ends()
    now, step, written = _value(setting.name), type(low)(hint.step), hint.format or None
    st.slider(setting.label, low, high, now, step, written, key=_key(setting.name), help=setting.help)


def _number_field(setting: Setting, hint: NumberField) -> None:
    low, high = setting.kind.ends()
    st.number_input(setting.label, low, high, _value(setting.name), 1, key=_key(setting.name), help=setting.help)


def _text_field(setting: Setting, hint: TextField) -> None:
    words = f"{setting.help} Allowed: {setting.allowed()}."
    now = _value(setting.name)
    st.text_input(setting.label, now, hint.most_characters, key=_key(setting.name), help=words)


_WIDGETS: dict[type[Hint], Callable[[Setting, Any], None]] = {
    Menu: _menu,
    Ladder: _ladder,
    Slider: _slider,
    NumberField: _number_field,
    TextField: _text_field,
}


def _follow_data() -> None:
    """After a change of data: an architecture that cannot take it gives way to the default one."""
    try:
        shape = _shape(st.session_state[_key("data")], st.session_state[_key("file")])
    except DataError:
        return
    if not _takes(st.session_state[_key("model")], shape):
        st.session_state[_key("model")] = "mlp"
    _follow_model()


def _follow_model() -> None:
    """A network of two weights is shown whole; the others cannot be."""
    two = st.session_state[_key("model")] == "two_weights"
    if two != (st.session_state[_key("view")] == "weights"):
        st.session_state[_key("view")] = "weights" if two else "sheet"


def _own_table() -> list[str]:
    """The chooser of one's own table; returns sentences on what is wrong with the file."""
    digest, problems = own_table.choose()
    if digest:
        st.session_state[_key("file")] = digest
    return problems
