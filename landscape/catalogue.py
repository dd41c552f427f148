"""Every plug-in of the project by name: to add one is a file and its id here. Listing loads nothing."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Plugins:
    """Files of one kind: each is a module of `package` that defines `constant`.

    Attributes:
        package: Where the files are.
        constant: What each of them defines.
        names: Their ids, in the order in which they are listed; published in links, so none ever changes.
    """

    package: str
    constant: str
    names: tuple[str, ...]

    def load(self, name: str) -> Any:
        """What the file of this name defines; loaded when first asked for, as most need torch.

        Any, because the types of plug-ins are made of inputs, and inputs know the names in this file.
        """
        return getattr(import_module(f"{self.package}.{name}"), self.constant)

    def title(self, name: str) -> str:
        """The name a reader sees."""
        return str(self.load(name).title)


ARCHITECTURES = Plugins("models", "ARCHITECTURE", ("mlp", "linear", "two_weights", "convnet", "policy"))
DATASETS = Plugins(
    "landscape.datasets",
    "DATASET",
    (
        "moons",
        "circles",
        "spirals",
        "xor",
        "blobs",
        "two_cues",
        "strip",
        "parity",
        "thneeb",
        "sine",
        "digits",
        "breast_cancer",
        "wine",
        "iris",
        "gridworld",
        "csv",
    ),
)
PLANES = Plugins("landscape.planes", "PLANE", ("sheet", "pca", "last", "ends", "random", "weights"))
EXPERIMENTS = Plugins(
    "landscape.experiments", "EXPERIMENT", ("points", "paths", "thneeb", "coin", "twins", "landscape")
)

# With the names a reader sees, so that a menu lists them without the libraries that write them.
EXPORT_TITLES = {
    "csv": "Tables (CSV, zipped)",
    "npz": "NumPy arrays (NPZ)",
    "html": "Stand-alone page (HTML)",
    "stl": "Solid for a 3-D printer (STL)",
    "glb": "3-D model (GLB)",
    "notebook": "Notebook (Jupyter)",
    "bibtex": "Citation (BibTeX)",
}
EXPORTS = Plugins("landscape.exports", "EXPORT", tuple(EXPORT_TITLES))
