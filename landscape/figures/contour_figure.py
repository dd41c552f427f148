"""The landscape as a map: bands of equal height with every path on it. Needs no WebGL."""

import numpy as np
import plotly.graph_objects as go

from landscape.figures.height import HeightScale, height_scale
from landscape.figures.paths import Path, axis_titles, paths_of
from landscape.figures.surface_figure import QUANTITY_TITLES
from landscape.figures.theme import CASING, FONT, GROUND, LIGHT, PATH, Theme, behaviour_scale, symbol_of
from landscape.letters import letter_of
from landscape.results import Plane, Scene

N_BANDS = 12
BAND_LINE = "#7F7B66"
MARKER_SIZES = {"triangle-up": 27, "triangle-down": 27, "cross": 34, "diamond": 24}


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
    title = f"{QUANTITY_TITLES[surface.quantity]}, {surface.unit}"
    values, scale, ticks, by_color = height.z(surface.values), GROUND, height.ticks(), scene.color_surface
    if by_color is not None and by_color.quantity == "intended_share":
        values, scale = np.asarray(by_color.values, dtype=np.float64), behaviour_scale(theme)
        ticks, title = [(0, "0"), (0.5, "0.5"), (1, "1")], QUANTITY_TITLES[by_color.quantity]
    figure = go.Figure(
        go.Contour(
            x=surface.x, y=surface.y, z=values, colorscale=scale, zmin=0, zmax=1, name="surface",
            contours={"start": 0, "end": 1, "size": 1 / N_BANDS}, line={"width": 0.8, "color": BAND_LINE},
            customdata=surface.values,
            hovertemplate=f"%{{customdata:.3g}} {surface.unit}<extra></extra>",
            colorbar={
                "title": {"text": title, "side": "right"}, "thickness": 12, "outlinewidth": 0, "len": 0.95,
                "tickvals": [z for z, _ in ticks], "ticktext": [text for _, text in ticks],
            },
        )
    )
    for path in paths_of(scene, height):
        _draw(figure, path, plane, height, theme)
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


def _draw(figure: go.Figure, path: Path, plane: Plane, height: HeightScale, theme: Theme) -> None:
    if not len(path.steps):
        return
    letter = letter_of(path.run)
    x = plane.center[0] + path.x * plane.half_width[0]
    y = plane.center[1] + path.y * plane.half_width[1]
    text = [f"{letter}, step {s}: {v:.3g} {height.unit}" for s, v in zip(path.steps, path.value, strict=True)]
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": CASING, "width": 4.8}, hoverinfo="skip",
                       name=f"casing {letter}")
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": PATH, "width": 2}, text=text, hoverinfo="text",
                       name=f"run {letter}")
    if path.steps[0] == 0:
        figure.add_scatter(x=x[:1], y=y[:1], mode="markers", hoverinfo="skip", name=f"start {letter}",
                           marker={"size": 7, "color": CASING, "line": {"color": PATH, "width": 1.8}})
    figure.add_scatter(
        x=x[-1:], y=y[-1:], mode="markers+text", text=[f"<b>{letter}</b>"], name=f"end {letter}", hoverinfo="skip",
        textfont={"color": "#FFFFFF", "size": 12, "family": FONT},
        marker={"symbol": symbol_of(path.run), "size": MARKER_SIZES.get(symbol_of(path.run), 21), "color": PATH, "line": {"color": CASING, "width": 2}},
    )
