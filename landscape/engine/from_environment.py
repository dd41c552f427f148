"""The engine as the environment of the program asks for it: where results are kept, and who computes."""

import os

from landscape.engine.engine import Engine
from landscape.engine.executors import Executor, Threads
from landscape.engine.store import BUDGET_BYTES, Store, default_url
from landscape.errors import ConfigError

STORE, STORE_BYTES, CLUSTER, WORKERS = (
    "LANDSCAPE_STORE",
    "LANDSCAPE_STORE_BYTES",
    "LANDSCAPE_CLUSTER",
    "LANDSCAPE_WORKERS",
)
NO_STORE = "none"
DEFAULT_WORKERS = 2
CLUSTER_JOBS = 8


def engine_from_environment() -> Engine:
    """Makes the engine.

    Raises:
        ConfigError: A variable has a value that cannot be used; the sentence names it.
    """
    return Engine(executor=_executor(), store=_store())


def _store() -> Store | None:
    url = os.environ.get(STORE, "") or default_url()
    if url == NO_STORE:
        return None
    try:
        return Store(url, _whole_number(STORE_BYTES, BUDGET_BYTES))
    except (ValueError, ImportError) as error:  # fsspec knows no such kind, or lacks the library for it
        raise ConfigError(STORE, f"{STORE}={url} cannot be used: {error}") from error


def _executor() -> Executor:
    address = os.environ.get(CLUSTER, "")
    if not address:
        return Threads(_whole_number(WORKERS, DEFAULT_WORKERS))
    try:
        from landscape.engine.cluster import Cluster  # an extra that a laptop does not need
    except ImportError as error:
        raise ConfigError(CLUSTER, f"{CLUSTER} needs `pip install -r requirements-cluster.txt`: {error}") from error
    return Cluster(address, _whole_number(WORKERS, CLUSTER_JOBS))


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 10**15):
        raise ConfigError(name, f"{name} must be a whole number above 0; got {text!r}.")
    return int(text)
