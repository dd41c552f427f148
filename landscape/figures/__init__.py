"""From results to Plotly figures: numbers to traces, knowing nothing of how they are mounted."""

from landscape.figures.behaviour import behaviour_figure
from landscape.figures.contour import contour_figure
from landscape.figures.losses import loss_figure
from landscape.figures.surface import surface_figure

__all__ = ["behaviour_figure", "contour_figure", "loss_figure", "surface_figure"]
