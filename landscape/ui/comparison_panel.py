"""The behaviour view of two pictures side by side: a small table, left against right."""

from landscape.figures.message import unpack
from landscape.lesson_text import LessonText, filled
from landscape.ui.mount import html_table


def comparison(message: bytes, text: LessonText, *, revealed: bool) -> None:
    """The table of what was measured on both sides; only its words before the reveal."""
    if not revealed:
        return
    header, _ = unpack(message)
    rows = [[filled(text[f"panel {key}"], {}), left, right] for key, left, right in header["panel"]["rows"]]
    titles = [header["panel"].get("titles", ["left", "right"])[i] for i in (0, 1)]
    html_table(["Measured", *titles], rows, "What was measured on both grounds")
