"""/compare as a script: two links in, two messages of one height scale out, and what differs in sentences."""

import time

import pytest

from landscape.api import configure
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.ui.compare.pair_visit import PairVisit, default_pair
from landscape.viewer.packing import unpack
from tests.ui.page import SMALL, html, open_page, said

FIRST = configure(**SMALL)
SECOND = configure(**SMALL, view="pca")


def links(first, second):
    return {"a": link.encode(first), "b": link.encode(second)}


def finish(page, seconds=60.0):
    end = time.monotonic() + seconds
    while True:
        page.run()
        both: PairVisit = page.session_state["pair_visit"]
        if all(report.ended for report in both.reports()):
            return page.run()
        assert time.monotonic() < end, "the jobs did not end"
        time.sleep(0.02)


def components(page):
    """Header and arrays of both viewers, by slot."""
    found = {}
    for element in page.get("bidi_component"):
        raw = element.proto.bytes
        if not raw.startswith(b"{"):
            header, arrays = unpack(raw)
            found[header["slot"]] = header, arrays
    return found


def sentences(page):
    return [text for text in "".join(html(page)).split("<li>") if "</li>" in text]


def test_two_links_give_two_scenes_of_one_scale():
    page = finish(open_page("compare", links(FIRST, SECOND)))
    assert not page.exception
    shown = components(page)
    assert set(shown) == {"left", "right"}
    left, right = shown["left"][0], shown["right"][0]
    assert left["height"] == right["height"]
    assert left["group"] == right["group"] == "compare"
    assert left["link"] == link.encode(FIRST)
    assert right["link"] == link.encode(SECOND)
    assert "sheet" in left["title"].lower()
    assert "plane" in right["title"].lower()
    assert sentences(page)[0].startswith("They differ in view (sheet against pca).")


def test_bare_address_compares_the_sheet_with_the_plane():
    left, right = default_pair()
    assert left == SceneConfig()
    assert (left.view.view, right.view.view) == ("sheet", "pca")
    assert left.ensemble == right.ensemble


def test_a_bad_link_in_the_address_is_named_and_its_default_used():
    page = finish(open_page("compare", {"a": link.encode(FIRST), "b": link.encode(FIRST) + "&steps=x&nope=1"}))
    problems = said(page, "problem")
    assert len(problems) == 2
    assert all(problem.endswith("The default is used instead.") for problem in problems)
    assert set(components(page)) == {"left", "right"}


def test_a_bad_link_in_a_field_is_named_and_the_scene_stays():
    page = finish(open_page("compare", links(FIRST, SECOND)))
    page.text_input("link_right").input("v=1&steps=-3").run()
    page.button("compare").click()
    finish(page)
    (problem,) = said(page, "problem")
    assert problem.startswith("Link of the right scene: steps must be")
    assert components(page)["right"][0]["link"] == link.encode(SECOND)


def test_new_links_in_the_fields_are_compared():
    page = finish(open_page("compare", links(FIRST, SECOND)))
    other = configure(**SMALL, quantity="accuracy")
    page.text_input("link_left").input("https://lab.example/lab?" + link.encode(other)).run()
    page.button("compare").click()
    finish(page)
    assert components(page)["left"][0]["link"] == link.encode(other)
    assert page.query_params["a"] in (link.encode(other), [link.encode(other)])
    assert sentences(page)[-1].startswith("Their heights measure different things")


@pytest.mark.parametrize("text", ["", "?", "v=9", "data=<script>alert(1)</script>", "x" * 9000])
def test_hostile_links_never_raise(text):
    page = finish(open_page("compare", {"a": text, "b": link.encode(FIRST)}))
    assert not page.exception
    assert not any("<script" in source for source in html(page))
