"""A lesson's still: an SVG that stands alone, with every run where it ends, and no answer before it is asked for."""

import struct
import zlib
from base64 import b64decode
from math import hypot
from xml.etree import ElementTree

import numpy as np
import pytest

from landscape.baked import baked
from landscape.catalogue import EXPERIMENTS
from landscape.figures.bands import STRENGTHS, TINTS, ground_png, line_strength, sampled
from landscape.figures.marks import APART, OUTLINES, spread
from landscape.figures.still import RADIUS, round_ticks, still
from landscape.viewer.colors import BANDS, Coloring
from landscape.viewer.finding import PackedFinding
from landscape.viewer.packing import pack, unpack
from landscape.viewer.theme import GROUND, LIGHT, SYMBOLS
from landscape.words.lesson_text import lesson_text

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = [slug for slug in EXPERIMENTS.names if baked(slug)]
EVERY = [(slug, shown) for slug in EXPERIMENTS.names for shown in baked(slug).values()]


def drawn(slug, shown, **options):
    return ElementTree.fromstring(still(shown, lesson_text(slug), **options))


def words(svg):
    return " ".join(text.text for text in svg.iter(f"{SVG}text"))


def first(slug):
    return next(iter(baked(slug).values()))


def with_header(shown, **changes):
    header, arrays = unpack(shown.messages[0])
    del header["arrays"]
    return PackedFinding(
        shown.config, (pack(header | changes, arrays), *shown.messages[1:]), shown.numbers, shown.outcome
    )


def read_png(content):
    """Places in the palette of a PNG as we write it."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(content):
        length, kind = struct.unpack(">I", content[at : at + 4])[0], content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        parts[kind], at = data, at + 12 + length
    columns, rows = struct.unpack(">II", parts[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    return lines[:, 1:], np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "shown"), EVERY, ids=lambda one: getattr(one, "outcome", one))
@pytest.mark.parametrize("answer", [False, True])
def test_every_shipped_finding_can_be_drawn(slug, shown, answer):
    svg, text = drawn(slug, shown, answer=answer), lesson_text(slug)
    assert svg.get("role") == "img"
    assert svg.find(f"{SVG}title").text == text.title
    assert svg.find(f"{SVG}desc").text
    assert words(svg).startswith(text.title)
    pictures = svg.findall(f"{SVG}g[@class='picture']")
    assert len(pictures) == len(shown.messages)
    for picture, message in zip(pictures, shown.messages, strict=True):
        header, _ = unpack(message)
        letters = [mark.get("data-run") for mark in picture.iter(f"{SVG}g") if mark.get("class") == "marker"]
        assert letters == [header["runs"][path["run"]]["letter"] for path in header["paths"]]
    assert float(svg.get("width")) <= 760


@pytest.mark.parametrize("slug", SHIPPED)
def test_a_run_ends_where_its_numbers_say(slug):
    shown = first(slug)
    header, arrays = unpack(shown.messages[0])
    svg = drawn(slug, shown)
    image = svg.find(f".//{SVG}image")
    width, height = (float(image.get(name)) for name in ("width", "height"))
    ends = [dot for dot in svg.iter(f"{SVG}circle") if dot.get("class") == "end"]
    assert len(ends) == len(header["paths"]) * len(shown.messages)
    for dot, path in zip(ends, header["paths"], strict=False):  # those of the first picture come first
        x, y = (float(arrays[f"path_{name}"][path["to"] - 1]) for name in "xy")
        assert float(dot.get("cx")) == pytest.approx((x + 1) / 2 * width, abs=0.1)
        assert float(dot.get("cy")) == pytest.approx((1 - y) / 2 * height, abs=0.1)


@pytest.mark.parametrize("slug", SHIPPED)
def test_without_the_answer_nothing_tells_it(slug):
    shown, text = first(slug), lesson_text(slug)
    plain, told = still(shown, text), still(shown, text, answer=True)
    marks = [g for g in ElementTree.fromstring(plain).iter(f"{SVG}g") if g.get("class") == "marker"]
    has_runs = bool(unpack(shown.messages[0])[0]["runs"])
    fills = {shape.get("fill") for mark in marks for shape in mark if shape.tag != f"{SVG}text"}
    assert fills == ({LIGHT.ink} if has_runs else set())
    assert LIGHT.intended not in plain
    happened = text.fill("happened", shown.numbers).split()
    assert " ".join(happened) not in ElementTree.fromstring(plain).find(f"{SVG}desc").text
    assert " ".join(happened) in ElementTree.fromstring(told).find(f"{SVG}desc").text
    header, _ = unpack(shown.messages[0])
    without = with_header(shown, color=None, runs=[run | {"rule": None} for run in header["runs"]])
    assert still(without, text) == plain


def test_the_proxy_rule_is_hatched():
    shown = first("points")
    rules = {run["letter"]: run["rule"] for run in unpack(shown.messages[0])[0]["runs"]}
    svg = drawn("points", shown, answer=True)
    for mark in svg.iter(f"{SVG}g"):
        if mark.get("class") == "marker":
            fills = [shape.get("fill") for shape in mark if shape.tag != f"{SVG}text"]
            rule = rules[mark.get("data-run")]
            assert fills == (["url(#hatch)", LIGHT.proxy] if rule == "proxy" else [LIGHT.intended])


def test_hostile_words_stay_words():
    shown = with_header(first("points"), axes=["<script>alert(1)</script>", 'a"b&c'])
    svg = drawn("points", shown)
    assert svg.find(f".//{SVG}script") is None
    assert "<script>alert(1)</script>" in words(svg)


def test_two_pictures_stand_side_by_side():
    shown = first("paths")
    double = PackedFinding(shown.config, shown.messages * 2, shown.numbers, shown.outcome)
    text = lesson_text("paths")
    text.sections.setdefault("picture 2", "The second picture")
    try:
        images = list(drawn("paths", double).iter(f"{SVG}image"))
    finally:
        text.sections.pop("picture 2")
    left, right = ([float(image.get(name)) for name in ("x", "y", "width", "height")] for image in images)
    assert left[1:] == right[1:]
    assert left[0] + left[2] < right[0]
    assert right[0] + right[2] <= 760


def test_the_ground_of_a_slope_has_twelve_bands_from_left_to_right():
    z = np.tile(np.linspace(0, 1, 13), (5, 1))
    places, palette = read_png(ground_png(z, Coloring(z, GROUND, by_height=True), (120, 10), 1, LIGHT))
    bands = places[5] // STRENGTHS
    assert sorted(set(bands)) == list(range(BANDS))
    assert np.all(np.diff(bands.astype(int)) >= 0)
    assert np.abs(np.bincount(bands) - 10).max() <= 1
    assert palette[0].tolist() != palette[STRENGTHS * (BANDS - 1)].tolist()


def test_hatching_holes_and_lines_of_the_ground():
    z = np.tile(np.linspace(0, 1, 31), (31, 1))
    share = np.where(z < 0.5, 0.0, 1.0)
    share[:2, -2:] = np.nan
    places, _ = read_png(ground_png(z, Coloring(share, GROUND, by_rule=True), (62, 62), 2, LIGHT))
    bands = places // STRENGTHS
    left, right = bands[:, :55], bands[:, 70:]
    assert set(np.unique(left)) == {0, TINTS}
    assert set(np.unique(right)) == {TINTS - 1, 2 * TINTS}
    assert right[-1, -1] == 2 * TINTS
    assert (places % STRENGTHS).max() == STRENGTHS - 1


def test_values_between_nodes_are_bilinear_and_the_top_row_is_the_last():
    field = np.array([[0.0, 1.0], [2.0, 3.0]])
    np.testing.assert_allclose(sampled(field, 2, 2), [[1.75, 2.25], [0.75, 1.25]])


def test_flat_ground_has_no_line():
    assert line_strength(np.full((4, 4), 0.5), 2.0).max() == 0


@pytest.mark.parametrize(
    "ends",
    [[(100, 100)], [(100, 100)] * 8, [(2, 2), (3, 2), (298, 198)], [(50 + 40 * i, 100) for i in range(6)]],
    ids=["one", "all on one spot", "at the rim", "far apart"],
)
def test_markers_do_not_cover_each_other_and_stay_on_the_map(ends):
    places = spread([(float(x), float(y)) for x, y in ends], RADIUS, 300, 200)
    assert all(0 < x < 300 and 0 < y < 200 for x, y in places)
    gaps = [hypot(x - p, y - q) for i, (x, y) in enumerate(places) for p, q in places[:i]]
    assert not gaps or min(gaps) > 0.95 * APART * RADIUS
    if len(ends) in (1, 6):
        assert places == ends


def test_every_symbol_has_a_shape():
    assert {*OUTLINES, "circle"} == set(SYMBOLS)


@pytest.mark.parametrize(("center", "half"), [(0, 1), (-0.5, 3.1), (100, 0.03), (2.5, 2.45)])
def test_ticks_are_on_the_axis(center, half):
    ticks = round_ticks(center, half)
    assert 2 <= len(ticks) <= 5
    assert all(center - half - 1e-9 <= tick <= center + half + 1e-9 for tick in ticks)


def test_the_image_is_the_ground():
    image = drawn("points", first("points")).find(f".//{SVG}image").get("href")
    places, _ = read_png(b64decode(image.removeprefix("data:image/png;base64,")))
    assert set(np.unique(places // STRENGTHS)) <= set(range(BANDS))
