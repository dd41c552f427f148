"""Results kept in memory by key, the least recently used dropped first when a byte budget is full."""

import threading
from collections import OrderedDict
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def bytes_of(result: Any) -> int:
    """Bytes of all arrays inside a result, counted once each; a view holds on to all of the array it looks at."""
    seen: dict[int, int] = {}

    def visit(value: Any) -> None:
        if isinstance(value, np.ndarray):
            owner = value.base if isinstance(value.base, np.ndarray) else value
            seen[id(owner)] = owner.nbytes
        elif is_dataclass(value):
            for field in fields(value):
                visit(getattr(value, field.name))
        elif isinstance(value, (tuple, dict)):
            for part in value.values() if isinstance(value, dict) else value:
                visit(part)

    visit(result)
    return sum(seen.values())


class Memory:
    """A thread-safe store of results.

    Args:
        budget: Most bytes kept; a single larger result is not kept at all.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._held: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Any | None:
        """The result of a key, or None."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: str, result: Any) -> None:
        """Keeps a result and drops old ones to stay within the budget."""
        size = bytes_of(result)
        with self._lock:
            self._held.pop(key, None)
            if size > self.budget:
                return
            self._held[key] = (result, size)
            while sum(held for _, held in self._held.values()) > self.budget:
                self._held.popitem(last=False)

    @property
    def n_bytes(self) -> int:
        """Bytes kept."""
        with self._lock:
            return sum(held for _, held in self._held.values())

    def __len__(self) -> int:
        """Number of results kept."""
        return len(self._held)
