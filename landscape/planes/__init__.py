"""Ways to cut a two-dimensional view out of parameter space: one file each, listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.planes.plane_method import PlaneMethod

NAMES = ("sheet", "pca", "last", "ends", "random", "weights")


def load(name: str) -> "PlaneMethod":
    """The plane method of the file `landscape/planes/<name>.py`; loaded when first asked for, as it needs torch."""
    method: PlaneMethod = import_module(f"landscape.planes.{name}").PLANE
    return method
