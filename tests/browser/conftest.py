"""A real server and a real Chromium; every page is watched for errors and for requests to foreign hosts."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

from landscape.bench.page import BROWSERS, FLAGS
from landscape.bench.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
# One slow core may draw a chart for seconds, and other tests may run on the other one.
PATIENCE = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _wait_for_health(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not start within {START_SECONDS} s; it said:\n{log.read_text()}", pytrace=False)


@contextmanager
def serve(log: Path, *flags: str, base: str = "") -> Iterator[str]:
    """The address of the app, served as `make run` serves it with further flags; its log must stay clean."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *flags]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for_health(address + base, process, log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)
    said = log.read_text()
    assert "Traceback" not in said, f"The server logged:\n{said}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Chromium from the system if there is one, else Playwright's own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return playwright.chromium.launch(executable_path=found, args=[*FLAGS, *flags])


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with WebGL drawn in software."""
    started = launch(playwright)
    yield started
    started.close()


class Watch:
    """What went wrong on the pages of some contexts."""

    def __init__(self, server: str) -> None:
        self.host = urlsplit(server).netloc
        self.wrong: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listens to every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"page error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "file") and parts.netloc != self.host:
            self.wrong.append(f"foreign request: {request.url}")


@pytest.fixture
def watch(server: str) -> Iterator[Watch]:
    """Fails the test at its end if the browser complained or asked a foreign host."""
    one = Watch(server)
    yield one
    assert not one.wrong, "\n".join(one.wrong)


@pytest.fixture
def visitor(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens an empty page for one more visitor, with a context of its own; arguments are the context's options."""
    contexts: list[BrowserContext] = []

    def come(**options: Any) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"} | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    """The page of a visitor with a large light screen."""
    return visitor()


@pytest.fixture(scope="module")
def lab(browser: Browser, server: str) -> Iterator[Page]:
    """The default scene (51 x 51 nodes, 8 runs, 17 x 17 tiles), opened once for all tests of a file.

    `page.received` holds the sizes of what came through its websocket.
    """
    watch, context = Watch(server), browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    page, received = context.new_page(), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.received = received  # type: ignore[attr-defined]
    page.goto(f"{server}/lab")
    page.wait_for_function("() => document.querySelector('.llv')?.viewer.scene?.header.complete", timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.llv').viewer.stage.relief?.inner()", timeout=PATIENCE)
    yield page
    context.close()
    assert not watch.wrong, "\n".join(watch.wrong)
