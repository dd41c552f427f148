"""The landscape as a map: bands of equal height with every path on it. Needs no WebGL."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.inputs.quantities import QUANTITIES
from landscape.outputs.results import Plane, Scene
from landscape.viewer.heights import HeightScale, height_scale, titled
from landscape.viewer.paths import (
    SAME_SPOT,
    Path,
    axis_titles,
    ends_in_groups,
    group_name,
    letter_places,
    paths_of,
)
from landscape.viewer.theme import CASING, FONT, GROUND, LIGHT, PATH, Theme, behaviour_scale, symbol_of
from landscape.words.letters import letter_of

N_BANDS = 12
LETTERS_APART = 0.2
BAND_LINE = "#7F7B66"
MARKER_SIZES = {"triangle-up": 27, "triangle-down": 27, "cross": 31, "diamond": 24}


def contour_figure(scene: Scene, theme: Theme = LIGHT, *, height_pixels: int = 420) -> go.Figure:
    """The same ground and paths as the 3-D figure, seen from above; twelve bands of equal height.

    How to read it: dark is low. A run goes from its ring (start) to its letter (end). Paths have no height here,
    so what a run's own loss is, the 3-D figure and the table tell.

    Args:
        scene: With a surface.
        theme: Light or dark.
        height_pixels: Height of the figure.

    Returns:
        A figure in the coordinates of the plane.
    """
    height = height_scale(scene)
    surface, plane = scene.surface, scene.plane
    if surface is None or plane is None:
        raise ValueError("scene must have a surface; compute it to the end first.")
    title = titled(surface)
    values, scale, ticks, by_color = height.z(surface.values), GROUND, height.ticks(), scene.color_surface
    if by_color is not None and QUANTITIES[by_color.quantity].by_rule:
        values, scale = np.asarray(by_color.values, dtype=np.float64), behaviour_scale(theme)
        ticks, title = [(0, "0"), (0.5, "0.5"), (1, "1")], titled(by_color)
    figure = go.Figure(
        go.Contour(
            x=surface.x,
            y=surface.y,
            z=values,
            colorscale=scale,
            zmin=0,
            zmax=1,
            name="surface",
            contours={"start": 0, "end": 1, "size": 1 / N_BANDS},
            line={"width": 0.8, "color": BAND_LINE},
            customdata=surface.values,
            hovertemplate=f"%{{customdata:.3g}} {surface.unit}<extra></extra>",
            colorbar={
                "title": {"text": title, "side": "right"},
                "thickness": 12,
                "outlinewidth": 0,
                "len": 0.95,
                "tickvals": [z for z, _ in ticks],
                "ticktext": [text for _, text in ticks],
            },
        )
    )
    paths = [path for path in paths_of(scene, height) if len(path.steps)]
    for path in paths:
        _draw_line(figure, path, plane, height)
    ends = np.array([[path.x[-1], path.y[-1]] for path in paths]).reshape(-1, 2)
    groups = ends_in_groups(ends, SAME_SPOT)
    ends = np.array([ends[group].mean(axis=0) for group in groups]).reshape(-1, 2)
    for group, end, place in zip(groups, ends, letter_places(ends, LETTERS_APART), strict=True):
        _draw_label(figure, [paths[i].run for i in group], end, place, plane)
    x_title, y_title = axis_titles(scene, plane)
    axis = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "color": theme.soft}
    (cx, cy), (hx, hy) = plane.center, plane.half_width
    figure.update_xaxes(title={"text": x_title, "standoff": 6}, range=[cx - hx, cx + hx], **axis)
    figure.update_yaxes(title={"text": y_title, "standoff": 6}, range=[cy - hy, cy + hy], **axis)
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 44},
        height=height_pixels,
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": theme.soft},
        dragmode=False,
    )
    return figure


def _to_plane(plane: Plane, x: NDArray[np.float64], y: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    return {"x": plane.center[0] + x * plane.half_width[0], "y": plane.center[1] + y * plane.half_width[1]}


def _draw_line(figure: go.Figure, path: Path, plane: Plane, height: HeightScale) -> None:
    letter = letter_of(path.run)
    at = _to_plane(plane, path.line(path.x), path.line(path.y))
    figure.add_scatter(
        **at, mode="lines", line={"color": CASING, "width": 4.8}, hoverinfo="skip", name=f"casing {letter}"
    )
    figure.add_scatter(
        **at,
        mode="lines",
        line={"color": PATH, "width": 2},
        text=path.texts(height.unit),
        hoverinfo="text",
        name=f"run {letter}",
    )
    if path.steps[0] == 0:
        figure.add_scatter(
            **_to_plane(plane, path.x[:1], path.y[:1]),
            mode="markers",
            hoverinfo="skip",
            name=f"start {letter}",
            marker={"size": 7, "color": CASING, "line": {"color": PATH, "width": 1.8}},
        )


def _draw_label(
    figure: go.Figure, runs: list[int], end: NDArray[np.float64], place: NDArray[np.float64], plane: Plane
) -> None:
    """The letter of an end, or the letters of ends on one spot; moved aside, a thin line leads to the end itself."""
    name = group_name(runs)
    if np.linalg.norm(place - end) > 0.02:
        leader = _to_plane(plane, np.array([end[0], place[0]]), np.array([end[1], place[1]]))
        for color, width in ((CASING, 3.4), (PATH, 1.4)):
            figure.add_scatter(
                **leader,
                mode="lines",
                line={"color": color, "width": width},
                hoverinfo="skip",
                name=f"leader {name}",
            )
    at = _to_plane(plane, place[:1], place[1:])
    if len(runs) > 1:
        look = {"font": {"color": CASING, "size": 12, "family": FONT}, "bgcolor": PATH, "bordercolor": CASING}
        figure.add_annotation(
            x=at["x"][0], y=at["y"][0], text=f"<b>{name}</b>", showarrow=False, borderwidth=2, borderpad=3, **look
        )
        return
    symbol = symbol_of(runs[0])
    figure.add_scatter(
        **at,
        mode="markers+text",
        text=[f"<b>{name}</b>"],
        hoverinfo="skip",
        name=f"end {name}",
        textfont={"color": CASING, "size": 12, "family": FONT},
        marker={
            "symbol": symbol,
            "size": MARKER_SIZES.get(symbol, 21),
            "color": PATH,
            "line": {"color": CASING, "width": 2},
        },
    )
