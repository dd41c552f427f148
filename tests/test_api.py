"""The public Python API."""

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import landscape
from landscape import api
from landscape.errors import ConfigError, DataError
from landscape.exports.files import arrays_of
from landscape.inputs import link
from landscape.inputs.config import SceneConfig
from tests.conftest import TINY, tiny_scene
from tests.figures.scenes import small

GOOD_CSV = "a,b,class\n" + "".join(f"{i},{i * i % 7},{'xy'[i % 2]}\n" for i in range(40))


@pytest.mark.parametrize("name", landscape.__all__)
def test_every_public_name_is_there(name):
    assert getattr(landscape, name) is not None


def test_other_names_are_not():
    with pytest.raises(AttributeError, match="module 'landscape' has no attribute 'trian'"):
        _ = landscape.trian


def test_a_notebook_completes_the_public_names():
    assert set(landscape.__all__) <= set(dir(landscape))


def test_a_scene_prints_as_one_line():
    scene = small(grid=(13, 9))
    assert repr(scene) == "<Scene data=moons model=mlp view=sheet: 3 runs of 20 steps, surface of 13 x 9, complete>"
    assert "no surface" in repr(replace(scene, surface=None))


def test_nothing_given_is_the_default():
    assert api.configure() == SceneConfig()


@pytest.mark.parametrize(
    ("values", "part", "field", "expected"),
    [
        ({"width": 8}, "model", "width", 8),
        ({"width": "8"}, "model", "width", 8),
        ({"noise": 0}, "data", "noise", 0.0),
        ({"noise": "1e-1"}, "data", "noise", 0.1),
        ({"learning_rate": np.float32(0.25)}, "optimizer", "learning_rate", 0.25),
        ({"data": "spirals"}, "data", "name", "spirals"),
    ],
)
def test_values_and_texts(values, part, field, expected):
    value = getattr(getattr(api.configure(**values).ensemble, part), field)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("seeds", ["0-2,9", (0, 1, 2, 9), [0, 1, 2, 9], np.array([0, 1, 2, 9])])
def test_seeds(seeds):
    assert api.configure(seeds=seeds).ensemble.seeds == (0, 1, 2, 9)


@pytest.mark.parametrize("grid", ["13x9", (13, 9), [13, 9]])
def test_grids(grid):
    assert api.configure(grid=grid).view.grid == (13, 9)


def test_values_beat_the_link_and_the_rest_of_it_stays():
    config = api.configure("https://example.org/lab?v=1&width=8&depth=3", width=4)
    assert (config.ensemble.model.width, config.ensemble.model.depth) == (4, 3)


def test_a_link_alone():
    config = tiny_scene(view="pca")
    assert api.configure(link.encode(config)) == config


@pytest.mark.parametrize(
    ("query", "values", "field", "sentence"),
    [
        ("v=1", {"widht": 8}, "widht", "There is no parameter called 'widht'; the parameters are data, n_train"),
        ("v=1", {"widht": "8"}, "widht", "There is no parameter called 'widht'"),
        ("v=1&widht=8", {}, "widht", "There is no parameter called 'widht'"),
        ("v=1", {"width": 0}, "width", "width must be a whole number from 1 to 128; got 0."),
        ("v=1", {"width": "many"}, "width", "width must be a whole number from 1 to 128; got many."),
        ("v=1", {"width": 2.5}, "width", "width must be a whole number"),
        ("v=1", {"width": None}, "width", "width must be a whole number"),
        ("v=1", {"width": True}, "width", "width must be a whole number"),
        ("v=1&width=999", {"width": 8}, "width", "width must be a whole number from 1 to 128; got 999."),
        ("v=1", {"noise": float("nan")}, "noise", "noise must be a number from 0 to 2; got nan."),
        ("v=2", {}, "v", "v must be 1"),
    ],
)
def test_what_is_not_allowed(query, values, field, sentence):
    with pytest.raises(ConfigError) as refused:
        api.configure(query, **values)
    assert str(refused.value).startswith(sentence)
    assert refused.value.field == field


def test_run_takes_a_config_or_values():
    by_config = api.run(tiny_scene())
    by_values = api.run(**TINY)
    assert by_config.complete
    assert by_config.config == by_values.config
    for name, array in arrays_of(by_config).items():
        np.testing.assert_array_equal(array, arrays_of(by_values)[name], err_msg=name)


def test_run_refuses_both():
    with pytest.raises(ConfigError, match="Give either a config or values, not both; put the values in the config"):
        api.run(tiny_scene(), width=8)


def test_run_refuses_what_does_not_go_together():
    with pytest.raises(ConfigError, match="model convnet does not go with data moons"):
        api.run(data="moons", model="convnet")
    with pytest.raises(DataError, match="Choose a CSV file first"):
        api.run(data="csv")


def test_nodes_are_kept_if_asked_for():
    assert api.run(tiny_scene()).nodes is None
    assert api.run(tiny_scene(), save_nodes=True).nodes.shape == (9, 9, api.run(tiny_scene()).ensemble.n_params)


def test_your_own_file(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(GOOD_CSV)
    digest = api.load_csv(str(path))
    scene = api.run(**{**TINY, "data": "csv", "file": digest})
    assert scene.data.feature_names == ("a", "b")
    assert scene.data.class_names == ("x", "y")
    assert api.load_csv(path) == digest


def test_your_own_data_frame_or_array():
    frame = pd.DataFrame({"size": np.arange(40) / 2, "colour": ["red", "blue"] * 20, "kind": ["a", "a", "b", "b"] * 10})
    digest = api.load_csv(frame)
    assert "The class is column 3" in api.said_of(digest)[1]
    scene = api.run(**{**TINY, "data": "csv", "file": digest})
    assert scene.data.feature_names == ("size", "colour = red")
    assert api.load_csv(frame.set_index("size"), class_column="colour") != digest
    rows = np.stack([np.arange(40) / 2, np.arange(40) % 7, np.arange(40) % 2], axis=1)
    assert api.load_csv(rows) == api.load_csv(rows.tolist())
    assert "without a header" in api.said_of(api.load_csv(rows))[0]
    for wrong in (3, None, [1, 2]):
        with pytest.raises(DataError, match="table must be a path, a data frame or rows of numbers"):
            api.load_csv(wrong)
    with pytest.raises(DataError, match="There is no choice called 'colour'"):
        api.load_csv(frame, colour="red")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "mine.csv is empty"),
        (b"a,b\n1,x\n", "mine.csv has 1 example; at least 20 are needed"),
        (GOOD_CSV.replace("9,4", "nine,4").encode(), 'mine.csv, row 11, column 1 ("a") is not a number but "nine"'),
        (bytes(range(256)), "mine.csv, line 1 has a zero byte"),
    ],
)
def test_a_file_that_cannot_be_used(content, sentence, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        api.load_csv(str(path))
    assert str(refused.value).startswith(sentence)


def test_a_path_that_cannot_be_read(tmp_path):
    for path, reason in (
        (tmp_path / "none.csv", "No such file or directory"),
        (tmp_path, "Is a directory"),
        ("zero\0byte.csv", "embedded null byte"),
    ):
        with pytest.raises(DataError, match=f"cannot be read: {reason}"):
            api.load_csv(str(path))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no endless file")
def test_a_file_without_an_end():
    with pytest.raises(DataError, match="zero is larger than 5 MB"):
        api.load_csv("/dev/zero")
