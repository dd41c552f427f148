"""From the bytes of a file to its rows of cells: encoding, lines before the table, separator."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

from landscape.datasets.tables.numbers import number_of
from landscape.datasets.tables.reading import MAX_BYTES, MAX_COLUMNS, ROW_LIMITS, count, one_line
from landscape.errors import DataError

SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas", " ": "spaces"}
SAMPLE = 65_536
SAMPLE_ROWS = 200
MAX_TITLE_LINES = 5
MAX_COMMENTS = 1000

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_BLANK_LINES = re.compile(r"[ \t\r\n]*[\r\n]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_HINT = re.compile(r'"?sep=(.)"?$', re.IGNORECASE)
_GAP = re.compile(r'("[^"]*")|[ \t]+')


@dataclass(slots=True)
class Cells:
    """The rows of a file.

    Attributes:
        rows: The number of the line each starts on, and its cells without outer spaces; all of the same width.
        separator: How one calls what stands between the cells.
        header: The names of the columns, where they stood in a line that cannot be an example.
        said: What was decided, one sentence each.
    """

    rows: list[tuple[int, list[str]]]
    separator: str
    header: list[str] | None = None
    said: list[str] = field(default_factory=list)


def cells_of(content: bytes, file: str) -> Cells:
    """Cuts a file into rows of cells.

    Raises:
        DataError: It is no text, or no table; one sentence names the line.
    """
    text, said = _decode(content, file)
    text, skipped, separator, comments = _after_the_head(text, said)
    if separator is None:
        separator = _separator(text)
    if separator == " ":
        text = "\n".join(_GAP.sub(lambda gap: gap[1] or "\t", line.strip(" \t")) for line in _LINE_END.split(text))
    rows = _rows(text, "\t" if separator == " " else separator, skipped + 1, file)
    found = Cells(rows, SEPARATORS[separator], said=said)
    if not found.rows:
        raise DataError(f"{file} is empty; it must hold a table: a row per example, with a column of classes.")
    width = _usual_width(found.rows)
    _take_title_lines(found, width)
    _take_comment(found, comments, separator, width)
    _check_widths(found.rows, file)
    return found


def _decode(content: bytes, file: str) -> tuple[str, list[str]]:
    """The text of the file without byte order mark, and what was decided about its letters."""
    if len(content) > MAX_BYTES:
        raise DataError(f"{file} is larger than {MAX_BYTES // 2**20} MB; keep fewer rows or columns.")
    if content.startswith(b"PK\x03\x04"):
        raise DataError(f"{file} is a workbook or an archive; save the sheet as 'CSV UTF-8' and choose that file.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            raise DataError(f"{file} is broken UTF-16 text; save it as 'CSV UTF-8' instead.") from None
        content, said = text.encode("utf-8", "replace"), ["The letters are UTF-16."]
    else:
        said = []
    # UTF-16 without a mark is full of zero bytes, and the csv module takes them for text.
    zero = content.find(b"\0")
    if zero >= 0:
        line = len(re.findall(rb"\r\n|\r|\n", content[:zero])) + 1
        raise DataError(f"{file}, line {line} has a zero byte, so it is not plain text; save it as 'CSV UTF-8'.")
    try:
        return content.decode("utf-8-sig"), said
    except UnicodeDecodeError:
        said.append("The letters are not UTF-8: they were read as Latin-1 (Windows-1252).")
        return content.removeprefix(b"\xef\xbb\xbf").decode("cp1252", "replace"), said


def _after_the_head(text: str, said: list[str]) -> tuple[str, int, str | None, list[str]]:
    """The text from the first row of the table on, the lines before it, the separator if one says it, and comments."""
    at, skipped, separator = 0, 0, None
    comments: list[str] = []
    while len(comments) < MAX_COMMENTS:
        blank = _BLANK_LINES.match(text, at)
        if blank is not None:
            at, skipped = blank.end(), skipped + len(_LINE_END.findall(blank[0]))
        line = _LINE.match(text, at)
        if line is None or not line[0]:
            break
        words = line[1].strip()
        hint = _HINT.match(words) if separator is None else None
        if hint is not None and hint[1] in SEPARATORS:
            separator = hint[1]
            said.append(f"The first line says that {SEPARATORS[separator]} separate the cells.")
        elif words.startswith("#"):
            comments.append(words)
        else:
            break
        at, skipped = line.end(), skipped + 1
    return text[at:], skipped, separator, comments


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the most regular cells with the most numbers."""
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, found = 0.0, ","
    for separator in SEPARATORS:
        score = _score(sample, separator)
        if score > best:
            best, found = score, separator
    return found


def _score(sample: str, separator: str) -> float:
    """How well a separator cuts a text: the share of rows of the usual width, and half as much for numbers."""
    if separator not in sample:
        return 0.0
    if separator == " ":
        lines = [line.strip(" \t") for line in _LINE_END.split(sample)[:SAMPLE_ROWS]]
        rows = [_GAP.sub(lambda gap: gap[1] or "\t", line).split("\t") for line in lines if line]
    else:
        rows = []
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    rows.append(cells)
                if len(rows) == SAMPLE_ROWS:
                    break
        except csv.Error:
            pass  # an endless cell: the rows before it decide
    widths = Counter(map(len, rows))
    if not widths:
        return 0.0
    width, n = widths.most_common(1)[0]
    if width < 2 or (separator == " " and n < len(rows) - MAX_TITLE_LINES):
        return 0.0
    cells = [cell.strip() for row in rows if len(row) == width for cell in row[:MAX_COLUMNS]]
    decimal = "." if separator == "," else ",."
    numbers = sum(any(number_of(cell, mark) is not None for mark in decimal) for cell in cells)
    return n / len(rows) * (1 + numbers / len(cells))


def _rows(text: str, separator: str, first: int, file: str) -> list[tuple[int, list[str]]]:
    """The rows with something in them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    at = first
    most = ROW_LIMITS[1] + MAX_TITLE_LINES + 2
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                rows.append((at, cells))
            at = reader.line_num + first
            if len(rows) > most:
                break
    except csv.Error:
        raise DataError(
            f"{file}, row {at} cannot be cut into cells: a quote is not closed, text follows a closing quote, "
            "or a cell is endless; check the quotes from there on."
        ) from None
    return rows


def _usual_width(rows: list[tuple[int, list[str]]]) -> int:
    return Counter(len(cells) for _, cells in rows[:SAMPLE_ROWS]).most_common(1)[0][0]


def _take_title_lines(found: Cells, width: int) -> None:
    """Leaves out lines above the table: a title, or the counts with which scikit-learn begins its tables."""
    rows = found.rows
    for _ in range(MAX_TITLE_LINES):
        if len(rows) < 3:
            return
        line, cells = rows[0]
        if _is_r_header(rows, width):
            body_ends = any(other[-1] for _, other in rows[1:SAMPLE_ROWS])
            found.header = ["", *cells] if body_ends else [*cells, ""]
            if body_ends:
                found.said.append("The header is one name short: the first column holds the names of the rows.")
            del rows[0]
            return
        if not _is_title(cells, rows[1][1], width, len(rows)):
            return
        words = " ".join(filter(None, cells))
        found.said.append(f'Line {line} stands above the table and was left out: "{one_line(words)}".')
        del rows[0]


def _is_r_header(rows: list[tuple[int, list[str]]], width: int) -> bool:
    """Whether the first row names all columns but one, as R writes it, and is not a title above a header."""
    cells, below = rows[0][1], rows[1][1]
    named = len(cells) == width - 1 and all(cell and number_of(cell) is None for cell in cells)
    return named and any(number_of(cell, mark) is not None for cell in below for mark in ".,")


def _is_title(cells: list[str], below: list[str], width: int, n_rows: int) -> bool:
    """Whether the first row is none of the table's: words in too few cells, or the counts of the table."""
    filled = [cell for cell in cells if cell]
    if len(filled) > 1 and all(cell.isascii() and cell.isdigit() for cell in filled[:2]):
        # scikit-learn's files begin with the number of rows, that of features, and the names of the classes.
        return int(filled[0][:9]) in (n_rows - 1, n_rows - 2) and int(filled[1][:9]) in (width - 1, width)
    if any(number_of(cell) is not None for cell in filled):
        return False
    # A sheet pads a title to full width; it is one if the names of the columns stand below it.
    padded = len(filled) == 1 and all(cell and number_of(cell) is None for cell in below)
    return len(cells) != width or padded


def _take_comment(found: Cells, comments: list[str], separator: str, width: int) -> None:
    """The last line that begins with # may be the header."""
    if not comments:
        return
    words = comments[-1].lstrip("# \t")
    if comments[-1].startswith("#" + separator):
        words = comments[-1][1:]
    cells = words.split() if separator == " " else next(csv.reader([words], delimiter=separator), [])
    if found.header is None and len(cells) == width and width > 1:
        found.header = [cell.strip().strip('"') for cell in cells]
        found.said.append("The header is a line that begins with #.")
        comments = comments[:-1]
    if comments:
        found.said.append(f"{count(len(comments), 'line')} of comment (#) above the table left out.")


def _check_widths(rows: list[tuple[int, list[str]]], file: str) -> None:
    first_row, first = rows[0]
    if len(first) == 1:
        raise DataError(
            f"{file}, row {first_row} has only one column; give numbers, then the class, separated by commas."
        )
    if len(first) > MAX_COLUMNS:
        raise DataError(f"{file}, row {first_row} has {len(first)} columns; at most {MAX_COLUMNS} are allowed.")
    for row, cells in rows:
        while len(cells) > len(first) and not cells[-1]:
            cells.pop()
        if len(cells) != len(first):
            raise DataError(
                f"{file}, row {row} has {count(len(cells), 'column')} where row {first_row} has {len(first)}."
            )
