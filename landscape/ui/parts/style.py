"""The folder of style sheets, icon and texts, and the colours of the theme."""

from pathlib import Path

import streamlit as st

from landscape.viewer.theme import token_rules

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def write_tokens() -> None:
    """Gives the style sheet the colours of both themes; the page's own `color-scheme` says which holds."""
    st.html(f"<style>{token_rules('.stApp')}</style>")
