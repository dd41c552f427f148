"""What students expect in each lesson, from its text: what to ask, what they will say, and the answer."""

from html import escape

from landscape import experiments
from landscape.errors import LandscapeError
from landscape.lesson_text import lesson_text

PARTS = ("Ask", "Expected", "Answer")


def teacher_lines(slug: str) -> dict[str, str]:
    """The three lines of a lesson for its teacher.

    Raises:
        LandscapeError: The lesson's text lacks one of them.
    """
    lines = [line.partition(": ") for line in lesson_text(slug)["teach"].splitlines() if line.strip()]
    found = {part.strip(): words.strip() for part, _, words in lines}
    missing = [part for part in PARTS if not found.get(part)]
    if missing:
        raise LandscapeError(f"The lesson {slug} does not tell its teacher: {', '.join(missing)}.")
    return found


def misconceptions(everything_open: bool) -> str:
    """One toggle for each lesson, as HTML: the question and what students expect; the answer inside."""
    return f'<div class="ll-toggles">{"".join(_toggle(slug, everything_open) for slug in experiments.NAMES)}</div>'


def _toggle(slug: str, is_open: bool) -> str:
    lines = teacher_lines(slug)
    title = f'<a href="{escape(slug)}" target="_self">{escape(lesson_text(slug).title)}</a>'
    return (
        f'<section><h3 class="ll-group">{title}</h3>'
        f"<p><b>Ask:</b> {escape(lines['Ask'])}</p>"
        f"<details{' open' if is_open else ''}><summary><b>Expected:</b> {escape(lines['Expected'])}</summary>"
        f"<p><b>Answer:</b> {escape(lines['Answer'])}</p></details></section>"
    )
