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


def load_csv(table: Any, **choices: Any) -> str:
    """Reads a table of one's own and gives the value for the parameter `file`.

    Args:
        table: The path of a CSV file; a data frame; or an array or a list of rows, without a header.
        **choices: What the reader shall not find out by itself: `class_column`, `header`, `leave_out`, `missing`,
            `predict`, `wild`, `capitals`; see `landscape.datasets.tables.reading.Reading`.

    Example:
        >>> run(data="csv", file=load_csv("my-data.csv", class_column="species"))  # doctest: +SKIP
        >>> rows = [[i / 2, i * i % 7, i % 2] for i in range(40)]
        >>> for sentence in said_of(load_csv(rows)):
        ...     print(sentence)
        table: 40 rows and 3 columns between commas, without a header.
        The class is column 3, the last one, of few different values: 0 (20), 1 (20).

    Raises:
        DataError: The sentence names the row and the column, or the choice.
    """
    from landscape.datasets.csv import Reading, read, remember

    content, name = _content_of(table, choices)
    return remember(read(content, name, Reading.of(**choices)))


def said_of(file: str) -> tuple[str, ...]:
    """What was read of a table and what was decided, one sentence each.

    Args:
        file: From `load_csv`.
    """
    from landscape.datasets.csv import said_of

    return said_of(file)


def _content_of(table: Any, choices: dict[str, Any]) -> tuple[bytes, str]:
    """A table as the bytes of a CSV file, and what to call it; says what is known about the header."""
    import csv
    import io
    from os import PathLike
    from pathlib import Path

    from landscape.datasets.csv import MAX_BYTES

    if isinstance(table, str | PathLike):
        try:
            with open(table, "rb") as file:
                return file.read(MAX_BYTES + 1), Path(table).name  # enough to refuse it: some files have no end
        except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
            raise DataError(f"The file {table} cannot be read: {getattr(error, 'strerror', error)}.") from error
    if hasattr(table, "to_csv") and hasattr(table, "columns"):
        choices.setdefault("header", "yes")
        counts_rows = type(table.index).__name__ == "RangeIndex"
        return table.to_csv(index=not counts_rows).encode(), "table"
    try:
        rows = [list(row) for row in table]
    except TypeError:
        kind = type(table).__name__
        raise DataError(f"table must be a path, a data frame or rows of numbers; got a {kind}.") from None
    choices.setdefault("header", "no")
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(), "table"
