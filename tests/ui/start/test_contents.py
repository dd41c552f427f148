"""The lists of the start page: every lesson once, under a heading with words."""

import re

from landscape.catalogue import EXPERIMENTS
from landscape.ui.parts.page_text import page_text
from landscape.ui.start.contents import CHAPTERS, START, by_chapter, contents, heading, path, scenes
from landscape.ui.start.scenes import SCENES
from landscape.words.lesson_text import lesson_text

TEXT = page_text("start")


def test_every_lesson_stands_under_one_chapter():
    listed = [slug for slugs in by_chapter().values() for slug in slugs]
    assert sorted(listed) == sorted(EXPERIMENTS.names)
    assert set(by_chapter()) <= set(CHAPTERS)


def test_every_chapter_has_words():
    assert all(TEXT[f"chapter {chapter}"] for chapter in CHAPTERS)
    assert heading("unheard", TEXT) == "Unheard"


def test_every_lesson_is_linked_by_its_short_title():
    source = contents(TEXT)
    for slug in EXPERIMENTS.names:
        assert f'<a href="{slug}" target="_self">{lesson_text(slug)["short"]}</a>' in source


def test_ten_minutes_take_at_most_ten():
    steps = path(TEXT)
    assert next(iter(steps)) == START
    assert set(steps) <= {START, *EXPERIMENTS.names}
    assert 3 <= len(steps) <= 4
    assert sum(steps.values()) <= 10
    assert contents(TEXT).count(" min</li>") == len(steps)


def test_every_scene_opens_in_the_lab():
    assert re.findall(r'<li><a href="([^"]*)"', scenes(TEXT)) == [
        scene.link().replace("&", "&amp;") for scene in SCENES
    ]
