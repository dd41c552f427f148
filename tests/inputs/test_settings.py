"""Every setting: what it writes it reads back, and what it refuses it refuses in one sentence."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.catalogue import ARCHITECTURES, DATASETS, PLANES
from landscape.errors import ConfigError, quoted
from landscape.inputs.kinds import Digest, Points, Seeds
from landscape.inputs.seeds import format_seeds
from landscape.inputs.settings import ALL, GRID_LIMITS, MAX_RUNS, MAX_SEED, SETTINGS
from tests.settings_strategies import values_of_setting

each = pytest.mark.parametrize("setting", ALL, ids=lambda s: s.name)

# What published links and scripts rely on; adding a setting adds a line, no line ever changes.
PUBLISHED = [
    "data", "n_train", "noise", "data_seed", "file", "model", "width", "depth", "activation", "optimizer",
    "learning_rate", "momentum", "weight_decay", "batch_size", "schedule", "steps", "snapshots", "seeds", "vary",
    "view", "quantity", "color", "grid", "scale", "focus", "view_seed", "extent",
]  # fmt: skip


def assert_a_sentence(error, name):
    message = str(error.value)
    assert message.startswith(f"{name} must be ")
    assert message.isprintable()
    assert len(message) < 600
    assert error.value.field == name


def test_the_published_names_are_still_there():
    assert list(SETTINGS)[: len(PUBLISHED)] == PUBLISHED
    assert len(ALL) == len(SETTINGS)


def test_choices_are_the_listed_plugins():
    assert SETTINGS["data"].kind.values() == DATASETS.names
    assert SETTINGS["model"].kind.values() == ARCHITECTURES.names
    assert SETTINGS["view"].kind.values() == PLANES.names


@each
def test_words_for_the_reader(setting):
    assert setting.label
    assert setting.help.endswith(".")
    assert re.fullmatch("[a-z_]+", setting.name)


@each
def test_the_default_is_allowed(setting):
    assert setting.check(setting.default) == setting.default
    assert setting.parse(setting.format(setting.default)) == setting.default


@each
@settings(max_examples=50)
@given(data=st.data())
def test_what_is_written_is_read_back(setting, data):
    value = data.draw(values_of_setting(setting))
    checked = setting.check(value)
    assert checked == value
    assert type(checked) is type(setting.default)
    text = setting.format(checked)
    assert setting.parse(text) == checked
    assert setting.format(setting.parse(text)) == text


@each
@settings(max_examples=50)
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(setting, text):
    problem = None
    try:
        value = setting.parse(text)
    except ConfigError as error:
        problem = error
    if problem is None:
        assert setting.check(value) == value
    else:
        assert str(problem).isprintable()
        assert len(str(problem)) < 600
        assert problem.field == setting.name


HOSTILE = (
    "", " ", "nan", "NaN", "inf", "-inf", "1e999", "-1e999", "1e9999", "0x10", "1_000", "٣", "５", "³", "1\n", "\x00",
    "1 ", "--1", "1.5.2", "e5", ".", "+", "9" * 5000, "<script>alert(1)</script>", "\ud800", "\u202e7", "True", "0-",
    "-0-", "0,0", "0-64", "0-999999999", "1,,2", "999999999999999999999", "51x", "x51", "51x51x51", "3x51",
    "51X51", "0000000000000000z", "ABCDEF0123456789", "moons ", "Moons", "mоons", "__class__", "../../etc",
)  # fmt: skip


@each
def test_hostile_text(setting):
    for text in HOSTILE:
        if text == "" and isinstance(setting.kind, (Digest, Points)):
            continue
        if text.strip() == "1" and isinstance(setting.kind, Seeds):  # blanks may stand around seeds
            continue
        with pytest.raises(ConfigError) as error:
            setting.parse(text)
        assert_a_sentence(error, setting.name)


BAD_TYPES = (None, True, False, [], {}, object(), 1j, float("nan"), float("inf"), 10**400, 10**5000, [10**5000])


@each
def test_values_of_the_wrong_type(setting):
    for value in BAD_TYPES:
        if value == [] and isinstance(setting.kind, Points):  # no place at all
            continue
        with pytest.raises(ConfigError) as error:
            setting.check(value)
        assert_a_sentence(error, setting.name)


@pytest.mark.parametrize(
    "value", [(True, False), [1.0], ["1"], (None,), range(10**9), np.ones(3), (-1,), (10**6,), (1, 1)]
)
def test_seeds_that_are_none(value):
    with pytest.raises(ConfigError, match="seeds must be 1 to 64 different whole numbers from 0 to 999999"):
        SETTINGS["seeds"].check(value)


def test_numpy_numbers_become_plain_ones():
    assert type(SETTINGS["width"].check(np.int64(7))) is int
    assert type(SETTINGS["noise"].check(np.float32(0.5))) is float
    assert SETTINGS["grid"].check(np.int64(9)) == (9, 9)
    assert SETTINGS["grid"].check((np.int32(9), np.int32(11))) == (9, 11)
    assert type(SETTINGS["grid"].check(np.array([9, 11]))[0]) is int
    assert SETTINGS["seeds"].check(np.arange(3)) == (0, 1, 2)
    assert type(SETTINGS["seeds"].check(np.arange(3))[0]) is int
    assert type(SETTINGS["data"].check(np.str_("moons"))) is str


@each
def test_both_ends_of_a_range_are_allowed_and_no_more(setting):
    low, high = setting.kind.ends()
    if low is None:
        return
    for value, beyond in ((low, -1), (high, 1)):
        assert setting.check(value) == value
        outside = value + beyond if isinstance(value, int) else np.nextafter(value, np.inf * beyond)
        with pytest.raises(ConfigError, match=f"{setting.name} must be a"):
            setting.check(outside)


def test_minus_zero_is_zero():
    for value in (SETTINGS["noise"].check(-0.0), SETTINGS["noise"].parse("-0"), SETTINGS["noise"].parse("-0.0")):
        assert str(value) == "0.0"


@pytest.mark.parametrize(
    ("seeds", "text"),
    [
        ((0,), "0"), ((0, 1), "0,1"), ((0, 1, 2), "0-2"), ((0, 1, 2, 9), "0-2,9"), ((5, 3, 0), "5,3,0"),
        ((3, 4, 5, 1, 2), "3-5,1,2"), ((7, 8, 9, 20, 21, 22), "7-9,20-22"),
    ],
)  # fmt: skip
def test_seeds_as_text(seeds, text):
    assert format_seeds(seeds) == text
    assert SETTINGS["seeds"].parse(text) == seeds


def test_one_seed_may_be_a_number():
    assert SETTINGS["seeds"].check(3) == SETTINGS["seeds"].parse("3") == (3,)
    assert SETTINGS["seeds"].check(np.int64(3)) == (3,)
    for value in (True, -1, MAX_SEED + 1, 3.0):
        with pytest.raises(ConfigError, match="seeds must be 1 to 64 different whole numbers from 0 to 999999"):
            SETTINGS["seeds"].check(value)


def test_the_most_seeds():
    assert SETTINGS["seeds"].parse(f"0-{MAX_RUNS - 1}") == tuple(range(MAX_RUNS))
    assert SETTINGS["seeds"].parse(f"{MAX_SEED}") == (MAX_SEED,)
    with pytest.raises(ConfigError):
        SETTINGS["seeds"].parse(f"0-{MAX_RUNS}")
    with pytest.raises(ConfigError):
        SETTINGS["seeds"].parse("0-40,100-140")


@pytest.mark.parametrize("n", [GRID_LIMITS[0], 51, GRID_LIMITS[1]])
def test_a_grid_of_one_number_is_square(n):
    assert SETTINGS["grid"].parse(str(n)) == SETTINGS["grid"].check(n) == (n, n)
    assert SETTINGS["grid"].format((n, n)) == str(n)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", "nothing"), ("a\nb", "a?b"), ("\u202eabc", "?abc"), ("x" * 99, "x" * 37 + "..."), (0, "0"), ([], "[]")],
)
def test_values_as_shown_in_a_sentence(value, expected):
    assert quoted(value) == expected
