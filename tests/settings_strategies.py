"""Allowed values of every setting, drawn by hypothesis from its kind."""

from hypothesis import strategies as st

from landscape.inputs.config import SceneConfig, scene_from
from landscape.inputs.places import LARGEST_COORDINATE, MAX_PLACES
from landscape.inputs.settings import GRID_LIMITS, MAX_RUNS, MAX_SEED, SETTINGS, Setting


def values_of_setting(setting: Setting) -> st.SearchStrategy:
    """Any allowed value of a setting, in its plain form."""
    if setting.kind == "integer":
        return st.integers(int(setting.low), int(setting.high))
    if setting.kind == "number":
        return st.floats(setting.low, setting.high).map(lambda value: value + 0.0)
    if setting.kind == "choice":
        return st.sampled_from(setting.choices)
    if setting.kind == "seeds":
        stretches = st.tuples(st.integers(0, MAX_SEED - 20), st.integers(1, 20)).map(
            lambda s: tuple(range(s[0], sum(s)))
        )
        loose = st.lists(st.integers(0, MAX_SEED), min_size=1, max_size=MAX_RUNS, unique=True).map(tuple)
        return st.one_of(loose, stretches)
    if setting.kind == "grid":
        side = st.integers(GRID_LIMITS[0] // 2, GRID_LIMITS[1] // 2).map(lambda n: 2 * n + 1)
        return st.tuples(side, side)
    if setting.kind == "points":
        coordinate = st.floats(-LARGEST_COORDINATE, LARGEST_COORDINATE).map(lambda value: round(value, 4) + 0.0)
        return st.lists(st.tuples(coordinate, coordinate), max_size=MAX_PLACES).map(tuple)
    return st.one_of(st.just(""), st.text("0123456789abcdef", min_size=16, max_size=16))


def scenes() -> st.SearchStrategy[SceneConfig]:
    """Any scene that the single settings allow."""
    return st.fixed_dictionaries({name: values_of_setting(s) for name, s in SETTINGS.items()}).map(scene_from)
