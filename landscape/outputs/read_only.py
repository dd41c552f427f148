"""What every frozen output shares: its arrays are read-only, and in order in memory."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Integers = NDArray[np.int64]


class ReadOnly:
    """What the results share: every array of a result is read-only and C-contiguous."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for f in fields(self):  # type: ignore[arg-type]  # every child is a dataclass
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                # In order: a matrix product with a strided array sums otherwise than with a copy that was sent.
                value = np.asarray(value, order="C").view()
                value.flags.writeable = False
                object.__setattr__(self, f.name, value)
