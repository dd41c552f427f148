"""/teach: lesson plans, expected misconceptions, and a link builder for a class."""

import streamlit as st

from landscape.ui.mount import ROOT

TEXT = ROOT / "assets" / "pages" / "teach.en.md"

with st.container(key="prose"):
    st.markdown(TEXT.read_text(encoding="utf-8"))
