"""The landscape as a map: bands of equal height with every path on it. Needs no WebGL."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.figures.flat import make_flat
from landscape.outputs.results import Scene
from landscape.viewer.colors import BANDS, Coloring
from landscape.viewer.ends import End, ends_of, letter_places
from landscape.viewer.packed_scene import PackedScene, picture_of
from landscape.viewer.paths import Path
from landscape.viewer.theme import CASING, FONT, LIGHT, PATH, Theme

LETTERS_APART = 0.2
BAND_LINE = {"width": 0.8, "color": "#7F7B66"}
LEVELS = {"start": 1 / BANDS, "end": 1 - 1 / BANDS, "size": 1 / BANDS, "coloring": "none"}
LINES_ONLY = {"hoverinfo": "skip", "name": "lines", "showscale": False}
MARKER_SIZES = {"triangle-up": 27, "triangle-down": 27, "cross": 31, "diamond": 24}


def contour_figure(scene: Scene, theme: Theme = LIGHT, *, height_pixels: int = 420) -> go.Figure:
    """The same ground and paths as the 3-D figure, seen from above; twelve bands of equal height.

    How to read it: dark is low. A run goes from its ring (start) to its letter (end). Where another quantity has the
    colour, the lines are still those of the height. Paths have no height here, so what a run's own loss is, the 3-D
    figure and the table tell.

    Args:
        scene: With a surface.
        theme: Light or dark.
        height_pixels: Height of the figure.

    Returns:
        A figure in the coordinates of the view.

    Raises:
        ValueError: The scene has no surface.
    """
    picture = picture_of(scene)
    figure = go.Figure(_ground(picture, picture.coloring(theme)))
    paths = picture.paths()
    for path in paths:
        _draw_line(figure, path, picture)
    ends = ends_of(paths)
    at = np.array([end.at[:2] for end in ends]).reshape(-1, 2)
    for end, place in zip(ends, letter_places(at, LETTERS_APART), strict=True):
        _draw_label(figure, end, place, picture)
    x_title, y_title = picture.header["axes"]
    x_range, y_range = picture.in_view(np.array([-1.0, 1.0]), np.array([-1.0, 1.0]))
    figure.update_xaxes(title={"text": x_title, "standoff": 6}, range=x_range.tolist())
    figure.update_yaxes(title={"text": y_title, "standoff": 6}, range=y_range.tolist())
    make_flat(figure, theme, height=height_pixels, bottom=44)
    return figure


def _ground(picture: PackedScene, coloring: Coloring) -> list[go.Contour]:
    """The ground in its colours, and the lines between bands of equal height."""
    x, y = picture.in_view(picture.x, picture.y)
    title, values = picture.header["height"], picture.arrays["values"]
    filled: dict[str, Any] = {
        "name": "surface",
        "customdata": values,
        "hovertemplate": f"%{{customdata:.3g}} {title['unit']}<extra></extra>",
        "colorscale": coloring.stops,
        "zmin": coloring.low,
        "zmax": coloring.high,
        "colorbar": {
            "title": {"text": coloring.title, "side": "right"},
            "thickness": 12,
            "outlinewidth": 0,
            "len": 0.95,
            "tickvals": [value for value, _ in coloring.ticks],
            "ticktext": [text for _, text in coloring.ticks],
        },
    }
    nodes = {"x": x, "y": y}
    if coloring.by_height:
        bands = {"start": 0, "end": 1, "size": 1 / BANDS}
        return [go.Contour(z=picture.z, contours=bands, line=BAND_LINE, **nodes, **filled)]
    smooth = {"coloring": "heatmap", "start": coloring.low, "end": coloring.high}
    no_line = {"width": 0}  # with smooth colours Plotly does not listen to `showlines`
    return [
        go.Contour(z=coloring.values, contours=smooth, line=no_line, **nodes, **filled),
        go.Contour(z=picture.z, contours=LEVELS, line=BAND_LINE, **nodes, **LINES_ONLY),
    ]


def _draw_line(figure: go.Figure, path: Path, picture: PackedScene) -> None:
    x, y = picture.in_view(path.line(path.x), path.line(path.y))
    line = {"x": x, "y": y, "mode": "lines"}
    casing = {"line": {"color": CASING, "width": 4.8}, "hoverinfo": "skip", "name": f"casing {path.letter}"}
    figure.add_scatter(**line, **casing)
    text = path.texts(picture.header["height"]["unit"])
    figure.add_scatter(**line, line={"color": PATH, "width": 2}, text=text, hoverinfo="text", name=path.title)
    if path.steps[0] == 0:
        ring = {"size": 7, "color": CASING, "line": {"color": PATH, "width": 1.8}}
        name = f"start {path.letter}"
        figure.add_scatter(x=x[:1], y=y[:1], mode="markers", hoverinfo="skip", name=name, marker=ring)


def _draw_label(figure: go.Figure, end: End, place: NDArray[np.float64], picture: PackedScene) -> None:
    """The letter of an end, or the letters of ends on one spot; moved aside, a thin line leads to the end itself."""
    ways = np.array([end.at[:2], place])
    x, y = picture.in_view(ways[:, 0], ways[:, 1])
    if np.linalg.norm(place - end.at[:2]) > 0.02:
        for color, width in ((CASING, 3.4), (PATH, 1.4)):
            line = {"color": color, "width": width}
            figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name=f"leader {end.name}")
    text, font = f"<b>{end.name}</b>", {"color": CASING, "size": 12, "family": FONT}
    if len(end.paths) > 1:
        box = {"bgcolor": PATH, "bordercolor": CASING, "borderwidth": 2, "borderpad": 3}
        figure.add_annotation(x=x[1], y=y[1], text=text, showarrow=False, font=font, **box)
        return
    symbol = picture.symbol(end.paths[0])
    size, edge = MARKER_SIZES.get(symbol, 21), {"color": CASING, "width": 2}
    figure.add_scatter(
        x=x[1:],
        y=y[1:],
        mode="markers+text",
        text=[text],
        hoverinfo="skip",
        name=f"end {end.name}",
        textfont=font,
        marker={"symbol": symbol, "size": size, "color": PATH, "line": edge},
    )
