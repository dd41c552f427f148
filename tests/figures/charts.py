"""What tests of figures ask of any chart: its traces by name, and the paths it must draw."""

import pytest

from landscape.viewer.heights import height_scale
from landscape.viewer.paths import paths_of
from tests.figures.scenes import PICTURES

each_picture = pytest.mark.parametrize("name", PICTURES)


def named(figure, start):
    """The traces whose names begin so."""
    return [trace for trace in figure.data if trace.name.startswith(start)]


def drawn(scene):
    """The runs a picture shows that have a step inside it."""
    return [path for path in paths_of(scene, height_scale(scene)) if len(path.steps)]
