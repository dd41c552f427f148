"""Tables as people have them: each kind is read as what it is, and what was decided is said."""

import numpy as np
import pytest

from landscape.datasets.csv import Reading, make, read, remember
from landscape.errors import DataError
from landscape.inputs.config import DataConfig

N = 48
RNG = np.random.default_rng(7)
SIZE = RNG.normal(4, 1, N).round(2) + 0.003
SPEED = RNG.normal(9, 2, N).round(2) + 0.004
KIND = np.arange(N) * 7 % 2


def lines(*columns, mark=","):
    return [mark.join(map(str, row)) for row in zip(*columns, strict=True)]


def text(*rows, end="\n"):
    return end.join(rows) + end


PLAIN = ["size,speed,kind", *lines(SIZE, SPEED, KIND)]
EARLY = KIND.astype(object)
EARLY[5] = ""


def with_cell(row, column, cell):
    found = [line.split(",") for line in PLAIN]
    found[row][column] = cell
    return text(*(",".join(line) for line in found))


CASES = {
    "plain": (text(*PLAIN), "48 rows and 3 columns between commas, with a header"),
    "numbered by pandas": (text("0,1,2", *PLAIN[1:]), "although it has numbers: 0, 1, 2"),
    "years": (text("2011,2012,kind", *PLAIN[1:]), "although it has numbers: 2011, 2012, kind"),
    "equal numbers": (with_cell(3, 2, f"{KIND[2]}.0"), "are one class, as they are one number"),
    "question mark": (with_cell(4, 0, "?"), "1 row left out for 1 missing cell"),
    "no label": (with_cell(4, 2, "NA"), "1 row without a label left out"),
    "Id first": (text("Id,size,speed,kind", *lines(range(1, N + 1), SIZE, SPEED, KIND)), "it only numbers the rows"),
    "quoted by R": (
        text('"","size","speed","kind"', *lines([f'"{i}"' for i in range(1, N + 1)], SIZE, SPEED, KIND)),
        "Column 1 was left out: it only numbers the rows",
    ),
    "written by R with spaces": (
        text('"size" "speed" "kind"', *lines([f'"{i}"' for i in range(1, N + 1)], SIZE, SPEED, KIND, mark=" ")),
        "The header is one name short",
    ),
    "label first": (text("kind,size,speed", *lines(KIND, SIZE, SPEED)), 'The class is column 1 ("kind"), for its name'),
    "label in the middle": (text("size,kind,speed", *lines(SIZE, KIND, SPEED)), 'The class is column 2 ("kind")'),
    "words in the middle, no names": (
        text(*lines(SIZE, [["no", "yes"][k] for k in KIND], SPEED)),
        "The class is column 2, words of few different values: no (24), yes (24)",
    ),
    "one wild value": (with_cell(9, 1, "-3e11"), 'row 10, column 2 ("speed"), is -3e11'),
    "Latin-1": (text("Größe,Maß,Art", *PLAIN[1:]).encode("latin-1"), "read as Latin-1"),
    "UTF-16": (text(*PLAIN).encode("utf-16"), "UTF-16"),
    "semicolons": (text("size, m;speed, m;kind", *lines(SIZE, SPEED, KIND, mark=";")), "between semicolons"),
    "decimal commas": (
        text("size;speed;kind", *(line.replace(",", ";").replace(".", ",") for line in PLAIN[1:])),
        "Decimals stand after a comma",
    ),
    "hint": (text("sep=|", "size|speed|kind", *lines(SIZE, SPEED, KIND, mark="|")), "bars separate the cells"),
    "spaces": (
        text(*(f"   {a:8.3f} \t {b:8.3f}  {k} " for a, b, k in zip(SIZE, SPEED, KIND, strict=True))),
        "between spaces",
    ),
    "bars": (text("size|speed|kind", *lines(SIZE, SPEED, KIND, mark="|")), "between bars"),
    "comment": (text("# from a shed", "#size,speed,kind", *PLAIN[1:]), "The header is a line that begins with #"),
    "title": (text("Seen in the shed", "", *PLAIN), 'Line 1 stands above the table and was left out: "Seen in the'),
    "title padded": (text("Seen in the shed,,", *PLAIN), "stands above the table"),
    "counts above": (text(f"{N},2,no,yes", *PLAIN[1:]), "stands above the table"),
    "commas at the ends": (
        text("size,speed,kind,", *(line + "," for line in PLAIN[1:])),
        "Column 4 was left out: it is",
    ),
    "thousands": (
        text(*(f'"{1000 + 37 * i:,}",{b},{k}' for i, (b, k) in enumerate(zip(SPEED, KIND, strict=True)))),
        "Commas stand between thousands",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), CASES.values(), ids=CASES)
def test_a_kind_of_table_is_read_and_said(content, sentence):
    table = read(content if isinstance(content, bytes) else content.encode(), "mine.csv")
    assert table.inputs.shape[1] == 2
    assert len(table.class_names) == 2
    assert len(table.inputs) in (N, N - 1)
    assert sentence in " ".join(table.said)
    assert table.said[0].startswith("mine.csv: ")


def test_capitals_are_one_class_unless_chosen_otherwise():
    content = text("size,speed,kind", *lines(SIZE, SPEED, [("no", "yes", "Yes")[i % 3] for i in range(N)])).encode()
    merged, apart = read(content), read(content, reading=Reading(capitals="keep"))
    assert len(merged.class_names) == 2
    assert "differ only in capitals" in " ".join(merged.said)
    assert apart.class_names == ("Yes", "no", "yes")
    assert merged.digest != apart.digest


def test_what_was_guessed_can_be_chosen_otherwise():
    content = CASES["Id first"][0].encode()
    assert read(content).feature_names == ("size", "speed")
    assert read(content, reading=Reading(leave_out=())).feature_names == ("Id", "size", "speed")
    assert read(content, reading=Reading(leave_out=("speed",))).feature_names == ("Id", "size")
    chosen = read(content, reading=Reading(class_column="SPEED"))
    assert chosen.class_names == ()
    assert read(content, reading=Reading(class_column="3")).digest == chosen.digest
    unnamed = read(CASES["numbered by pandas"][0].encode(), reading=Reading(header="no"))
    assert (len(unnamed.inputs), unnamed.class_names) == (N + 1, ("0", "1", "2"))


def test_numbers_are_predicted_and_scaled():
    content = text("size,speed,price", *lines(SIZE, SPEED, 1000 * SIZE + 7 * SPEED)).encode()
    table = read(content)
    assert 'The numbers to predict stand in column 3 ("price")' in table.said[1]
    data = make(DataConfig("csv", n_train=24, file=remember(table)))
    assert data.task == "regression"
    np.testing.assert_allclose([data.train_targets.mean(), data.train_targets.std()], [0, 1], atol=1e-5)
    assert any("0 stands for" in note for note in data.notes)
    with pytest.raises(DataError, match=r'48 different classes in column 3 \("price"\)'):
        read(content, reading=Reading(predict="classes"))
    assert read(text(*PLAIN).encode(), reading=Reading(predict="numbers")).class_names == ()


def test_missing_cells_are_filled_or_their_rows_left_out():
    content = with_cell(4, 0, "?").encode()
    assert len(read(content).inputs) == N - 1
    filled = read(content, reading=Reading(missing="median"))
    np.testing.assert_allclose(filled.inputs[3, 0], np.median(np.delete(SIZE, 3)))
    assert "1 missing cell in 1 row filled" in " ".join(filled.said)
    half = text("size,speed,kind", *lines([a if i % 2 else "" for i, a in enumerate(SIZE)], SPEED, KIND)).encode()
    assert len(read(half).inputs) == N  # too many rows to leave out


def test_a_column_with_numbers_only_where_there_is_no_label_is_filled_with_zeros():
    kinds = ["" if i < 3 else k for i, k in enumerate(KIND)]
    once = [7 if i < 3 else "" for i in range(N)]
    table = read(text("size,once,kind", *lines(SIZE, once, kinds)).encode())
    assert table.inputs.shape == (N - 3, 2)
    assert not table.inputs[:, 1].any()


def test_a_wild_value_can_be_pulled_in_or_left_out():
    content = CASES["one wild value"][0].encode()
    assert read(content).inputs.min() == -3e11
    pulled = read(content, reading=Reading(wild="robust"))
    assert pulled.inputs.shape == (N, 2)
    assert -60 < pulled.inputs.min() < 0
    assert len(read(content, reading=Reading(wild="row")).inputs) == N - 1


def test_text_becomes_indicators_or_is_left_out():
    colours = [("red", "blue", "green")[i % 3] for i in range(N)]
    names = [f"plant {i * 13 % N} of the shed" for i in range(N)]
    wet = [("True", "False")[i % 5 == 0] for i in range(N)]
    table = read(text("name,colour,wet,size,kind", *lines(names, colours, wet, SIZE, KIND)).encode())
    assert table.feature_names == ("colour = blue", "colour = green", "colour = red", "wet = True", "size")
    np.testing.assert_array_equal(table.inputs[:, :3].sum(axis=1), 1)
    said = " ".join(table.said)
    assert 'Column 2 ("colour") is text and became 3 indicators (0 or 1): blue, green, red.' in said
    assert 'Column 1 ("name") was left out: it is text with 48 different values.' in said


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"colour": "red"}, r"There is no choice called 'colour'; choices: class_column, "),
        ({"missing": "mean"}, r"missing must be one of auto, row, median; got 'mean'"),
        ({"class_column": "9"}, r"file has no column called '9'; its columns: size, speed, kind\."),
        ({"leave_out": "weight"}, r"file has no column called 'weight'"),
        ({"leave_out": ["size", "speed"]}, r"file has no column left to learn from"),
    ],
)
def test_choices_that_cannot_be(choices, sentence):
    with pytest.raises(DataError, match=sentence):
        read(text(*PLAIN).encode(), reading=Reading.of(**choices))


def test_a_plain_table_keeps_the_fingerprint_of_its_file_and_a_decided_one_has_its_own():
    import hashlib

    content = text(*PLAIN).encode()
    plain = hashlib.sha256(content).hexdigest()[:16]
    assert read(content).digest == plain
    assert read(content, reading=Reading(class_column="kind", header="yes", leave_out=())).digest == plain
    others = [Reading(class_column="size"), Reading(leave_out=("size",)), Reading(predict="numbers")]
    assert len({plain, *(read(content, reading=one).digest for one in others)}) == 4
