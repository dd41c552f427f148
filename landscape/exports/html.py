"""The stand-alone page: the pictures in one file that opens with the network off."""

from landscape import link
from landscape.exports.export import Export
from landscape.figures.page import page
from landscape.results import Scene


def write(scene: Scene) -> bytes:
    """The page of `scene.html` on the command line."""
    return page(scene, link.encode(scene.config)).encode()


EXPORT = Export(suffix="html", media_type="text/html; charset=utf-8", write=write)
