"""Colours and marks of all figures, in light and dark; the page's style sheet uses the same tokens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for."""

    name: str
    bg: str
    panel: str
    ink: str
    soft: str
    control: str
    line: str
    proxy: str
    intended: str
    wall: str
    isoline: str


# Light and dark, with their contrast on the background; a line is decoration only.
COLORS = {
    "bg": ("#FBFAF6", "#15181C"),
    "panel": ("#F3F0E8", "#1E2227"),
    "ink": ("#1F2328", "#ECE9E1"),  # 15.1 and 14.7
    "soft": ("#565B63", "#A9AEB5"),  # 6.5 and 8.0
    "control": ("#85806F", "#7C828A"),  # 3.8 and 4.6
    "line": ("#D9D4C7", "#363C44"),
    "proxy": ("#B04A00", "#E07B32"),  # 5.3 and 6.0
    "intended": ("#00688B", "#3FA7CE"),  # 6.0 and 6.5
    "wall": ("#CFC9BA", "#5F5C52"),
    "isoline": ("#958E66", "#8B8460"),
}
TOKENS = tuple(COLORS)
LIGHT = Theme("light", **{name: light for name, (light, _) in COLORS.items()})
DARK = Theme("dark", **{name: dark for name, (_, dark) in COLORS.items()})
THEMES = {"light": LIGHT, "dark": DARK}

# The lighter part of Cividis with a softer top: dark paths keep 3:1 on all of it.
GROUND: tuple[tuple[float, str], ...] = (
    (0.0, "#626977"),
    (0.16, "#747779"),
    (0.34, "#8E8A7A"),
    (0.54, "#ABA274"),
    (0.78, "#D0C26C"),
    (1.0, "#F1E290"),
)
PATH = "#16181B"
CASING = "#FFFFFF"
REGIONS = ("#848C9A", "#EEE9DB", "#C2B48A", "#5B6577", "#DDD0A0", "#A3ADA6", "#6F6A5E", "#CDD1D6", "#9E8092", "#444B55")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon", "triangle-down", "cross")
FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif'


def token_rules(selector: str) -> str:
    """The colours of both themes as custom properties `--ll-*` of a style sheet; `color-scheme` chooses between them.

    They are registered as colours, so that the viewer reads the one that holds now; the sign "<" is written as CSS
    escapes it, for the page's sanitizer takes it for markup and drops the whole sheet.
    """
    registered = "\n".join(
        f'@property --ll-{name} {{ syntax: "\\3c color>"; inherits: true; initial-value: {getattr(LIGHT, name)}; }}'
        for name in TOKENS
    )
    chosen = " ".join(f"--ll-{name}: light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)});" for name in TOKENS)
    return f"{registered}\n{selector} {{ {chosen} }}"


def symbol_of(run: int) -> str:
    """The marker of a run: eight shapes in turn, always beside its letter."""
    return SYMBOLS[run % len(SYMBOLS)]
