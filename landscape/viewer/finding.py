"""A finding ready to be shown: its pictures as messages for the viewer, and the numbers its text speaks of."""

from dataclasses import dataclass
from itertools import starmap

import numpy as np

from landscape.outputs.findings import Finding, Ground, LessonConfig, Value
from landscape.outputs.read_only import ReadOnly
from landscape.outputs.results import Scene
from landscape.viewer.heights import HeightScale, shared_scale
from landscape.viewer.message import ground_message, scene_message
from landscape.viewer.packing import unpack, with_more

PANEL_ARRAY = "panel_"
ROUNDING = 1e-3  # of a number, or of a picture's height: what no reader sees


@dataclass(frozen=True, slots=True, eq=False)
class PackedFinding(ReadOnly):
    """What a page needs of a finding, live or shipped.

    Attributes:
        config: What was asked for.
        messages: One message per picture, as `landscape.viewer.message` packs them; the first one carries the
            content of the behaviour view: `panel` in its header, and arrays whose names begin with `panel_`.
        numbers: What the lesson's text speaks of.
        outcome: The answer of the bet that came true.
    """

    config: LessonConfig
    messages: tuple[bytes, ...]
    numbers: dict[str, Value]
    outcome: str

    def same_as(self, other: "PackedFinding") -> bool:
        """Whether two findings agree to the last bit."""
        return self.messages == other.messages and self.numbers == other.numbers

    def same_but_for_rounding(self, other: "PackedFinding") -> bool:
        """Whether only last digits differ: of every number, and of the ground's height at every node."""
        if len(self.messages) != len(other.messages) or self.numbers.keys() != other.numbers.keys():
            return False
        numbers = all(_close(value, other.numbers[name]) for name, value in self.numbers.items())
        return numbers and all(starmap(_same_ground, zip(self.messages, other.messages, strict=True)))


def packed_finding(finding: Finding) -> PackedFinding:
    """Packs a finding; two pictures of the same unit share one height scale."""
    pictures = finding.pictures
    scale = shared_scale(*pictures) if len(pictures) == 2 and all(map(_has_ground, pictures)) else None
    messages = [_message(picture, scale) for picture in pictures]
    panel = {"panel": {"kind": finding.panel, **finding.header}}
    arrays = {PANEL_ARRAY + name: values for name, values in finding.arrays.items()}
    messages[0] = with_more(messages[0], panel, arrays)
    return PackedFinding(finding.config, tuple(messages), finding.numbers, finding.outcome)


def _close(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return bool(np.isclose(one, other, rtol=ROUNDING, atol=ROUNDING**2))


def _same_ground(one: bytes, other: bytes) -> bool:
    first, second = (unpack(message)[1].get("z") for message in (one, other))
    if first is None or second is None:
        return first is second
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=0, atol=ROUNDING, equal_nan=True))


def _has_ground(picture: Scene | Ground) -> bool:
    return picture.surface is not None


def _message(picture: Scene | Ground, scale: HeightScale | None) -> bytes:
    return ground_message(picture, scale) if isinstance(picture, Ground) else scene_message(picture, scale)
