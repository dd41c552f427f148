"""What each run does: its answers over a map of inputs, one small map per run."""

from html import escape
from math import ceil

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from landscape.figures.flat import quiet
from landscape.outputs.results import Behaviour, Scene
from landscape.viewer.colors import class_scale
from landscape.viewer.theme import FONT, LIGHT, PATH, Theme
from landscape.words.letters import letter_of
from landscape.words.sentences import number

MAX_MAPS = 24


def behaviour_figure(scene: Scene, theme: Theme = LIGHT, *, columns: int = 3, row_pixels: int = 108) -> go.Figure:
    """Decision maps (classification) or fitted curves (regression) of the last networks of the runs.

    How to read it: each shade is the class the run answers there; dots are training examples. What it does not
    show: how sure the network is, and inputs off the map.

    Args:
        scene: With behaviour.
        theme: Light or dark.
        columns: Maps in a row.
        row_pixels: Height of a row of maps.

    Returns:
        The figure; of more than 24 runs the first 24 are drawn, and a line below says so.
    """
    behaviour = scene.behaviour
    if behaviour is None:
        raise ValueError("scene must have behaviour; compute it to the end first.")
    figure = (
        _curves(scene, behaviour, theme)
        if len(behaviour.map_y) == 1
        else _maps(scene, behaviour, theme, columns, row_pixels)
    )
    n_runs = scene.ensemble.n_runs
    if n_runs > MAX_MAPS:
        figure.update_layout(height=figure.layout.height + 24, margin_b=figure.layout.margin.b + 24)
        figure.add_annotation(
            text=f"The first {MAX_MAPS} of {n_runs} runs are drawn.",
            showarrow=False,
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=4 - figure.layout.margin.b + 24,
        )
    figure.update_layout(**quiet(theme))
    return figure


def _maps(scene: Scene, behaviour: Behaviour, theme: Theme, columns: int, row_pixels: int) -> go.Figure:
    n_runs = min(scene.ensemble.n_runs, MAX_MAPS)
    n_classes = len(scene.data.class_names)
    rows = ceil(n_runs / columns)
    titles = [f"<b>{letter_of(run)}</b>  {number(scene.ensemble.train_loss[run, -1])}" for run in range(n_runs)]
    figure = make_subplots(
        rows,
        columns,
        subplot_titles=titles,
        horizontal_spacing=0.04,
        vertical_spacing=min(0.9 / rows, 28 / (rows * row_pixels)),
    )
    shade = behaviour.point_targets / max(1, n_classes - 1)
    for run in range(n_runs):
        where = {"row": run // columns + 1, "col": run % columns + 1}
        figure.add_heatmap(
            x=behaviour.map_x,
            y=behaviour.map_y,
            z=behaviour.answers[run],
            zmin=-0.5,
            zmax=n_classes - 0.5,
            colorscale=class_scale(n_classes),
            showscale=False,
            name=f"run {letter_of(run)}",
            hovertemplate=f"{letter_of(run)} answers class %{{z}}<extra></extra>",
            **where,
        )
        figure.add_scatter(
            x=behaviour.points[::2, 0],
            y=behaviour.points[::2, 1],
            mode="markers",
            hoverinfo="skip",
            name="examples",
            marker={"size": 2.5, "color": shade[::2], "colorscale": [[0, "#FFFFFF"], [1, PATH]], "cmin": 0, "cmax": 1},
            **where,
        )
    figure.update_xaxes(visible=False, fixedrange=True, range=[behaviour.map_x[0], behaviour.map_x[-1]])
    figure.update_yaxes(visible=False, fixedrange=True, range=[behaviour.map_y[0], behaviour.map_y[-1]])
    figure.update_annotations(font={"size": 14, "color": theme.ink, "family": FONT}, yshift=-2)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 24, "b": 4}, height=rows * row_pixels + 28)
    return figure


def _curves(scene: Scene, behaviour: Behaviour, theme: Theme) -> go.Figure:
    figure = go.Figure()
    figure.add_scatter(
        x=behaviour.points[:, 0],
        y=behaviour.points[:, 1],
        mode="markers",
        name="examples",
        hoverinfo="skip",
        marker={"size": 3, "color": theme.control, "opacity": 0.6},
    )
    for run in range(min(scene.ensemble.n_runs, MAX_MAPS)):
        letter = letter_of(run)
        curve = behaviour.answers[run, 0].astype(np.float64)
        figure.add_scatter(
            x=behaviour.map_x,
            y=curve,
            mode="lines",
            name=f"run {letter}",
            hoverinfo="name",
            line={"color": theme.ink, "width": 1.4},
        )
        if np.isfinite(curve[-1]):
            figure.add_annotation(
                x=behaviour.map_x[-1],
                y=curve[-1],
                text=f"<b>{letter}</b>",
                showarrow=False,
                xanchor="left",
                font={"color": theme.ink, "size": 12},
            )
    axis = {"showgrid": False, "zeroline": False, "color": theme.soft, "fixedrange": True}
    span = np.ptp(behaviour.points[:, 1]) or 1.0
    low, high = behaviour.points[:, 1].min() - 0.6 * span, behaviour.points[:, 1].max() + 0.6 * span
    figure.update_xaxes(title=escape(behaviour.map_axes[0]), **axis)
    figure.update_yaxes(title=escape(behaviour.map_axes[1]), range=[low, high], **axis)
    figure.update_layout(margin={"l": 44, "r": 18, "t": 8, "b": 40}, height=320)
    return figure
