"""The viewer in other people's pages and under other addresses."""

from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Watch, serve
from tests.browser.lab import SMALL, THERE, VIEWER, address, button, in_viewer, letters


@contextmanager
def page_of_a_course(folder, html):
    """The address of a page served by somebody else: another port is another origin."""
    (folder / "course.html").write_text(html, encoding="utf-8")
    handler = partial(Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}/course.html"
        other.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_arguments):
        pass


def test_in_a_page_of_another_origin(browser, server, tmp_path):
    source = address(server, **SMALL).replace("/lab?", "/lab?embed=true&")
    html = f'<!doctype html><title>Course</title><iframe src="{source}" width=1024 height=640></iframe>'
    context = browser.new_context(viewport={"width": 1060, "height": 680})
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    with page_of_a_course(tmp_path, html) as course:
        page.goto(course)
        frame = page.frames[1]
        frame.wait_for_function(THERE, timeout=PATIENCE)
        assert page.evaluate("origin") != frame.evaluate("origin")
        inside = page.frame_locator("iframe")
        expect(inside.locator(f"{VIEWER}-ink")).to_be_visible()
        assert frame.evaluate("document.querySelector('.llv').viewer.state.mode") == "3d"
        # The whole view with its time bar fits without scrolling.
        bottom = inside.locator(f"{VIEWER}-time").evaluate("bar => bar.getBoundingClientRect().bottom")
        assert bottom <= 640
        inside.get_by_role("button", name="Contour", exact=True).click()
        expect(inside.locator(f"{VIEWER}-map")).to_be_visible()
    context.close()
    assert wrong == []


def test_below_a_base_path(browser, tmp_path):
    with serve(tmp_path / "log.txt", "--server.baseUrlPath", "foo", base="/foo") as root:
        watch, context = Watch(root), browser.new_context(viewport={"width": 1440, "height": 900})
        watch.over(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(address(f"{root}/foo", **SMALL))
        page.wait_for_function(THERE, timeout=PATIENCE)
        assert letters(page) == list("ABC")
        button(page, "Share").click()
        link = page.get_by_role("textbox", name="Link").input_value()
        assert link.startswith(f"{root}/foo/lab?v=1&")
        code = page.get_by_role("img", name="QR code of the link")
        expect(code).to_be_visible()
        assert code.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 0
        page.keyboard.press("Escape")
        button(page, "Export").click()
        export = page.get_by_role("link", name="BibTeX").get_attribute("href")
        assert urlsplit(export).path == "/foo/export/bibtex"
        answer = context.request.get(export)
        assert answer.status == 200
        assert "@software" in answer.text()
        page.goto(link)
        page.wait_for_function(THERE, timeout=PATIENCE)
        assert in_viewer(page, "viewer.scene.header.link") == urlsplit(link).query
        context.close()
        assert not watch.wrong, "\n".join(watch.wrong)


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}


def test_on_a_phone_the_map_lies_within_the_first_screen(visitor, server):
    page = visitor(**PHONE)
    page.goto(address(server, **SMALL))
    page.wait_for_function(THERE, timeout=PATIENCE)
    assert in_viewer(page, "viewer.state.mode") == "map"
    box = page.locator(f"{VIEWER}-stage").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    assert not in_viewer(page, "Boolean(viewer.stage.relief)"), "Plotly is not needed for the map"


@pytest.mark.parametrize("size", [{}, {"size": "hall"}], ids=["desk", "hall"])
def test_words_are_larger_in_a_hall(visitor, server, size):
    page = visitor()
    page.goto(address(server, **SMALL, **size))
    page.wait_for_function(THERE, timeout=PATIENCE)
    assert in_viewer(page, "viewer.state.look.text") == (20 if size else 14)
    expect(page.get_by_role("heading", name="What each run does")).to_be_visible(visible=not size)
    assert ("size=hall" in page.url) == bool(size)
