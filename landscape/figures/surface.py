"""The landscape in three dimensions: a solid relief with every path on it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.results import Scene, Surface
from landscape.viewer.camera import BLOCK, View, home_view, label_places
from landscape.viewer.heights import HeightScale, height_scale, titled
from landscape.viewer.paths import (
    DROP_THRESHOLD,
    LIFT,
    SAME_SPOT,
    Path,
    axis_titles,
    ends_in_groups,
    group_name,
    letter_places,
    paths_of,
)
from landscape.viewer.theme import CASING, FONT, GROUND, LIGHT, PATH, Theme, behaviour_scale
from landscape.words.letters import letter_of

HEIGHT = 520
LETTERS_APART = 0.115
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
    height = height_scale(scene)
    surface, plane = scene.surface, scene.plane
    if surface is None or plane is None:
        raise ValueError("scene must have a surface; compute it to the end first.")
    x = (surface.x - plane.center[0]) / plane.half_width[0]
    y = (surface.y - plane.center[1]) / plane.half_width[1]
    z = height.z(surface.values)
    paths = list(paths_of(scene, height))
    traces: list[Any] = [_ground(scene, surface, x, y, z, height, theme), *_walls(x, y, z, theme)]
    for path in paths:
        traces += _path_traces(path, surface)
    traces.append(_starts(paths))
    view = home_view(x, y, z, [np.stack([p.x, p.y, p.z + LIFT], axis=1) for p in paths])
    traces.append(_height_axis(height, surface, theme, view))
    figure = go.Figure(traces)
    hidden = {"visible": False, "showspikes": False, "autorange": False, "range": [-BLOCK.reach, BLOCK.reach]}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=HEIGHT,
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": theme.soft},
        scene={
            "xaxis": hidden,
            "yaxis": hidden,
            "zaxis": {**hidden, "range": [BLOCK.base, BLOCK.top]},
            "aspectmode": "manual",
            "aspectratio": BLOCK.aspect(),
            "camera": view.plotly(),
            "dragmode": "turntable",
            "annotations": [*_ends(paths, theme, view), *_axis_labels(axis_titles(scene, plane), theme, view)],
        },
        uirevision="landscape",
    )
    return figure


def _ground(
    scene: Scene, surface: Surface, x: NDArray[Any], y: NDArray[Any], z: NDArray[Any], height: HeightScale, theme: Theme
) -> go.Surface:
    colors: dict[str, Any] = {"colorscale": GROUND, "cmin": 0, "cmax": 1, "showscale": False}
    other = scene.color_surface
    if other is not None:
        quantity = QUANTITIES[other.quantity]
        values = np.asarray(other.values, dtype=np.float64)
        finite = values[np.isfinite(values)]
        limits = (
            (0.0, 1.0)
            if quantity.is_share or not len(finite)
            else (float(finite.min()), float(np.quantile(finite, 0.98)))
        )
        colors = {
            "surfacecolor": values,
            "colorscale": behaviour_scale(theme) if quantity.by_rule else GROUND,
            "cmin": limits[0],
            "cmax": max(limits[1], limits[0] + 1e-9),
            "showscale": True,
            "colorbar": {
                "title": {"text": titled(other), "side": "top", "font": {"size": 14}},
                "orientation": "h",
                "thickness": 10,
                "len": 0.4,
                "x": 0.98,
                "xanchor": "right",
                "y": 1,
                "yanchor": "top",
            },
        }
    text = f"{QUANTITIES[surface.quantity].title}: %{{customdata:.3g}} {surface.unit}<extra></extra>"
    iso = {
        "show": True,
        "start": 0,
        "end": 1.0001,
        "size": 1 / 12,
        "color": theme.isoline,
        "width": 1,
        "usecolormap": False,
        "highlight": False,
    }
    return go.Surface(
        x=x,
        y=y,
        z=z,
        customdata=surface.values,
        hovertemplate=text,
        name="surface",
        lighting=LIGHTING,
        lightposition=LIGHT_POSITION,
        contours={"z": iso, "x": {"highlight": False}, "y": {"highlight": False}},
        **colors,
    )


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


def _path_traces(path: Path, surface: Surface) -> list[go.Scatter3d]:
    """The run at its own height, lines down (or up) to the ground, and its shadow where the ground covers it."""
    letter = letter_of(path.run)
    off = path.leaves_surface()
    gap = np.full(off.sum(), np.nan)
    drop = [np.stack([v[off], v[off], gap], axis=1).ravel() for v in (path.x, path.y)]
    drop_z = np.stack([path.z[off] + LIFT, path.ground[off] + LIFT, gap], axis=1).ravel()
    shadow = np.where(path.ground - path.z > DROP_THRESHOLD, path.ground + LIFT, np.nan)
    x, y, z, shadow = (path.line(values) for values in (path.x, path.y, path.z + LIFT, shadow))
    line = {"mode": "lines", "connectgaps": False}
    return [
        go.Scatter3d(
            x=x,
            y=y,
            z=z,
            line={"color": PATH, "width": 6},
            text=path.texts(surface.unit),
            hoverinfo="text",
            name=f"run {letter}",
            **line,
        ),
        go.Scatter3d(
            x=drop[0],
            y=drop[1],
            z=drop_z,
            line={"color": PATH, "width": 1.5},
            hoverinfo="skip",
            name=f"drop {letter}",
            **line,
        ),
        go.Scatter3d(
            x=x,
            y=y,
            z=shadow,
            line={"color": PATH, "width": 2.5, "dash": "dot"},
            hoverinfo="skip",
            name=f"shadow {letter}",
            **line,
        ),
    ]


def _starts(paths: list[Path]) -> go.Scatter3d:
    first = [p for p in paths if len(p.steps) and p.steps[0] == 0]
    return go.Scatter3d(
        x=[p.x[0] for p in first],
        y=[p.y[0] for p in first],
        z=[p.z[0] + LIFT for p in first],
        mode="markers",
        marker={"size": 4.5, "color": CASING, "line": {"color": PATH, "width": 3}},
        name="starts",
        text=[f"start of {letter_of(p.run)}" for p in first],
        hoverinfo="text",
    )


def _ends(paths: list[Path], theme: Theme, view: View) -> list[dict[str, Any]]:
    """Letters at the ends, drawn over the scene so that a hill never hides one.

    Ends on one spot share a label. Where two labels would cover each other in the first view they move apart, each
    with a line to its end.
    """
    paths = [path for path in paths if len(path.steps)]
    if not paths:
        return []
    ends = np.array([[path.x[-1], path.y[-1], path.z[-1] + LIFT] for path in paths])
    groups = ends_in_groups(ends[:, :2], SAME_SPOT)
    ends = np.array([ends[group].mean(axis=0) for group in groups])
    seen = view.project(ends)
    moved = (letter_places(seen, LETTERS_APART) - seen) * HEIGHT / 2  # pixels, y up
    look = {
        "font": {"size": 14, "color": theme.bg, "family": FONT},
        "bgcolor": theme.ink,
        "bordercolor": theme.bg,
        "borderwidth": 2,
        "borderpad": 3,
        "captureevents": False,
    }
    annotations = []
    for group, end, (right, up) in zip(groups, ends, moved, strict=True):
        name = group_name([paths[i].run for i in group])
        place = {"x": end[0], "y": end[1], "z": end[2], "text": f"<b>{name}</b>", "showarrow": False}
        if np.hypot(right, up) > 2:
            place |= {
                "showarrow": True,
                "arrowhead": 0,
                "arrowwidth": 1.4,
                "arrowcolor": theme.ink,
                "ax": float(right),
                "ay": float(-up),
            }
        annotations.append(place | look)
    return annotations


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


def _height_axis(height: HeightScale, surface: Surface, theme: Theme, view: View) -> go.Scatter3d:
    """Tick texts on the corner of the block that is left-most at first, in the quantity itself."""
    ticks = height.ticks()
    title = titled(surface)
    corner, _, _ = label_places(view)
    x, y = corner * 1.03
    return go.Scatter3d(
        x=[x] * (len(ticks) + 1),
        y=[y] * (len(ticks) + 1),
        z=[*(z for z, _ in ticks), 1.2],
        mode="lines+text",
        text=[*(f"{text} –" for _, text in ticks), title],
        textposition=[*["middle left"] * len(ticks), "middle center"],
        textfont={"size": 13, "color": theme.soft, "family": FONT},
        line={"color": theme.soft, "width": 1.5},
        hoverinfo="skip",
        name="height",
    )
