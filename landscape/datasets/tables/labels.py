"""From the column to predict to targets: class numbers, or numbers."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.tables.columns import Column
from landscape.datasets.tables.features import LARGEST
from landscape.datasets.tables.numbers import NO_LABEL, number_of
from landscape.datasets.tables.reading import MAX_CLASSES, count, one_line, unlike
from landscape.errors import DataError


@dataclass(slots=True)
class Labels:
    """What is to be predicted.

    Attributes:
        keep: Which rows have a label.
        targets: Class numbers, or numbers; shape (n_rows,); anything where there is no label.
        class_names: None for numbers.
        said: What was decided.
    """

    keep: NDArray[np.bool_]
    targets: NDArray[Any]
    class_names: tuple[str, ...]
    said: list[str] = field(default_factory=list)


def labels_of(column: Column, predict: str, capitals: str, rows: list[int], file: str) -> Labels:
    """The targets of a column.

    Raises:
        DataError: It has one class only, too many, or something that is no number where numbers are wanted.
    """
    keep = np.array([cell.lower() not in NO_LABEL for cell in column.cells])
    said = []
    if not keep.all():
        said.append(f"{count(int((~keep).sum()), 'row')} without a label left out.")
    if predict == "auto":
        predict = "numbers" if column.is_number and column.n_classes > MAX_CLASSES else "classes"
    if predict == "numbers":
        return Labels(keep, _numbers(column, keep, rows, file), (), said)
    names = _names(column, capitals, said)
    different = set(names.values())
    if len(different) < 2:
        one = f'only one class, "{one_line(next(iter(different)))}", in' if different else "no class in"
        raise DataError(f"{file} has {one} {column.place}; two are needed, so choose another column.")
    if len(different) > MAX_CLASSES:
        raise DataError(
            f"{file} has {len(different)} different classes in {column.place}; at most {MAX_CLASSES} are allowed, "
            "so choose another column."
        )
    ordered = sorted(different)
    numbers = {name: number_of(name, column.decimal) for name in different}
    if all(number is not None and np.isfinite(number) for number in numbers.values()):
        ordered.sort(key=lambda name: numbers[name] or 0.0)
    position = {name: i for i, name in enumerate(ordered)}
    targets = np.array([position[names[cell]] if cell in names else 0 for cell in column.cells], dtype=np.int64)
    return Labels(keep, targets, unlike([one_line(name) for name in ordered]), said)


def _numbers(column: Column, keep: NDArray[np.bool_], rows: list[int], file: str) -> NDArray[np.float64]:
    values = np.zeros(len(column.cells))
    for i in np.flatnonzero(keep):
        value = number_of(column.cells[i], column.decimal)
        if value is None or not abs(value) <= LARGEST:
            cell = one_line(column.cells[i])
            raise DataError(f'{file}, row {rows[i]}, {column.place} is not a number to predict but "{cell}".')
        values[i] = value
    if len(set(values[keep].tolist())) < 2:
        raise DataError(f"{file} has the same number everywhere in {column.place}; choose another column.")
    return values


def _names(column: Column, capitals: str, said: list[str]) -> dict[str, str]:
    """The class of each label: equal numbers are one class, and so are words that differ in capitals only."""
    names = {label: label for label in column.labels}
    numbers = {label: number_of(label, column.decimal) for label in names}
    if all(value is not None for value in numbers.values()):
        same = {label: str(value) for label, value in numbers.items()}
        return _merged(names, same, column.labels, said, "one class, as they are one number")
    if capitals == "merge":
        same = {label: label.casefold() for label in names}
        return _merged(names, same, column.labels, said, "one class, as they differ only in capitals")
    return names


def _merged(
    names: dict[str, str], same: dict[str, str], times: Counter[str], said: list[str], why: str
) -> dict[str, str]:
    groups: dict[str, list[str]] = {}
    for label in sorted(names):
        groups.setdefault(same[label], []).append(label)
    for group in groups.values():
        # Of numbers the shortest way to write it, of words the commonest.
        name = min(group, key=lambda one: (len(one), -times[one], one))
        for label in group:
            names[label] = name
        if len(group) > 1:
            said.append(f"{' and '.join(one_line(one) for one in group[:4])} are {why}.")
    return names
