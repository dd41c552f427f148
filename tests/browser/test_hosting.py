"""The app under its own content security policy, in its own window and in other people's pages."""

import pytest
from playwright.sync_api import expect

from landscape.ui.server.hosting import ANCESTORS
from tests.browser.conftest import PATIENCE, serve
from tests.browser.lab import SMALL, THERE, VIEWER, address, button, choose, open_lab, show_as
from tests.browser.test_trouble import GOOD, upload
from tests.browser.test_viewer_axe import violations
from tests.browser.test_viewer_embedded import page_of_a_course

# Kept by the page itself: what the policy forbids is an event, and only some of it an error on the console.
LISTEN = """window.forbidden = [];
document.addEventListener("securitypolicyviolation", (event) => window.forbidden.push(
  `${event.effectiveDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`));"""
WITHOUT_A_PICTURE = {"teach", "method"}


def forbidden(frame):
    return frame.evaluate("() => window.forbidden")


@pytest.fixture
def listening(page):
    """A page that keeps what its policy forbids; the visitor's page fails on errors and foreign requests anyway."""
    page.add_init_script(LISTEN)
    return page


def test_the_listener_hears_what_is_forbidden(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{server}/method")
    page.evaluate("""() => { setTimeout("1", 0); const script = document.createElement("script");
      script.textContent = "1"; document.head.append(script); }""")
    page.evaluate("() => fetch('http://127.0.0.1:9/').catch(() => {})")
    page.wait_for_function("() => window.forbidden.length === 3")
    assert {line.split(" (")[0] for line in forbidden(page)} == {
        "script-src forbids eval",
        "script-src-elem forbids inline",
        "connect-src forbids http://127.0.0.1:9/",
    }
    context.close()


# Of the lessons those whose behaviour views do most in the browser: levels to walk in, two grounds, a map of starts.
@pytest.mark.parametrize("name", ["", "lab", "compare", "teach", "method", "coin", "landscape", "paths"])
def test_no_page_needs_what_the_policy_forbids(listening, server, name):
    listening.goto(f"{server}/{name}")
    expect(listening.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    if name not in WITHOUT_A_PICTURE:
        listening.wait_for_function(
            "() => document.querySelector('.llv')?.viewer?.stage.relief?.inner()", timeout=PATIENCE
        )
    assert forbidden(listening) == []


def test_everything_in_the_lab_works_under_the_policy(listening, server):
    page = listening
    open_lab(page, server)
    for kind in ("Contour", "Text", "3-D"):
        show_as(page, kind)
    button(page, "Export").click()
    for what, suffix in (("PNG picture of this view", ".png"), ("SVG of the contour", ".svg")):
        with page.expect_download() as download:
            button(page, what).click()
        assert download.value.suggested_filename.endswith(suffix)
        assert download.value.path().stat().st_size > 1000
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename.endswith(".bib")
    page.keyboard.press("Escape")
    button(page, "Share").click()
    code = page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert code.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 0
    assert forbidden(page) == []


def test_an_upload_is_taken_with_the_token_and_refused_without(listening, server):
    page = listening
    open_lab(page, server)
    choose(page, "Data set", "Your own CSV")
    expect(page.locator(".ll-problem")).to_contain_text("Choose a CSV file first")
    with page.expect_request(
        lambda request: "/_stcore/upload_file/" in request.url and request.method == "PUT"
    ) as sent:
        upload(page, "good.csv", GOOD)
    expect(page.locator(".ll-problem")).to_have_count(0)
    request = sent.value
    assert request.response().status == 204
    (token,) = (one["value"] for one in page.context.cookies() if one["name"] == "_streamlit_xsrf")

    def put(content, **headers):
        file = {"name": "x.csv", "mimeType": "text/csv", "buffer": content}
        return page.context.request.put(request.url, multipart={"file": file}, headers=headers).status

    assert put(b"1") == 403
    assert put(b"1", **{"X-Xsrftoken": "1|2"}) == 403
    assert put(b"1", **{"X-Xsrftoken": token}) == 204
    assert put(bytes(7 * 2**20), **{"X-Xsrftoken": token}) == 413
    assert forbidden(page) == []


@pytest.mark.parametrize("path", ["/still/points.svg", "/qr.svg?page=points&", "/status", "/health", "/metrics"])
def test_what_is_opened_alone_needs_nothing_forbidden(listening, server, path):
    assert listening.goto(server + path).status == 200
    assert forbidden(listening) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_status_is_readable_in_both_themes(visitor, server, scheme):
    page = visitor(color_scheme=scheme)
    page.goto(f"{server}/status")
    expect(page.get_by_role("heading", name="Status")).to_be_visible()
    running = page.locator("#counts p").first
    running.evaluate("counts => { counts.textContent = 'old'; }")
    expect(running).to_contain_text("running for")  # it reads itself again
    page.get_by_role("checkbox").uncheck()
    background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(251, 250, 246)", "dark": "rgb(21, 24, 28)"}[scheme]
    assert violations(page) == []


def frame_in(browser, course):
    """A course page with the app inside: its context and the app's frame."""
    context = browser.new_context(viewport={"width": 1060, "height": 680})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.goto(course)
    return context, page.frames[1]


def html_around(server):
    source = address(server, **SMALL).replace("/lab?", "/lab?embed=true&")
    return f'<!doctype html><title>Course</title><iframe src="{source}" width=1024 height=640></iframe>'


@pytest.mark.parametrize("kind", ["another origin", "a file"])
def test_embeds_in_pages_of_others(browser, server, tmp_path, kind):
    with page_of_a_course(tmp_path, html_around(server)) as course:
        place = course if kind == "another origin" else (tmp_path / "course.html").as_uri()
        context, frame = frame_in(browser, place)
        frame.wait_for_function(THERE, timeout=PATIENCE)
        expect(frame.locator(f"{VIEWER}-ink")).to_be_visible()
        assert forbidden(frame) == []
        context.close()


def test_the_host_may_say_who_embeds(browser, tmp_path, monkeypatch):
    monkeypatch.setenv(ANCESTORS, "'self'")
    with serve(tmp_path / "log.txt") as server, page_of_a_course(tmp_path, html_around(server)) as course:
        context, frame = frame_in(browser, course)
        frame.wait_for_load_state()
        assert frame.url.startswith("chrome-error:")
        context.close()
