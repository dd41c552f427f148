"""Formats a scene can be taken away in: one file each, listed here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.exports.export import Export

# By id, the name a reader sees: a menu lists them without the libraries that write them.
TITLES = {
    "csv": "Tables (CSV, zipped)",
    "npz": "NumPy arrays (NPZ)",
    "html": "Stand-alone page (HTML)",
    "stl": "Solid for a 3-D printer (STL)",
    "glb": "3-D model (GLB)",
    "notebook": "Notebook (Jupyter)",
    "bibtex": "Citation (BibTeX)",
}
NAMES = tuple(TITLES)


def load(name: str) -> "Export":
    """The export of the file `landscape/exports/<name>.py`; loaded when first asked for, as each needs a library."""
    export: Export = import_module(f"landscape.exports.{name}").EXPORT
    return export
