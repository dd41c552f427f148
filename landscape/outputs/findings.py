"""Frozen outputs of experiments: what one run of a lesson found, and what its claim measured."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.outputs.read_only import ReadOnly
from landscape.outputs.results import Scene, Surface

Value = str | int | float
Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class LessonConfig:
    """What one run of an experiment is made from; made and checked by `Experiment.config`.

    Attributes:
        slug: The experiment.
        values: One value per control, in the experiment's order.
        first_seed: The first of the seeds used; the others follow it.
    """

    slug: str
    values: Values
    first_seed: int = 0

    def __getitem__(self, control: str) -> Any:
        """The value of a control."""
        return dict(self.values)[control]


@dataclass(frozen=True, slots=True, eq=False)
class Ground(ReadOnly):
    """A surface without runs, for networks the lab does not train itself.

    Attributes:
        title: What is shown, a few words.
        view: A name of `landscape.catalogue.PLANES`: its words stand under the picture.
        surface: Values of the height quantity.
        axes: What the two coordinates are, with their unit.
        color_surface: Values of the colour quantity, if it is not the height.
        notes: What a reader should know, one sentence each.
    """

    title: str
    view: str
    surface: Surface
    axes: tuple[str, str]
    color_surface: Surface | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Finding(ReadOnly):
    """What one run of an experiment found.

    Attributes:
        config: What was asked for.
        pictures: One scene or ground, or two that are compared.
        numbers: By name: what the lesson's text speaks of; shares are from 0 to 1.
        outcome: The answer of the bet that came true, by its id in the lesson's text.
        panel: The kind of behaviour view beside the picture; `header` and `arrays` are its content.
        header: Plain values of the behaviour view (anything JSON can hold, without NaN).
        arrays: Its arrays by name: float32, int32 or uint8.
    """

    config: LessonConfig
    pictures: tuple[Scene | Ground, ...]
    numbers: dict[str, Value]
    outcome: str
    panel: str
    header: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a claim, with its 95 % interval and the bound it must keep.

    Attributes:
        name: What was measured, in words.
        value, low, high: The number and the ends of its interval.
        n: How many seeds (or pairs, or starts) it is taken over.
        at_least, at_most: The bound, or None.
    """

    name: str
    value: float
    low: float
    high: float
    n: int
    at_least: float | None = None
    at_most: float | None = None

    @property
    def held(self) -> bool:
        """Whether the number itself keeps its bound; one that is not finite keeps none."""
        if not np.isfinite(self.value):
            return False
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the claim of a lesson measured over many seeds.

    Attributes:
        slug: The lesson.
        n_seeds, first_seed: Which seeds.
        measures: The effect, and the control that makes it meaningful; each with a bound.
    """

    slug: str
    n_seeds: int
    first_seed: int
    measures: tuple[Measure, ...]

    @property
    def held(self) -> bool:
        """Whether every measure keeps its bound."""
        return all(measure.held for measure in self.measures)
