"""The list of pages and what all of them share."""

import sys
from collections.abc import Callable
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from landscape.catalogue import EXPERIMENTS  # noqa: E402
from landscape.ui.lessons.page import show  # noqa: E402
from landscape.ui.parts.style import write_tokens  # noqa: E402
from landscape.words.lesson_text import lesson_text  # noqa: E402

st.set_page_config(
    page_title="Loss Landscape Lab",
    page_icon=str(ROOT / "assets" / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if st.context.is_embedded else "auto",
)
st.html(ROOT / "assets" / "style.css")
write_tokens()


def lesson_page(slug: str) -> Callable[[], None]:
    """The page of one lesson, as a function of its own."""

    def page() -> None:
        show(slug)

    page.__name__ = slug
    return page


LESSONS = [st.Page(lesson_page(slug), title=lesson_text(slug)["short"], url_path=slug) for slug in EXPERIMENTS.names]
PAGES = {
    "": [
        st.Page("start/page.py", title="Start", default=True),
        st.Page("lab/page.py", title="Lab", url_path="lab"),
        st.Page("compare/page.py", title="Compare", url_path="compare"),
        st.Page("teach/page.py", title="Teach", url_path="teach"),
        st.Page("method/page.py", title="Method", url_path="method"),
    ],
    "Experiments": LESSONS,
}
st.navigation(PAGES, position="top").run()
