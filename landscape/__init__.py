"""Train many small networks from different starts and see one true loss landscape with every path on it.

Example:
    >>> import landscape
    >>> scene = landscape.run(data="moons", seeds="0-2", width=4, steps=30, grid=17)
    >>> scene.surface.values.shape
    (17, 17)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landscape.api import configure, load_csv, run
    from landscape.errors import LandscapeError
    from landscape.exports.files import save
    from landscape.figures import behaviour_figure, contour_figure, loss_figure, surface_figure
    from landscape.inputs.config import SceneConfig
    from landscape.inputs.link import decode, encode
    from landscape.outputs.results import Scene

# Where each public name lives. Loaded on first use, so that `import landscape` takes no time.
_HOMES = {
    "configure": "landscape.api",
    "run": "landscape.api",
    "load_csv": "landscape.api",
    "save": "landscape.exports.files",
    "encode": "landscape.inputs.link",
    "decode": "landscape.inputs.link",
    "SceneConfig": "landscape.inputs.config",
    "Scene": "landscape.outputs.results",
    "LandscapeError": "landscape.errors",
    "surface_figure": "landscape.figures",
    "contour_figure": "landscape.figures",
    "loss_figure": "landscape.figures",
    "behaviour_figure": "landscape.figures",
}

__all__ = [
    "LandscapeError",
    "Scene",
    "SceneConfig",
    "behaviour_figure",
    "configure",
    "contour_figure",
    "decode",
    "encode",
    "load_csv",
    "loss_figure",
    "run",
    "save",
    "surface_figure",
]


def __getattr__(name: str) -> Any:
    """Loads a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module 'landscape' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, also those that are not loaded yet."""
    return sorted({*globals(), *_HOMES})
