"""Every page file is listed and runs; routes, tables and texts are safe to show."""

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from landscape.exports.files import LANDSCAPE_VERSION
from landscape.inputs.settings import SETTINGS
from landscape.ui.server.addresses import page_routes
from tests.ui.page import PAGES, html, open_page, said

NAMES = sorted(path.parent.name for path in PAGES.glob("*/page.py") if path.parent.name != "lessons")


def _calls(path, function):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".")[-1] == function
    ]


def test_every_page_file_is_listed():
    calls = _calls(PAGES / "all_pages.py", "Page")
    listed = [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]  # the rest are lessons
    assert sorted(listed) == [f"{name}/page.py" for name in NAMES]


def test_every_page_but_the_first_has_a_route_of_its_own():
    tree = ast.parse((PAGES.parents[1] / "app.py").read_text(encoding="utf-8"))
    (names,) = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets) == "NAMES"
    )
    *pages, lessons = names.elts
    assert [ast.unparse(call.args) for call in _calls(PAGES.parents[1] / "app.py", "page_routes")] == ["*NAMES"]
    routed = {ast.literal_eval(argument) for argument in pages}
    assert ast.unparse(lessons) == "*EXPERIMENTS.names"
    addresses = {
        ast.literal_eval(keyword.value)
        for page in _calls(PAGES / "all_pages.py", "Page")
        for keyword in page.keywords
        if keyword.arg == "url_path" and isinstance(keyword.value, ast.Constant)
    }
    assert routed == addresses
    assert [route.path for route in page_routes("lab", "method")] == ["/lab", "/method"]


@pytest.mark.slow
def test_all_pages_runs_with_the_start_page():
    page = open_page("all_pages")
    assert not page.exception
    assert said(page, "title") == ["Two ways to be right. Which does training find?"]


def test_method_page_explains_every_parameter():
    page = open_page("method")
    assert not page.exception
    source = "".join(html(page))
    assert all(f"<td>{name}</td>" in source or f">{name}<" in source for name in SETTINGS)


def test_method_page_says_how_lessons_are_tested_and_how_to_cite():
    page = open_page("method")
    text = "\n".join(block.value for block in page.markdown)
    assert "python -m landscape lesson paths --seeds 32" in text
    assert f"version = {{{LANDSCAPE_VERSION}}}" in text
    headings = re.findall(r"^(#+) ", text, re.MULTILINE)
    assert headings[0] == "#"
    assert set(headings[1:]) == {"##"}


def _table_script():
    from landscape.ui.parts.table import html_table

    html_table(["Run", "<b>"], [["A&B", "<script>alert(1)</script>"]], 'a "caption" <i>')


def test_tables_show_markup_as_text():
    page = AppTest.from_function(_table_script, default_timeout=60).run()
    (source,) = html(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source
    assert "A&amp;B" in source
    assert 'aria-label="a &quot;caption&quot; &lt;i&gt;"' in source
