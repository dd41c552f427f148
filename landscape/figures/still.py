"""A lesson's picture as one SVG that stands alone: for print, for slides, and inside the snippet for other pages."""

from base64 import b64encode
from dataclasses import dataclass
from math import ceil, floor, log10
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from landscape.figures.bands import ground_png
from landscape.figures.marks import Point, draw_marker, spread, written
from landscape.viewer.colors import BANDS, Coloring, band_colors, coloring_of, css
from landscape.viewer.finding import PackedFinding
from landscape.viewer.header import Header
from landscape.viewer.packed_scene import PackedScene, unpacked
from landscape.viewer.paths import Path
from landscape.viewer.theme import CASING, FONT, LIGHT, PATH
from landscape.words.lesson_text import LessonText

SERIF = '"Source Serif", "Source Serif 4", Georgia, serif'
WIDTH, MARGIN, LEFT = 760, 24, 56  # LEFT: room for the titles and numbers of an axis
GAP, HIGH, HIGH_OF_TWO = 20, 430, 300
RADIUS, PIXELS = 11, 2.5
TEXT = 14
LETTER = 0.5  # mean width of a letter in its height: sentences are broken without measuring them
HATCH = "url(#hatch)"
BESIDE = {"proxy": "by the proxy rule", "intended": "by the intended rule"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a map lies in the drawing, in its units."""

    left: float
    top: float
    width: float
    height: float

    def point(self, x: float, y: float) -> Point:
        """From figure coordinates in [-1, 1], y upwards."""
        return self.left + (x + 1) / 2 * self.width, self.top + (1 - y) / 2 * self.height


def still(shown: PackedFinding, text: LessonText, *, answer: bool = False) -> str:
    """Draws a finding: the map with its runs, its key, and how true it is.

    Args:
        shown: The finding; two pictures stand side by side.
        text: The lesson's words.
        answer: Whether to show what the bet is about: the rules' colours, and one sentence of what happened.

    Returns:
        A whole SVG document in the light theme, with a title and a description for screen readers.
    """
    pictures = [unpacked(message) for message in shown.messages]
    drawn = [picture for picture in pictures if picture.has_surface]
    svg, words = _document(text.title), text.panel(shown.numbers)
    y = _paragraph(svg, text.title, MARGIN + 14, size=24, fill=LIGHT.ink, weight="600", family=SERIF)
    top, high = y + 12, HIGH if len(drawn) < 2 else HIGH_OF_TWO
    wide = (WIDTH - 2 * MARGIN - GAP * (len(drawn) - 1)) / max(1, len(drawn))
    for i, picture in enumerate(drawn):
        left = MARGIN + i * (wide + GAP)
        _words(svg, text.fill(f"picture {i + 1}", shown.numbers), (left, top), size=16, fill=LIGHT.ink, weight="600")
        place = Place(left + LEFT, top + 14, wide - LEFT, high)
        _picture(svg, picture, place, answer)
    y = top + high + 76
    if drawn:
        _keys(svg, drawn[0], words, y, answer)
    y += 26
    header = pictures[0].header
    badge = f"{header['words']['lead']} {header['words']['badge']}".strip()
    happened = text.fill("happened", shown.numbers) if answer else ""
    for sentence, fill, size in ((happened, LIGHT.ink, 16), (badge, LIGHT.soft, TEXT)):
        y = _paragraph(svg, sentence, y, size=size, fill=fill) if sentence else y
    svg[1].text = _description(header, happened, badge)
    _finish(svg, y)
    return tostring(svg, encoding="unicode")


def _document(title: str) -> Element:
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "t d"})
    svg.set("font-family", FONT)
    SubElement(svg, "title", {"id": "t"}).text = title
    SubElement(svg, "desc", {"id": "d"})
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": LIGHT.bg})
    stripes = {"id": "hatch", "width": "6.5", "height": "6.5", "patternUnits": "userSpaceOnUse"}
    hatch = SubElement(SubElement(svg, "defs"), "pattern", stripes | {"patternTransform": "rotate(45)"})
    SubElement(hatch, "rect", {"width": "6.5", "height": "6.5", "fill": LIGHT.proxy})
    SubElement(hatch, "rect", {"width": "2.5", "height": "6.5", "fill": "#DEB99A"})
    return svg


def _finish(svg: Element, y: float) -> None:
    """The height is known last: sentences are of different lengths."""
    high = round(y + MARGIN - 12)
    svg.set("viewBox", f"0 0 {WIDTH} {high}")
    svg.set("width", str(WIDTH))
    svg.set("height", str(high))


def _words(parent: Element, text: str, at: Point, *, size: int = TEXT, fill: str = LIGHT.soft, **more: str) -> Element:
    """One line of text; `anchor`, `weight`, `family` and `turn` as in SVG."""
    names = {"anchor": "text-anchor", "weight": "font-weight", "family": "font-family", "turn": "transform"}
    place = {"x": written(at[0]), "y": written(at[1]), "font-size": str(size), "fill": fill}
    line = SubElement(parent, "text", place | {names[name]: value for name, value in more.items()})
    line.text = text
    return line


def _paragraph(svg: Element, text: str, y: float, *, size: int, fill: str, **more: str) -> float:
    """A text in as many lines as it needs; returns where the next one begins."""
    for line in wrap(text, int((WIDTH - 2 * MARGIN) / (LETTER * size))):
        _words(svg, line, (MARGIN, y), size=size, fill=fill, **more)
        y += 1.35 * size
    return y + 4


def _coloring(picture: PackedScene, answer: bool) -> Coloring:
    """What colours the ground; before the answer the height does, in case the colour tells."""
    return coloring_of(picture.header if answer else {**picture.header, "color": None}, picture.arrays, LIGHT)


def _picture(svg: Element, picture: PackedScene, place: Place, answer: bool) -> None:
    """The ground with its axes, and the runs on it."""
    group = SubElement(svg, "g", {"class": "picture"})
    size = (round(place.width), round(place.height))
    image = b64encode(ground_png(picture.z, _coloring(picture, answer), size, PIXELS, LIGHT)).decode()
    box = {"x": place.left, "y": place.top, "width": place.width, "height": place.height}
    where = {name: written(value) for name, value in box.items()}
    SubElement(group, "image", {"href": f"data:image/png;base64,{image}", "preserveAspectRatio": "none", **where})
    _axes(group, picture.header, place)
    # An inner drawing as large as the map cuts off what lies beyond it.
    inner = SubElement(group, "svg", where)
    ends = [(path, _path(inner, path, place)) for path in picture.paths()]
    _markers(group, picture, ends, place, answer)


def _axes(group: Element, header: Header, place: Place) -> None:
    middle, bottom = place.left + place.width / 2, place.top + place.height
    center, half = header["frame"]["center"], header["frame"]["half_width"]
    for along in (0, 1):
        for value in round_ticks(center[along], half[along]):
            share = (value - center[along]) / half[along]
            text = f"{value:.6g}".replace("-", "\u2212")
            x, y = place.point(-1, share) if along else place.point(share, -1)
            at = (x - 6, y + 5) if along else (x, y + 17)
            _words(group, text, at, size=13, anchor="end" if along else "middle")
    _words(group, header["axes"][0], (middle, bottom + 36), anchor="middle")
    x, y = place.left - 42, place.top + place.height / 2
    turn = f"rotate(-90 {written(x)} {written(y)})"
    _words(group, header["axes"][1], (x, y), anchor="middle", turn=turn)


def round_ticks(center: float, half_width: float) -> list[float]:
    """Round values on an axis, about three.

    Example:
        >>> round_ticks(-0.5, 3.1)
        [-2.0, 0.0, 2.0]
    """
    rough = 0.8 * half_width
    power = 10.0 ** floor(log10(rough))
    step = max(k * power for k in (1, 2, 5) if k * power <= rough)
    first, last = ceil((center - half_width) / step), floor((center + half_width) / step)
    return [k * step for k in range(first, last + 1)]


def _path(inner: Element, path: Path, place: Place) -> Point:
    """The line of a run over its casing and a ring at its start; returns where it ends."""
    local = Place(0, 0, place.width, place.height)
    points = [local.point(float(x), float(y)) for x, y in zip(path.x, path.y, strict=True)]
    begins = {0, *path.breaks.tolist()}
    line = "".join(f"{'M' if i in begins else 'L'}{written(x)} {written(y)}" for i, (x, y) in enumerate(points))
    for color, width in ((CASING, "4.8"), (PATH, "2")):
        stroke = {"stroke": color, "stroke-width": width, "stroke-linejoin": "round", "stroke-linecap": "round"}
        SubElement(inner, "path", {"d": line, "fill": "none", **stroke})
    start = {"cx": written(points[0][0]), "cy": written(points[0][1]), "r": "3.6", "class": "start"}
    SubElement(inner, "circle", start | {"fill": CASING, "stroke": PATH, "stroke-width": "1.8"})
    return points[-1]


def _markers(group: Element, picture: PackedScene, ends: list[tuple[Path, Point]], place: Place, answer: bool) -> None:
    """A marker at each end; where several ends lie close, beside them with a line that leads there."""
    stand = spread([end for _, end in ends], RADIUS, place.width, place.height)
    places = [(path, end, at) for (path, end), at in zip(ends, stand, strict=True)]
    inner = SubElement(group, "g", {"transform": f"translate({written(place.left)} {written(place.top)})"})
    for path, end, at in places:
        if end != at:
            line = {"x1": end[0], "y1": end[1], "x2": at[0], "y2": at[1]}
            ends_of_line = {name: written(value) for name, value in line.items()}
            for color, width in ((CASING, "3.4"), (PATH, "1.4")):
                SubElement(inner, "line", {"stroke": color, "stroke-width": width, **ends_of_line})
        dot = {"cx": written(end[0]), "cy": written(end[1]), "r": "2.4", "fill": PATH}
        SubElement(inner, "circle", {"class": "end", "data-run": path.letter, **dot})
    for path, _, at in places:
        rule = picture.rule(path) if answer else None
        fill = {None: LIGHT.ink, "proxy": LIGHT.proxy, "intended": LIGHT.intended}[rule]
        extra = {"hatch": HATCH} if rule == "proxy" else {}
        draw_marker(inner, picture.symbol(path), path.letter, at, RADIUS, fill, **extra)


def _keys(svg: Element, picture: PackedScene, words: dict[str, str], y: float, answer: bool) -> None:
    """What the ground's colours mean, and at the right what tells the rules apart."""
    coloring, header = _coloring(picture, answer), picture.header
    if coloring.by_rule:
        _words(svg, f"Lines: {header['height']['title']}", (MARGIN + LEFT, y))
    else:
        _ramp(svg, coloring, y)
    if not any(run["rule"] for run in header["runs"]) or not answer:
        return
    texts = {rule: words.get(rule, standing) for rule, standing in BESIDE.items()}
    x = WIDTH - MARGIN - sum(LETTER * TEXT * len(text) + 40 for text in texts.values())
    for rule, fill in (("proxy", HATCH), ("intended", LIGHT.intended)):
        SubElement(svg, "rect", {"x": written(x), "y": written(y - 11), "width": "18", "height": "12", "fill": fill})
        _words(svg, texts[rule], (x + 24, y))
        x += LETTER * TEXT * len(texts[rule]) + 40


def _ramp(svg: Element, coloring: Coloring, y: float) -> None:
    """The colours from low to high between what stands at their ends."""
    (_, low), (_, high) = coloring.ticks[0], coloring.ticks[-1]
    title = f"{coloring.title}: {low}"
    _words(svg, title, (MARGIN + LEFT, y))
    x = MARGIN + LEFT + LETTER * TEXT * len(title) + 8
    for k, color in enumerate(band_colors(coloring.stops)):
        box = {"x": written(x + 9 * k), "y": written(y - 10), "width": "9", "height": "11", "fill": css(color)}
        SubElement(svg, "rect", {"class": "band", **box})
    _words(svg, high, (x + 9 * BANDS + 8, y))


def _description(header: Header, happened: str, badge: str) -> str:
    """What is drawn, in words."""
    n = len(header["runs"])
    runs = f" The paths of {n} runs lead from rings at their starts to markers with letters." if n else ""
    plotted = ""
    if "height" in header:
        plotted = f"Contour map: {header['height']['title']} over {header['axes'][0]} and {header['axes'][1]}.{runs}"
    return " ".join(part for part in (plotted, happened, badge) if part)
