"""The runs on the relief: lines at their own heights, rings where they start, letters where they end."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from landscape.viewer.camera import View
from landscape.viewer.ends import ends_of, letter_places
from landscape.viewer.header import Header
from landscape.viewer.paths import DROP_THRESHOLD, Path
from landscape.viewer.theme import CASING, FONT, PATH, Theme

LETTERS_APART = 0.115


def path_traces(path: Path, header: Header) -> list[go.Scatter3d]:
    """The run at its own height, lines down (or up) to the ground, and its shadow where the ground covers it."""
    lift, off = header["lift"], path.leaves_surface()
    gap = np.full(off.sum(), np.nan)
    drop_x, drop_y = (np.stack([v[off], v[off], gap], axis=1).ravel() for v in (path.x, path.y))
    drop_z = np.stack([path.z[off] + lift, path.ground[off] + lift, gap], axis=1).ravel()
    shadow = np.where(path.ground - path.z > DROP_THRESHOLD, path.ground + lift, np.nan)
    x, y, z, shadow = (path.line(values) for values in (path.x, path.y, path.z + lift, shadow))
    text = path.texts(header["height"]["unit"])

    def line(name: str, points: tuple[Any, Any, Any], look: dict[str, Any], **hover: Any) -> go.Scatter3d:
        x, y, z = points
        look = {"color": PATH, **look}
        return go.Scatter3d(x=x, y=y, z=z, name=name, line=look, mode="lines", connectgaps=False, **hover)

    return [
        line(path.title, (x, y, z), {"width": 6}, text=text, hoverinfo="text"),
        line(f"drop {path.letter}", (drop_x, drop_y, drop_z), {"width": 1.5}, hoverinfo="skip"),
        line(f"shadow {path.letter}", (x, y, shadow), {"width": 2.5, "dash": "dot"}, hoverinfo="skip"),
    ]


def start_rings(paths: list[Path], lift: float) -> go.Scatter3d:
    """A ring where each path begins, if that lies in the picture."""
    first = [path for path in paths if path.steps[0] == 0]
    return go.Scatter3d(
        x=[path.x[0] for path in first],
        y=[path.y[0] for path in first],
        z=[path.z[0] + lift for path in first],
        mode="markers",
        marker={"size": 4.5, "color": CASING, "line": {"color": PATH, "width": 3}},
        name="starts",
        text=[f"start of {path.title if path.is_ball else path.letter}" for path in first],
        hoverinfo="text",
    )


def end_labels(paths: list[Path], lift: float, theme: Theme, view: View, height: int) -> list[dict[str, Any]]:
    """Letters at the ends, drawn over the scene so that a hill never hides one.

    Ends on one spot share a label. Where two labels would cover each other in the first view they move apart, each
    with a line to its end.

    Args:
        paths: Each with a step in the picture.
        lift: How far above its height a path is drawn.
        theme: Light or dark.
        view: The first view.
        height: Of the figure, in pixels.
    """
    ends = ends_of(paths)
    if not ends:
        return []
    points = np.array([[*end.at[:2], end.at[2] + lift] for end in ends])
    seen = view.project(points)
    moved = (letter_places(seen, LETTERS_APART) - seen) * height / 2  # pixels, y up
    look = {
        "font": {"size": 14, "color": theme.bg, "family": FONT},
        "bgcolor": theme.ink,
        "bordercolor": theme.bg,
        "borderwidth": 2,
        "borderpad": 3,
        "captureevents": False,
    }
    labels = []
    for end, (x, y, z), (right, up) in zip(ends, points, moved, strict=True):
        label = {"x": x, "y": y, "z": z, "text": f"<b>{end.name}</b>", "showarrow": False}
        if np.hypot(right, up) > 2:
            arrow = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1.4, "arrowcolor": theme.ink}
            label |= arrow | {"ax": float(right), "ay": float(-up)}
        labels.append(label | look)
    return labels
