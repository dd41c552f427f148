"""What an export is: a format, and the function that writes a scene in it."""

from collections.abc import Callable
from dataclasses import dataclass

from landscape.outputs.results import Scene


@dataclass(frozen=True, slots=True)
class Export:
    """One format.

    Attributes:
        suffix: End of the file's name, without the dot before it.
        media_type: What a browser is told the file is.
        write: The whole file of a scene. Equal scenes give equal bytes; raises NoPictureError where the format needs a
            surface and the scene has none.
    """

    suffix: str
    media_type: str
    write: Callable[[Scene], bytes]
