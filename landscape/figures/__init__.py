"""From results to Plotly figures: numbers to traces, knowing nothing of how they are mounted."""

from landscape.figures.behaviour_figure import behaviour_figure
from landscape.figures.contour_figure import contour_figure
from landscape.figures.loss_figure import loss_figure
from landscape.figures.surface_figure import surface_figure

__all__ = ["behaviour_figure", "contour_figure", "loss_figure", "surface_figure"]
