"""The page for teachers: plans, toggles, and links made from a class code."""

import re
from html import unescape

import pytest

from landscape.catalogue import EXPERIMENTS
from landscape.ui.teach.class_links import class_links
from landscape.ui.teach.classroom import class_seed, student_seeds
from tests.ui.page import html, open_page, said

PAGE = "https://example.org/lab/teach?size=hall"


def with_class(code="7b", n=3):
    page = open_page("teach")
    page.text_input(key="class_code").set_value(code)
    page.number_input(key="class_students").set_value(n)
    return page.button(key="class_make").click().run()


def test_opens_with_plans_and_without_complaints():
    page = open_page("teach")
    assert not page.exception
    assert said(page, "title") == ["Teaching with the lab"]
    assert said(page, "problem") == []
    assert "".join(html(page)).count("<details>") == len(EXPERIMENTS.names)


def test_toggle_opens_all_answers():
    page = open_page("teach")
    page.toggle(key="answers_open").set_value(True).run()
    assert "".join(html(page)).count("<details open>") == len(EXPERIMENTS.names)


def test_one_link_for_each_student():
    page = with_class(n=3)
    assert not page.exception
    lines = page.code[-1].value.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["1", "2", "3"]
    seeds = [int(re.search(r"first_seed=(\d+)", line)[1]) for line in lines]
    assert seeds == student_seeds("7B", 3)
    assert f"first_seed={class_seed('7B')}" in page.code[0].value


@pytest.mark.parametrize(
    ("code", "n", "words"),
    [
        ("", 30, "The class code is empty"),
        ("7b", 0, "got 0"),
        ("7b", 1000, "got 1000"),
        ("7/b", 30, "letters and digits"),
    ],
)
def test_bad_input_gives_one_sentence_and_no_links(code, n, words):
    page = with_class(code, n)
    assert not page.exception
    (problem,) = said(page, "problem")
    assert words in problem
    assert len(page.code) == 0


@pytest.mark.parametrize("slug", EXPERIMENTS.names)
def test_links_open_what_they_say(slug):
    experiment = EXPERIMENTS.load(slug)
    links = class_links(slug, "7b", 2, PAGE)
    for address, seed in ((links.for_all, class_seed("7b")), *((address, seed) for seed, address in links.students)):
        before, _, query = address.partition("?")
        assert before == f"https://example.org/lab/{slug}"
        config, problems = experiment.read([tuple(pair.split("=")) for pair in query.split("&")])
        assert problems == ()
        assert config == experiment.config({}, seed)
    assert links.hall == f"{links.for_all}&size=hall"


def test_frame_has_a_title_and_the_link_for_all():
    links = class_links("paths", "7b", 1, PAGE)
    source = unescape(re.search(r'src="([^"]*)"', links.frame)[1])
    assert source == links.for_all.replace("?", "?embed=true&")
    assert re.search(r'title="[^"]{10,}"', links.frame)


def test_table_of_links_numbers_the_students():
    source = class_links("paths", "7b", 2, PAGE).table()
    assert re.findall(r'scope="row">(\d+)<', source) == ["1", "2"]
    assert source.count("<a href=") == 2
