"""Allowed values of every setting, drawn by hypothesis from its kind."""

from hypothesis import strategies as st

from landscape.inputs.config import SceneConfig, scene_from
from landscape.inputs.kinds import Choice, Digest, Grid, Integer, Number, Points, Seeds
from landscape.inputs.places import LARGEST_COORDINATE, MAX_PLACES
from landscape.inputs.settings import SETTINGS, Setting


def _seeds(kind: Seeds) -> st.SearchStrategy:
    stretches = st.tuples(st.integers(0, kind.highest - 20), st.integers(1, 20)).map(
        lambda s: tuple(range(s[0], sum(s)))
    )
    loose = st.lists(st.integers(0, kind.highest), min_size=1, max_size=kind.most, unique=True).map(tuple)
    return st.one_of(loose, stretches)


def _grids(kind: Grid) -> st.SearchStrategy:
    side = st.integers(kind.low // 2, kind.high // 2).map(lambda n: 2 * n + 1)
    return st.tuples(side, side)


def _points(kind: Points) -> st.SearchStrategy:
    coordinate = st.floats(-LARGEST_COORDINATE, LARGEST_COORDINATE).map(lambda value: round(value, 4) + 0.0)
    return st.lists(st.tuples(coordinate, coordinate), max_size=MAX_PLACES).map(tuple)


_VALUES = {
    Integer: lambda kind: st.integers(kind.low, kind.high),
    Number: lambda kind: st.floats(kind.low, kind.high).map(lambda value: value + 0.0),
    Choice: lambda kind: st.sampled_from(kind.ids),
    Digest: lambda kind: st.one_of(st.just(""), st.text("0123456789abcdef", min_size=16, max_size=16)),
    Seeds: _seeds,
    Grid: _grids,
    Points: _points,
}


def values_of_setting(setting: Setting) -> st.SearchStrategy:
    """Any allowed value of a setting, in its plain form."""
    return _VALUES[type(setting.kind)](setting.kind)


def scenes() -> st.SearchStrategy[SceneConfig]:
    """Any scene that the single settings allow."""
    return st.fixed_dictionaries({name: values_of_setting(s) for name, s in SETTINGS.items()}).map(scene_from)
