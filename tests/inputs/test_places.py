"""Places as text and back, exactly; and everything that is no list of places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import ConfigError
from landscape.inputs.link import decode, encode
from landscape.inputs.places import MAX_PLACES, checked_places, format_places, parse_places
from landscape.inputs.settings import SETTINGS
from tests.conftest import tiny_scene

coordinates = st.floats(-10_000, 10_000)


@given(st.lists(st.tuples(coordinates, coordinates), max_size=MAX_PLACES))
def test_text_gives_the_places_back_exactly(pairs):
    places = checked_places(pairs)
    np.testing.assert_allclose(np.array(places).ravel(), np.array(pairs).ravel(), atol=0.500001e-4)
    assert parse_places(format_places(places)) == places
    assert checked_places(places) == places
    assert all(repr(number) != "-0.0" for place in places for number in place)
    assert "e" not in format_places(places)


def test_a_link_carries_them_as_they_read():
    config = tiny_scene(drops="1.25:-0.5,0.3:2")
    assert config.view.drops == ((1.25, -0.5), (0.3, 2.0))
    assert "&drops=1.25:-0.5,0.3:2&" in encode(config)
    assert decode(encode(config)).config == config
    assert tiny_scene(drops="").view.drops == tiny_scene().view.drops == ()


def test_what_stands_for_places():
    lists = (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]], [np.float32([1, 2]), (3, np.int64(4))])
    for value in (*lists, "1:2,3:4", iter([(1, 2), (3, 4)])):
        assert checked_places(value) == ((1.0, 2.0), (3.0, 4.0))


def forever():
    while True:
        yield 0.0


HOSTILE = [
    None, 7, True, 1.5, (1, 2), [1, 2], [(1,)], [(1, 2, 3)], [(True, 2)], [("1", 2)], [(None, 2)], [(1j, 2)],
    [(float("nan"), 0)], [(0, float("inf"))], [(1e300, 0)], [(10**400, 0)], [(0, -10_000.01)], [(0, 0)] * 9,
    [(0, 0)] * 5000, {"a": 1}, [[[1, 2]]], forever(), [forever()], [{1: 2}], object(),
]  # fmt: skip
HOSTILE_TEXT = [
    "nan:0", "inf:0", "1e300:0", "1:2,", ",", ":", "1:", ":2", "1", "1:2:3", "1:2;3:4", "1 :2", "1:2, 3:4", "0x1:2",
    "1_0:2", "١:2", "1:2\n", "10001:0", "9" * 5000 + ":0", ",".join(["0:0"] * 9), ",".join(["0:0"] * 5000), "1,2",
]  # fmt: skip


@pytest.mark.parametrize("value", [*HOSTILE, *HOSTILE_TEXT], ids=range(len(HOSTILE) + len(HOSTILE_TEXT)))
def test_anything_else_is_refused_in_one_sentence(value):
    setting = SETTINGS["drops"]
    with pytest.raises(ConfigError, match=r"^drops must be empty or at most 8 places x:y") as caught:
        setting.parse(value) if isinstance(value, str) else setting.check(value)
    assert caught.value.field == "drops"
    assert str(caught.value).count("\n") == 0
    assert len(str(caught.value)) < 200
    assert str(caught.value).endswith(".")


def test_a_link_with_bad_places_says_so_and_has_none():
    found = decode("v=1&drops=nan:0")
    assert found.config.view.drops == ()
    assert [problem.field for problem in found.problems] == ["drops"]
