"""A page run by Streamlit's own test runner: opening it, waiting for its job, reading what it says."""

import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from landscape.inputs.link import decode
from landscape.ui.lab.lab_visit import LabVisit
from landscape.viewer.packing import unpack

PAGES = Path(__file__).resolve().parents[2] / "landscape" / "ui"
SMALL = {"n_train": "64", "width": "4", "depth": "1", "steps": "20", "snapshots": "8", "seeds": "0-2", "grid": "9"}


def open_page(name: str, query: dict[str, str] | None = None) -> AppTest:
    """A page as a new visitor sees it at first."""
    file = PAGES / "all_pages.py" if name == "all_pages" else PAGES / name / "page.py"
    page = AppTest.from_file(file, default_timeout=60)
    for key, value in (query or {}).items():
        page.query_params[key] = value
    return page.run()


def open_lab(**changes: Any) -> AppTest:
    """The lab opened with a link to a scene of some hundredths of a second, and run until that is there."""
    return finish(open_page("lab", {"v": link.VERSION} | SMALL | {name: str(value) for name, value in changes.items()}))


def finish(page: AppTest, seconds: float = 60.0) -> AppTest:
    """Runs the page again and again, as a browser does, until nothing is computed any more."""
    end = time.monotonic() + seconds
    while True:
        page.run()
        if not visit(page).asking.waits:
            return page.run()
        assert time.monotonic() < end, "the job did not end"
        time.sleep(0.02)


def visit(page: AppTest) -> LabVisit:
    """What the page remembers."""
    found: LabVisit = page.session_state["lab_visit"]
    return found


def address(page: AppTest) -> SceneConfig:
    """The scene the address bar stands for."""
    decoded = decode("&".join(f"{name}={value}" for name, value in page.query_params.items()))
    assert not decoded.problems
    return decoded.config


def html(page: AppTest) -> list[str]:
    """The source of every piece of HTML on the page."""
    return [element.proto.body for element in page.get("html")]


def said(page: AppTest, kind: str) -> list[str]:
    """The texts of all paragraphs and headings of one class, such as "problem" for `ll-problem`."""
    found = re.findall(rf'<(\w+) class="ll-{kind}[^>]*>(.*?)</\1>', "".join(html(page)), re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", text)) for _, text in found]


def viewer(page: AppTest) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and arrays of the message the viewer got."""
    (component,) = [one for one in page.get("bidi_component") if one.proto.component_name == "landscape_viewer"]
    return unpack(component.proto.bytes)


def news(page: AppTest) -> dict[str, Any]:
    """What the viewer is told beside the scene."""
    (component,) = [one for one in page.get("bidi_component") if one.proto.component_name == "landscape_news"]
    found: dict[str, Any] = json.loads(component.proto.bytes)
    return found


def title(page: AppTest) -> str:
    """The title over the picture."""
    found: str = viewer(page)[0]["title"]
    return found


def below(page: AppTest) -> list[str]:
    """The sentences under the picture."""
    found: list[str] = viewer(page)[0]["words"]["below"]
    return found


def rows(page: AppTest) -> list[list[str]]:
    """The cells of the runs' table, row by row."""
    found: list[list[str]] = viewer(page)[0]["words"]["rows"]
    return found
