"""The words of a lesson: one text file per lesson and language, cut into its parts and filled with measured numbers."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from landscape.errors import LandscapeError
from landscape.outputs.findings import Value

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "lessons" / "en"
NEEDED = ("short", "lead", "bet", "picture 1", "happened", "why", "hides", "fails", "claim", "sources", "teach")
_ITEM = re.compile(r"- ([^:\s]+): (.+)")
_PLACE = re.compile(r"\{([a-z_0-9]+)(:[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class LessonText:
    """The words of one lesson.

    Attributes:
        title: The question.
        sections: Texts by key, as written.
        answers: The bet's answers by id, in the order they are offered.
        controls: By control name its label and the words for each choice.
    """

    title: str
    sections: dict[str, str]
    answers: dict[str, str]
    controls: dict[str, tuple[str, dict[str, str]]]

    def __getitem__(self, key: str) -> str:
        """A section as written."""
        return self.sections[key]

    def fill(self, key: str, numbers: dict[str, Value]) -> str:
        """A section with its `{name}` and `{name:format}` filled in.

        Where an experiment tells several stories, `numbers["story"]` names one of them, and a section of that name
        (`happened network`) goes before the general one (`happened`).

        Raises:
            LandscapeError: The text speaks of a number the experiment does not give.
        """
        own = f"{key} {numbers.get('story', '')}"
        return filled(self.sections[own if own in self.sections else key], numbers)

    def answer(self, name: str, numbers: dict[str, Value]) -> str:
        """The words of an answer of the bet; those of the story (`answer proxy network`) go before the general ones."""
        return self.sections.get(f"answer {name} {numbers.get('story', '')}", self.answers.get(name, name))

    def panel(self, numbers: dict[str, Value]) -> dict[str, str]:
        """The words of the behaviour view by key; those of the story go before the general ones."""
        found = {}
        for section in self.sections:
            kind, _, key = section.partition(" ")
            name, _, story = key.partition(" ")
            if kind == "panel" and story in ("", numbers.get("story", "")) and (story or name not in found):
                found[name] = self.fill(section, numbers)
        return found

    def words_for(self, control: str, choice: Value) -> str:
        """The reader's words for a choice; the choice itself where the text has none."""
        return self.controls[control][1].get(str(choice), str(choice))

    @property
    def sources(self) -> list[str]:
        """One line each."""
        return [line[2:] for line in self.sections["sources"].splitlines() if line.startswith("- ")]


def filled(text: str, numbers: dict[str, Value]) -> str:
    """A text with its places filled in.

    Example:
        >>> filled("{share:.0%} of {n}", {"share": 0.333, "n": 1000})
        '33 % of 1000'
    """

    def value(match: re.Match[str]) -> str:
        name, how = match[1], (match[2] or ":")[1:]
        if name not in numbers:
            raise LandscapeError(f"The lesson's text speaks of {name!r}, which its experiment does not give.")
        whole = how.endswith("%") and numbers[name] in (0, 1)  # none and all are exact, so they take no decimals
        written = format(numbers[name], ".0%" if whole else how)
        return f"{written[:-1]} %" if written.endswith("%") else written

    return _PLACE.sub(value, text)


def parse(text: str) -> LessonText:
    """Reads a lesson's text file.

    Raises:
        LandscapeError: A part is missing; the sentence names it.
    """
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title = head.strip().removeprefix("# ").strip()
    sections: dict[str, str] = {}
    answers: dict[str, str] = {}
    controls: dict[str, tuple[str, dict[str, str]]] = {}
    for part in parts:
        key, _, body = part.partition("\n")
        key, body = key.strip(), body.strip()
        if key.startswith("control "):
            label, choices = _with_items(body)
            controls[key.removeprefix("control ")] = (label, choices)
        elif key == "bet":
            sections[key], answers = _with_items(body)
        else:
            sections[key] = body
    missing = [key for key in NEEDED if key not in sections]
    if missing or not title or not answers:
        raise LandscapeError(f"The lesson's text lacks: {', '.join(missing) or 'a title or the answers of the bet'}.")
    return LessonText(title, sections, answers, controls)


def _with_items(body: str) -> tuple[str, dict[str, str]]:
    """The words before a list, and the list's items by id."""
    lines = body.splitlines()
    items = {match[1]: match[2].strip() for line in lines if (match := _ITEM.fullmatch(line.strip()))}
    words = " ".join(line.strip() for line in lines if not line.startswith("- ")).strip()
    return words, items


@lru_cache
def lesson_text(slug: str) -> LessonText:
    """The words of a lesson, from its file."""
    return parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
