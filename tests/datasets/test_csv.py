"""Your own CSV: what is read exactly, and what is refused in one clear sentence."""

import hashlib
import re
import threading

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from landscape.datasets import csv
from landscape.datasets.csv import Reading, Table, make, read, remember
from landscape.datasets.tables.numbers import NO_LABEL, number_of
from landscape.errors import DataError
from landscape.inputs.config import DataConfig

SOME = 24


def good_lines(n=SOME, n_features=2, n_classes=2):
    return [",".join([str(i + j / 10) for j in range(n_features)] + [f"c{i % n_classes}"]) for i in range(n)]


def file_of(lines, end="\n"):
    return (end.join(lines) + end).encode()


def with_line(number, text, **more):
    """A good file with one of its lines (counted from 1) replaced."""
    lines = good_lines(**more)
    lines[number - 1] = text
    return file_of(lines)


def check_table(table, content):
    n, d = table.inputs.shape
    assert n >= 20
    assert 1 <= d == len(table.feature_names) <= 64
    assert table.inputs.dtype == np.float64
    assert np.isfinite(table.inputs.astype(np.float32)).all()
    assert table.targets.shape == (n,)
    if table.class_names:
        assert table.targets.dtype == np.int64
        assert 2 <= len(table.class_names) <= 10
        assert set(table.targets.tolist()) == set(range(len(table.class_names)))
    else:
        assert np.isfinite(table.targets.astype(np.float32)).all()
    for names in (table.feature_names, table.class_names):
        assert len(set(names)) == len(names)
        assert all(name.isprintable() and len(name) < 60 for name in names)
    assert not table.inputs.flags.writeable
    assert not table.targets.flags.writeable
    assert re.fullmatch("[0-9a-f]{16}", table.digest)
    if len(table.said) == 2 and "last one" in table.said[1] and table.class_names:
        assert table.digest == hashlib.sha256(content).hexdigest()[:16]
    assert all(sentence.isprintable() and sentence.endswith(".") for sentence in table.said)
    assert len(table.column_names) == len(table.preview[0])
    assert read(content, reading=table.reading).digest == table.digest


def check_message(error):
    text = str(error)
    assert text.isprintable()  # so there is no line break either
    assert 10 < len(text) < 300
    assert text.endswith(".")


def read_or_refuse(content, name="file"):
    """The table, checked, or the message of the refusal, checked; anything else is a failure."""
    try:
        table = read(content, name)
    except DataError as error:
        check_message(error)
        return str(error)
    check_table(table, content)
    return table


# What is read.


def test_a_plain_file_without_header():
    content = file_of(good_lines())
    table = read(content)
    check_table(table, content)
    assert table.feature_names == ("column 1", "column 2")
    assert table.class_names == ("c0", "c1")
    np.testing.assert_array_equal(table.inputs, [[i, i + 0.1] for i in range(SOME)])
    np.testing.assert_array_equal(table.targets, np.arange(SOME) % 2)


def test_a_header_is_found_and_its_names_are_made_different():
    table = read(file_of(["x,,x,x (2),column 5,x\t2,x,kind", *good_lines(n_features=7)]))
    assert table.feature_names == ("x", "column 2", "x (2)", "x (2) (2)", "column 5", "x?2", "x (3)")
    assert len(table.inputs) == SOME


def test_a_header_may_begin_with_an_empty_cell_as_pandas_writes_it():
    table = read(file_of([",length,kind", *good_lines()]))
    assert table.feature_names == ("column 1", "length")


def test_a_numeric_first_row_with_a_word_as_class_is_no_header():
    assert len(read(file_of(good_lines())).inputs) == SOME


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("header", [(), ("one,two,class",)])
def test_semicolons_and_tabs(mark, header):
    lines = [line.replace(",", mark) for line in (*header, *good_lines())]
    table = read(file_of(lines))
    np.testing.assert_array_equal(table.inputs, read(file_of(good_lines())).inputs)


def test_a_comma_inside_quotes_does_not_hide_the_semicolons():
    table = read(file_of(['"length, in mm";width;kind', *(line.replace(",", ";") for line in good_lines())]))
    assert table.feature_names == ("length, in mm", "width")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks(end, mark):
    table = read(mark + file_of(["a,b,kind", *good_lines()], end))
    assert table.feature_names == ("a", "b")
    np.testing.assert_array_equal(table.inputs, read(file_of(good_lines())).inputs)


def test_blank_lines_and_spaces_are_skipped():
    lines = ["", "  ", " a , b , kind ", "", *(line.replace(",", " , ") for line in good_lines()), ",,", "", " "]
    table = read(file_of(lines))
    assert table.feature_names == ("a", "b")
    assert table.class_names == ("c0", "c1")
    assert len(table.inputs) == SOME


def test_quotes_may_follow_a_space_after_the_comma():
    table = read(with_line(3, '7, "8", "c, the ""second"""'))
    np.testing.assert_array_equal(table.inputs[2], [7, 8])
    assert table.class_names[table.targets[2]] == 'c, the "second"'


def test_classes_that_are_numbers_stand_in_order_of_size():
    lines = [f"{i},{(10, 9, -1, 2.5)[i % 4]}" for i in range(SOME)]
    assert read(file_of(lines)).class_names == ("-1", "2.5", "9", "10")


def test_classes_that_look_alike_once_printable_keep_different_names():
    lines = [f"{i},{('a' + chr(1), 'a' + chr(2))[i % 2]}" for i in range(SOME)]
    assert read(file_of(lines)).class_names == ("a?", "a? (2)")


def test_a_class_with_one_example_is_fine():
    table = read(with_line(9, "1,2,rare"))
    assert np.bincount(table.targets).tolist() == [11, 12, 1]
    data = make(DataConfig("csv", n_train=8, file=remember(table)))
    assert 2 in data.train_targets


def test_the_limits_themselves_are_allowed():
    assert read(file_of(good_lines(n=20))).inputs.shape == (20, 2)
    assert read(file_of(good_lines(n=20_000, n_features=1))).inputs.shape == (20_000, 1)
    assert read(file_of(good_lines(n_features=64))).inputs.shape == (SOME, 64)
    assert len(read(file_of(good_lines(n_classes=10))).class_names) == 10
    table = read(with_line(1, f"{np.finfo(np.float32).max},-3.4e38,c0"))
    assert np.isfinite(table.inputs.astype(np.float32)).all()


# What is refused.

REFUSED = [
    ("empty", b"", r"^file is empty; "),
    ("blank", b" \n\r\n\t\n", r"^file is empty; "),
    ("only a mark", b"\xef\xbb\xbf", r"^file is empty; "),
    ("too large", b"1,2,a\n" * 900_000, r"^file is larger than 5 MB; "),
    ("utf-16 unmarked", "\n".join(good_lines()).encode("utf-16-le"), r"^file, line 1 has a zero byte"),
    ("utf-16, broken", b"\xff\xfea", r"^file is broken UTF-16 text; "),
    ("workbook", b"PK\x03\x04" + bytes(99), r"^file is a workbook or an archive; "),
    (
        "bom, latin-1",
        b"\xef\xbb\xbf" + file_of(good_lines()) + b"\xff",
        r"^file, row 25 has 1 column where row 1 has 3",
    ),
    ("zero byte", with_line(5, "1,\0,c0"), r"^file, line 5 has a zero byte"),
    ("short row", with_line(7, "1,c0"), r"^file, row 7 has 2 columns where row 1 has 3\.$"),
    ("one cell", with_line(7, "c0"), r"^file, row 7 has 1 column where row 1 has 3\.$"),
    ("long row", with_line(7, "1,2,3,c0"), r"^file, row 7 has 4 columns where row 1 has 3\.$"),
    ("after blanks", b"\n\n" + with_line(7, "1,c0"), r"^file, row 9 has 2 columns where row 3 has 3\.$"),
    ("word", with_line(7, "1,many,c0"), r'^file, row 7, column 2 is not a number but "many"\.$'),
    ("named", file_of(["a,width,b", *good_lines(), "1,x,c0"]), r'^file, row 26, column 2 \("width"\) is not a number'),
    ("two wrong", with_line(7, "one,two,c0"), r'^file, row 7, column 1 is not a number but "one"'),
    ("python only", with_line(7, "1_000,2,c0"), r'^file, row 7, column 1 is not a number but "1_000"'),
    ("other script", with_line(7, "1,٣,c0"), r'^file, row 7, column 2 is not a number but "٣"'),
    ("decimal comma", with_line(7, '1,"2,5",c0'), r'is not a number but "2,5"; write decimals with a point\.$'),
    ("long word", with_line(7, f"1,{'x' * 500},c0"), r'column 2 is not a number but "x{37}\.\.\."\.$'),
    ("odd word", with_line(7, '1,"a\nb\x1b[31m",c0'), r'column 2 is not a number but "a\?b\?\[31m"\.$'),
    ("missing", with_line(7, "1,,c0", n=20), r"^file has 19 examples left; at least 20 are needed\.$"),
    ("no class", with_line(7, "1,2,", n=20), r"^file has 19 examples left; at least 20 are needed\.$"),
    ("inf", with_line(7, "-Infinity,2,c0"), r'^file, row 7, column 1 is "-Infinity", which is not a finite number; '),
    ("huge", with_line(7, "1,4e38,c0"), r'^file, row 7, column 2 is "4e38", which is too large for float32; '),
    ("endless", with_line(7, "1,-1e999,c0"), r'^file, row 7, column 2 is "-1e999", which is too large for float32; '),
    ("one column", file_of([str(i) for i in range(30)]), r"^file, row 1 has only one column; "),
    (
        "65 features",
        file_of(good_lines(n_features=65)),
        r"^file has 65 features, indicators of text included; at most 64 are",
    ),
    ("header only", b"a,b,kind\n", r"^file has 0 examples; at least 20 are needed\.$"),
    ("one row", b"1,2,a", r"^file has 1 example; at least 20 are needed\.$"),
    ("19 rows", file_of(["a,b,kind", *good_lines(n=19)]), r"^file has 19 examples; at least 20 are needed\.$"),
    ("20001 rows", file_of(good_lines(n=20_001)), r"^file has more than 20000 examples \(row 20001\); "),
    ("one class", file_of(good_lines(n_classes=1)), r'^file has only one class, "c0", in column 3; '),
    (
        "11 classes",
        file_of(good_lines(n_classes=11)),
        r"has 11 different classes in column 3; at most 10 .*choose another column\.$",
    ),
    ("open quote", with_line(7, '1,"2,c0'), r"^file, row 7 cannot be cut into cells: a quote is not closed"),
    ("open, last", file_of([*good_lines(), '1,2,"c0']), r"^file, row 25 cannot be cut into cells: a quote is not"),
    ("after quote", with_line(7, '1,"2"3,c0'), r"^file, row 7 cannot be cut into cells: .*text follows a closing"),
    ("endless cell", with_line(7, f"1,{'2' * 140_000},c0"), r"^file, row 7 cannot be cut into cells: .*is endless"),
]


@pytest.mark.parametrize(("content", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refusals(content, message):
    with pytest.raises(DataError, match=message) as caught:
        read(content)
    check_message(caught.value)


def test_a_row_after_a_cell_of_several_lines_is_named_by_its_line():
    lines = good_lines()
    lines[2] = '1,2,"c\n\n0"'  # lines 3 to 5
    lines[9] = "1,c0"
    with pytest.raises(DataError, match=r"^file, row 12 has 2 columns"):
        read(file_of(lines))


def test_the_file_is_called_by_its_name_made_harmless():
    with pytest.raises(DataError, match=r"^my\?data\.csv is empty"):
        read(b"", "my\ndata.csv")
    with pytest.raises(DataError, match=r"^x{37}\.\.\. is empty"):
        read(b"", "x" * 1000)
    with pytest.raises(DataError, match=r"^file is empty"):
        read(b"", "")


def test_the_longest_message_is_still_short():
    header = ",".join(["é" * 900, "b", "kind"])
    message = read_or_refuse(file_of([header, *good_lines(), f"{'z' * 900},2,c0"]), "n" * 900)
    assert "row 26, column 1" in message


# What is remembered.


def test_without_a_file_the_reader_is_asked_to_choose_one():
    with pytest.raises(DataError, match=r"^Choose a CSV file first: "):
        make(DataConfig("csv"))


def test_a_link_to_an_unknown_file_says_so():
    with pytest.raises(DataError, match=r"not here \(fingerprint 0123456789abcdef\); choose the same file again"):
        make(DataConfig("csv", file="0123456789abcdef"))


def test_the_same_file_has_the_same_digest_and_another_one_another():
    one, two = file_of(good_lines()), file_of(good_lines(n=25))
    assert remember(read(one, "a.csv")) == remember(read(one, "b.csv")) == hashlib.sha256(one).hexdigest()[:16]
    assert read(two).digest != read(one).digest


def small_table(digest):
    return Table(np.arange(20.0)[:, None], np.arange(20) % 2, ("x",), ("a", "b"), digest)


@pytest.fixture
def empty_store(monkeypatch):
    monkeypatch.setattr(csv, "_tables", type(csv._tables)())


@pytest.mark.usefixtures("empty_store")
def test_the_least_recently_used_table_is_dropped():
    digests = [f"{i:016x}" for i in range(33)]
    for digest in digests[:32]:
        remember(small_table(digest))
    make(DataConfig("csv", file=digests[0]))  # used again, as is number 1, so number 2 is now the oldest
    remember(small_table(digests[1]))
    remember(small_table(digests[32]))
    with pytest.raises(DataError, match="is not here"):
        make(DataConfig("csv", file=digests[2]))
    for digest in (*digests[:2], *digests[3:]):
        assert make(DataConfig("csv", file=digest)).feature_names == ("x",)


@pytest.mark.usefixtures("empty_store")
def test_many_threads_may_remember_at_once():
    failures = []

    def work(start):
        try:
            for i in range(60):
                digest = remember(small_table(f"{(start + i) % 64:016x}"))
                try:
                    make(DataConfig("csv", file=digest, n_train=8))
                except DataError as error:  # dropped in between by the other threads
                    assert "is not here" in str(error)  # noqa: PT017
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(16 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(csv._tables) == 32


def test_make_gives_the_rows_of_the_file_standardised():
    rng = np.random.default_rng(0)
    lines = [f"{rng.normal(50, 7):.4f},0.1,{rng.integers(3)}" for _ in range(300)]
    table = read(file_of(["size,fixed,kind", *lines]))
    data = make(DataConfig("csv", n_train=100, file=remember(table)))
    assert data.title == "Your own CSV"
    assert data.class_names == ("0", "1", "2")
    assert data.feature_names == ("size", "fixed")
    assert [len(data.train_targets), len(data.test_targets), len(data.probe_targets)] == [100, 60, 60]
    np.testing.assert_allclose(data.train_inputs[:, 0].mean(), 0, atol=1e-6)
    np.testing.assert_allclose(data.train_inputs[:, 0].std(), 1, atol=1e-6)
    assert not data.train_inputs[:, 1].any()
    assert not data.test_inputs[:, 1].any()


def test_a_file_whose_inputs_are_all_equal_is_refused_in_a_sentence():
    table = read(file_of([f"1,2,{i % 2}" for i in range(30)]))
    with pytest.raises(DataError, match=r"^Your own CSV needs at least 3 examples with different inputs"):
        make(DataConfig("csv", file=remember(table)))


def test_the_truth_table_of_xor_repeated_still_gives_three_parts():
    table = read(file_of([f"{a},{b},{a ^ b}" for a in (0, 1) for b in (0, 1)] * 10))
    for seed in range(5):
        data = make(DataConfig("csv", n_train=8, seed=seed, file=remember(table)))
        assert set(data.train_targets.tolist()) == {0, 1}
        assert len(data.test_targets) == len(data.probe_targets) == 10


# Properties.

quick = settings(max_examples=100, deadline=None)
finite = st.floats(width=32, allow_nan=False, allow_infinity=False)
word = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


def as_class(label):
    number = number_of(label.strip())
    return label.strip().casefold() if number is None else str(number)


def is_label(text):
    return text.strip().lower() not in NO_LABEL


@st.composite
def tables(draw, min_rows=20, max_rows=26):
    """(header or None, numbers (n, d), labels) of a file that must be accepted."""
    n, d = draw(st.integers(min_rows, max_rows)), draw(st.integers(1, 4))
    pool = draw(st.lists(finite, min_size=5, max_size=9))  # few numbers, used over and over: faster to draw
    numbers = [[pool[(i * d + j * j) % len(pool)] for j in range(d)] for i in range(n)]
    names = draw(st.lists(word.filter(is_label), min_size=2, max_size=5, unique_by=as_class))
    labels = [names[i % len(names)] for i in range(n)]
    header = None
    if draw(st.booleans()):
        header = draw(st.lists(word, min_size=d + 1, max_size=d + 1))
        header[0] = "x" + header[0]
    return header, numbers, labels


def written(table, mark=",", end="\n"):
    header, numbers, labels = table
    rows = [[*(repr(v) for v in row), label] for row, label in zip(numbers, labels, strict=True)]
    rows = rows if header is None else [header, *rows]
    return "".join(mark.join(quoted(cell) for cell in row) + end for row in rows)


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',;\t"\r\n') else cell


@quick
@given(tables(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_good_table_comes_back_as_it_was(table, mark, end, has_mark):
    header, numbers, labels = table
    text = written(table, mark, end)
    first_line = re.split(r"[\r\n]", re.sub(r'"[^"]*"', "", text), maxsplit=1)[0]
    assume(mark == "," or "," not in first_line)
    assume(mark != "\t" or ";" not in first_line)
    content = text.encode("utf-8-sig" if has_mark else "utf-8")
    header_row, last = "no" if header is None else "yes", str(len(numbers[0]) + 1)
    result = read(content, reading=Reading(header=header_row, class_column=last, leave_out=(), predict="classes"))
    check_table(result, content)
    np.testing.assert_array_equal(result.inputs, numbers)
    seen = [labels[result.targets.tolist().index(k)].strip() for k in range(len(result.class_names))]
    assert [seen[k] for k in result.targets] == [label.strip() for label in labels]
    for name, label in zip(result.class_names, seen, strict=True):
        if label.isprintable():
            assert name == label or name.startswith(f"{label} (")
    if header is not None:
        for i, (name, cell) in enumerate(zip(result.feature_names, header, strict=False), start=1):
            cell = "".join(c if c.isprintable() else "?" for c in cell.strip()) or f"column {i}"
            assert name == cell or name.startswith(f"{cell} (")


plain_word = st.text(st.sampled_from("abcxyz"), min_size=1, max_size=6)
wrong_cell = st.one_of(
    st.sampled_from(["inf", "-inf", "1e39", "-4e38", "1_0", "1e", "--1", "0x10", "1 2", "½"]),
    plain_word.filter(lambda w: w not in ("inf", "nan")),
)


@quick
@given(tables(), wrong_cell, st.data())
def test_one_wrong_cell_is_named_by_row_and_column(table, wrong, data):
    header, numbers, _ = table
    header = None if header is None else ["x" * (i + 1) for i in range(len(header))]
    n, d = len(numbers), len(numbers[0])
    row = data.draw(st.integers(1 if header is None else 0, n - 1))  # a wrong first row would be a header
    column = data.draw(st.integers(0, d - 1))
    lines = [[*(repr(v) for v in values), f"c{i % 2}"] for i, values in enumerate(numbers)]
    lines[row][column] = wrong
    if header is not None:
        lines.insert(0, header)
        row += 1
    message = read_or_refuse(file_of([",".join(line) for line in lines]), "data.csv")
    place = f"data.csv, row {row + 1}, column {column + 1}"
    if header is not None:
        place += f' ("{header[column]}")'
    assert isinstance(message, str)
    assert message.startswith(place + " is ")
    assert wrong.strip() in message


@quick
@given(tables(), st.data())
def test_one_missing_or_extra_cell_is_named_by_row(table, data):
    _, numbers, _ = table
    lines = [[*(repr(v) for v in values), f"c{i % 2}"] for i, values in enumerate(numbers)]
    row = data.draw(st.integers(1, len(lines) - 1))
    width = len(lines[0])
    if width > 2 and data.draw(st.booleans()):
        del lines[row][0]
    else:
        lines[row].insert(0, "1")
    message = read_or_refuse(file_of([",".join(line) for line in lines]))
    seen = len(lines[row])
    assert message == f"file, row {row + 1} has {seen} columns where row 1 has {width}."


@quick
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(content):
    read_or_refuse(content)


@quick
@given(st.text('01.5,,;\t"\r\n\n ab-e_\ufeff\u2028é\x1b', max_size=120), st.text(max_size=60), st.booleans())
def test_any_text_is_read_or_refused_in_a_sentence(text, name, goes_on):
    content = text + written((None, [[float(i)] for i in range(20)], ["a", "b"] * 10)) if goes_on else text
    read_or_refuse(content.encode(), name)


@quick
@given(tables(), st.data())
def test_a_good_file_with_bytes_changed_is_read_or_refused_in_a_sentence(table, data):
    content = bytearray(written(table).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    result = read_or_refuse(bytes(content))
    if isinstance(result, Table):
        try:
            data_set = make(DataConfig("csv", n_train=8, file=remember(result)))
        except DataError as error:
            check_message(error)
        else:
            assert np.isfinite(data_set.test_inputs).all()
