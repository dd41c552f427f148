"""The viewer's files as a browser gets them, and what holds between them."""

import gzip
import re
import shutil

import pytest
import streamlit as st
from plotly.offline import get_plotlyjs

from landscape.ui.parts import viewer
from landscape.ui.server.addresses import below_base
from tests.ui.asgi import get

FILES = {
    path.name: path.read_text(encoding="utf-8")
    for kind in viewer.TYPES
    for path in (viewer.FOLDER / kind[1:]).glob(f"*{kind}")
}
MODULES = {name: text for name, text in FILES.items() if name.endswith(".js")}
# Names by which scripts and tests find an element that needs no style of its own.
UNSTYLED = {"llv-alone", "llv-loss", "llv-more", "llv-point"}
# Put together from the `form` of the header.
FORMS = {"llv-bare", "llv-compact", "llv-embed", "llv-hall", "llv-lesson", "llv-pair"}


@pytest.fixture
def changed_files(tmp_path, monkeypatch):
    """A copy of the viewer's folder that may be changed."""
    for kind in ("js", "css"):
        shutil.copytree(viewer.FOLDER / kind, tmp_path / kind)
    monkeypatch.setattr(viewer, "FOLDER", tmp_path)
    for kept in (viewer.version, viewer._content):
        kept.cache_clear()
    yield tmp_path
    for kept in (viewer.version, viewer._content):
        kept.cache_clear()


def test_plotly_is_compressed_once_for_all():
    routes, path = viewer.asset_routes(), f"/viewer/{viewer.version()}/{viewer.PLOTLY}"
    first, second = (get(routes, path, headers={"accept-encoding": "gzip, br"}) for _ in range(2))
    assert first.headers["content-encoding"] == "gzip"
    assert first.body == second.body == viewer._content(viewer.PLOTLY).packed
    assert len(first.body) < 0.4 * len(gzip.decompress(first.body))
    assert gzip.decompress(first.body) == get(routes, path).body


def fetch(name, version=None, prefix=""):
    return get(below_base(viewer.asset_routes()), f"{prefix}/viewer/{version or viewer.version()}/{name}")


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_for_a_year(name):
    answer = fetch(name)
    assert (answer.status, answer.text) == (200, FILES[name])
    assert answer.headers["content-type"].startswith("text/css" if name.endswith(".css") else "text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_plotly_is_the_one_of_the_package():
    assert fetch(viewer.PLOTLY).text == get_plotlyjs()


def test_an_older_address_is_answered_but_not_kept():
    answer = fetch("main.js", version="0123456789ab")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "nope.js",
        "__init__.py",
        "../__init__.py",
        "..%2f__init__.py",
        "..",
        "",
        "main.js/",
        "main.js\0",
        "MAIN.JS",
        "header.d.ts",
        "types/header.d.ts",
        "%00",
    ],
)
def test_other_names_are_not_there(name):
    assert fetch(name).status in {404, 307}
    assert b"import hashlib" not in fetch(name).body


def test_below_a_base_path(monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "/foo/"}.get)
    assert fetch("main.js", prefix="/foo").text == FILES["main.js"]
    assert fetch("main.js").status == 404
    assert fetch("main.js", prefix="/bar").status == 404


def test_every_change_has_an_address_of_its_own(changed_files):
    before = viewer.version()
    assert re.fullmatch("[0-9a-f]{12}", before)
    for name in ("js/main.js", "css/viewer.css"):
        viewer.version.cache_clear()
        with (changed_files / name).open("a", encoding="utf-8") as file:
            file.write(" ")
        assert viewer.version() != before
        before = viewer.version()
    viewer.version.cache_clear()
    assert viewer.version() == before


def test_a_new_plotly_has_an_address_of_its_own(changed_files, monkeypatch):
    before = viewer.version()
    viewer.version.cache_clear()
    monkeypatch.setattr(viewer.plotly, "__version__", "0.0.0")
    assert viewer.version() != before


def imports_of(text):
    """(names, file) of every import of a module."""
    found = re.findall(r'^import \{([^}]*)\} from "\./([\w.]+)";', text, re.MULTILINE)
    return [([name.split(" as ")[0].strip() for name in names.split(",")], file) for names, file in found]


def exports_of(text):
    """Names a module gives away."""
    found = set(re.findall(r"^export (?:async )?(?:function|class) (\w+)", text, re.MULTILINE))
    for line in re.findall(r"^export const (.*)", text, re.MULTILINE):
        found |= set(re.findall(r"(?:^|, )(\w+) = ", line))
    return found


def test_every_module_is_reached_from_the_first():
    reached, todo = set(), ["main.js"]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += [file for _, file in imports_of(MODULES[name])]
    assert reached == set(MODULES)


def test_no_module_imports_itself_in_a_circle():
    order = []

    def visit(name, above):
        assert name not in above, f"{' > '.join([*above, name])}"
        if name not in order:
            for _, file in imports_of(MODULES[name]):
                visit(file, [*above, name])
            order.append(name)

    visit("main.js", [])


def test_what_is_given_is_used():
    used = {(file, name) for text in MODULES.values() for names, file in imports_of(text) for name in names}
    for file, text in MODULES.items():
        for name in exports_of(text):
            outside = (file, name) in used or file == "main.js"
            assert outside or len(re.findall(rf"\b{name}\b", text)) > 1, f"{file} exports {name}, which nobody uses"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_begins_with_what_it_is(name):
    assert MODULES[name].startswith("// ")


@pytest.mark.parametrize("name", FILES)
def test_nothing_comes_from_elsewhere(name):
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", FILES[name]))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert name.endswith(".js") or "@import" not in FILES[name]


def test_classes_of_the_scripts_have_a_style():
    everything = "\n".join(MODULES.values())
    families = set(re.findall(r"\bllv-[a-z-]+-(?=\$\{)", everything))  # such as `llv-goes-${kind}`
    used = set(re.findall(r"(?<!-)\bllv-[a-z0-9-]*[a-z0-9](?![a-z0-9-])", everything))
    styled = set(re.findall(r"\.(llv-[a-z0-9-]+)", FILES["viewer.css"]))
    for family in families:
        members = {style for style in styled if style.startswith(family)}
        assert members, family
        styled -= members - used
    assert used - styled - UNSTYLED == set()
    assert styled - used == FORMS, "a style nobody wears, or a form without a style"
