"""Formats a scene can be taken away in: one file each, listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.exports.export import Export

NAMES = ("csv", "npz", "html", "stl", "glb", "notebook", "bibtex")


def load(name: str) -> "Export":
    """The export of the file `landscape/exports/<name>.py`; loaded when first asked for, as each needs a library."""
    export: Export = import_module(f"landscape.exports.{name}").EXPORT
    return export
