"""Before the bet is locked in, a picture must not give the answer away: only what is allowed leaves the server."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.experiments.parts.before_bet import BeforeBet
from landscape.viewer.finding import PANEL_ARRAY
from landscape.viewer.packing import pack, unpack

# Of every picture: the ground without colours, the paths, the training losses, and words and numbers about these.
HEADER = (
    *("version", "key", "title", "complete", "task", "unit", "palette", "axes", "grid", "frame", "height", "paths"),
    *("lift", "drop_threshold", "home_azimuth"),
)
RUN = ("letter", "symbol", "seed", "sound")
WORDS = ("lead", "badge", "why", "below")
COLUMNS = ("Run", "Seed", "Training loss", "Surface there")
ARRAYS = (
    *("x", "y", "z", "values", "steps", "train_loss", "run_steps", "ball_steps"),
    *("path_x", "path_y", "path_z", "path_ground", "path_value", "path_step", "path_break", "path_held_out"),
)


def veiled(message: bytes, allowed: BeforeBet) -> bytes:
    """The message with what may be seen before the bet and nothing else.

    Args:
        message: A picture of a finding, with its behaviour view if it is the first.
        allowed: What the lesson shows of its own.
    """
    whole, all_arrays = unpack(message)
    header = {name: value for name, value in whole.items() if name in HEADER}
    header["color"] = header["tiles"] = None
    header["runs"] = [{name: run[name] for name in RUN} | {"rule": None} for run in whole["runs"]]
    header["words"] = _words(whole["words"])
    header["veiled"] = True
    if "panel" in whole:
        header["panel"] = {name: value for name, value in whole["panel"].items() if name in ("kind", *allowed.header)}
    arrays = {name: values for name, values in all_arrays.items() if name in ARRAYS}
    for name in (*allowed.arrays, *allowed.rows):
        values = all_arrays.get(PANEL_ARRAY + name)
        if values is not None:
            seen = header["panel"][allowed.rows[name]] if name in allowed.rows else None
            arrays[PANEL_ARRAY + name] = values if seen is None else _only(values, seen)
    return pack(header, arrays)


def _words(words: dict[str, Any]) -> dict[str, Any]:
    """The words about the picture, and the columns of the table about the training."""
    places = [place for place, name in enumerate(words["columns"]) if name in COLUMNS]
    return {name: words[name] for name in WORDS} | {
        "behaviour": "",
        "columns": [words["columns"][place] for place in places],
        "rows": [[row[place] for place in places] for row in words["rows"]],
    }


def _only(values: NDArray[Any], rows: list[int]) -> NDArray[Any]:
    """Some rows; the others say nothing."""
    nothing = np.inf if values.dtype.kind == "f" else np.iinfo(values.dtype).max
    found = np.full_like(values, nothing)
    found[rows] = values[rows]
    return found
