"""/method: what a view is and is not, what every number means, and the limits."""

import streamlit as st

from landscape.catalogue import PLANES
from landscape.exports.files import LANDSCAPE_VERSION
from landscape.inputs.settings import SETTINGS
from landscape.ui.parts.style import ASSETS
from landscape.ui.parts.table import html_table

TEXT = ASSETS / "pages" / "method.en.md"

before, after = TEXT.read_text(encoding="utf-8").replace("<!-- version -->", LANDSCAPE_VERSION).split("<!-- views -->")
with st.container(key="prose"):
    st.markdown(before)
    rows = [[method.title, method.summary, f"Exact {method.exact_where}."] for method in map(PLANES.load, PLANES.names)]
    html_table(["View", "What it shows", "Where it is exact"], rows, "The views", words=True)
    st.markdown(after)
    rows = [[s.label, s.name, s.help, s.allowed()] for s in SETTINGS.values()]
    html_table(["Control", "Name in links", "What it is", "Allowed"], rows, "Every parameter", words=True)
