"""The list of pages and what all of them share."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from landscape.ui.mount import write_tokens  # noqa: E402  (the path must be set first)

st.set_page_config(
    page_title="Loss Landscape Lab",
    page_icon=str(ROOT / "assets" / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if st.context.is_embedded else "auto",
)
st.html(ROOT / "assets" / "style.css")
write_tokens()

PAGES = [
    st.Page("start.py", title="Start", default=True),
    st.Page("lab.py", title="Lab", url_path="lab"),
    st.Page("compare.py", title="Compare", url_path="compare"),
    st.Page("method.py", title="Method", url_path="method"),
]
st.navigation(PAGES, position="top").run()
