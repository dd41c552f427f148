"""A value made once for what it was made from: Streamlit runs a page again at every click and poll."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class MadeOnce(Generic[T]):
    """The newest value and what it was made from."""

    source: Any = None
    value: T | None = None

    def of(self, source: Any, make: Callable[[], T]) -> T:
        """The value of a source: the one made before if it is the same source, else a new one.

        Args:
            source: Compared by `==`, so a scene by identity and a scale by its numbers.
            make: Makes the value.

        Example:
            >>> title = MadeOnce()
            >>> title.of(2, lambda: "two"), title.of(2, lambda: "again"), title.of(3, lambda: "three")
            ('two', 'two', 'three')
        """
        if self.value is None or self.source != source:
            self.source, self.value = source, make()
        return self.value
