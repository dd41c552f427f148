"""Nobody finds the answer of a lesson in what is sent before the bet: every shipped finding is searched for it."""

import json
import re
from itertools import chain

import numpy as np
import pytest

from landscape.catalogue import EXPERIMENTS
from landscape.experiments.parts.before_bet import BeforeBet
from landscape.experiments.twins import is_inside
from landscape.ui.lessons.veil import ARRAYS, COLUMNS, HEADER, veiled
from landscape.viewer.finding import PANEL_ARRAY
from landscape.viewer.packing import pack, unpack
from landscape.words.lesson_text import lesson_text
from tests.experiments.lessons import default_of, each_lesson, shipped

# What the page itself says before the bet: two points and that they are equally high; what policies do in training.
GIVEN = {
    "points": {"place_1", "place_2", "gain_1", "gain_2", "loss", "loss_gap"},
    "coin": {"own_coin", "own_right", "own_stuck"},
}
ROUND = (0.0, 0.5, 1.0)  # such numbers stand for many things
MANY = 30  # with fewer networks, some number or other goes with their shares by chance
HIGH = 0.9


def before(slug, finding):
    """What is sent before the bet: header and arrays of every picture."""
    allowed = EXPERIMENTS.load(slug).before_bet
    return [unpack(veiled(message, allowed)) for message in finding.messages[: allowed.pictures]]


def numbers_in(value):
    """Every number in a header, however deep."""
    if isinstance(value, dict):
        return list(chain.from_iterable(map(numbers_in, value.values())))
    if isinstance(value, list):
        return list(chain.from_iterable(map(numbers_in, value)))
    return [float(value)] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def numbers_from(arrays):
    """Entries and means of a behaviour view's arrays: whatever one addition away gives."""
    found = []
    for name, values in arrays.items():
        if name.startswith(PANEL_ARRAY) and values.size and np.isfinite(values).all():
            found += [float(values.mean())]
            if values.ndim <= 2 and values.size <= 10_000:
                found += values.astype(np.float64).ravel().tolist()
                found += np.atleast_1d(values.mean(axis=0)).tolist() + np.atleast_1d(values.mean(axis=-1)).tolist()
    return np.array(found)


def telling(slug, finding):
    """The numbers of a finding that an answer could be read from: neither counts nor round ones."""
    given = GIVEN.get(slug, set())
    return {
        name: value
        for name, value in finding.numbers.items()
        if isinstance(value, float) and name not in given and value not in ROUND
    }


def hidden_shares(finding):
    """What each of many networks does where two rules disagree; None where a finding is not about many."""
    _, arrays = unpack(finding.messages[0])
    for name in ("panel_share", "panel_more", "panel_rule"):
        if name in arrays and arrays[name].ndim == 1 and len(arrays[name]) >= MANY:
            return arrays[name].astype(np.float64)
    return None


def goes_with(values, shares):
    """The highest correlation of any column, or of the mean of all, with the hidden shares."""
    columns = values.reshape(len(values), -1).astype(np.float64)
    columns = np.column_stack([columns, columns.mean(axis=1)])
    varied = columns[:, columns.std(axis=0) > 0]
    if not varied.size or shares.std() == 0:
        return 0.0
    return float(np.abs(np.corrcoef(varied.T, shares)[-1, :-1]).max())


@each_lesson
def test_only_what_is_allowed_is_sent(slug):
    allowed = EXPERIMENTS.load(slug).before_bet
    for finding in shipped(slug).values():
        for header, arrays in before(slug, finding):
            assert header["veiled"]
            assert set(header) <= {*HEADER, "arrays", "runs", "words", "panel", "veiled", "color", "tiles"}
            assert header["color"] is None
            assert header["tiles"] is None
            assert {run["rule"] for run in header["runs"]} <= {None}
            assert set(header.get("panel", {})) <= {"kind", *allowed.header}
            own = {PANEL_ARRAY + name for name in (*allowed.arrays, *allowed.rows)}
            assert set(arrays) <= {*ARRAYS, *own}


@each_lesson
def test_what_is_allowed_is_there_in_some_setting(slug):
    """A name that nothing has would be a slip of the pen."""
    allowed, headers, arrays = EXPERIMENTS.load(slug).before_bet, set(), set()
    words = {key.split()[1] for key in lesson_text(slug).sections if key.startswith("panel ")}
    for finding in shipped(slug).values():
        (header, found), *_ = before(slug, finding)
        headers |= set(header["panel"])
        arrays |= set(found)
    assert set(allowed.header) <= headers
    assert {PANEL_ARRAY + name for name in (*allowed.arrays, *allowed.rows)} <= arrays
    assert set(allowed.rows.values()) <= set(allowed.header)
    assert set(allowed.words) <= words


@each_lesson
def test_what_is_sent_is_as_it_was(slug):
    rows = {PANEL_ARRAY + name for name in EXPERIMENTS.load(slug).before_bet.rows}
    for finding in shipped(slug).values():
        for (header, arrays), message in zip(before(slug, finding), finding.messages, strict=False):
            whole, all_arrays = unpack(message)
            assert all(header[name] == whole[name] for name in HEADER if name in whole)
            for name in arrays.keys() - rows:
                np.testing.assert_array_equal(arrays[name], all_arrays[name])
            assert len(header["words"]["rows"]) == len(whole["words"]["rows"])
            assert all(len(row) == len(header["words"]["columns"]) for row in header["words"]["rows"])


@each_lesson
def test_no_number_of_the_answer_is_in_it(slug):
    for finding in shipped(slug).values():
        for header, arrays in before(slug, finding):
            seen = np.concatenate([numbers_in({**header, "arrays": None}), numbers_from(arrays)])
            for name, value in telling(slug, finding).items():
                near = np.isclose(seen, value, rtol=1e-5, atol=0)
                assert not near.any(), f"{name} = {value} can be read in {finding.config}"


@each_lesson
def test_no_word_of_the_answer_is_in_it(slug):
    text = lesson_text(slug)
    for finding in shipped(slug).values():
        words = json.dumps([header["words"] for header, _ in before(slug, finding)])
        panel = text.panel(finding.numbers)
        said = words + json.dumps([panel.get(name) for name in EXPERIMENTS.load(slug).before_bet.words])
        assert text.answer(finding.outcome, finding.numbers) not in said
        assert text.fill("happened", finding.numbers) not in said
        assert not re.search(r"(intended|proxy) rule", words)
        for value in telling(slug, finding).values():
            assert f"{value:.1%}" not in said


@each_lesson
def test_no_array_of_many_networks_goes_with_what_they_hide(slug):
    for finding in shipped(slug).values():
        shares = hidden_shares(finding)
        if shares is None:
            continue
        for _, arrays in before(slug, finding):
            for name, values in arrays.items():
                if len(values) == len(shares) and name != "panel_starts":  # where a start lies is the question itself
                    assert goes_with(values, shares) < HIGH, name


def test_shares_of_the_twins_cannot_be_computed_from_their_answers():
    """Where the two parities disagree, the answers of a network are its share: of two networks these may be asked."""
    finding = default_of(EXPERIMENTS.load("twins"))
    (header, arrays), *_ = before("twins", finding)
    _, whole = unpack(finding.messages[0])
    corners, outside = whole["panel_corners"], ~is_inside()
    second = corners[:, 2] ^ corners[:, 3]

    def computed(answers):
        by_second = (answers[:, outside] == second[outside]).mean(axis=1)
        return goes_with(by_second, whole["panel_share"])

    assert computed(whole["panel_answers"]) > HIGH  # or this test would look at nothing
    assert computed(arrays["panel_answers"]) < HIGH
    others = np.delete(arrays["panel_answers"], header["panel"]["pair"], axis=0)
    assert np.unique(others).tolist() == [255]
    kept = arrays["panel_answers"][header["panel"]["pair"]]
    np.testing.assert_array_equal(kept, whole["panel_answers"][header["panel"]["pair"]])


def test_search_finds_what_was_once_sent():
    """Before there was a list of what is allowed, these numbers stood in the message."""
    finding = default_of(EXPERIMENTS.load("landscape"))
    header, _ = unpack(finding.messages[0])
    seen = np.array(numbers_in(header))
    assert any(np.isclose(seen, value, rtol=1e-5, atol=0).any() for value in telling("landscape", finding).values())


def test_coins_second_picture_comes_after_the_bet():
    """Its height is the answer: what is missed when the coin was moved."""
    coin = EXPERIMENTS.load("coin")
    assert len(default_of(coin).messages) == 2
    assert len(before("coin", default_of(coin))) == 1


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_rows_that_may_not_be_seen_hold_nothing(dtype):
    values = np.arange(6, dtype=dtype).reshape(3, 2)
    header = {"panel": {"kind": "twins", "pair": [1]}, "runs": [], "words": dict.fromkeys(("lead", "badge"), "")}
    header["words"] |= {"why": [], "below": [], "columns": [*COLUMNS], "rows": []}
    message = pack(header, {"panel_answers": values})
    _, arrays = unpack(veiled(message, BeforeBet(header=("pair",), rows={"answers": "pair"})))
    found = arrays["panel_answers"]
    np.testing.assert_array_equal(found[1], values[1])
    assert len(np.unique(found[[0, 2]])) == 1
    assert found[0, 0] == (np.inf if dtype is np.float32 else np.iinfo(dtype).max)
