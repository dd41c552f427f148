"""A table of one's own on the page: the file chooser, the choices of how to read it, and what was read."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from landscape.datasets import csv
from landscape.datasets.tables.reading import CHOICES, Reading, Table
from landscape.errors import DataError

TYPES = ["csv", "tsv", "txt", "data"]
LABELS = {
    "header": "First row names the columns",
    "missing": "Rows with a missing cell",
    "predict": "To predict",
    "wild": "Values far outside",
    "capitals": "Classes that differ in capitals",
}
_STATE = "own_table"
_FIND_OUT = "find out"
_CELL = "padding: 2px 16px 2px 0; text-align: left; white-space: nowrap"


@dataclass(slots=True)
class _Upload:
    """The file on the page, as it was read last: once per file and choice, not at every rerun."""

    file_id: str
    reading: Reading | None = None
    table: Table | None = None
    problem: str = ""


def choose() -> tuple[str, list[str]]:
    """Draws the file chooser and the choices into the sidebar.

    Returns:
        The fingerprint of the table, empty without one, and sentences on what is wrong with the file.
    """
    file = st.file_uploader(
        "Table: a row per example (CSV)", type=TYPES, key="csv_file", max_upload_size=csv.MAX_BYTES // 2**20
    )
    if st.context.is_embedded:
        st.caption("If the file is refused here, inside another page, open this page in its own tab.")
    if file is None:
        st.session_state.pop(_STATE, None)
        return "", []
    upload = st.session_state.get(_STATE)
    if upload is None or upload.file_id != file.file_id:
        upload = st.session_state[_STATE] = _Upload(file.file_id)
        _forget(*LABELS, "class_column", "leave_out", "leave_out_chosen")
    reading = _reading(upload)
    if reading != upload.reading:
        upload.reading, upload.problem = reading, ""
        try:
            upload.table = csv.read(file.getvalue(), file.name, reading)
        except DataError as error:
            upload.problem = str(error)
    if upload.table is not None:
        with st.expander("How the table is read"):
            _draw_choices(upload.table)
    if upload.problem or upload.table is None:
        return "", [upload.problem]
    return csv.remember(upload.table), []


def show() -> None:
    """What was read, in sentences, and its first rows; nothing without a table."""
    upload = st.session_state.get(_STATE)
    if upload is None or upload.table is None or upload.problem:
        return
    table: Table = upload.table
    with st.container(key="own_table"):
        st.html(f'<p class="ll-soft" role="status">{escape(" ".join(table.said))}</p>')
        head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in table.column_names)
        rows = "".join(
            "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>"
            for row in table.preview
        )
        with st.expander("First rows of the table"):
            st.html(
                f'<div style="overflow-x:auto"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
            )


def _key(name: str) -> str:
    return f"csv_{name}"


def _forget(*names: str) -> None:
    for name in names:
        st.session_state.pop(_key(name), None)


def _reading(upload: _Upload) -> Reading:
    """The choices on the page; what was not touched is found out."""
    chosen = {name: st.session_state[_key(name)] for name in LABELS if _key(name) in st.session_state}
    target = st.session_state.get(_key("class_column"), _FIND_OUT)
    left_out = None
    if st.session_state.get(_key("leave_out_chosen")):
        left_out = tuple(name for name in st.session_state.get(_key("leave_out"), ()) if name != target)
    return Reading(class_column="" if target == _FIND_OUT else target, leave_out=left_out, **chosen)


def _draw_choices(table: Table) -> None:
    names = list(table.column_names)
    if st.session_state.get(_key("class_column")) not in (None, _FIND_OUT, *names):
        _forget("class_column")
    st.selectbox(
        "Column to predict",
        [_FIND_OUT, *names],
        key=_key("class_column"),
        help=f"Its classes or numbers are what the networks learn; now {table.reading.class_column}.",
    )
    for name in ("predict", "header", "missing"):
        _choice(name)
    others = [name for name in names if name != table.reading.class_column]
    st.session_state[_key("leave_out")] = [name for name in table.reading.leave_out or () if name in others]
    st.multiselect(
        "Columns left out",
        others,
        key=_key("leave_out"),
        on_change=_leave_out_chosen,
        help="No features: by itself, row numbers, empty columns and text of many different values.",
    )
    for name in ("wild", "capitals"):
        _choice(name)


def _choice(name: str) -> None:
    words = CHOICES[name]
    change = _other_names if name == "header" else None
    st.selectbox(LABELS[name], list(words), key=_key(name), format_func=lambda value: words[value], on_change=change)


def _leave_out_chosen() -> None:
    st.session_state[_key("leave_out_chosen")] = True


def _other_names() -> None:
    """With another header the columns have other names."""
    _forget("class_column", "leave_out", "leave_out_chosen")
