"""The citation has the facts of CITATION.cff."""

import re
from pathlib import Path

import pytest

from landscape.catalogue import PLANES
from landscape.exports.bibtex import NEURIPS, SOURCES, SOURCES_OF_VIEWS, write
from landscape.exports.files import LANDSCAPE_VERSION
from landscape.inputs import link
from tests.figures.scenes import small

CITATION = (Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8")


def entries(scene):
    """Fields by citation key; every brace closed."""
    text = write(scene).decode()
    assert text.count("{") == text.count("}")
    found = {}
    for kind, key, body in re.findall(r"^@(\w+)\{(\w+),\n(.*?)\n\}$", text, re.MULTILINE | re.DOTALL):
        found[key] = {"kind": kind} | dict(re.findall(r"^  (\w+) *= \{(.*)\},?$", body, re.MULTILINE))
    return found


def test_the_program_and_the_scene():
    program, *sources = entries(small()).values()
    assert program["kind"] == "software"
    assert program["title"] == "Loss Landscape Lab"
    assert program["author"] == "{The Loss Landscape Lab contributors}"
    assert program["version"] == LANDSCAPE_VERSION
    assert rf"\url{{/lab?{link.encode(small().config)}}}" in program["note"]
    assert len(sources) == 2


def test_facts_of_the_citation_file():
    assert "\ntitle: Loss Landscape Lab\n" in CITATION
    assert "  - name: The Loss Landscape Lab contributors\n" in CITATION
    parts = CITATION.split("  - type: article\n")[1:]
    assert len(parts) == len(SOURCES)
    for author, title, year in SOURCES.values():
        (part,) = [part for part in parts if f"title: {title}\n" in part]
        names = re.findall(r"family-names: ([\w-]+), given-names: ([\w ]+)\}", part)
        assert author == " and ".join(f"{family}, {given}" for family, given in names)
        assert f"year: {year}\n" in part
        assert f"journal: {NEURIPS}\n" in part
        assert "volume: 31\n" in part


def test_the_year_is_that_of_the_readme():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert "year    = {2026}" in readme
    assert next(iter(entries(small()).values()))["year"] == "2026"


@pytest.mark.parametrize(("view", "sources"), SOURCES_OF_VIEWS.items())
def test_sources_of_a_view(view, sources):
    assert view in PLANES.names
    assert list(entries(small(view=view)))[1:] == list(sources)


def test_two_scenes_have_two_keys():
    keys = {next(iter(entries(scene))) for scene in (small(), small(seeds="0-1"))}
    assert len(keys) == 2
