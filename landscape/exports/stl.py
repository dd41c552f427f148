"""STL for a 3-D printer: a solid relief 100 mm wide with every path on it, in millimetres."""

from trimesh.exchange.stl import export_stl

from landscape.exports.export import Export
from landscape.exports.solid import bodies_of, ground_of, holes_sentence, joined, packed_picture
from landscape.outputs.results import Scene

HEADER_BYTES = 80


def write(scene: Scene) -> bytes:
    """Every body of the scene, each closed by itself; the header says how many holes were filled.

    Slicers join bodies that overlap. A run drawn above the ground floats, and needs supports.
    """
    picture = packed_picture(scene)
    mesh = joined([body.mesh for body in bodies_of(picture)])
    header = f"Loss Landscape Lab, millimetres. {holes_sentence(ground_of(picture))}".encode("ascii")
    return header[:HEADER_BYTES].ljust(HEADER_BYTES) + export_stl(mesh)[HEADER_BYTES:]


EXPORT = Export(suffix="stl", media_type="model/stl", write=write)
