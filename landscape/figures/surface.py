"""The landscape in three dimensions: a solid relief with every path on it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.figures.flat import CLEAR
from landscape.figures.relief_paths import end_labels, path_traces, start_rings
from landscape.outputs.results import Scene
from landscape.viewer.camera import BLOCK, View, home_view, label_places
from landscape.viewer.colors import BANDS, Coloring
from landscape.viewer.header import HeightKey
from landscape.viewer.packed_scene import PackedScene, picture_of
from landscape.viewer.theme import FONT, LIGHT, Theme

HEIGHT = 520
LIGHTING = {"ambient": 0.62, "diffuse": 0.62, "specular": 0.06, "roughness": 0.95, "fresnel": 0.02}
LIGHT_POSITION = {"x": -1600, "y": 900, "z": 1800}


def surface_figure(scene: Scene, theme: Theme = LIGHT) -> go.Figure:
    """Surface with every shown run on it, each at its own height.

    How to read it: height is the quantity (log scale by default, ticks in the quantity itself); a black line is a
    run from its ring (start) to its letter (end); a thin vertical line shows how far a run lies off the surface, and a
    dotted line shows where on the ground a run is that lies below it.
    What it does not show: the landscape has as many dimensions as there are weights; this is two of them.

    Args:
        scene: With a surface.
        theme: Light or dark.

    Returns:
        A figure in normalised coordinates: x, y in [-1, 1], z in [0, 1].

    Raises:
        ValueError: The scene has no surface.
    """
    picture = picture_of(scene)
    x, y, z, height = picture.x, picture.y, picture.z, picture.header["height"]
    paths, lift = picture.paths(), picture.header["lift"]
    view = home_view(picture.header["home_azimuth"], x, y, z)
    figure = go.Figure([_ground(picture, picture.coloring(theme), theme), *_walls(x, y, z, theme)])
    for path in paths:
        figure.add_traces(path_traces(path, picture.header))
    figure.add_traces([start_rings(paths, lift), _height_axis(height, theme, view)])
    labels = [*end_labels(paths, lift, theme, view, HEIGHT), *_axis_labels(picture.header["axes"], theme, view)]
    hidden = {"visible": False, "showspikes": False, "autorange": False, "range": [-BLOCK.reach, BLOCK.reach]}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=HEIGHT,
        showlegend=False,
        paper_bgcolor=CLEAR,
        font={"family": FONT, "size": 14, "color": theme.soft},
        scene={
            "xaxis": hidden,
            "yaxis": hidden,
            "zaxis": {**hidden, "range": BLOCK.z_range()},
            "aspectmode": "manual",
            "aspectratio": BLOCK.aspect(),
            "camera": view.plotly(),
            "dragmode": "turntable",
            "annotations": labels,
        },
        uirevision="landscape",
    )
    return figure


def _ground(picture: PackedScene, coloring: Coloring, theme: Theme) -> go.Surface:
    colors: dict[str, Any] = {"showscale": False}
    if not coloring.by_height:
        colors = {"surfacecolor": coloring.values, "showscale": True, "colorbar": _color_bar(coloring)}
    iso = {
        "show": True,
        "start": 0,
        "end": 1.0001,
        "size": 1 / BANDS,
        "color": theme.isoline,
        "width": 1,
        "usecolormap": False,
        "highlight": False,
    }
    height = picture.header["height"]
    return go.Surface(
        x=picture.x,
        y=picture.y,
        z=picture.z,
        customdata=picture.arrays["values"],
        hovertemplate=f"{height['name']}: %{{customdata:.3g}} {height['unit']}<extra></extra>",
        name="surface",
        lighting=LIGHTING,
        lightposition=LIGHT_POSITION,
        contours={"z": iso, "x": {"highlight": False}, "y": {"highlight": False}},
        colorscale=coloring.stops,
        cmin=coloring.low,
        cmax=coloring.high,
        **colors,
    )


def _color_bar(coloring: Coloring) -> dict[str, Any]:
    return {
        "title": {"text": coloring.title, "side": "top", "font": {"size": 14}},
        "tickvals": [value for value, _ in coloring.ticks],
        "ticktext": [text for _, text in coloring.ticks],
        "orientation": "h",
        "thickness": 10,
        "len": 0.4,
        "x": 0.98,
        "xanchor": "right",
        "y": 1,
        "yanchor": "top",
    }


def _walls(x: NDArray[Any], y: NDArray[Any], z: NDArray[Any], theme: Theme) -> list[go.Surface]:
    """Four plain sides from the edge of the ground to the base: the relief is a solid block."""
    edges = (
        (x, np.full_like(x, y[0]), z[0]),
        (x, np.full_like(x, y[-1]), z[-1]),
        (np.full_like(y, x[0]), y, z[:, 0]),
        (np.full_like(y, x[-1]), y, z[:, -1]),
    )
    lighting = {"ambient": 0.78, "diffuse": 0.3, "specular": 0, "roughness": 1, "fresnel": 0}
    quiet = {axis: {"highlight": False} for axis in "xyz"}
    return [
        go.Surface(
            x=np.stack([ex, ex]),
            y=np.stack([ey, ey]),
            z=np.stack([np.full_like(ez, BLOCK.base), ez]),
            surfacecolor=np.zeros((2, len(ex))),
            colorscale=[[0, theme.wall], [1, theme.wall]],
            showscale=False,
            hoverinfo="skip",
            name="wall",
            lighting=lighting,
            lightposition=LIGHT_POSITION,
            contours=quiet,
        )
        for ex, ey, ez in edges
    ]


def _axis_labels(titles: tuple[str, str], theme: Theme, view: View) -> list[dict[str, Any]]:
    """An axis title at the middle of each of the two base edges that face the first view."""
    font = {"size": 14, "color": theme.soft, "family": FONT}
    _, along_x, along_y = label_places(view)
    return [
        {
            "x": place[0],
            "y": place[1],
            "z": place[2],
            "text": text,
            "showarrow": False,
            "font": font,
            "captureevents": False,
        }
        for place, text in ((along_x, titles[0]), (along_y, titles[1]))
    ]


def _height_axis(height: HeightKey, theme: Theme, view: View) -> go.Scatter3d:
    """Tick texts on the corner of the block that is left-most at first, in the quantity itself."""
    ticks = height["ticks"]
    corner, _, _ = label_places(view)
    x, y = corner * 1.03
    return go.Scatter3d(
        x=[x] * (len(ticks) + 1),
        y=[y] * (len(ticks) + 1),
        z=[*(z for z, _ in ticks), 1.2],
        mode="lines+text",
        text=[*(f"{text} –" for _, text in ticks), height["title"]],
        textposition=[*["middle left"] * len(ticks), "middle center"],
        textfont={"size": 13, "color": theme.soft, "family": FONT},
        line={"color": theme.soft, "width": 1.5},
        hoverinfo="skip",
        name="height",
    )
