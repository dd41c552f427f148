"""From a class code to seeds: the same for all who type it, and no two students share one."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.errors import ConfigError
from landscape.inputs.settings import MAX_SEED
from landscape.ui.teach.classroom import MAX_STUDENTS, SEEDS_APART, class_code, class_seed, student_seeds

CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


def test_seed_is_the_digest_of_the_code():
    digest = int(hashlib.sha256(b"PHYSICS7B").hexdigest(), 16)
    assert class_seed("physics 7b") == digest % 9990 * 100


@given(CODES)
def test_case_and_spaces_do_not_count(code):
    assert class_seed(code) == class_seed(f"  {'-'.join(code.upper())} ")


@given(CODES, st.integers(1, MAX_STUDENTS))
def test_no_two_students_use_the_same_seed(code, n):
    seeds = [class_seed(code), *student_seeds(code, n)]
    assert len(set(seeds)) == n + 1
    assert all(seed % SEEDS_APART == 0 for seed in seeds)
    assert min(seeds) >= 0
    assert max(seeds) + 1000 <= MAX_SEED + 1


@given(CODES, st.integers(2, MAX_STUDENTS))
def test_a_larger_class_keeps_the_seeds_of_the_smaller_one(code, n):
    assert student_seeds(code, n)[: n - 1] == student_seeds(code, n - 1)


def test_the_last_block_is_followed_by_the_first():
    code = next(f"A{i}" for i in range(10_000) if class_seed(f"A{i}") > (9990 - 20) * SEEDS_APART)
    seeds = student_seeds(code, 30)
    assert 0 in seeds
    assert len(set(seeds)) == 30


@pytest.mark.parametrize(
    ("code", "n", "words"),
    [
        ("", 30, "is empty"),
        (" - ", 30, "is empty"),
        ("7b!", 30, "letters and digits only; got '7b!'"),
        ("x" * 41, 30, "40 letters long; this one has 41"),
        ("7b", 0, "from 1 to 300; got 0"),
        ("7b", 1000, "from 1 to 300; got 1000"),
        ("7b", -1, "from 1 to 300; got -1"),
    ],
)
def test_bad_input_gives_one_sentence(code, n, words):
    with pytest.raises(ConfigError, match=words) as found:
        student_seeds(code, n)
    assert str(found.value).count(".") == 1


def test_letters_of_all_alphabets_count():
    assert class_code("Klasse 7ß") == "KLASSE7SS"
    assert class_code("класс 7б") == "КЛАСС7Б"
