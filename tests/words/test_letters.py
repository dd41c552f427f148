"""Letters of runs."""

import re

import pytest

from landscape.inputs.settings import MAX_RUNS
from landscape.words.letters import letter_of


@pytest.mark.parametrize(
    ("run", "letter"), [(0, "A"), (25, "Z"), (26, "A2"), (51, "Z2"), (52, "A3"), (MAX_RUNS - 1, "L3")]
)
def test_letters(run, letter):
    assert letter_of(run) == letter


def test_no_two_runs_share_a_letter():
    letters = [letter_of(run) for run in range(10 * MAX_RUNS)]
    assert len(set(letters)) == len(letters)
    assert all(re.fullmatch(r"[A-Z]([2-9]|[1-9][0-9]+)?", letter) for letter in letters)
