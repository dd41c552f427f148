"""Frozen inputs: everything that decides a scene, checked when made, with defaults that work."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from landscape.errors import ConfigError, quoted
from landscape.inputs.settings import SETTINGS


def _setting(name: str) -> Any:
    """A dataclass field whose default and limits are those of one setting."""
    return field(default=SETTINGS[name].default, metadata={"setting": name})


class _Checked:
    """What the configs share: every field that is a setting is checked when the config is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for f in fields(self):  # type: ignore[arg-type]  # every child is a dataclass
            if "setting" in f.metadata:
                checked = SETTINGS[f.metadata["setting"]].check(getattr(self, f.name))
                object.__setattr__(self, f.name, checked)


@dataclass(frozen=True, slots=True)
class DataConfig(_Checked):
    """Which examples: the data set, how many, how noisy, which draw, and how the two rules stand where it has two."""

    name: str = _setting("data")
    n_train: int = _setting("n_train")
    noise: float = _setting("noise")
    seed: int = _setting("data_seed")
    file: str = _setting("file")
    cue: float = _setting("cue")
    conflict: float = _setting("conflict")


@dataclass(frozen=True, slots=True)
class ModelConfig(_Checked):
    """Which network: the architecture and its size."""

    name: str = _setting("model")
    width: int = _setting("width")
    depth: int = _setting("depth")
    activation: str = _setting("activation")


@dataclass(frozen=True, slots=True)
class OptimizerConfig(_Checked):
    """Which rule moves the weights, and how fast. Batch size 0 means every example at every step."""

    name: str = _setting("optimizer")
    learning_rate: float = _setting("learning_rate")
    momentum: float = _setting("momentum")
    weight_decay: float = _setting("weight_decay")
    batch_size: int = _setting("batch_size")
    schedule: str = _setting("schedule")


@dataclass(frozen=True, slots=True)
class EnsembleConfig(_Checked):
    """Which runs: data, network, optimiser, one seed a run, how long, how many snapshots of each."""

    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    seeds: tuple[int, ...] = _setting("seeds")
    vary: str = _setting("vary")
    steps: int = _setting("steps")
    snapshots: int = _setting("snapshots")


@dataclass(frozen=True, slots=True)
class ViewConfig(_Checked):
    """Which part of parameter space is shown, and what is measured there."""

    view: str = _setting("view")
    quantity: str = _setting("quantity")
    color: str = _setting("color")
    grid: tuple[int, int] = _setting("grid")
    scale: str = _setting("scale")
    focus: int = _setting("focus")
    seed: int = _setting("view_seed")
    extent: float = _setting("extent")
    drops: tuple[tuple[float, float], ...] = _setting("drops")


@dataclass(frozen=True, slots=True)
class SceneConfig:
    """All that redraws one figure: the runs and the view of them."""

    ensemble: EnsembleConfig = field(default_factory=EnsembleConfig)
    view: ViewConfig = field(default_factory=ViewConfig)


def values_of(config: SceneConfig) -> dict[str, Any]:
    """The scene as one value per setting, in the order of `landscape.inputs.settings.ALL`."""
    found: dict[str, Any] = {}
    parts = (config.ensemble.data, config.ensemble.model, config.ensemble.optimizer, config.ensemble, config.view)
    for part in parts:
        for f in fields(part):
            if "setting" in f.metadata:
                found[f.metadata["setting"]] = getattr(part, f.name)
    return {name: found[name] for name in SETTINGS}


def scene_from(values: dict[str, Any], base: SceneConfig | None = None) -> SceneConfig:
    """A scene from values by setting name; what is missing comes from `base` or the defaults.

    Args:
        values: Values by setting name.
        base: The scene to change; the default scene if none is given.

    Returns:
        The checked scene.

    Raises:
        ConfigError: A name is unknown or a value is not allowed; one sentence names it.

    Example:
        >>> scene_from({"data": "spirals", "seeds": "0-3"}).ensemble.seeds
        (0, 1, 2, 3)
    """
    base = base or SceneConfig()
    for name in values:
        if name not in SETTINGS:
            raise ConfigError(str(name), unknown_name(str(name)))

    def part(old: Any) -> Any:
        changes = {f.name: values[f.metadata["setting"]] for f in fields(old) if f.metadata.get("setting") in values}
        return replace(old, **changes)

    runs = base.ensemble
    ensemble = replace(part(runs), data=part(runs.data), model=part(runs.model), optimizer=part(runs.optimizer))
    return SceneConfig(ensemble=ensemble, view=part(base.view))


def place_of(config: SceneConfig) -> SceneConfig:
    """The same place in parameter space, whatever is measured there and however finely: coordinates mean the same."""
    plain, view = ViewConfig(), config.view
    view = replace(view, quantity=plain.quantity, color=plain.color, grid=plain.grid, scale=plain.scale, drops=())
    return replace(config, view=view)


def unknown_name(name: str) -> str:
    """The sentence for a parameter that does not exist."""
    return f"There is no parameter called {quoted(name)!r}; the parameters are {', '.join(SETTINGS)}."


def key_of(config: Any) -> str:
    """A name for a config: equal configs have equal keys, on every machine.

    Args:
        config: Any of the frozen dataclasses of this module.

    Returns:
        64 hexadecimal digits: SHA-256 over the class name and the config as JSON.
    """
    text = json.dumps([type(config).__name__, asdict(config)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
