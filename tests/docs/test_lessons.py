"""What the documents say about lessons: the text format can be read, the keys and limits are those of the code."""

import re

import pytest

from landscape import baked
from landscape.__main__ import main
from landscape.catalogue import EXPERIMENTS
from landscape.experiments.parts.experiment import FIRST_SEED
from landscape.words.lesson_text import NEEDED, parse
from tests.experiments import lessons

from .markdown import blocks, prose, read


def format_block():
    (block,) = blocks(read("CONTRIBUTING.md"), "markdown")
    return block.text


def test_text_format_can_be_read_and_has_every_section():
    text = parse(format_block())
    assert set(NEEDED) <= text.sections.keys()
    assert list(text.answers) == ["yes", "no"]
    assert text.controls["size"][1].keys() == {"1", "2"}
    assert text.fill("happened", {"n": 8, "share": 0.25}) == "What this run did: 8 runs, 25 % of them so."
    assert len(text.sources) == 1


@pytest.mark.parametrize(
    ("part", "limit"),
    [
        ("# A question of at most {} characters?", lessons.TITLE_LETTERS),
        ("at most {} characters: what one sees", lessons.LETTERS_AT_MOST["lead"]),
        ("A question of at most {} words?", lessons.QUESTION_WORDS),
        ("explanation, at most {} words", lessons.WORDS_AT_MOST["why"]),
        ("does not show, at most {} words", lessons.WORDS_AT_MOST["hides"]),
    ],
)
def test_limits_in_words_are_those_of_the_tests(part, limit):
    assert part.format(limit) in format_block()


def test_size_of_shipped_findings():
    assert f"at most {baked.MAX_BYTES / 1e6:g} MB" in prose("ARCHITECTURE.md")


def test_keys_of_the_claim(capsys):
    assert main(["lesson", "points", "--seeds", "1", "--json"]) in (0, 1)
    keys = re.findall(r'^  "(\w+)":', capsys.readouterr().out, re.MULTILINE)
    listed = ", ".join(f"`{key}`" for key in keys[:-1]) + f" and `{keys[-1]}`"
    assert f"the keys {listed}" in prose("README.md")
    assert FIRST_SEED in keys


@pytest.mark.parametrize("slug", ["points", "paths"])
def test_lessons_the_readme_names_exist(slug):
    assert f"`/{slug}`" in read("README.md")
    assert slug in EXPERIMENTS.names
