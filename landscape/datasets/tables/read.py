"""Reads a table of one's own: finds out what can be found out, and says what it did."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.tables.cells import Cells, cells_of
from landscape.datasets.tables.columns import Column, guess_class, has_header, named
from landscape.datasets.tables.features import Features
from landscape.datasets.tables.labels import Labels, labels_of
from landscape.datasets.tables.numbers import decimal_mark
from landscape.datasets.tables.reading import MAX_FEATURES, ROW_LIMITS, Reading, Table, count, listed, one_line, unlike
from landscape.errors import DataError

PREVIEW_ROWS = 5
DECIMALS = {",": "Decimals stand after a comma.", "t": "Commas stand between thousands."}


def read(content: bytes, name: str = "file", reading: Reading | None = None) -> Table:
    """Reads a table: rows of examples, one column of which is the class or the number to predict.

    Separator, letters, header, lines above the table and the class are found out where they are not chosen. Rows
    without anything in them are skipped. Rows are numbered as the lines of the file, from 1.

    Args:
        content: The bytes of the file.
        name: What to call the file in messages.
        reading: The choices; by default all is found out.

    Returns:
        The checked table, with what was read and decided in sentences.

    Raises:
        DataError: The file cannot be used; one sentence says why, with row and column where there is one.

    Example:
        >>> text = "Id,length,width,species" + "".join(f"\\n{i},{i / 2},{i * i},{'ab'[i % 2]}" for i in range(20))
        >>> table = read(text.encode())
        >>> table.feature_names, table.class_names, table.inputs.shape
        (('length', 'width'), ('a', 'b'), (20, 2))
        >>> print(table.said[0])
        file: 20 rows and 4 columns between commas, with a header.
    """
    file, reading = one_line(name) or "file", reading or Reading()
    cells = cells_of(content, file)
    rows, columns, headed = _columns(cells, reading, file)
    target, why = _target(columns, reading, file)
    labels = labels_of(target, reading.predict, reading.capitals, rows, file)
    left_out = _left_out([one for one in columns if one is not target], reading, cells.said, file)
    features = Features(labels.keep.copy())
    _fill(features, [one for one in columns if one is not target and one not in left_out], rows, reading, file)
    missing = features.settle_missing(reading.missing)
    found = _settled(reading, target, headed, left_out, missing, labels)
    labels = _kept(labels, features.keep, file)
    decided = [*cells.said, *labels.said, *features.said]
    said = [
        _said_of_shape(len(rows), len(columns), cells.separator, headed, file),
        _said_of(target, why, labels),
        *decided,
        *features.advice,
        *_said_of_rest(len(labels.targets), len(rows)),
    ]
    inputs = np.stack(features.values, axis=1)[features.keep]
    inputs.flags.writeable = labels.targets.flags.writeable = False
    plain = not decided and target is columns[-1] and bool(labels.class_names)
    names = unlike(features.names)
    return Table(
        inputs,
        labels.targets,
        names,
        labels.class_names,
        _digest(content, b"" if plain else _as_bytes(names, labels, inputs)),
        tuple(said),
        tuple(one.name for one in columns),
        _preview(columns, len(rows)),
        found,
    )


def _fill(features: Features, used: list[Column], rows: list[int], reading: Reading, file: str) -> None:
    """Makes features of the columns that are learnt from."""
    _check_number(used, file)
    for column in used:
        features.add(column, rows, reading.wild, file)
    if not features.names:
        raise DataError(f"{file} has no column left to learn from; leave out fewer columns or choose another class.")


def _settled(
    reading: Reading, target: Column, headed: bool, left_out: list[Column], missing: Any, labels: Labels
) -> Reading:
    """The choices as they were decided: read with these, the table is the same."""
    return Reading(
        target.name,
        "yes" if headed else "no",
        tuple(one.name for one in left_out),
        missing,
        "classes" if labels.class_names else "numbers",
        reading.wild,
        reading.capitals,
    )


def _said_of_shape(n_rows: int, n_columns: int, separator: str, headed: bool, file: str) -> str:
    shape = f"{count(n_rows, 'row')} and {count(n_columns, 'column')}"
    return f"{file}: {shape} between {separator}, {'with' if headed else 'without'} a header."


def _said_of_rest(n_left: int, n_rows: int) -> list[str]:
    return [f"{count(n_left, 'example')} remain."] if n_left < n_rows else []


def _preview(columns: list[Column], n_rows: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one_line(one.cells[i]) for one in columns) for i in range(min(PREVIEW_ROWS, n_rows)))


def _digest(content: bytes, as_read: bytes) -> str:
    """16 hexadecimal digits: of the file, and of the table where something had to be decided to read it."""
    return hashlib.sha256(content + as_read).hexdigest()[:16]


def _as_bytes(names: tuple[str, ...], labels: Labels, inputs: NDArray[np.float64]) -> bytes:
    return repr((names, labels.class_names)).encode() + inputs.tobytes() + labels.targets.tobytes()


def _columns(cells: Cells, reading: Reading, file: str) -> tuple[list[int], list[Column], bool]:
    """The numbers of the rows, the columns below the header, and whether there is one."""
    rows, header = cells.rows, cells.header
    if header is None and reading.header != "no":
        headed, of_numbers = has_header([row for _, row in rows])
        if reading.header == "yes" or headed:
            header, rows = rows[0][1], rows[1:]
        if of_numbers and reading.header == "auto":
            cells.said.append(f"The first row was taken for a header although it has numbers: {listed(header or [])}.")
        elif headed != (reading.header == "yes") and reading.header == "yes":
            cells.said.append("The first row was taken for a header, as chosen.")
    elif header is None and has_header([row for _, row in rows])[0]:
        cells.said.append("The first row was taken for an example, as chosen.")
    if len(rows) > ROW_LIMITS[1]:
        raise DataError(
            f"{file} has more than {ROW_LIMITS[1]} examples (row {rows[ROW_LIMITS[1]][0]}); keep fewer rows."
        )
    if len(rows) < ROW_LIMITS[0]:
        raise DataError(f"{file} has {count(len(rows), 'example')}; at least {ROW_LIMITS[0]} are needed.")
    body = [row for _, row in rows]
    decimal = decimal_mark([cell for row in body for cell in row])
    if decimal in DECIMALS:
        cells.said.append(DECIMALS[decimal])
    return [number for number, _ in rows], named(header, body, decimal), header is not None


def _find(columns: list[Column], wanted: str, file: str) -> Column:
    """The column of a name, or of a number counted from 1."""
    name = wanted.strip()
    alike = [one for one in columns if one.name == name] or [
        one for one in columns if one.name.casefold() == name.casefold()
    ]
    if alike:
        return alike[0]
    if name.isascii() and name.isdigit() and 1 <= int(name[:9]) <= len(columns):
        return columns[int(name[:9]) - 1]
    known = listed([one.name for one in columns])
    raise DataError(f"{file} has no column called {one_line(wanted)!r}; its columns: {known}.")


def _target(columns: list[Column], reading: Reading, file: str) -> tuple[Column, str]:
    if reading.class_column:
        return _find(columns, reading.class_column, file), "as chosen"
    return guess_class(columns)


def _left_out(others: list[Column], reading: Reading, said: list[str], file: str) -> list[Column]:
    """The columns that are no features, and why."""
    left_out: dict[Column, str] = {one: "it is empty" for one in others if one.is_empty}
    if reading.leave_out is not None:
        for name in reading.leave_out:
            if name.strip():
                column = _find(others, name, file)
                left_out.setdefault(column, "as chosen")
    else:
        usable = [one for one in others if one not in left_out and not one.is_text_of_many]
        numbering = [one for one in usable if one.is_row_number()]
        if len(numbering) < len(usable):
            left_out |= {one: "it only numbers the rows" for one in numbering}
    for one in others:
        if one.is_text_of_many and one not in left_out:
            left_out[one] = f"it is text with {one.n_classes:,} different values"
    said += [f"{one.place[:1].upper()}{one.place[1:]} was left out: {why}." for one, why in left_out.items()]
    return sorted(left_out, key=lambda one: one.index)


def _check_number(used: list[Column], file: str) -> None:
    n = sum(1 if one.is_number else len(one.labels) for one in used)
    if n > MAX_FEATURES:
        raise DataError(
            f"{file} has {n} features, indicators of text included; at most {MAX_FEATURES} are allowed, "
            "so leave some columns out."
        )


def _kept(labels: Labels, keep: NDArray[np.bool_], file: str) -> Labels:
    """The labels of the examples, with the classes that still have some."""
    targets, names = labels.targets[keep], labels.class_names
    if len(targets) < ROW_LIMITS[0]:
        after = "" if keep.all() else " left"
        raise DataError(f"{file} has {count(len(targets), 'example')}{after}; at least {ROW_LIMITS[0]} are needed.")
    if names:
        seen, targets = np.unique(targets, return_inverse=True)
        if len(seen) < 2:
            raise DataError(f"{file} has only one class left once rows are left out; fill missing cells instead.")
        targets, names = targets.astype(np.int64), tuple(names[i] for i in seen)
    return Labels(keep, targets, names, labels.said)


def _said_of(target: Column, why: str, labels: Labels) -> str:
    if not labels.class_names:
        low, high = labels.targets.min(), labels.targets.max()
        return f"The numbers to predict stand in {target.place}, {why}: from {low:.4g} to {high:.4g}."
    times = np.bincount(labels.targets, minlength=len(labels.class_names)).tolist()
    counts = ", ".join(f"{name} ({n:,})" for name, n in zip(labels.class_names, times, strict=True))
    return f"The class is {target.place}, {why}: {counts}."
