"""From cells to named columns: whether there is a header, what a column holds, and which one is the class."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.tables.numbers import NO_LABEL, NO_VALUE, number_of
from landscape.datasets.tables.reading import MAX_CLASSES, ROW_LIMITS, one_line, unlike

CLASS_NAMES = (
    *("class", "classes", "label", "labels", "target", "targets", "species", "kind", "category", "diagnosis"),
    *("outcome", "survived", "variety", "cultivar", "type", "result", "response", "group", "klasse", "y", "output"),
)
_ID_NAMES = (
    *("id", "index", "idx", "no", "no.", "nr", "nr.", "row", "rows", "rownames", "rowname", "row_names", "row number"),
    *("row_number", "obs", "observation", "#", "sample", "sample_id", "case"),
)
_ENDS_IN_ID = re.compile(r"[A-Za-z]+(Id|ID|[ _.-][Ii][Dd])$")
_DATE_PARTS = ("day", "month", "year", "date", "time", "hour", "week", "weekday", "minute")
_WHOLE = re.compile(r"\d{1,15}$")


@dataclass(eq=False)
class Column:
    """One column of the table, below the header."""

    index: int
    name: str
    named: bool
    cells: list[str]
    decimal: str = "."

    @cached_property
    def lacks(self) -> NDArray[np.bool_]:
        """Where there is no value."""
        return np.array([cell.lower() in NO_VALUE for cell in self.cells], dtype=bool)

    @cached_property
    def numbers(self) -> list[float | None]:
        """The number in each cell; None where there is none."""
        return [None if cell.lower() in NO_VALUE else number_of(cell, self.decimal) for cell in self.cells]

    @cached_property
    def is_number(self) -> bool:
        """Whether half of the values at least are numbers."""
        n = sum(value is not None for value in self.numbers)
        return n > 0 and 2 * n >= len(self.cells) - int(self.lacks.sum())

    @cached_property
    def labels(self) -> Counter[str]:
        """How often each value occurs, as it would as a class."""
        return Counter(cell for cell in self.cells if cell.lower() not in NO_LABEL)

    @cached_property
    def n_classes(self) -> int:
        """How many classes it would give: 1 and 1.0 are one, and so are Yes and yes."""
        if self.is_number:
            return len({number_of(label, self.decimal) for label in self.labels})
        return len({label.casefold() for label in self.labels})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return bool(self.lacks.all())

    @property
    def has_few(self) -> bool:
        """Whether it could be classes: from two to ten different values, most of them seen again."""
        return 2 <= self.n_classes <= MAX_CLASSES and 2 * self.n_classes <= len(self.cells)

    @property
    def is_text_of_many(self) -> bool:
        """Whether it is text with too many different values for indicators."""
        return not self.is_number and self.n_classes > MAX_CLASSES

    @property
    def place(self) -> str:
        """How it is called in a sentence."""
        return f'column {self.index + 1} ("{self.name}")' if self.named else f"column {self.index + 1}"

    def is_row_number(self) -> bool:
        """Whether it only numbers or names the rows."""
        if self.named and self.name.lower() not in _ID_NAMES and not _ENDS_IN_ID.match(self.name):
            return False
        if len(set(self.cells)) != len(self.cells) or len(self.cells) < ROW_LIMITS[0]:
            return False  # a value stands there twice
        if self.named:
            return all(_WHOLE.match(cell) for cell in self.cells)
        first = self.cells[0]
        return first in ("0", "1") and self.cells == [str(i) for i in range(int(first), int(first) + len(self.cells))]


def has_header(rows: list[list[str]]) -> tuple[bool, bool]:
    """Whether the first row names the columns, and whether that had to be concluded from numbers.

    It does if it has a word over a column of numbers; if it is all words, none of which comes again; or if it counts
    upwards in whole numbers (0, 1, 2, or years) that do not fit what stands below them.
    """
    first, body = rows[0], [list(column) for column in zip(*rows[1:], strict=True)]
    is_word = [bool(cell) and cell.lower() not in NO_VALUE and number_of(cell) is None for cell in first]
    if not body:
        return all(is_word), False
    columns = [Column(i, "", False, cells[:1000]) for i, cells in enumerate(body)]
    over_numbers = [word and column.is_number for word, column in zip(is_word, columns, strict=True)]
    counts = _counts_upwards(first, columns)
    if any(over_numbers):
        return True, counts
    texts = [cell not in column.labels for cell, column in zip(first, columns, strict=True)]
    if all(word or not cell for word, cell in zip(is_word, first, strict=True)):
        return all(texts) and any(is_word), False
    return counts, counts


def _counts_upwards(first: list[str], columns: list[Column]) -> bool:
    """Whether the numbers of a row rise, and are strange to the columns below (a word must be strange too)."""
    whole = [int(cell) for cell in first if _WHOLE.match(cell)]
    words = [i for i, cell in enumerate(first) if number_of(cell) is None]
    if len(first) < 3 or len(whole) + len(words) != len(first) or not whole:
        return False
    if len(whole) < 2 or any(b <= a for a, b in pairwise(whole)):
        return False
    if any(first[i] in columns[i].labels for i in words):
        return False
    strange = sum(_is_strange(cell, column) for cell, column in zip(first, columns, strict=True))
    is_range = whole in (list(range(len(first))), list(range(1, len(first) + 1)))
    return strange == len(first) or (is_range and 2 * strange >= len(first))


def _is_strange(cell: str, column: Column) -> bool:
    """Whether a value does not look like those of a column."""
    if cell in column.labels or any(value == number_of(cell) for value in column.numbers if value is not None):
        return False
    if not column.is_number or column.n_classes <= MAX_CLASSES:
        return True
    values = [value for value in column.numbers if value is not None]
    value = number_of(cell)
    if value is None or not min(values) <= value <= max(values):
        return True
    return sum("." in other for other in column.cells) > len(column.cells) / 2


def named(header: list[str] | None, rows: list[list[str]], decimal: str) -> list[Column]:
    """The columns with printable names, no two alike; one without a name is named by its number."""
    cells = [list(column) for column in zip(*rows, strict=True)]
    header = header or [""] * len(cells)
    names = unlike([one_line(name) or f"column {i}" for i, name in enumerate(header, start=1)])
    return [
        Column(i, name, bool(old), column, decimal)
        for i, (name, old, column) in enumerate(zip(names, header, cells, strict=True))
    ]


def guess_class(columns: list[Column]) -> tuple[Column, str]:
    """The column that is most likely to be predicted, and why."""
    usable = [one for one in columns if not one.is_empty and not one.is_row_number()] or columns
    by_name = {one.name.strip().lower(): one for one in usable if one.named}
    for name in CLASS_NAMES:
        one = by_name.get(name)
        if one is not None and (one.has_few or one.is_number) and not (name == "y" and {"x", "z"} & set(by_name)):
            return one, "for its name"
    last = usable[-1]
    texts = [one for one in usable if not one.is_number and one.has_few]
    if last in texts or (last.has_few and not texts):
        return last, "the last one, of few different values"
    if texts:
        return texts[-1], "words of few different values" if len(texts) == 1 else "the last one with few words"
    likely = [one for one in usable if one.is_number and one.name.lower() not in _DATE_PARTS]
    if likely and last not in likely and last.name.lower() in _DATE_PARTS:
        return likely[-1], "the last one that is no date"
    return last, "the last one"
