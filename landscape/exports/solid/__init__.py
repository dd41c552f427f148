"""A scene as solid bodies in millimetres, which the formats for printing and for viewers share."""

from landscape.exports.solid.bodies import (
    BASE,
    RISE,
    SIDE,
    Body,
    bodies_of,
    ground_of,
    holes_sentence,
    joined,
    packed_picture,
)

__all__ = ["BASE", "RISE", "SIDE", "Body", "bodies_of", "ground_of", "holes_sentence", "joined", "packed_picture"]
