"""The header of every message is what `landscape.viewer.header` declares: the browser's types are made from it."""

import types
from typing import Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from landscape.baked import FOLDER, baked
from landscape.viewer import header
from landscape.viewer.message import ground_message, scene_message, waiting_message
from landscape.viewer.packing import unpack
from tests.figures.scenes import ALL_DIVERGED, PICTURES, ground, picture, small

LOOSE = {"Panel"}  # each kind of panel adds fields of its own


def check(value, hint, where="header"):
    """That a value read from JSON is of a type; a tuple is a list of so many."""
    kind, inner = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        check_fields(value, hint, where)
    elif kind in (Required, NotRequired):
        check(value, inner[0], where)
    elif kind is Literal:
        assert value in inner, f"{where} is {value!r}"
    elif kind in (Union, types.UnionType):
        assert any(fits(value, one) for one in inner), f"{where} is {value!r}, not {hint}"
    elif kind in (list, tuple):
        assert isinstance(value, list), where
        for one, of in zip(value, inner if kind is tuple else inner * len(value), strict=True):
            check(one, of, where)
    elif kind is dict:
        for name, one in value.items():
            check(one, inner[1], f"{where}.{name}")
    else:
        assert type(value) in ((int, float) if hint is float else (hint,)), f"{where} is {value!r}, not {hint}"


def check_fields(value, hint, where):
    assert isinstance(value, dict), where
    fields = get_type_hints(hint)
    missing, unknown = hint.__required_keys__ - set(value), set(value) - set(fields)
    assert not missing, f"{where} lacks {sorted(missing)}"
    assert hint.__name__ in LOOSE or not unknown, f"{where} has {sorted(unknown)}, which nothing declares"
    for name in set(value) & set(fields):
        check(value[name], fields[name], f"{where}.{name}")


def fits(value, hint):
    try:
        check(value, hint)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("kind", PICTURES)
def test_the_header_of_a_scene_is_as_declared(kind):
    check(unpack(scene_message(picture(kind), slot="one", link="data=moons"))[0], header.Header)


@pytest.mark.parametrize(
    "message",
    [waiting_message("In the making", slot="one"), ground_message(ground()), ground_message(ground(color=0.5))],
    ids=["waiting", "ground", "coloured ground"],
)
def test_so_are_those_of_other_messages(message):
    check(unpack(message)[0], header.Header)


def test_so_is_that_of_a_scene_without_a_surface_or_with_balls():
    check(unpack(scene_message(small(**ALL_DIVERGED)))[0], header.Header)
    check(unpack(scene_message(small(drops="0.1:0.2")))[0], header.Header)


def test_so_are_those_of_shipped_findings():
    slugs = [path.stem for path in FOLDER.glob("*.npz")]
    assert slugs
    for slug in slugs:
        for shown in baked(slug).values():
            for message in shown.messages:
                check(unpack(message)[0], header.Header)


def test_what_is_not_declared_is_noticed():
    found = unpack(waiting_message("In the making"))[0]
    for changes in ({"new": 1}, {"title": 3}, {"color": "red"}, {"form": "round"}):
        assert not fits(found | changes, header.Header)
    found.pop("words")
    assert not fits(found, header.Header)
