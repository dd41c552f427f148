"""Your own CSV: a file of numbers whose last column is the class, read strictly and kept in memory only."""

import csv
import hashlib
import io
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.dataset import Dataset, split
from landscape.errors import DataError
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data, Integers

MAX_BYTES = 5 * 2**20
MAX_FEATURES = 64
MAX_CLASSES = 10
ROW_LIMITS = (20, 20_000)
MAX_TABLES = 32

_LARGEST = float(np.finfo(np.float32).max)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*("|$)')


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A CSV file that has been read and found usable.

    Attributes:
        inputs: Shape (n, n_features), read-only; every value is finite, also in float32.
        targets: Class numbers, shape (n,), read-only.
        feature_names: One printable name per feature, no two alike.
        class_names: One printable name per class, no two alike; numbers are in order of size, words of the alphabet.
        digest: The first 16 hexadecimal digits of the SHA-256 of the file.
    """

    inputs: NDArray[np.float64]
    targets: Integers
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    digest: str


def read(content: bytes, name: str = "file") -> Table:
    """Reads a CSV file: numbers in every column but the last, the class in the last one.

    The text is UTF-8; cells are separated by commas, or by semicolons or tabs when the first line has no comma.
    The first row is a header if some feature cell of it is neither empty nor a number. Rows without anything
    in them (spreadsheets add some at the end) are skipped. Rows are numbered as the lines of the file, from 1.

    Args:
        content: The bytes of the file.
        name: What to call the file in messages.

    Returns:
        The checked table.

    Raises:
        DataError: The file cannot be used; one sentence says why, with row and column where there is one.

    Example:
        >>> text = "length,width,species" + "".join(f"\\n{i},{i * i},{'ab'[i % 2]}" for i in range(20))
        >>> table = read(text.encode())
        >>> table.feature_names, table.class_names, table.inputs.shape
        (('length', 'width'), ('a', 'b'), (20, 2))
    """
    file = _shown(name) or "file"
    rows = _rows(_decode(content, file), file)
    try:
        first_row, first = next(rows)
    except StopIteration:
        raise DataError(f"{file} is empty; it must hold numbers in every column and the class in the last.") from None
    _check_width(first, first_row, file)
    has_header = any(cell and _number(cell) is None for cell in first[:-1])
    names = _names(first) if has_header else _names([""] * len(first))
    values: list[list[float]] = []
    labels: list[str] = []
    if not has_header:
        values.append(_features(first, first_row, names, file))
        labels.append(first[-1])
    for row, cells in rows:
        if len(cells) != len(first):
            raise DataError(
                f"{file}, row {row} has {_count(len(cells), 'column')} where row {first_row} has {len(first)}."
            )
        if len(values) == ROW_LIMITS[1]:
            raise DataError(f"{file} has more than {ROW_LIMITS[1]} examples (row {row}); keep fewer rows.")
        values.append(_features(cells, row, names, file))
        labels.append(cells[-1])
    if len(values) < ROW_LIMITS[0]:
        raise DataError(f"{file} has {_count(len(values), 'example')}; at least {ROW_LIMITS[0]} are needed.")
    classes, targets = _classes(labels, file)
    inputs = np.array(values, dtype=np.float64)
    inputs.flags.writeable = targets.flags.writeable = False
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Table(inputs, targets, names[:-1], classes, digest)


def _decode(content: bytes, file: str) -> str:
    """The text of the file without byte order mark."""
    if len(content) > MAX_BYTES:
        raise DataError(f"{file} is larger than {MAX_BYTES // 2**20} MB; keep fewer rows or columns.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{file} is UTF-16 text from line 1 on; save it as 'CSV UTF-8' instead.")
    # UTF-16 without a mark is full of zero bytes, and the csv module takes them for text.
    zero = content.find(b"\0")
    if zero >= 0:
        raise DataError(
            f"{file}, line {_line_of(content, zero)} has a zero byte, so it is not plain text; save it as 'CSV UTF-8'."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0))
        raise DataError(f"{file}, line {line} is not UTF-8 text; save the file as 'CSV UTF-8'.") from None


def _line_of(content: bytes, offset: int) -> int:
    return len(_LINE_END.findall(content[:offset])) + 1


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, each with the number of the line it starts on; cells without outer spaces."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True, skipinitialspace=True)
    row = 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield row, cells
            row = reader.line_num + 1
    except csv.Error:
        raise DataError(
            f"{file}, row {row} cannot be cut into cells: a quote is not closed, text follows a closing quote, "
            "or a cell is endless; check the quotes from there on."
        ) from None


def _delimiter(text: str) -> str:
    """Comma, unless the first line that is not blank has none outside quotes but a semicolon or a tab."""
    start = _QUOTED.sub("", text.lstrip(" \r\n")[:65_536])
    first_line = re.split(r"[\r\n]", start, maxsplit=1)[0]
    return next((mark for mark in ",;\t" if mark in first_line), ",")


def _check_width(first: list[str], row: int, file: str) -> None:
    if len(first) == 1:
        raise DataError(f"{file}, row {row} has only one column; give numbers, then the class, separated by commas.")
    if len(first) > MAX_FEATURES + 1:
        raise DataError(
            f"{file}, row {row} has {len(first)} columns; at most {MAX_FEATURES + 1} are allowed, with the class."
        )


def _names(header: list[str]) -> tuple[str, ...]:
    """Printable column names, no two alike; a column without one is named by its number."""
    return _unlike([_shown(cell) or f"column {i}" for i, cell in enumerate(header, start=1)])


def _unlike(names: list[str]) -> tuple[str, ...]:
    """The names with a number behind those that came before."""
    found: dict[str, None] = {}
    for name in names:
        new, count = name, 2
        while new in found:
            new, count = f"{name} ({count})", count + 1
        found[new] = None
    return tuple(found)


def _features(cells: list[str], row: int, names: tuple[str, ...], file: str) -> list[float]:
    """The numbers of one row; the first cell that is none is refused, and so is a missing class."""
    values: list[float] = []
    for i, cell in enumerate(cells):
        value = 0.0 if i == len(cells) - 1 else _number(cell)
        if cell and value is not None and abs(value) <= _LARGEST:  # not so for nan
            values.append(value)
            continue
        place = f"{file}, row {row}, column {i + 1}"
        if names[i] != f"column {i + 1}":
            place += f' ("{names[i]}")'
        if not cell:
            raise DataError(f"{place} is empty; fill it in or remove the row.")
        if value is None:
            raise DataError(f'{place} is not a number but "{_shown(cell)}"{_advice(cell)}.')
        if "n" in cell.lower():  # nan, inf, infinity
            raise DataError(f'{place} is "{_shown(cell)}", which is not a finite number; remove the row.')
        raise DataError(f'{place} is "{_shown(cell)}", which is too large for float32; rescale the column.')
    return values[:-1]


def _number(cell: str) -> float | None:
    """The number in a cell, or None; Python's 1_000 and digits of other scripts do not count."""
    if "_" in cell or not cell.isascii():
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _advice(cell: str) -> str:
    return "; write decimals with a point" if _number(cell.replace(",", ".", 1)) is not None else ""


def _classes(labels: list[str], file: str) -> tuple[tuple[str, ...], Integers]:
    """The class names in order, and the class number of each example."""
    different = set(labels)
    if len(different) == 1:
        raise DataError(f'{file} has only one class, "{_shown(labels[0])}", in its last column; two are needed.')
    numbers = {label: _number(label) for label in different}
    if len(different) > MAX_CLASSES:
        why = ""
        if None not in numbers.values():
            why = " (numbers to predict are not supported: this is for classification)"
        raise DataError(
            f"{file} has {len(different)} different classes in its last column; at most {MAX_CLASSES} are allowed{why}."
        )
    ordered = sorted(different)
    if all(number is not None and np.isfinite(number) for number in numbers.values()):
        ordered.sort(key=lambda label: numbers[label] or 0.0)
    position = {label: i for i, label in enumerate(ordered)}
    targets = np.array([position[label] for label in labels], dtype=np.int64)
    return _unlike([_shown(label) for label in ordered]), targets


def _shown(text: str) -> str:
    """The text on one line, printable, and at most 40 characters long."""
    text = "".join(c if c.isprintable() else "?" for c in text[:41])
    return text if len(text) <= 40 else text[:37] + "..."


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


_tables: OrderedDict[str, Table] = OrderedDict()
_lock = threading.Lock()


def remember(table: Table) -> str:
    """Keeps a table in this process, so that `make` finds it; of more than 32 the least recently used is dropped.

    Args:
        table: What `read` gave.

    Returns:
        Its digest, the value for `DataConfig.file`.
    """
    with _lock:
        _tables[table.digest] = table
        _tables.move_to_end(table.digest)
        while len(_tables) > MAX_TABLES:
            _tables.popitem(last=False)
    return table.digest


def _recall(digest: str) -> Table:
    with _lock:
        if digest not in _tables:
            raise DataError(
                f"This link was made with a CSV file that is not here (fingerprint {digest}); choose the same file "
                "again, as a link never carries the file."
            )
        _tables.move_to_end(digest)
        return _tables[digest]


def make(config: DataConfig) -> Data:
    """The remembered table with the digest `config.file`, standardised over the training part."""
    if not config.file:
        raise DataError("Choose a CSV file first: numbers in every column but the last, the class in the last one.")
    table = _recall(config.file)
    return split(
        config,
        table.inputs,
        table.targets,
        title=DATASET.title,
        feature_names=table.feature_names,
        class_names=table.class_names,
        standardise=True,
    )


DATASET = Dataset(
    title="Your own CSV",
    summary="A file of yours: up to 64 columns of numbers, then the class. It is kept in memory only.",
    make=make,
    settings=("n_train", "data_seed"),
)
