"""What every export promises, whichever it is."""

import re
from dataclasses import replace

import numpy as np
import pytest

from landscape.catalogue import EXPORT_TITLES, EXPORTS
from landscape.errors import NoPictureError
from landscape.exports.export import Export
from landscape.inputs import link
from tests.docs.markdown import read, rows, section
from tests.exports.reading import with_holes
from tests.figures.scenes import ALL_DIVERGED, PICTURES, picture, small

each = pytest.mark.parametrize("name", EXPORTS.names)


@each
def test_words_for_the_reader(name):
    export = EXPORTS.load(name)
    assert isinstance(export, Export)
    assert re.search(r"\([A-Za-z-]+(, zipped)?\)$", EXPORT_TITLES[name])
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", export.suffix)
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?", export.media_type)


def test_no_two_exports_share_a_suffix_or_a_title():
    loaded = [EXPORTS.load(name) for name in EXPORTS.names]
    assert len({export.suffix for export in loaded}) == len(set(EXPORT_TITLES.values())) == len(loaded)


@each
@pytest.mark.parametrize("kind", PICTURES)
def test_every_kind_of_picture_can_be_taken_away(name, kind):
    assert len(EXPORTS.load(name).write(picture(kind))) > 400


@each
@pytest.mark.parametrize("scene", [small(), with_holes(small())], ids=["whole", "holes"])
def test_the_same_scene_gives_the_same_bytes(name, scene):
    copy = replace(scene, surface=replace(scene.surface, values=scene.surface.values.copy()))
    assert EXPORTS.load(name).write(scene) == EXPORTS.load(name).write(copy)


@each
def test_a_scene_is_left_as_it_was(name):
    scene = small(data="two_cues", color="intended_share")
    before = (scene.surface.values.copy(), scene.ensemble.snapshots.copy(), scene.trajectories.x.copy())
    EXPORTS.load(name).write(scene)
    after = (scene.surface.values, scene.ensemble.snapshots, scene.trajectories.x)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@each
def test_without_a_surface_there_is_a_file_or_a_sentence(name):
    scene = small(**ALL_DIVERGED)
    assert scene.surface is None
    if name in ("stl", "glb"):
        with pytest.raises(NoPictureError, match="runs diverged; lower the learning rate"):
            EXPORTS.load(name).write(scene)
    else:
        assert EXPORTS.load(name).write(scene)


@pytest.mark.parametrize("name", ["html", "notebook", "bibtex"])
def test_the_link_is_in_every_text(name):
    text = EXPORTS.load(name).write(small(data="spirals", seeds="0-1")).decode()
    assert link.encode(small(data="spirals", seeds="0-1").config) in text.replace("&amp;", "&")


def test_the_readme_lists_them_all():
    listed = {
        name.strip("`"): suffix.strip("`.") for name, suffix, _ in rows(section(read("README.md"), "Take it with you"))
    }
    assert listed == {name: EXPORTS.load(name).suffix for name in EXPORTS.names}
