"""The ready scenes of the start page: each link opens what it says, in the lab and without a problem."""

import pytest

from landscape.api import configure
from landscape.inputs.link import decode, encode
from landscape.picture.scene import check_scene, load_data
from landscape.ui.start.scenes import SCENES


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.question)
def test_link_opens_the_scene(scene):
    page, _, query = scene.link().partition("?")
    decoded = decode(query)
    assert page == "lab"
    assert decoded.problems == ()
    assert decoded.config == configure(**dict(scene.values))
    assert encode(decoded.config) == query


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.question)
def test_scene_can_be_computed(scene):
    config = configure(**dict(scene.values))
    check_scene(config, load_data(config.ensemble.data))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.question)
def test_only_what_differs_from_the_default_is_written(scene):
    for name, _ in scene.values:
        without = dict(scene.values)
        del without[name]
        assert configure(**without) != configure(**dict(scene.values)), name


def test_no_two_scenes_are_alike():
    assert len({scene.link() for scene in SCENES}) == len(SCENES)
    assert len({scene.question for scene in SCENES}) == len(SCENES)
