"""The small public API: a scene from plain values."""

from typing import Any

from landscape.errors import ConfigError, DataError
from landscape.inputs.config import SceneConfig, scene_from
from landscape.inputs.link import decode
from landscape.inputs.settings import SETTINGS
from landscape.outputs.results import Scene
from landscape.picture.scene import compute


def configure(link: str = "", **values: Any) -> SceneConfig:
    """A scene's config from a link, from values by parameter name, or both (values go first).

    Args:
        link: A link or query string; empty for the defaults.
        **values: Values by parameter name, such as `data="spirals"`, `width=32`, `seeds="0-7"`, `grid="51x41"`.

    Returns:
        The checked config.

    Raises:
        ConfigError: One sentence names the parameter, the value seen and the values allowed.

    Example:
        >>> configure(data="spirals", seeds="0-3").ensemble.data.name
        'spirals'
    """
    decoded = decode(link)
    if decoded.problems:
        raise decoded.problems[0]
    checked = {
        name: SETTINGS[name].parse(value) if isinstance(value, str) and name in SETTINGS else value
        for name, value in values.items()
    }
    return scene_from(checked, decoded.config)


def run(config: SceneConfig | None = None, *, save_nodes: bool = False, **values: Any) -> Scene:
    """Trains the runs and computes the scene.

    Args:
        config: From `configure`; the default scene if none is given.
        save_nodes: Whether to keep the parameter vector of every node of the surface.
        **values: Values by parameter name, instead of a config.

    Returns:
        The scene: runs, surface, paths, fidelity, behaviour.

    Raises:
        ConfigError: A value is not allowed, or both a config and values were given.
        DataError: The data is a file that was not loaded.
    """
    if config is not None and values:
        raise ConfigError(next(iter(values)), "Give either a config or values, not both; put the values in the config.")
    return compute(config or configure(**values), save_nodes=save_nodes)


def load_csv(path: str) -> str:
    """Reads a CSV file (numeric features, last column the label) and gives the value for the parameter `file`.

    Example:
        >>> run(data="csv", file=load_csv("my-data.csv"))  # doctest: +SKIP

    Raises:
        DataError: The sentence names the row and the column.
    """
    from pathlib import Path

    from landscape.datasets.csv import MAX_BYTES, read, remember

    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)  # enough for `read` to refuse it: some files have no end
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        raise DataError(f"The file {path} cannot be read: {getattr(error, 'strerror', error)}.") from error
    return remember(read(content, Path(path).name))
