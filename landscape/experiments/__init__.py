"""The lessons' experiments: one file each, listed here by slug in the order of the course."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.experiments.parts.experiment import Experiment

NAMES: tuple[str, ...] = ("points", "paths", "thneeb", "coin", "twins", "landscape")


def load(slug: str) -> "Experiment":
    """The experiment of the file `landscape/experiments/<slug>.py`; loaded when first asked for, as it needs torch."""
    experiment: Experiment = import_module(f"landscape.experiments.{slug}").EXPERIMENT
    return experiment
