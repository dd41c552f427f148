"""The stand-alone page: valid HTML that fetches nothing and holds the numbers."""

import json
import re
from dataclasses import replace
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from landscape import link
from landscape.api import load_csv
from landscape.figures.page import page
from landscape.letters import letter_of
from landscape.words import badge, headline, long_badge, table
from tests.figures.scenes import ALL_DIVERGED, picture, small
from tests.figures.test_behaviour import HOSTILE, write_csv

VOID = {"meta", "br", "link", "img", "hr", "input"}
FETCHING = {"src", "href", "data", "action", "srcset", "poster", "background", "xlink:href", "formaction"}
NAMES = ("sheet", "some diverged", "coloured by rule", "regression", "many runs")


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

    def cells(self):
        return [text for text in self.text if text.strip()]


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
    assert {"surface", "contour", "behaviour", "losses"} <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_the_numbers(name):
    scene, reader = picture(name), read(page_of(name))
    columns, rows = table(scene)
    cells = reader.cells()
    start = cells.index("Run")
    wanted = [cell for row in [columns, *rows] for cell in row]
    assert cells[start : start + len(wanted)] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_it_says_how_true_it_is(name):
    scene, reader = picture(name), read(page_of(name))
    text = " ".join(" ".join(reader.text).split())
    for sentence in (*badge(scene), *long_badge(scene), *scene.notes, scene.behaviour.note):
        assert " ".join(sentence.split()) in text
    assert headline(scene.ensemble.n_runs, scene.data.title) in text
    assert link.encode(scene.config) in text


def test_the_link_on_the_page_opens_the_scene():
    scene = picture("coloured by rule")
    query = re.search(r"<code>/lab\?(.*?)</code>", page_of("coloured by rule"))[1]
    assert link.decode(unescape(query)) == link.Decoded(scene.config, ())


def test_the_figures_are_inside_with_their_data():
    scripts = read(page_of("sheet")).scripts
    assert max(map(len, scripts)) > 1_000_000, "plotly.js is not inside"
    assert sum("Plotly.newPlot" in script and '"surface"' in script for script in scripts) >= 1
    assert all(f'"run {letter_of(run)}"' in page_of("sheet") for run in range(3))


def test_every_figure_has_a_label():
    figures = [attributes for _, attributes in read(page_of("sheet")).tags if attributes.get("role") == "figure"]
    assert len(figures) == 4
    assert all(attributes["aria-label"] for attributes in figures)


def test_without_a_surface_it_says_why():
    scene = small(**ALL_DIVERGED)
    reader = read(page(scene, "v=1"))
    text = " ".join(reader.text)
    assert "3 of 3 runs diverged; lower the learning rate." in text
    assert "(diverged)" in text
    ids = {attributes.get("id") for _, attributes in reader.tags}
    assert {"losses", "behaviour"} <= ids
    assert not {"surface", "contour"} & ids
    check_nothing_is_fetched(reader)


def test_without_behaviour():
    reader = read(page(replace(small(), behaviour=None), "v=1"))
    assert "What each run does" not in " ".join(reader.text)
    assert "Test accuracy" not in reader.text


@pytest.mark.parametrize("name", HOSTILE[:4], ids=["tag", "script", "template", "quotes"])
def test_names_from_a_file_are_text(name, tmp_path):
    names = [f"{name}{i}" for i in range(1)] + ["class"]
    scene = small(data="csv", file=load_csv(write_csv(tmp_path, names, 1)))
    scene = replace(scene, notes=(name,), data=replace(scene.data, title=f"x {name}"))
    html = page(scene, f"v=1&x={name}")
    reader = read(html)
    check_nothing_is_fetched(reader)
    assert len(reader.scripts) == len(read(page_of("sheet")).scripts)
    assert name in reader.text
    assert escape(name) in html
    assert "<b>x</b>" not in html
    assert "alert(1)</script>" not in html


def test_numbers_that_are_not_finite_are_null_in_the_figures():
    """JSON.parse knows neither NaN nor Infinity."""
    html = page_of("some diverged")
    plots = [s for s in read(html).scripts if "Plotly.newPlot" in s and len(s) < 2_000_000]
    assert len(plots) == 4
    for plot in plots:
        data = plot[plot.index("[{") :]
        value, _ = json.JSONDecoder(parse_constant=_refuse).raw_decode(data)
        assert isinstance(value, list)


def _refuse(constant):
    raise AssertionError(f"{constant} in a figure")
