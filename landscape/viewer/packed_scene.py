"""A message as those read it who draw from it in Python: figures, stills and solid bodies."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.results import Scene
from landscape.viewer.colors import Coloring, coloring_of
from landscape.viewer.header import Header
from landscape.viewer.message import scene_message
from landscape.viewer.packing import Arrays, unpack
from landscape.viewer.paths import Path, paths_from
from landscape.viewer.theme import Theme

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PackedScene:
    """What a message holds: the same for the viewer in the browser and for all that is drawn here.

    Figure coordinates are x and y in [-1, 1] over the picture and z in [0, 1].

    Attributes:
        header: Words, titles, scales and places; see `landscape.viewer.header`.
        arrays: Numbers by name, read-only.
    """

    header: Header
    arrays: Arrays

    @property
    def has_surface(self) -> bool:
        """Whether there is a picture; if not, there are words and losses."""
        return "z" in self.arrays

    @property
    def x(self) -> Floats:
        """Figure coordinates of the columns of nodes, shape (n_x,)."""
        return self.arrays["x"].astype(np.float64)

    @property
    def y(self) -> Floats:
        """The same of the rows, shape (n_y,)."""
        return self.arrays["y"].astype(np.float64)

    @property
    def z(self) -> Floats:
        """Heights of the nodes in [0, 1], shape (n_y, n_x); NaN is a hole."""
        return self.arrays["z"].astype(np.float64)

    def paths(self) -> list[Path]:
        """Runs and balls with at least one step in the picture, in order."""
        return [path for path in paths_from(self.header.get("paths", []), self.arrays) if len(path.steps)]

    def coloring(self, theme: Theme) -> Coloring:
        """What colours the ground."""
        return coloring_of(self.header, self.arrays, theme)

    def in_view(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """From figure coordinates to those of the view."""
        frame = self.header["frame"]
        (cx, cy), (hx, hy) = frame["center"], frame["half_width"]
        return cx + x * hx, cy + y * hy

    def symbol(self, path: Path) -> str:
        """The marker of a run at its end; a ball has a circle."""
        return "circle" if path.is_ball else self.header["runs"][path.run]["symbol"]

    def rule(self, path: Path) -> str | None:
        """The rule a run follows, where there are two and this may be told."""
        return None if path.is_ball else self.header["runs"][path.run]["rule"]


def unpacked(message: bytes) -> PackedScene:
    """What a message holds."""
    header, arrays = unpack(message)
    return PackedScene(cast(Header, header), arrays)


def packed(scene: Scene) -> PackedScene:
    """A scene as its message says it."""
    return unpacked(scene_message(scene))


def picture_of(scene: Scene) -> PackedScene:
    """A scene with a surface, as its message says it.

    Raises:
        ValueError: The scene has no surface.
    """
    found = packed(scene)
    if not found.has_surface:
        raise ValueError("scene must have a surface; compute it to the end first.")
    return found
