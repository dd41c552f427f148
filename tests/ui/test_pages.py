"""Every page file is listed and runs; routes, tables and texts are safe to show."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from landscape.settings import SETTINGS
from landscape.ui.entrance import page_routes
from landscape.ui.scenes import SCENES
from tests.ui.page import PAGES, html, open_page, said

NAMES = sorted(path.stem for path in PAGES.glob("*.py") if path.stem != "all_pages")


def _calls(path, function):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".")[-1] == function
    ]


def test_every_page_file_is_listed():
    listed = [ast.literal_eval(call.args[0]) for call in _calls(PAGES / "all_pages.py", "Page")]
    assert sorted(listed) == [f"{name}.py" for name in NAMES]


def test_every_page_but_the_first_has_a_route_of_its_own():
    (call,) = _calls(PAGES.parents[2] / "app.py", "page_routes")
    routed = {ast.literal_eval(argument) for argument in call.args}
    addresses = {
        ast.literal_eval(keyword.value)
        for page in _calls(PAGES / "all_pages.py", "Page")
        for keyword in page.keywords
        if keyword.arg == "url_path"
    }
    assert routed == addresses
    assert [route.path for route in page_routes("lab", "method")] == ["/lab", "/method"]


@pytest.mark.slow
def test_all_pages_runs_with_the_start_page():
    page = open_page("all_pages")
    assert not page.exception
    assert said(page, "title") == ["Every point of a landscape is an algorithm"]


@pytest.mark.slow
def test_start_page_offers_every_scene():
    page = open_page("start")
    assert not page.exception
    source = "".join(html(page))
    assert source.count("<li>") == len(SCENES)
    assert all(scene.question in source for scene in SCENES)


def test_method_page_explains_every_parameter():
    page = open_page("method")
    assert not page.exception
    source = "".join(html(page))
    assert all(f"<td>{name}</td>" in source or f">{name}<" in source for name in SETTINGS)


def _table_script():
    from landscape.ui.mount import html_table

    html_table(["Run", "<b>"], [["A&B", "<script>alert(1)</script>"]], 'a "caption" <i>')


def test_tables_show_markup_as_text():
    page = AppTest.from_function(_table_script, default_timeout=60).run()
    (source,) = html(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source
    assert "A&amp;B" in source
    assert 'aria-label="a &quot;caption&quot; &lt;i&gt;"' in source
