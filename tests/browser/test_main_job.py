"""The main job in a real browser: choose, train, read, repeat, share, stop; and what goes wrong says so."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError, expect, sync_playwright

from landscape.bench.page import BROWSERS, FLAGS
from landscape.link import decode

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
QUICK = "n_train=64&width=4&depth=1&steps=40&grid=17"
GROUND_PIXELS = """() => { const plot = document.querySelector('.st-key-surface_box .js-plotly-plot');
  if (!plot || !plot._fullLayout) return 0;
  const gl = plot._fullLayout.scene._scene.glplot.gl; plot._fullLayout.scene._scene.glplot.redraw();
  const n = gl.drawingBufferWidth * gl.drawingBufferHeight, pixels = new Uint8Array(4 * n);
  gl.readPixels(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  let painted = 0; for (let i = 3; i < pixels.length; i += 4) painted += pixels[i] > 0; return painted / n }"""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("wb")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    else:
        pytest.fail("the server did not become healthy within a minute")
    yield address
    process.terminate()
    process.wait(timeout=20)
    log.close()


@pytest.fixture(scope="session")
def browser():
    executable = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser, server):
    """Opens a page of the app in a context of its own; console errors and foreign requests fail the test."""
    contexts, faults = [], []

    def opened(path, width=1440, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.on("console", lambda m: faults.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(f"page: {error}"))
        page.on("request", lambda r: faults.append(f"foreign: {r.url}") if _foreign(r.url, server) else None)
        page.goto(server + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _foreign(url, server):
    return not url.startswith((server, server.replace("http", "ws"), "data:", "blob:", "file:"))


def finished(page):
    """Waits until the runs on the page are done."""
    expect(page.get_by_role("button", name="Stop")).to_be_disabled(timeout=60_000)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    expect(page.locator(".ll-table").first).to_be_visible()


def numbers(page):
    return page.locator(".ll-table tbody").first.inner_text()


def choose(page, label, option):
    for _ in range(5):  # a redraw of the page at the wrong moment closes the list again
        page.get_by_role("combobox", name=re.compile(f"^{label}$|^Selected .*{label}$")).click()
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=4_000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    pytest.fail(f"{option} could not be chosen for {label}")


def test_choose_train_read_repeat_share(open_page):
    page = open_page(f"/lab?{QUICK}&seeds=0-2")
    finished(page)
    choose(page, "Data set", "Two spirals")
    seeds = page.get_by_role("textbox", name="Seeds")
    seeds.fill("0-7")
    seeds.press("Enter")
    expect(page.get_by_text("Settings changed.")).to_be_visible()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight small networks on two spirals")
    finished(page)
    badge = page.locator(".ll-badge").inner_text()
    assert re.search(
        r"Sheet through the runs\. Exact at \d+ snapshots .* off by [\d.e-]+ nats \(largest [\d.]+\)", badge
    )
    assert re.search(r"A flat plane: [\d.]+ \(largest [\d.]+\)", badge)
    page.wait_for_function(f"() => ({GROUND_PIXELS})() > 0.2")
    letters = page.locator(".st-key-surface_box .annotation-text").all_text_contents()
    letters = [text for text in letters if re.fullmatch("[A-H]( [A-H])*", text)]
    assert sorted(" ".join(letters).split()) == list("ABCDEFGH")
    before = numbers(page)
    assert len(before.splitlines()) >= 8

    page.get_by_role("button", name="Same start again").click()
    expect(page.get_by_text("the same to the last bit")).to_be_visible(timeout=60_000)
    assert numbers(page) == before

    page.get_by_role("button", name="Share").click()
    link = page.locator("[data-testid=stPopoverBody] code").inner_text().strip()
    config = decode(link).config
    assert config.ensemble.data.name == "spirals"
    assert config.ensemble.seeds == tuple(range(8))
    assert page.url.split("?")[1] == link.split("?")[1]
    other = open_page("/lab?" + link.split("?")[1])
    finished(other)
    assert numbers(other) == before
    assert other.locator(".ll-badge").inner_text() == badge

    page.keyboard.press("Escape")
    page.get_by_role("button", name="New start").click()
    expect(page.get_by_role("textbox", name="Seeds")).to_have_value("8-15")
    finished(page)
    expect(page.locator(".ll-table th[scope=row] + td").first).to_have_text("8")
    assert numbers(page) != before


def test_stop_in_the_middle_keeps_what_there_is(open_page):
    page = open_page("/lab?n_train=64&width=8&steps=20000&seeds=0-7&grid=17")
    expect(page.get_by_text(re.compile(r"Training: step [\d,]+ of 20,000"))).to_be_visible(timeout=45_000)
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(re.compile(r"Stopped after step [\d,]+ of 20,000"))).to_be_visible(timeout=15_000)
    expect(page.locator(".ll-badge")).to_contain_text("Sheet through the runs.")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


@pytest.mark.parametrize(
    ("view", "lead"),
    [
        ("pca", "Flat PCA plane of all runs."),
        ("last", "Flat PCA plane of one run."),
        ("ends", "Flat plane through three ends."),
        ("random", "Random plane, filter-normalised."),
    ],
)
def test_views(open_page, view, lead):
    page = open_page(f"/lab?{QUICK}&seeds=0-2&view={view}")
    finished(page)
    expect(page.locator(".ll-badge")).to_contain_text(lead)
    expect(page.locator(".contourlayer").first).to_be_attached()


def test_two_weights_are_shown_whole_and_a_view_needs_no_training(open_page):
    page = open_page("/lab?data=strip&n_train=64&steps=60&grid=17&seeds=0-3&learning_rate=0.3")
    finished(page)
    choose(page, "Architecture", "Two weights")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".ll-badge")).to_contain_text("The whole landscape.", timeout=60_000)
    finished(page)
    before = numbers(page)
    choose(page, "Height scale", "linear")
    choose(page, "Height", "Test accuracy")
    finished(page)
    assert numbers(page) == before


def test_a_bad_link_says_so_and_shows_the_default(open_page):
    page = open_page("/lab?v=9&data=nope&seeds=0-999999&learning_rate=nan&x=%3Cscript%3Ealert(1)%3C/script%3E")
    finished(page)
    problems = " ".join(page.locator(".ll-problem").all_inner_texts())
    for name in ("v must be 1", "data must be one of", "seeds must be", "learning_rate must be", "no parameter called"):
        assert name in problems
    assert "Traceback" not in page.content()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight small networks on two moons")


def test_runs_that_diverge_are_named(open_page):
    page = open_page(f"/lab?{QUICK}&seeds=0-2&learning_rate=100&activation=relu")
    expect(page.get_by_text(re.compile("diverged", re.IGNORECASE)).first).to_be_visible(timeout=60_000)


def test_csv_good_and_bad(open_page, tmp_path):
    rows = "\n".join(f"{i * 0.1:.1f},{(i % 7) * 0.3:.1f},{'yes' if i % 2 else 'no'}" for i in range(60))
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("a,b,label\n" + rows + "\n")
    bad.write_text("a,b,label\n" + rows.replace("0.5,", "oops,", 1) + "\n")
    page = open_page(f"/lab?{QUICK}&seeds=0-2")
    finished(page)
    choose(page, "Data set", "Your own CSV")
    page.locator("input[type=file]").set_input_files(str(bad))
    expect(page.get_by_text(re.compile("row 7.*a", re.IGNORECASE)).first).to_be_visible()
    page.locator("input[type=file]").set_input_files(str(good))
    expect(page.get_by_text(re.compile("row 7", re.IGNORECASE))).to_have_count(0)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your own CSV")
    finished(page)


@pytest.mark.parametrize("path", ["/", f"/lab?{QUICK}&seeds=0-2", "/method"])
def test_phone_width_has_no_sideways_scroll(open_page, path):
    page = open_page(path, width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(2500)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


def test_train_by_keyboard_alone(open_page):
    page = open_page(f"/lab?{QUICK}&seeds=0-2")
    finished(page)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "New start":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Seeds")).to_have_value("3-5")
    finished(page)


def test_dark_theme(open_page):
    page = open_page(f"/lab?{QUICK}&seeds=0-2", color_scheme="dark")
    finished(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(21, 24, 28)"
    text = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stBaseButton-primary] p')).color")
    assert text == "rgb(21, 24, 28)"


def test_settings_survive_another_page(open_page):
    page = open_page(f"/lab?{QUICK}&seeds=4-6")
    finished(page)
    before = numbers(page)
    page.get_by_role("link", name="Method").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Method")
    page.get_by_role("link", name="Lab", exact=True).click()
    finished(page)
    expect(page.get_by_role("textbox", name="Seeds")).to_have_value("4-6")
    assert numbers(page) == before


def test_the_written_page_works_offline(browser, tmp_path):
    command = [sys.executable, "-m", "landscape", "run", "--out", str(tmp_path / "out"), "--set", "seeds=0-2"]
    for pair in ("n_train=64", "steps=30", "grid=17"):
        command += ["--set", pair]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: faults.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    page.goto((tmp_path / "out" / "scene.html").as_uri())
    expect(page.locator("#surface canvas").first).to_be_visible(timeout=30_000)
    expect(page.locator("#contour .contourlayer").first).to_be_attached()
    assert faults == []
    context.close()
