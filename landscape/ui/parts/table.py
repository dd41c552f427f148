"""A plain table of words or numbers."""

from html import escape

import streamlit as st


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
