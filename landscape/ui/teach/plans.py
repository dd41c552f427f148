"""Lesson plans from their text: steps with minutes, a link, what to ask and what will be on the projector."""

import re
from dataclasses import dataclass
from html import escape

from landscape.errors import LandscapeError
from landscape.ui.parts.page_text import PageText

# "- minutes | address | what to do or to ask | what to expect on the projector"
_STEP = re.compile(r"- (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+)")
COLUMNS = ("Minutes", "Open", "Do and ask", "On the projector")
HALL = "size=hall"
START = "start"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: from one minute to another, the page to open, what to ask, what to expect."""

    first: int
    last: int
    page: str
    ask: str
    expect: str

    @property
    def address(self) -> str:
        """The page as a link below the site's root, for the projector."""
        return f"./?{HALL}" if self.page == START else f"{self.page}?{HALL}"


def plan(text: str) -> list[Step]:
    """Reads the steps of a plan; the minutes of each are counted on from those before.

    Raises:
        LandscapeError: A line of the list is no step.

    Example:
        >>> [(step.first, step.last) for step in plan("- 2 | start | ask | see\\n- 3 | points | ask | see")]
        [(0, 2), (2, 5)]
    """
    steps: list[Step] = []
    for line in (line for line in text.splitlines() if line.startswith("- ")):
        match = _STEP.fullmatch(line)
        if match is None:
            raise LandscapeError(f"This step of a plan cannot be read: {line!r}.")
        first = steps[-1].last if steps else 0
        steps.append(Step(first, first + int(match[1]), match[2].strip(), match[3].strip(), match[4].strip()))
    return steps


def plan_table(name: str, text: PageText) -> str:
    """A plan as HTML: its heading, one sentence, and a table; its name is its minutes, and what it is about."""
    key = f"plan {name}"
    minutes, _, about = name.partition(" ")
    title = f"{minutes} minutes: {about}" if about else f"{minutes} minutes"
    head = "".join(f'<th scope="col" class="ll-words">{column}</th>' for column in COLUMNS)
    rows = "".join(
        f'<tr><th scope="row">{step.first}–{step.last}</th><td class="ll-words">'
        f'<a href="{escape(step.address)}" target="_blank">{escape(step.page)}</a></td>'
        f'<td class="ll-words">{escape(step.ask)}</td><td class="ll-words">{escape(step.expect)}</td></tr>'
        for step in plan(text.sections[key])
    )
    return (
        f'<h3 class="ll-group">{title}</h3><p class="ll-soft">{escape(text[key])}</p>'
        f'<div class="ll-wide" tabindex="0" role="region" aria-label="Plan for {title}">'
        f'<table class="ll-table ll-plan"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
