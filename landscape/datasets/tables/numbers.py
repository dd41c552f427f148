"""What in a cell is a number, and what says that there is none."""

import re

# What tables write where there is no value; as a class "none" and "-" may mean something, so they are not for labels.
NO_LABEL = frozenset(["", "?", "na", "n/a", "#n/a", "nan", "null", "<na>"])
NO_VALUE = NO_LABEL | {"none", "-", "--", ".", "missing"}

_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?$")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+$")
_DECIMAL_POINT = re.compile(r"[-+]?\d*\.\d")


def number_of(cell: str, decimal: str = ".") -> float | None:
    """The number in a cell, or None; Python's 1_000 and digits of other scripts do not count.

    Args:
        cell: The text of a cell.
        decimal: What stands before the decimals: a point; a comma; or "t": a point, with commas between thousands.

    Example:
        >>> number_of("2.5"), number_of("2,5"), number_of("2,5", ","), number_of("1,250.5", "t")
        (2.5, None, 2.5, 1250.5)
    """
    if "_" in cell or not cell.isascii():
        return None
    if decimal == ",":
        cell = cell.replace(",", ".", 1)
    elif decimal == "t" and _THOUSANDS.match(cell):
        cell = cell.replace(",", "")
    try:
        return float(cell)
    except ValueError:
        return None


def decimal_mark(cells: list[str]) -> str:
    """How the numbers of a table are written: what most of the cells say, for `number_of`."""
    with_comma = [cell for cell in cells if "," in cell]
    if len(with_comma) < 2:
        return "."  # the common case, told quickly
    with_comma = [cell for cell in with_comma if _DECIMAL_COMMA.match(cell) or _THOUSANDS.match(cell)]
    if len(with_comma) < 2:
        return "."
    with_point = sum(_DECIMAL_POINT.match(cell) is not None for cell in cells)
    if all(_THOUSANDS.match(cell) for cell in with_comma):
        return "t"
    return "," if len(with_comma) > with_point else "."
