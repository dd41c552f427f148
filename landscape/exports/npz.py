"""NumPy arrays: the `scene.npz` of the command line."""

from io import BytesIO

import numpy as np

from landscape.exports.export import Export
from landscape.exports.files import arrays_of
from landscape.outputs.results import Scene


def write(scene: Scene) -> bytes:
    """Every array of the scene; their shapes stand in the README."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays_of(scene))
    return file.getvalue()


EXPORT = Export(suffix="npz", media_type="application/octet-stream", write=write)
