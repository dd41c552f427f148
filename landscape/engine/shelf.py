"""Finished results, in memory and in the store; what several jobs need is made by one of them."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from landscape.engine.code_version import code_version
from landscape.engine.jobs import Source
from landscape.engine.memory import Memory
from landscape.engine.store import Store
from landscape.errors import Stopped
from landscape.inputs.config import EnsembleConfig, SceneConfig
from landscape.outputs.results import Ensemble, Scene

Result = TypeVar("Result", Scene, Ensemble)

SECONDS_BETWEEN_LOOKS = 0.1


class Shelf:
    """Finished results by key; all methods are thread-safe.

    Args:
        budget: Bytes kept in memory.
        store: Where results outlive the program, if anywhere.
    """

    def __init__(self, budget: int, store: Store | None) -> None:
        self.memory, self.store = Memory(budget), store
        self._lock = threading.Lock()
        self._making: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()  # one while it is in use

    def find(self, key: str) -> tuple[Any, Source] | None:
        """A result, and from where."""
        kept = self.memory.get(key)
        if kept is not None:
            return kept, "memory"
        kept = self.store.get(stored_as(key)) if self.store is not None else None
        if kept is None:
            return None
        self.memory.put(key, kept)
        return kept, "store"

    def keep(self, key: str, result: Any) -> None:
        """Keeps a result in both."""
        self.memory.put(key, result)
        self.write(key, result)

    def write(self, key: str, result: Any) -> None:
        """Into the store, unless the result holds a visitor's own file: that never leaves this program's memory."""
        if self.store is not None and not _holds_a_file(result):
            self.store.put(stored_as(key), result)

    def once(self, key: str, make: Callable[[], Result], fresh: bool, stopped: Callable[[], bool]) -> Result:
        """The result of a key, kept or made; who comes while it is being made waits for it.

        Args:
            key: Of the result.
            make: Makes it; what was stopped on the way is not kept.
            fresh: Make it even if it is kept.
            stopped: Asked while somebody else makes it.

        Raises:
            Stopped: Stopped while somebody else made it.
        """
        lock = self._lock_of(key)
        while not lock.acquire(timeout=SECONDS_BETWEEN_LOOKS):
            if stopped():
                raise Stopped("Stopped while the same was being computed for another visitor.")
        try:
            kept = None if fresh else self.find(key)
            if kept is not None:
                found: Result = kept[0]
                return found
            result = make()
            if _is_whole(result):
                self.keep(key, result)
            return result
        finally:
            lock.release()

    def hold(self, key: str, held: ExitStack) -> bool:
        """Whether it is neither in memory nor being made; then nobody else makes it before `held` is closed."""
        if self.memory.get(key) is not None:
            return False
        lock = self._lock_of(key)
        if not lock.acquire(blocking=False):
            return False
        held.callback(lock.release)
        return True

    def _lock_of(self, key: str) -> threading.Lock:
        with self._lock:
            return self._making.setdefault(key, threading.Lock())


def stored_as(key: str) -> str:
    """The name of a result in the store: other numerics, other results."""
    return f"{key}-{code_version()}"


def _is_whole(result: Scene | Ensemble) -> bool:
    return result.complete if isinstance(result, Scene) else result.stopped_at is None


def _holds_a_file(result: Any) -> bool:
    config = result.config
    if isinstance(config, SceneConfig):
        config = config.ensemble
    return isinstance(config, EnsembleConfig) and config.data.name == "csv"
