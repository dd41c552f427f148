"""The picture of the start page: hidden until the bet, true to its numbers afterwards."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.datasets.strip import CELLS
from landscape.ui.parts.page_text import page_text
from landscape.ui.start.start_visit import BETS, SLUG, outcome, question_why, starts_only, strip_of_cells, truth
from landscape.viewer.packing import unpack

TEXT = page_text("start")
SHOWN = baked(SLUG)[EXPERIMENTS.load(SLUG).config()]


def test_every_answer_of_the_bet_has_words_and_can_come_true():
    assert list(TEXT.items("bet")) == list(BETS)
    assert {outcome(share) for share in np.linspace(0, 1, 101)} == set(BETS)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_starts_never_give_a_smaller_answer(one, other):
    order = list(BETS)
    low, high = sorted((one, other))
    assert order.index(outcome(low)) <= order.index(outcome(high))


def test_edges_of_the_answers_are_what_their_words_say():
    assert [outcome(share) for share in (0.199, 0.2, 1 / 3, 0.5, 0.599, 0.6)] == [
        "few", "third", "third", "half", "half", "most",
    ]  # fmt: skip


def test_picture_before_the_bet_does_not_give_it_away():
    before, arrays = unpack(starts_only(SHOWN.messages[0]))
    after, all_arrays = unpack(SHOWN.messages[0])
    assert [path["to"] - path["from"] for path in before["paths"]] == [1] * 8
    assert before["color"] is None
    assert "color" not in arrays
    assert "color" in all_arrays
    assert {run["rule"] for run in before["runs"]} == {None}
    assert {run["rule"] for run in after["runs"]} == {"proxy", "intended"}
    first = [all_arrays["path_step"][path["from"]] for path in after["paths"]]
    assert first == [0] * 8
    assert arrays["path_step"].tolist() == first  # nothing of the way on is in the message


def test_truth_says_the_numbers_of_the_finding():
    said = re.sub("<[^>]+>", "", truth(TEXT, SHOWN.numbers, "half"))
    assert f"{SHOWN.numbers['n_intended']} ended in the narrow valley" in said
    assert f"{SHOWN.numbers['n_proxy']} in the wide one" in said
    assert said.startswith("You bet about half; it came out about a third.")
    assert truth(TEXT, SHOWN.numbers, "").startswith('<div role="status"><p class="ll-ask">It came out')


def test_truth_names_starts_that_learnt_neither():
    numbers = SHOWN.numbers | {"n_neither": 89, "n_intended": 407, "share_intended": 0.407}
    assert "89 had learnt neither" in truth(TEXT, numbers, "few")


def test_bars_are_as_long_as_the_shares():
    widths = re.findall(r'(ll-proxy|ll-intended)" style="width: ([\d.]+)%', truth(TEXT, SHOWN.numbers, "few"))
    assert {kind: float(width) for kind, width in widths} == pytest.approx(
        {
            "ll-proxy": 50 * SHOWN.numbers["share_proxy"],
            "ll-intended": 50 * SHOWN.numbers["share_intended"],
        },
        abs=0.05,
    )


def test_two_thirds_is_asked_for_only_where_it_is_two_thirds():
    assert question_why(SHOWN.numbers) == "Why two thirds?"
    assert question_why({"share_proxy": 0.9}) == "Why so many?"


def test_cue_and_coin_of_the_strip_differ_by_shape():
    source = strip_of_cells(TEXT)
    kinds = re.findall(r'<span class="([^"]*)"', source)
    assert len(kinds) == len(CELLS)
    assert kinds[13] == "ll-cue"  # cell -1.05, next to the middle of the cue
    assert kinds[33] == "ll-coin"  # cell 1.95, next to the middle of the coin
    assert [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind and kind != before] == [
        "ll-cue",
        "ll-coin",
    ]
    assert 'role="img"' in source
