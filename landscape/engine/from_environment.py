"""The engine as the environment of the program asks for it: where results are kept, and who computes."""

from urllib.parse import urlsplit

from landscape.engine.engine import Engine
from landscape.engine.executors import Executor, Threads
from landscape.engine.store import BUDGET_BYTES, Store, default_url
from landscape.errors import ConfigError
from landscape.inputs import environment
from landscape.picture.cost import most_seconds

STORE, STORE_BYTES, CLUSTER, WORKERS = (
    "LANDSCAPE_STORE",
    "LANDSCAPE_STORE_BYTES",
    "LANDSCAPE_CLUSTER",
    "LANDSCAPE_WORKERS",
)
NO_STORE = "none"
DEFAULT_WORKERS = 2
CLUSTER_JOBS = 8
MOST_WORKERS = 256
MOST_STORE_BYTES = 10**15
PROTOCOLS = ("tcp", "tls", "ws", "wss", "ucx")  # of Dask


def engine_from_environment() -> Engine:
    """Makes the engine.

    Raises:
        ConfigError: A variable has a value that cannot be used; the sentence names it.
    """
    most_seconds()  # asked for with every scene: a value that cannot be used ends the start, not each visit
    return Engine(executor=_executor(), store=_store())


def _store() -> Store | None:
    url = environment.text(STORE) or default_url()
    if url == NO_STORE:
        return None
    try:
        return Store(url, environment.whole_number(STORE_BYTES, BUDGET_BYTES, MOST_STORE_BYTES))
    except (ValueError, ImportError) as error:  # fsspec knows no such kind, or lacks the library for it
        raise ConfigError(STORE, f"{STORE}={url} cannot be used: {error}") from error


def _executor() -> Executor:
    address = environment.text(CLUSTER)
    if not address:
        return Threads(environment.whole_number(WORKERS, DEFAULT_WORKERS, MOST_WORKERS))
    if not _is_address(address):
        raise ConfigError(CLUSTER, f"{CLUSTER} must be an address such as tcp://scheduler:8786; got {address[:80]!r}.")
    try:
        from landscape.engine.cluster import Cluster  # an extra that a laptop does not need
    except ImportError as error:
        raise ConfigError(CLUSTER, f"{CLUSTER} needs `pip install -r requirements-cluster.txt`: {error}") from error
    return Cluster(address, environment.whole_number(WORKERS, CLUSTER_JOBS, MOST_WORKERS))


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in PROTOCOLS and bool(parts.hostname) and parts.port is not None
    except ValueError:  # of a port that is no number, or brackets that do not close
        return False
