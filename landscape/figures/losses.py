"""Loss curves: the training loss of every run over the steps, also while they train."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.outputs.results import Scene
from landscape.viewer.theme import FONT, LIGHT, Theme
from landscape.words.letters import letter_of
from landscape.words.sentences import number

FIRST = 0.5  # where step 0 stands on the logarithmic axis
LARGEST_SHOWN = 1e6


def loss_figure(
    steps: NDArray[np.int64],
    train_loss: NDArray[np.floating],
    *,
    n_steps: int,
    unit: str,
    test_loss: NDArray[np.floating] | None = None,
    theme: Theme = LIGHT,
    height_pixels: int = 260,
) -> go.Figure:
    """Training loss (solid) and test loss (dotted) of each run; both axes logarithmic.

    How to read it: each line is one run, its letter stands at its end. What it does not show: where in parameter
    space the runs are; two runs of equal loss can be quite different networks.

    Args:
        steps: Shape (n,).
        train_loss: Shape (n_runs, n).
        n_steps: Steps the runs will have made at the end: the width of the axis.
        unit: Unit of the loss.
        test_loss: Shape (n_runs, n), if it is to be drawn.
        theme: Light or dark.
        height_pixels: Height of the figure.

    Returns:
        The figure; values that are not finite, zero or above a million leave a gap.
    """
    x = np.where(steps == 0, FIRST, steps).astype(np.float64)
    figure = go.Figure()
    shown = _drawable(train_loss)
    for run, losses in enumerate(shown):
        letter = letter_of(run)
        if test_loss is not None:
            figure.add_scatter(
                x=x,
                y=_drawable(test_loss[run]),
                mode="lines",
                name=f"test {letter}",
                hoverinfo="skip",
                line={"color": theme.control, "width": 1, "dash": "dot"},
            )
        text = [f"{letter}, step {s}: {v:.3g} {unit}" for s, v in zip(steps, losses, strict=True)]
        figure.add_scatter(
            x=x,
            y=losses,
            mode="lines",
            name=f"run {letter}",
            text=text,
            hoverinfo="text",
            line={"color": theme.ink, "width": 1.5},
        )
    finite = shown[np.isfinite(shown)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.1, 1.0)
    _letters(figure, x, shown, (np.log10(low), np.log10(high)), n_steps, theme)
    ticks = [1, *(10**p for p in range(1, 6) if 10**p < n_steps), n_steps]
    axis = {"showgrid": False, "zeroline": False, "showline": False, "color": theme.soft, "fixedrange": True}
    figure.update_xaxes(
        type="log",
        title={"text": "step", "standoff": 4},
        tickvals=[FIRST, *ticks],
        ticktext=["0", *(f"{t:,}" for t in ticks)],
        range=[np.log10(FIRST), np.log10(n_steps * 1.35 + 1)],
        **axis,
    )
    values = [m * 10.0**d for d in range(-8, 7) for m in (1, 2, 5) if low * 0.8 <= m * 10.0**d <= high * 1.2]
    values = values if len(values) <= 6 else [v for v in values if f"{v:.0e}".startswith("1")]
    values = values or [low, high]  # all losses between two round ones
    figure.update_yaxes(
        type="log",
        title={"text": f"loss, {unit}", "standoff": 4},
        tickvals=values,
        ticktext=[number(v) for v in values],
        **axis,
    )
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 40},
        height=height_pixels,
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": theme.soft},
        dragmode=False,
    )
    return figure


def _drawable(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Values with a place on a logarithmic axis; a run that flies away must not flatten the others."""
    with np.errstate(invalid="ignore"):
        return np.where((values > 0) & (values < LARGEST_SHOWN), values, np.nan)


def _letters(
    figure: go.Figure,
    x: NDArray[np.float64],
    losses: NDArray[np.floating],
    limits: tuple[float, float],
    n_steps: int,
    theme: Theme,
) -> None:
    """Letters at the ends of the curves, moved apart so that none covers another (at most 16 are drawn)."""
    ends = [(run, np.flatnonzero(np.isfinite(row))) for run, row in enumerate(losses)]
    known = [(run, int(at[-1])) for run, at in ends if len(at)][:16]
    if not known:
        return
    known.sort(key=lambda end: losses[end[0], end[1]])
    gap = max(limits[1] - limits[0], 0.1) / 17
    heights = np.log10([float(losses[run, at]) for run, at in known])
    for i in range(1, len(heights)):
        heights[i] = max(heights[i], heights[i - 1] + gap)
    at_end = [min(float(x[at]) * 1.09, n_steps * 1.09) for _, at in known]
    figure.add_scatter(
        x=at_end,
        y=10.0**heights,
        mode="text",
        text=[f"<b>{letter_of(run)}</b>" for run, _ in known],
        textfont={"color": theme.ink, "size": 12},
        hoverinfo="skip",
        name="letters",
    )


def scene_loss_figure(scene: Scene, theme: Theme = LIGHT, *, height_pixels: int = 260) -> go.Figure:
    """Loss curves of a scene's runs, training and test."""
    ensemble = scene.ensemble
    return loss_figure(
        ensemble.steps,
        ensemble.train_loss,
        n_steps=ensemble.config.steps,
        unit=scene.data.unit,
        test_loss=ensemble.test_loss,
        theme=theme,
        height_pixels=height_pixels,
    )
