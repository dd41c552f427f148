"""What the lab holds, as lists of links: the lessons by chapter, a path of ten minutes, scenes for the lab."""

from html import escape

from landscape import experiments
from landscape.lesson_text import lesson_text
from landscape.ui.page_text import PageText
from landscape.ui.scenes import SCENES

CHAPTERS = ("landscapes", "paths", "biases", "goals")


def by_chapter() -> dict[str, list[str]]:
    """The slugs of all lessons under their chapter headings, both in the order of the course."""
    found: dict[str, list[str]] = {chapter: [] for chapter in CHAPTERS}
    for slug in experiments.NAMES:
        found.setdefault(experiments.load(slug).chapter, []).append(slug)
    return {chapter: slugs for chapter, slugs in found.items() if slugs}


def heading(chapter: str, text: PageText) -> str:
    """A chapter's name for readers."""
    return text[f"chapter {chapter}"] if f"chapter {chapter}" in text.sections else chapter.capitalize()


def contents(text: PageText) -> str:
    """The band at the foot of the start page, as HTML."""
    groups = [("Ten minutes", "ol", [_step(slug, words) for slug, words in _path(text).items()])]
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


def _path(text: PageText) -> dict[str, str]:
    """The steps of the path; a lesson that is not there yet is left out."""
    return {slug: words for slug, words in text.items("ten minutes").items() if slug in ("start", *experiments.NAMES)}


def _step(slug: str, words: str) -> str:
    if slug == "start":
        return escape(words.capitalize())
    return f"{_link(slug, lesson_text(slug)['short'])}: {escape(words)}"


def _link(slug: str, words: str) -> str:
    return f'<a href="{escape(slug)}" target="_self">{escape(words)}</a>'


def _group(title: str, kind: str, items: list[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<section><h2 class="ll-group">{escape(title)}</h2><{kind}>{listed}</{kind}></section>'
