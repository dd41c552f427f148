"""Frozen configs: checked when made, equal when equal, with one stable key."""

from dataclasses import FrozenInstanceError, asdict

import numpy as np
import pytest
from hypothesis import given

from landscape.errors import ConfigError
from landscape.inputs.config import (
    DataConfig,
    EnsembleConfig,
    ModelConfig,
    OptimizerConfig,
    SceneConfig,
    ViewConfig,
    key_of,
    place_of,
    scene_from,
    values_of,
)
from landscape.inputs.link import decode
from landscape.inputs.settings import SETTINGS
from tests.settings_strategies import scenes

PARTS = (DataConfig, ModelConfig, OptimizerConfig, EnsembleConfig, ViewConfig)


@pytest.mark.parametrize("part", [*PARTS, SceneConfig], ids=lambda p: p.__name__)
def test_frozen(part):
    config = part()
    with pytest.raises((FrozenInstanceError, TypeError)):
        config.name = "other"
    with pytest.raises((FrozenInstanceError, TypeError)):
        setattr(config, next(iter(asdict(config))), None)
    assert hash(config) == hash(part())
    assert config == part()


def test_every_setting_has_one_place():
    assert values_of(SceneConfig()) == {name: setting.default for name, setting in SETTINGS.items()}


@given(scenes())
def test_a_scene_is_its_values(scene):
    values = values_of(scene)
    assert list(values) == list(SETTINGS)
    assert scene_from(values) == scene
    assert key_of(scene_from(values)) == key_of(scene)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: DataConfig(name="mnist"), "data"),
        (lambda: DataConfig(n_train=True), "n_train"),
        (lambda: DataConfig(n_train=3), "n_train"),
        (lambda: DataConfig(noise="0.2"), "noise"),
        (lambda: DataConfig(noise=10**400), "noise"),
        (lambda: DataConfig(file="../secret"), "file"),
        (lambda: ModelConfig(width=16.0), "width"),
        (lambda: ModelConfig(activation=None), "activation"),
        (lambda: OptimizerConfig(learning_rate=float("nan")), "learning_rate"),
        (lambda: OptimizerConfig(batch_size=-1), "batch_size"),
        (lambda: EnsembleConfig(seeds=()), "seeds"),
        (lambda: EnsembleConfig(seeds=-3), "seeds"),
        (lambda: EnsembleConfig(steps=0), "steps"),
        (lambda: ViewConfig(grid=50), "grid"),
        (lambda: ViewConfig(grid=(51, 51, 51)), "grid"),
        (lambda: ViewConfig(extent=0), "extent"),
    ],
)
def test_what_is_not_allowed_names_its_link_parameter(make, field):
    with pytest.raises(ConfigError, match=f"^{field} must be ") as caught:
        make()
    assert caught.value.field == field
    assert isinstance(caught.value, ValueError)


def test_equal_values_make_equal_configs():
    plain = EnsembleConfig(data=DataConfig(noise=0, n_train=64), seeds=(0, 1, 2))
    same = EnsembleConfig(data=DataConfig(noise=-0.0, n_train=np.int64(64)), seeds="0-2")
    other = EnsembleConfig(data=DataConfig(noise=np.float32(0), n_train=64), seeds=np.arange(3))
    assert plain == same == other
    assert key_of(plain) == key_of(same) == key_of(other)


def test_different_configs_have_different_keys():
    scene = SceneConfig()
    keys = {key_of(scene)}
    for values in ({"seeds": "1,0"}, {"seeds": "0,1"}, {"noise": 0.3}, {"grid": (51, 49)}, {"grid": (49, 51)}):
        keys.add(key_of(scene_from(values)))
    assert len(keys) == 6
    assert len({key_of(part()) for part in PARTS}) == len(PARTS)


def test_the_key_of_the_default_scene_is_stable():
    """Stored results are found by it; a change here means that every one of them is computed anew."""
    assert key_of(SceneConfig()) == "499cdcc09f2ee06b3a1ba579277bc3572f85617fd50f0c70e4ab734518877fea"
    assert key_of(EnsembleConfig()) == "b9e60cddd14b798ed250abe63e0cd9cedef8c6f699d5cd17d49fd2e8c39c8415"


@pytest.mark.parametrize(
    ("link", "key"),
    [
        (
            "data=spirals&seeds=0-2,9&grid=51x41&noise=0.35&drops=1.25:-0.5,0.3:2",
            "e3c045ef86accaf4445fccbe20deebd3e75cbca1b14596e66280cf5466c29b81",
        ),
        (
            "model=two_weights&view=weights&data=strip&cue=0.33&conflict=0.02&momentum=0.999&learning_rate=1e-5",
            "410e997049560b58402277e34f629b11bdeb26f5038370f46362fc6a802d21a3",
        ),
        (
            "data=csv&file=0123456789abcdef&optimizer=adam&weight_decay=0.01&extent=0.5&scale=linear&color=test_loss&view_seed=7&focus=3",
            "462c75cb266e3852ee3ba8cb03215bbb4be36e5e051e20aeb519757667992ac9",
        ),
    ],
)
def test_the_key_of_a_scene_is_stable(link, key):
    """Each kind of setting is among these, with a value that is not its default."""
    assert key_of(decode(link).config) == key


def test_the_key_holds_for_values_that_print_alike():
    near = np.nextafter(0.1, 1)
    assert key_of(OptimizerConfig(learning_rate=0.1)) != key_of(OptimizerConfig(learning_rate=near))


def test_a_scene_from_another():
    base = scene_from({"data": "spirals", "width": 7})
    changed = scene_from({"width": 9, "grid": (9, 11)}, base)
    assert values_of(changed) == {**values_of(base), "width": 9, "grid": (9, 11)}
    assert values_of(base)["width"] == 7


@pytest.mark.parametrize("name", ["epochs", "", "data ", "x" * 500, "a\nb", "<b>", "__init__"])
def test_an_unknown_name(name):
    with pytest.raises(
        ConfigError, match=r"There is no parameter called .*; the parameters are data, n_train"
    ) as caught:
        scene_from({name: 1})
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("change", ["quantity=test_loss", "color=test_loss", "grid=33", "scale=linear", "drops=0:1"])
def test_what_is_measured_does_not_move_the_place(change):
    assert place_of(decode(change).config) == place_of(SceneConfig())


@pytest.mark.parametrize(
    "change", ["view=pca", "focus=1", "extent=2", "view_seed=3", "seeds=0-6", "steps=200", "width=8", "data_seed=1"]
)
def test_other_runs_or_another_view_are_another_place(change):
    assert place_of(decode(change).config) != place_of(SceneConfig())


def test_a_place_is_its_own_place():
    config = decode("data=spirals&drops=1:2&grid=33").config
    assert place_of(place_of(config)) == place_of(config)
