"""What the figures without depth share: a clear ground, quiet axes, the page's type."""

from typing import Any

import plotly.graph_objects as go

from landscape.viewer.theme import FONT, Theme

CLEAR = "rgba(0,0,0,0)"


def make_flat(figure: go.Figure, theme: Theme, *, height: int, bottom: int) -> None:
    """Lays out a figure with a title at its left axis and its lower one.

    Args:
        figure: Its axes and its layout are changed.
        theme: Light or dark.
        height: In pixels.
        bottom: Pixels below the axes.
    """
    axis = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "color": theme.soft}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.update_layout(margin={"l": 56, "r": 8, "t": 8, "b": bottom}, height=height, **quiet(theme))


def quiet(theme: Theme) -> dict[str, Any]:
    """The part of a layout that all of them have."""
    return {
        "showlegend": False,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": 13, "color": theme.soft},
        "dragmode": False,
    }
