"""QR codes: the modules of the standard, dark on white, with a quiet zone and a title."""

import re
from xml.etree import ElementTree

import pytest
import segno

from landscape.errors import ConfigError
from landscape.ui.server.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"


def modules(svg):
    """The dark modules as (row, column), read off the path; the quiet zone counted."""
    path = ElementTree.fromstring(svg).findall(f"{SVG}path")[1].get("d")
    x, y, dark = 0.0, 0.0, set()
    for kind, right, down, length in re.findall(r"([Mm])(-?[\d.]+) (-?[\d.]+)h(\d+)", path):
        x, y = (float(right), float(down)) if kind == "M" else (x + float(right), y + float(down))
        dark |= {(int(y), int(x) + i) for i in range(int(length))}
        x += int(length)
    return dark


@pytest.mark.parametrize("text", ["a", "http://localhost:8501/lab?v=1&data=moons", "ä–☂", "x" * 1000])
def test_the_modules_of_the_code(text):
    expected = segno.make(text, error="M", micro=False, boost_error=False)
    dark = {(i + 4, j + 4) for i, row in enumerate(expected.matrix) for j, on in enumerate(row) if on}
    assert modules(qr_svg(text)) == dark


def test_colours_size_and_title():
    svg = ElementTree.fromstring(qr_svg("some text"))
    side = 21 + 2 * 4
    assert svg.get("viewBox") == f"0 0 {side} {side}"
    assert svg.get("role") == "img"
    assert svg.get("width") is None
    assert svg.find(f"{SVG}title").text == "QR code with the link of this scene"
    light, dark = svg.findall(f"{SVG}path")
    assert light.get("fill") == "#fff"
    assert light.get("d") == f"M0 0h{side}v{side}h-{side}z"
    assert dark.get("stroke") == "#16181b"


def test_level_l_where_m_has_no_room():
    longest_m, longest_l = 2331, 2953  # bytes in version 40, ISO/IEC 18004
    assert modules(qr_svg("a" * longest_m)) != modules(qr_svg("a" * (longest_m + 1)))
    ElementTree.fromstring(qr_svg("a" * longest_l))
    with pytest.raises(ConfigError, match="The link has 2,954 characters, too many for a QR code; use fewer seeds"):
        qr_svg("a" * (longest_l + 1))


def test_the_text_cannot_become_part_of_the_picture():
    assert "<script" not in qr_svg("<script>alert(1)</script>")
