"""What the header of a message holds: the one description of it, from which the types of the browser's code are made.

A number is finite, a pair is a list in JSON. A field of `Header` that is not `Required` is there for some messages
only: those of the picture where there is a surface, those of the page where the message is for a page.
"""

from typing import Literal, NotRequired, Required, TypedDict

Stop = tuple[float, str]
Pair = tuple[float, float]


class ArrayPlace(TypedDict):
    """Where an array stands among the bytes after the header."""

    at: int
    kind: Literal["f4", "u1", "i4"]
    shape: list[int]


class Palette(TypedDict):
    """Colours that are the same in light and dark: stops of the ground from 0 to 1, of classes, of paths."""

    ground: list[Stop]
    regions: list[str]
    path: str
    casing: str


class Frame(TypedDict):
    """The part of the view that is shown, along x and along y in its units; figure coordinates run over [-1, 1]."""

    center: Pair
    half_width: Pair


class HeightKey(TypedDict):
    """How height is to be read; `ticks` are heights in [0, 1] and what stands at them, `floor` and `top` their ends."""

    title: str
    name: str
    unit: str
    ticks: list[tuple[float, str]]
    floor: float
    top: float
    logarithmic: bool


class ColorKey(TypedDict):
    """How colour is to be read where it is not the height: its ends, what stands at them, whether it paints rules."""

    title: str
    name: str
    unit: str
    low: float
    high: float
    texts: tuple[str, str]
    by_rule: bool


# A path: its run, the number of its ball or -1, and where its points begin and end in the arrays `path_*`.
PathPlace = TypedDict("PathPlace", {"run": int, "ball": int, "from": int, "to": int})


class Run(TypedDict):
    """A run, drawn or not; `rule` is None where there are no two rules, or before the bet."""

    letter: str
    symbol: str
    seed: int
    rule: Literal["intended", "proxy"] | None
    sound: bool


class TilesKey(TypedDict):
    """How a row of `tiles` is to be read: a picture of what a network answers."""

    kind: Literal["map", "curve", "images"]
    height: int
    width: int
    axes: tuple[str, str]
    x_range: Pair
    y_range: Pair
    classes: list[str]
    note: str


class Words(TypedDict):
    """The scene in words: its badge with a lead, what stands behind it and below the picture, and the table."""

    lead: str
    badge: str
    why: list[str]
    below: list[str]
    behaviour: str
    columns: list[str]
    rows: list[list[str]]


class ExportChoice(TypedDict):
    """A format a scene can be taken away in."""

    name: str
    title: str


class Panel(TypedDict):
    """The behaviour view of a finding; what else it holds is told by its kind, and `pins` are places to begin with."""

    kind: str
    pins: NotRequired[list[Pair]]


class Header(TypedDict, total=False):
    """Everything but the arrays."""

    arrays: Required[dict[str, ArrayPlace]]
    version: Required[int]
    key: Required[str]
    title: Required[str]
    unit: Required[str]
    palette: Required[Palette]
    words: Required[Words]
    runs: Required[list[Run]]
    complete: bool
    task: str
    # The picture: there where there is a surface.
    axes: tuple[str, str]
    grid: tuple[int, int]
    frame: Frame
    height: HeightKey
    color: ColorKey | None
    paths: list[PathPlace]
    lift: float
    drop_threshold: float
    home_azimuth: float
    tiles: TilesKey | None
    panel: Panel
    # The page: its names for the viewer, and what it offers beside the picture.
    slot: str
    group: str
    form: Literal["", "bare", "compact", "hall", "embed", "lesson", "pair"]
    place: str
    link: str
    scene_link: str
    share: bool
    hall: bool
    level: int
    page: str
    question: str
    still: str
    exports: list[ExportChoice]
    panel_words: dict[str, str]
    veiled: bool
