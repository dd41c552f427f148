"""The stand-alone page: the pictures in one file that opens with the network off."""

from landscape.exports.export import Export
from landscape.inputs import link
from landscape.outputs.results import Scene
from landscape.viewer.page import page


def write(scene: Scene) -> bytes:
    """The page of `scene.html` on the command line."""
    return page(scene, link.encode(scene.config)).encode()


EXPORT = Export(suffix="html", media_type="text/html; charset=utf-8", write=write)
