"""What the lab holds, as lists of links: the lessons by chapter, a path of ten minutes, scenes for the lab."""

from html import escape

from landscape.catalogue import EXPERIMENTS
from landscape.ui.parts.page_text import PageText
from landscape.ui.start.scenes import SCENES
from landscape.words.lesson_text import lesson_text

START = "start"
CHAPTERS = ("landscapes", "paths", "biases", "goals")


def by_chapter() -> dict[str, list[str]]:
    """The slugs of all lessons under their chapter headings, both in the order of the course."""
    found: dict[str, list[str]] = {chapter: [] for chapter in CHAPTERS}
    for slug in EXPERIMENTS.names:
        found.setdefault(EXPERIMENTS.load(slug).chapter, []).append(slug)
    return {chapter: slugs for chapter, slugs in found.items() if slugs}


def heading(chapter: str, text: PageText) -> str:
    """A chapter's name for readers."""
    return text[f"chapter {chapter}"] if f"chapter {chapter}" in text.sections else chapter.capitalize()


def contents(text: PageText) -> str:
    """The band at the foot of the start page, as HTML."""
    groups = [("Ten minutes", "ol", [_step(slug, minutes, text) for slug, minutes in path(text).items()])]
    groups += [
        (heading(chapter, text), "ul", [_link(slug, lesson_text(slug)["short"]) for slug in slugs])
        for chapter, slugs in by_chapter().items()
    ]
    return f'<div class="ll-contents">{"".join(_group(*group) for group in groups)}</div>'


def scenes(text: PageText) -> str:
    """The scenes to open in the lab, as HTML."""
    items = "".join(
        f'<li><a href="{escape(scene.link())}" target="_self">{escape(scene.question)}</a>{escape(scene.look)}</li>'
        for scene in SCENES
    )
    return (
        f'<h2 class="ll-h2">Open in the lab</h2><p class="ll-soft">{escape(text["lab"])} '
        f'<a href="lab" target="_self">The lab as it opens</a></p><ul class="ll-scenes">{items}</ul>'
    )


def path(text: PageText) -> dict[str, int]:
    """The steps of the path of ten minutes and how many each takes; a lesson that is not listed is left out."""
    there = (START, *EXPERIMENTS.names)
    return {slug: int(minutes) for slug, minutes in text.items("ten minutes").items() if slug in there}


def _step(slug: str, minutes: int, text: PageText) -> str:
    words = escape(text["this page"]) if slug == START else _link(slug, lesson_text(slug)["short"])
    return f"{words}, {minutes} min"


def _link(slug: str, words: str) -> str:
    return f'<a href="{escape(slug)}" target="_self">{escape(words)}</a>'


def _group(title: str, kind: str, items: list[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<section><h2 class="ll-group">{escape(title)}</h2><{kind}>{listed}</{kind}></section>'
