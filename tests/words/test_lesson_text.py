"""The words of a lesson: cut into parts, filled with numbers, and refused with a sentence where a part is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.catalogue import EXPERIMENTS
from landscape.errors import LandscapeError
from landscape.words.lesson_text import FOLDER, NEEDED, filled, lesson_text, parse

TEXT = """# Is it so?

## short
So or not

## lead
You see {ignored}.

## bet
What comes
out?

- yes: it is so
- no: it is: not so

## control size
How large

- 0.5: half
- 1: whole

## picture 1
Picture of {n:.0f} runs

## happened
{n} runs, {share:.0%} of them so.

## happened few
Only {n} runs.

## panel key
general words

## panel lead
for all

## panel key few
words for {n}

## panel extra few
few alone

## why
Because.

It is.

## hides
Much.

## fails
There.

## claim
So.

## sources
- One (2001), A, https://doi.org/1
no list

## teach
Ask: what?
"""


@pytest.fixture(scope="module")
def text():
    return parse(TEXT)


def test_title_and_sections_are_as_written(text):
    assert text.title == "Is it so?"
    assert text["short"] == "So or not"
    assert text["why"] == "Because.\n\nIt is."
    assert set(NEEDED) <= text.sections.keys()


def test_bet_has_a_question_and_answers_in_their_order(text):
    assert text["bet"] == "What comes out?"
    assert list(text.answers.items()) == [("yes", "it is so"), ("no", "it is: not so")]


def test_controls_have_a_label_and_words_for_choices(text):
    assert text.controls == {"size": ("How large", {"0.5": "half", "1": "whole"})}
    assert text.words_for("size", 0.5) == "half"
    assert text.words_for("size", 1) == "whole"
    assert text.words_for("size", 7) == "7"


def test_sources_are_the_lines_of_the_list(text):
    assert text.sources == ["One (2001), A, https://doi.org/1"]


def test_section_is_filled(text):
    assert text.fill("picture 1", {"n": 8}) == "Picture of 8 runs"
    assert text["picture 1"] == "Picture of {n:.0f} runs"


def test_happened_of_its_story_or_of_all(text):
    numbers = {"n": 8, "share": 0.333}
    assert text.fill("happened", numbers) == "8 runs, 33 % of them so."
    assert text.fill("happened", numbers | {"story": "few"}) == "Only 8 runs."
    assert text.fill("happened", numbers | {"story": "unheard of"}) == "8 runs, 33 % of them so."


def test_panel_words_of_the_story_go_before_the_general_ones(text):
    assert text.panel({"n": 8}) == {"key": "general words", "lead": "for all"}
    assert text.panel({"n": 8, "story": "few"}) == {"key": "words for 8", "lead": "for all", "extra": "few alone"}


def test_story_goes_first_wherever_it_stands():
    before = TEXT.replace("## panel key\ngeneral words\n\n", "").replace(
        "## why", "## panel key\ngeneral words\n\n## why"
    )
    assert parse(before).panel({"n": 8, "story": "few"})["key"] == "words for 8"


def test_number_the_experiment_does_not_give_is_named(text):
    with pytest.raises(LandscapeError, match=r"speaks of 'share', which its experiment does not give\."):
        text.fill("happened", {"n": 8})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{n}", "12"),
        ("{n:,}", "12"),
        ("{share:.0%}", "33 %"),
        ("{share:.1%}", "33.3 %"),
        ("{share:.3f}", "0.333"),
        ("{all:.1%} and {none:.1%}", "100 % and 0 %"),
        ("{nearly:.1%}", "99.8 %"),
        ("{word}", "so"),
        ("100 % of {n}", "100 % of 12"),
        ("{n}{n}", "1212"),
        ("{ n}", "{ n}"),
        ("{}", "{}"),
    ],
)
def test_places(written, said):
    assert filled(written, {"n": 12, "share": 1 / 3, "word": "so", "all": 1.0, "none": 0.0, "nearly": 0.998}) == said


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_text_without_places_stays(text):
    assert filled(text, {}) == text


@given(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
def test_value_with_braces_is_not_filled_again(number, share):
    assert filled("{a} {b}", {"a": "{b}", "b": number}) == f"{{b}} {number}"
    assert filled("{share}", {"share": share}) == str(share)


@pytest.mark.parametrize("key", NEEDED)
def test_missing_part_is_named(key):
    kept = [part for part in TEXT.split("\n## ") if not part.startswith(f"{key}\n")]
    assert len(kept) == len(TEXT.split("\n## ")) - 1
    with pytest.raises(LandscapeError, match=f"lacks: {key}\\."):
        parse("\n## ".join(kept))


def test_several_missing_parts_are_named_at_once():
    with pytest.raises(LandscapeError, match=r"lacks: short, lead, bet, .*teach\."):
        parse("# Only a title\n")


def test_missing_title_or_answers_are_named():
    for broken in (TEXT.replace("# Is it so?", "", 1), TEXT.replace("- yes: it is so\n- no: it is: not so\n", "")):
        with pytest.raises(LandscapeError, match=r"lacks: a title or the answers of the bet\."):
            parse(broken)


def test_there_is_a_file_for_every_lesson_and_no_other():
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(EXPERIMENTS.names)
    assert len({lesson_text(slug).title for slug in EXPERIMENTS.names}) == len(EXPERIMENTS.names)
