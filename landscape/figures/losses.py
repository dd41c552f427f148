"""Loss curves: the training loss of every run over the steps, and its test loss."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from landscape.figures.flat import make_flat
from landscape.outputs.results import Scene
from landscape.viewer.packed_scene import PackedScene, packed
from landscape.viewer.theme import LIGHT, Theme
from landscape.words.sentences import number

FIRST = 0.5  # where step 0 stands on the logarithmic axis
LARGEST_SHOWN = 1e6


def loss_figure(scene: Scene, theme: Theme = LIGHT, *, height_pixels: int = 260) -> go.Figure:
    """Training loss (solid) and test loss (dotted) of each run; both axes logarithmic.

    How to read it: each line is one run, its letter stands at its end. What it does not show: where in parameter
    space the runs are; two runs of equal loss can be quite different networks.

    Args:
        scene: With or without a surface.
        theme: Light or dark.
        height_pixels: Height of the figure.

    Returns:
        The figure; values that are not finite, zero or above a million leave a gap.
    """
    return curves(packed(scene), theme, height_pixels)


def curves(found: PackedScene, theme: Theme, height_pixels: int) -> go.Figure:
    """The same from what a message holds: its losses, and the letters of its runs."""
    steps, letters = found.arrays["steps"], [run["letter"] for run in found.header["runs"]]
    unit, x = found.header["unit"], np.where(steps == 0, FIRST, steps).astype(np.float64)
    shown, test = _drawable(found.arrays["train_loss"]), _drawable(found.arrays["test_loss"])
    figure = go.Figure()
    for letter, losses, dotted in zip(letters, shown, test, strict=True):
        thin = {"color": theme.control, "width": 1, "dash": "dot"}
        figure.add_scatter(x=x, y=dotted, mode="lines", name=f"test {letter}", hoverinfo="skip", line=thin)
        text = [f"{letter}, step {s}: {v:.3g} {unit}" for s, v in zip(steps, losses, strict=True)]
        ink = {"color": theme.ink, "width": 1.5}
        figure.add_scatter(x=x, y=losses, mode="lines", name=f"run {letter}", text=text, hoverinfo="text", line=ink)
    finite = shown[np.isfinite(shown)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.1, 1.0)
    n_steps = int(steps[-1])
    _letters(figure, x, dict(zip(letters, shown, strict=True)), (np.log10(low), np.log10(high)), theme)
    _axes(figure, n_steps, (low, high), unit)
    make_flat(figure, theme, height=height_pixels, bottom=40)
    return figure


def _axes(figure: go.Figure, n_steps: int, limits: tuple[float, float], unit: str) -> None:
    ticks = [1, *(10**p for p in range(1, 6) if 10**p < n_steps), n_steps]
    figure.update_xaxes(
        type="log",
        title={"text": "step", "standoff": 4},
        tickvals=[FIRST, *ticks],
        ticktext=["0", *(f"{t:,}" for t in ticks)],
        range=[np.log10(FIRST), np.log10(n_steps * 1.35 + 1)],
        fixedrange=True,
    )
    low, high = limits
    values = [m * 10.0**d for d in range(-8, 7) for m in (1, 2, 5) if low * 0.8 <= m * 10.0**d <= high * 1.2]
    values = values if len(values) <= 6 else [v for v in values if f"{v:.0e}".startswith("1")]
    values = values or [low, high]  # all losses between two round ones
    title, text = {"text": f"loss, {unit}", "standoff": 4}, [number(v) for v in values]
    figure.update_yaxes(type="log", title=title, tickvals=values, ticktext=text, fixedrange=True)


def _drawable(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Values with a place on a logarithmic axis; a run that flies away must not flatten the others."""
    with np.errstate(invalid="ignore"):
        return np.where((values > 0) & (values < LARGEST_SHOWN), values, np.nan)


def _letters(
    figure: go.Figure,
    x: NDArray[np.float64],
    curves: dict[str, NDArray[np.floating]],
    limits: tuple[float, float],
    theme: Theme,
) -> None:
    """Letters at the ends of the curves, moved apart so that none covers another (at most 16 are drawn)."""
    ends = [(letter, losses, np.flatnonzero(np.isfinite(losses))) for letter, losses in curves.items()]
    known = [(letter, float(x[at[-1]]), float(losses[at[-1]])) for letter, losses, at in ends if len(at)][:16]
    if not known:
        return
    known.sort(key=lambda end: end[2])
    gap = max(limits[1] - limits[0], 0.1) / 17
    heights = np.log10([loss for _, _, loss in known])
    for i in range(1, len(heights)):
        heights[i] = max(heights[i], heights[i - 1] + gap)
    figure.add_scatter(
        x=[1.09 * at for _, at, _ in known],
        y=10.0**heights,
        mode="text",
        text=[f"<b>{letter}</b>" for letter, _, _ in known],
        textfont={"color": theme.ink, "size": 12},
        hoverinfo="skip",
        name="letters",
    )
