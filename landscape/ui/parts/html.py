"""Pieces that pages share: the colours of the theme, and plain tables."""

from html import escape
from pathlib import Path

import streamlit as st

from landscape.viewer.theme import token_rules

ROOT = Path(__file__).resolve().parents[3]


def write_tokens() -> None:
    """Gives the style sheet the colours of both themes; the page's own `color-scheme` says which holds."""
    st.html(f"<style>{token_rules('.stApp')}</style>")


def html_table(columns: list[str], rows: list[list[str]], caption: str, *, words: bool = False) -> None:
    """A plain table with a caption, scrollable sideways on its own; cells of words are set to the left."""
    kind = ' class="ll-words"' if words else ""
    head = "".join(f'<th scope="col"{kind}>{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{kind}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="ll-wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="ll-table">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
