"""A finding ready to be shown: its pictures as messages for the viewer, and the numbers its text speaks of."""

from dataclasses import dataclass

from landscape.outputs.findings import Finding, Ground, LessonConfig, Value
from landscape.outputs.read_only import ReadOnly
from landscape.outputs.results import Scene
from landscape.viewer.heights import HeightScale, shared_scale
from landscape.viewer.message import ground_message, scene_message
from landscape.viewer.packing import with_more

PANEL_ARRAY = "panel_"


@dataclass(frozen=True, slots=True, eq=False)
class Shown(ReadOnly):
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

    def same_as(self, other: "Shown") -> bool:
        """Whether two findings agree to the last bit."""
        return self.messages == other.messages and self.numbers == other.numbers


def shown(finding: Finding) -> Shown:
    """Packs a finding; two pictures of the same unit share one height scale."""
    pictures = finding.pictures
    scale = shared_scale(*pictures) if len(pictures) == 2 and all(map(_has_ground, pictures)) else None
    messages = [_message(picture, scale) for picture in pictures]
    panel = {"panel": {"kind": finding.panel, **finding.header}}
    arrays = {PANEL_ARRAY + name: values for name, values in finding.arrays.items()}
    messages[0] = with_more(messages[0], panel, arrays)
    return Shown(finding.config, tuple(messages), finding.numbers, finding.outcome)


def _has_ground(picture: Scene | Ground) -> bool:
    return picture.surface is not None


def _message(picture: Scene | Ground, scale: HeightScale | None) -> bytes:
    return ground_message(picture, scale) if isinstance(picture, Ground) else scene_message(picture, scale)
