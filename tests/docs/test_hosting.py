"""HOSTING.md: every variable, every address and every file it speaks of exists, and the other way round."""

import re

import pytest

from landscape import bench
from landscape.ui.server.access import CHOICES, STATUS
from landscape.ui.server.health import health_routes
from landscape.ui.server.hosting import ANCESTORS, ANYBODY
from landscape.ui.server.metrics import metrics_routes
from landscape.ui.server.status import status_routes

from .markdown import ROOT, prose, read, rows, section

VARIABLE = re.compile(r"\bLANDSCAPE_[A-Z_]+\b")


def test_every_variable_the_program_or_its_containers_read_is_explained():
    explained = {name.strip("`") for name, *_ in rows(section(read("HOSTING.md"), "Settings"))}
    sources = [*(ROOT / "landscape").rglob("*.py"), ROOT / "compose.yaml", ROOT / "Dockerfile"]
    used = {name for path in sources for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    used -= {"LANDSCAPE_VERSION"}  # a name in Python, no variable of the environment
    assert used <= explained
    assert {ANCESTORS, STATUS} <= explained


def test_defaults():
    defaults = {
        name.strip("`"): default.strip("`") for name, default, _ in rows(section(read("HOSTING.md"), "Settings"))
    }
    assert (defaults[ANCESTORS], defaults[STATUS]) == (ANYBODY, CHOICES[0])


def test_every_route_of_the_host_is_explained():
    listed = {path.strip("`") for path, *_ in rows(section(read("HOSTING.md"), "What the server says of itself"))}
    routes = [*health_routes(), *metrics_routes(), *status_routes()]
    assert listed == {route.path for route in routes}
    assert all(f"`{path}`" in read("README.md") for path in listed)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"STREAMLIT_[A-Z_]+", read("HOSTING.md")))))
def test_streamlits_variables_are_known_to_it(name):
    from streamlit import config

    assert name in {option.env_var for option in config._config_options_template.values()}


def test_files_it_names_exist():
    for name in re.findall(
        r"`((?:assets|tests|\.streamlit)/[\w./-]+|Dockerfile|compose\.yaml|\w+\.md)`", read("HOSTING.md")
    ):
        assert (ROOT / name).exists(), name


def test_versions_are_those_that_are_pinned():
    torch = re.search(r"^torch==(\S+)$", read("requirements.txt"), re.MULTILINE)[1]
    assert set(re.findall(r"torch==([\d.]+)", read("HOSTING.md") + read("Dockerfile"))) == {torch}
    image = re.search(r"image: (loss-landscape-lab:\S+)", read("compose.yaml"))[1]
    assert set(re.findall(r"loss-landscape-lab:\d\S+", read("HOSTING.md"))) == {image}


def test_it_says_what_was_not_run():
    tried = section(read("HOSTING.md"), "What was tried")
    assert tried.count("not run") + tried.count("never built") == 2
    assert "bench hosting" in prose("HOSTING.md")
    assert "hosting" in bench.NAMES
