"""The stand-alone page: valid HTML that fetches nothing and holds viewer and scene."""

import json
import re
from base64 import b64decode
from dataclasses import replace
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser

import numpy as np
import pytest
from plotly.offline import get_plotlyjs

from landscape.api import load_csv
from landscape.inputs import link
from landscape.viewer.message import scene_message
from landscape.viewer.packing import unpack
from landscape.viewer.page import VIEWER, page
from landscape.words.badge import badge, long_badge
from landscape.words.sentences import headline, table
from tests.figures.reading import read_page
from tests.figures.scenes import ALL_DIVERGED, picture, small
from tests.figures.test_behaviour import HOSTILE, write_csv

VOID = {"meta", "br", "link", "img", "hr", "input"}
FETCHING = {"src", "href", "data", "action", "srcset", "poster", "background", "xlink:href", "formaction"}
NAMES = ("sheet", "some diverged", "coloured by rule", "regression", "policies", "many runs")


class Reader(HTMLParser):
    """Checks that tags are closed in order, and keeps attributes, texts and scripts."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text, self.scripts, self.style = [], [], [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        assert len({name for name, _ in attributes}) == len(attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        inside = self.open[-1] if self.open else ""
        if inside == "script":
            self.scripts.append(data)
        elif inside == "style":
            self.style += data
        else:
            self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@cache
def page_of(name):
    scene = picture(name)
    return page(scene, link.encode(scene.config))


def check_nothing_is_fetched(reader):
    for tag, attributes in reader.tags:
        assert tag not in {"link", "iframe", "img", "object", "embed", "base", "form"}
        assert not FETCHING & attributes.keys(), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes)
        for value in attributes.values():
            assert "://" not in (value or "")
    assert not re.search(r"url\(|@import|://", reader.style)


@pytest.mark.parametrize("name", NAMES)
def test_valid_and_fetches_nothing(name):
    html = page_of(name)
    reader = read(html)
    assert html.startswith("<!doctype html>")
    check_nothing_is_fetched(reader)
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {"viewer", "scene"} <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_the_scene(name):
    """The page shows the same message as the app, which `test_message.py` holds against the scene."""
    scene = picture(name)
    header, arrays = read_page(page_of(name))
    wanted, values = unpack(scene_message(scene))
    assert header == wanted
    assert (header["words"]["columns"], header["words"]["rows"]) == table(scene)
    assert list(arrays) == list(values)
    for array, value in values.items():
        np.testing.assert_array_equal(arrays[array], value)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_how_true_it_is(name):
    scene, reader = picture(name), read(page_of(name))
    words = read_page(page_of(name))[0]["words"]
    assert (words["lead"], words["badge"]) == badge(scene)
    assert words["why"] == long_badge(scene)
    assert set(scene.notes) <= set(words["below"])
    assert scene.behaviour.note in words["behaviour"]
    text = " ".join(" ".join(reader.text).split())
    assert headline(scene.ensemble.n_runs, scene.data.title) in text
    assert link.encode(scene.config) in text


def test_the_link_on_the_page_opens_the_scene():
    scene = picture("coloured by rule")
    query = re.search(r"<code>/lab\?(.*?)</code>", page_of("coloured by rule"))[1]
    assert link.decode(unescape(query)) == link.Decoded(scene.config, ())


def test_plotly_and_every_module_are_inside():
    scripts = read(page_of("sheet")).scripts
    assert get_plotlyjs() in scripts
    (imports,) = [json.loads(script)["imports"] for script in scripts if script.startswith('{"imports"')]
    assert {name.removeprefix("viewer/") for name in imports} == {file.name for file in (VIEWER / "js").glob("*.js")}
    for name, address in imports.items():
        kind, _, coded = address.partition(",")
        assert kind == "data:text/javascript;base64"
        source = b64decode(coded).decode()
        assert source.replace('from "viewer/', 'from "./') == (VIEWER / "js" / name.removeprefix("viewer/")).read_text()
        assert set(re.findall(r'^import .* from "([^"]+)"', source, re.MULTILINE)) <= set(imports)


def test_without_a_surface_it_says_why():
    html = page(small(**ALL_DIVERGED), "v=1")
    header, arrays = read_page(html)
    assert "3 of 3 runs diverged; lower the learning rate." in " ".join(header["words"]["below"])
    assert any("(diverged)" in cell for row in header["words"]["rows"] for cell in row)
    assert "train_loss" in arrays
    assert not {"z", "path_x"} & set(arrays)
    check_nothing_is_fetched(read(html))


def test_without_behaviour():
    header, _ = read_page(page(replace(small(), behaviour=None), "v=1"))
    assert "Test accuracy" not in header["words"]["columns"]


@pytest.mark.parametrize("name", HOSTILE[:4], ids=["tag", "script", "template", "quotes"])
def test_names_from_a_file_are_text(name, tmp_path):
    names = [f"{name}{i}" for i in range(1)] + ["class"]
    scene = small(data="csv", file=load_csv(write_csv(tmp_path, names, 1)))
    scene = replace(scene, notes=(name,), data=replace(scene.data, title=f"x {name}"))
    html = page(scene, f"v=1&x={name}")
    reader = read(html)
    check_nothing_is_fetched(reader)
    assert len(reader.scripts) == len(read(page_of("sheet")).scripts)
    assert any(name in text for text in reader.text)
    assert name in read_page(html)[0]["words"]["below"]
    assert escape(name) in html
    assert "<b>x</b>" not in html
    assert "alert(1)</script>" not in html
