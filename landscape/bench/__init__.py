"""Speed and memory, measured against plain references in the same run: one file each, listed here."""

import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

from landscape.errors import ConfigError

if TYPE_CHECKING:
    from landscape.bench.row import Row

NAMES = (
    "machine",
    "surface",
    "convnet",
    "ensemble",
    "scene",
    "memory",
    "page",
    "hosting",
    "classroom",
    "chaos",
    "lessons",
)


def load(name: str) -> "Callable[[], list[Row]]":
    """The benchmark of the file `landscape/bench/<name>.py`; loaded when first asked for, as it needs torch.

    Raises:
        ConfigError: There is no such benchmark; one sentence lists those there are.
    """
    if name not in NAMES:
        shown = "".join(c if c.isprintable() else "?" for c in name)[:40]
        raise ConfigError("name", f"There is no benchmark called {shown!r}; benchmarks: {', '.join(NAMES)}.")
    run: Callable[[], list[Row]] = import_module(f"landscape.bench.{name}").run
    return run


def measured_on() -> dict[str, Any]:
    """What the numbers were measured on."""
    import torch

    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def main(name: str | None, as_json: bool) -> int:
    """Runs one benchmark, or all in order, and prints what was measured.

    Args:
        name: One of NAMES, or None for all.
        as_json: Print one JSON object with `machine` and `rows` instead of tables.

    Returns:
        The exit status 0: a missed target is a result, not an error.

    Raises:
        ConfigError: There is no benchmark of that name.
    """
    chosen = (name,) if name is not None else NAMES
    runs = {one: load(one) for one in chosen}
    found: list[dict[str, Any]] = []
    if not as_json:
        print(", ".join(f"{what} {value}" for what, value in measured_on().items()))
    for one, run in runs.items():
        rows = run()
        found += [{"benchmark": one, **asdict(row)} for row in rows]
        if not as_json:
            _print_table(one, rows)
    if as_json:
        print(json.dumps({"machine": measured_on(), "rows": found}, indent=2, allow_nan=False))
    return 0


def _print_table(name: str, rows: "list[Row]") -> None:
    cells = [(row.name, row.value_text(), row.unit, row.target or "", row.verdict(), row.note) for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(5)]
    print(f"\n{name}")
    for line in cells:
        right = line[1].rjust(widths[1])
        padded = [line[0].ljust(widths[0]), right, *(line[i].ljust(widths[i]) for i in (2, 3, 4)), line[5]]
        print("  " + "  ".join(padded).rstrip())
