"""Your own table: read from a file, kept in memory only."""

import threading
from collections import OrderedDict
from dataclasses import replace

from landscape.datasets.dataset import Dataset, split
from landscape.datasets.tables.read import read
from landscape.datasets.tables.reading import (
    MAX_BYTES,
    MAX_CLASSES,
    MAX_FEATURES,
    ROW_LIMITS,
    Reading,
    Table,
)
from landscape.errors import DataError
from landscape.inputs.config import DataConfig
from landscape.outputs.results import Data

__all__ = ["MAX_BYTES", "MAX_CLASSES", "MAX_FEATURES", "ROW_LIMITS", "Reading", "Table", "read"]

MAX_TABLES = 32
MAX_KEPT_BYTES = 64 * 2**20

_tables: OrderedDict[str, Table] = OrderedDict()
_lock = threading.Lock()


def remember(table: Table) -> str:
    """Keeps a table in this process, so that `make` finds it; of more than 32, or 64 MB, the oldest used is dropped.

    Args:
        table: What `read` gave.

    Returns:
        Its digest, the value for `DataConfig.file`.
    """
    with _lock:
        _tables[table.digest] = table
        _tables.move_to_end(table.digest)
        while len(_tables) > MAX_TABLES or (len(_tables) > 1 and _kept_bytes() > MAX_KEPT_BYTES):
            _tables.popitem(last=False)
    return table.digest


def _kept_bytes() -> int:
    return sum(table.inputs.nbytes + table.targets.nbytes for table in _tables.values())


def _recall(digest: str) -> Table:
    with _lock:
        if digest not in _tables:
            raise DataError(
                f"This link was made with a CSV file that is not here (fingerprint {digest}); choose the same file "
                "again, and read it the same way, as a link never carries the file."
            )
        _tables.move_to_end(digest)
        return _tables[digest]


def said_of(digest: str) -> tuple[str, ...]:
    """What was read of a remembered table and what was decided, one sentence each."""
    return _recall(digest).said


def make(config: DataConfig) -> Data:
    """The remembered table with the digest `config.file`, standardised over the training part."""
    if not config.file:
        raise DataError(
            "Choose a CSV file first: a row per example, with a column of classes or of numbers to predict."
        )
    table = _recall(config.file)
    data = split(
        config,
        table.inputs,
        table.targets,
        title=DATASET.title,
        feature_names=table.feature_names,
        class_names=table.class_names,
        standardise=True,
    )
    return data if table.class_names else _scaled(data)


def _scaled(data: Data) -> Data:
    """Numbers to predict with mean 0 and standard deviation 1 over the training examples, as features have."""
    seen = data.train_targets.astype("float64")
    mean, deviation = seen.mean(), seen.std() or 1.0
    parts = {
        name: ((getattr(data, name).astype("float64") - mean) / deviation).astype("float32")
        for name in ("train_targets", "test_targets", "probe_targets")
    }
    note = f"The numbers to predict are shown with mean 0 and standard deviation 1: 0 stands for {mean:.4g}, 1 for "
    note += f"{deviation:.4g} more."
    return replace(data, notes=(*data.notes, note), **parts)


DATASET = Dataset(
    title="Your own CSV",
    summary="A table of yours: up to 64 features, and classes or numbers to predict. It is kept in memory only.",
    make=make,
    settings=("n_train", "data_seed"),
)
