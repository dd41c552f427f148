"""The choices that decide how a table is read, and the table as it was read."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.errors import DataError, quoted

MAX_BYTES = 5 * 2**20
MAX_COLUMNS = 256
MAX_FEATURES = 64
MAX_CLASSES = 10
ROW_LIMITS = (20, 20_000)

CHOICES: dict[str, dict[str, str]] = {
    "header": {"auto": "find out", "yes": "yes", "no": "no"},
    "missing": {"auto": "find out", "row": "leave the row out", "median": "fill with the median"},
    "predict": {"auto": "find out", "classes": "classes", "numbers": "numbers"},
    "wild": {"keep": "keep as they are", "robust": "pull in (robust scaling)", "row": "leave the row out"},
    "capitals": {"merge": "the same class", "keep": "different classes"},
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a table; each field names a choice, and by default the reader finds out.

    Attributes:
        class_column: Name of the column to predict, or its number counted from 1; empty: guessed by name and values.
        header: Whether the first row names the columns: yes, no, or auto.
        leave_out: Names of columns that are no features; None: row numbers and texts of many values.
        missing: What happens to an example with an empty cell: row (left out), median (filled: a number with the
            column's median, a word with its commonest), or auto: row, unless that would cost a third of the rows.
        predict: classes, numbers, or auto.
        wild: What happens to a value that lies far outside its column: keep, robust (pulled in to ten times the range
            of the middle half, counted from the median), or row (left out).
        capitals: Whether classes that differ in capitals only are one: merge or keep.

    Raises:
        DataError: A choice that is none.
    """

    class_column: str = ""
    header: str = "auto"
    leave_out: tuple[str, ...] | None = None
    missing: str = "auto"
    predict: str = "auto"
    wild: str = "keep"
    capitals: str = "merge"

    def __post_init__(self) -> None:
        """Checks every choice."""
        for name, allowed in CHOICES.items():
            value = getattr(self, name)
            if value not in allowed:
                raise DataError(f"{name} must be one of {', '.join(allowed)}; got {quoted(value)!r}.")

    @classmethod
    def of(cls, **choices: Any) -> "Reading":
        """The reading of choices by name; a name that is none is refused in a sentence.

        Example:
            >>> Reading.of(class_column="kind", leave_out=["Id"]).leave_out
            ('Id',)
        """
        known = [field.name for field in fields(cls)]
        unknown = [name for name in choices if name not in known]
        if unknown:
            raise DataError(f"There is no choice called {quoted(unknown[0])!r}; choices: {', '.join(known)}.")
        if choices.get("leave_out") is not None:
            left_out = choices["leave_out"]
            choices["leave_out"] = (left_out,) if isinstance(left_out, str) else tuple(map(str, left_out))
        if "class_column" in choices:
            choices["class_column"] = str(choices["class_column"])
        return cls(**choices)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table that has been read and found usable.

    Attributes:
        inputs: Shape (n, n_features), read-only; every value is finite, also in float32.
        targets: Class numbers, or the numbers to predict, shape (n,), read-only.
        feature_names: One printable name per feature, no two alike.
        class_names: One printable name per class, no two alike; numbers are in order of size, words of the alphabet.
            None where numbers are predicted.
        digest: The fingerprint, 16 hexadecimal digits. It is that of the file (SHA-256) where nothing had to be decided
            to read it, and else that of the file with the table as it was read.
        said: What was read and what was decided, one sentence each.
        column_names: One printable name per column of the file, no two alike.
        preview: The first five rows of the file as they stand there.
        reading: The choices as they were made or found out.
    """

    inputs: NDArray[np.float64]
    targets: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    digest: str
    said: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    reading: Reading = Reading()


def one_line(text: str) -> str:
    """The text on one line, printable, and at most 40 characters long."""
    text = "".join(c if c.isprintable() else "?" for c in text[:41])
    return text if len(text) <= 40 else text[:37] + "..."


def count(n: int, noun: str) -> str:
    """A number of things.

    Example:
        >>> count(1, "row"), count(2, "row")
        ('1 row', '2 rows')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def listed(names: list[str], most: int = 6) -> str:
    """Names in a sentence, of many only the first."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def unlike(names: list[str]) -> tuple[str, ...]:
    """The names with a number behind those that came before."""
    found: dict[str, None] = {}
    for name in names:
        new, number = name, 2
        while new in found:
            new, number = f"{name} ({number})", number + 1
        found[new] = None
    return tuple(found)
