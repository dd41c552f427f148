"""What students expect in each lesson, from its text: what to ask, what they will say, and the answer."""

import re
from html import escape

from landscape.catalogue import EXPERIMENTS
from landscape.errors import LandscapeError
from landscape.words.lesson_text import lesson_text

PARTS = ("Ask", "Expected", "Answer")
_LABEL = re.compile(r"[A-Z][a-z]+(?: [a-z]+)?: ")


def teacher_lines(slug: str) -> dict[str, str]:
    """The three lines of a lesson for its teacher, in the order of the text; labels in it are left out.

    Raises:
        LandscapeError: The lesson's text has fewer or more.
    """
    lines = [_LABEL.sub("", line.strip(), count=1) for line in lesson_text(slug)["teach"].splitlines() if line.strip()]
    if len(lines) != len(PARTS):
        raise LandscapeError(
            f"The section teach of the lesson {slug} must have {len(PARTS)} lines; it has {len(lines)}."
        )
    return dict(zip(PARTS, lines, strict=True))


def misconceptions(everything_open: bool) -> str:
    """One toggle for each lesson, as HTML: the question and what students expect; the answer inside."""
    return f'<div class="ll-toggles">{"".join(_toggle(slug, everything_open) for slug in EXPERIMENTS.names)}</div>'


def _toggle(slug: str, is_open: bool) -> str:
    lines = teacher_lines(slug)
    title = f'<a href="{escape(slug)}" target="_self">{escape(lesson_text(slug).title)}</a>'
    return (
        f'<section><h3 class="ll-group">{title}</h3>'
        f"<p><b>Ask:</b> {escape(lines['Ask'])}</p>"
        f"<details{' open' if is_open else ''}><summary><b>Expected:</b> {escape(lines['Expected'])}</summary>"
        f"<p><b>Answer:</b> {escape(lines['Answer'])}</p></details></section>"
    )
