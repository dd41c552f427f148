"""From the columns that are features to numbers: indicators, wild values, and cells without a value."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from landscape.datasets.tables.columns import Column
from landscape.datasets.tables.numbers import number_of
from landscape.datasets.tables.reading import count, listed, one_line
from landscape.errors import DataError

LARGEST = float(np.finfo(np.float32).max)
WILD = 100.0  # times the range of the middle half, from the median
PULLED_IN = 10.0
MOST_WILD = 3

Numbers = NDArray[np.float64]


@dataclass(slots=True)
class Features:
    """The features of every row; nan where a value is missing.

    Attributes:
        names: One per feature.
        values: One array of shape (n_rows,) per feature.
        keep: Which rows are examples.
        said: What was decided.
        advice: What was seen and left as it is.
    """

    keep: NDArray[np.bool_]
    names: list[str] = field(default_factory=list)
    values: list[Numbers] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    def add(self, column: Column, rows: list[int], wild: str, file: str) -> None:
        """Adds a column: its numbers, or an indicator for each of its words."""
        if not column.is_number:
            self._add_indicators(column)
            return
        values = _numbers(column, rows, self.keep, file)
        self.names.append(column.name)
        self.values.append(self._tamed(values, column, rows, wild))

    def _add_indicators(self, column: Column) -> None:
        words = sorted(column.labels)
        if len(words) < 2:
            self.said.append(f"{_upper(column.place)} says the same everywhere and was left out.")
            return
        shown = words[1:] if len(words) == 2 else words
        cells = np.array(column.cells, dtype=object)
        lacking = np.array([cell not in column.labels for cell in column.cells])
        for word in shown:
            self.names.append(f"{column.name} = {one_line(word)}")
            self.values.append(np.where(lacking, np.nan, (cells == word).astype(np.float64)))
        indicators = "an indicator" if len(shown) == 1 else f"{len(shown)} indicators"
        self.said.append(f"{_upper(column.place)} is text and became {indicators} (0 or 1): {listed(shown)}.")

    def _tamed(self, values: Numbers, column: Column, rows: list[int], wild: str) -> Numbers:
        """The values of a column after what lies far outside it was told, pulled in or left out."""
        known = values[self.keep & ~np.isnan(values)]
        if not len(known):
            return values  # every number stands in a row without a label
        low, middle, high = np.percentile(known, [25, 50, 75])
        spread = high - low
        if not spread > 0:
            return values
        far = self.keep & (np.abs(values / WILD - middle / WILD) > spread)
        n = int(far.sum())
        if not 0 < n <= max(MOST_WILD, len(values) // 100):
            return values
        at = int(np.flatnonzero(far)[0])
        place = f"row {rows[at]}, {column.place}, is {one_line(column.cells[at])}"
        others = f" (and {n - 1} more)" if n > 1 else ""
        seen = f"One wild value{others}: {place}, where most are from {low:.4g} to {high:.4g}"
        if wild == "keep":
            self.advice.append(f"{seen}; it stays unless you pull it in or leave its row out.")
            return values
        if wild == "row":
            self.said.append(f"{seen}; {count(n, 'row')} left out.")
            self.keep &= ~far
            return values
        self.said.append(f"{seen}; pulled in to {PULLED_IN:.0f} times that range.")
        return np.clip(values, middle - PULLED_IN * spread, middle + PULLED_IN * spread)

    def settle_missing(self, how: str) -> str:
        """Leaves out rows that lack a value, or fills them.

        Returns:
            What was done: row or median; auto where nothing was missing.
        """
        lacks = np.array([np.isnan(values) for values in self.values])
        n_rows, n_cells = int((lacks.any(axis=0) & self.keep).sum()), int((lacks & self.keep).sum())
        if not n_rows:
            return how
        if how == "auto":
            how = "row" if 3 * n_rows <= int(self.keep.sum()) else "median"
        if how == "row":
            self.keep &= ~lacks.any(axis=0)
            self.said.append(f"{count(n_rows, 'row')} left out for {count(n_cells, 'missing cell')}.")
            return how
        for i, values in enumerate(self.values):
            seen = values[self.keep & ~lacks[i]]
            middle = float(np.median(seen)) if len(seen) else 0.0
            self.values[i] = np.where(lacks[i], middle, values)
        self.said.append(f"{count(n_cells, 'missing cell')} in {count(n_rows, 'row')} filled with the column's median.")
        return how


def _numbers(column: Column, rows: list[int], keep: NDArray[np.bool_], file: str) -> Numbers:
    """The numbers of a column, nan where one is missing; the first cell that is no number is refused."""
    values = np.full(len(column.cells), np.nan)
    for i, (cell, value) in enumerate(zip(column.cells, column.numbers, strict=True)):
        if not keep[i] or column.lacks[i]:
            continue
        if value is not None and abs(value) <= LARGEST:  # not so for nan
            values[i] = value
            continue
        place = f"{file}, row {rows[i]}, {column.place} is"
        if value is None:
            comma = number_of(cell, ",") is not None
            advice = "; write decimals with a point" if comma else ""
            raise DataError(f'{place} not a number but "{one_line(cell)}"{advice}.')
        if "n" in cell.lower():  # nan, inf, infinity
            raise DataError(f'{place} "{one_line(cell)}", which is not a finite number; remove the row.')
        raise DataError(f'{place} "{one_line(cell)}", which is too large for float32; rescale the column.')
    return values


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
