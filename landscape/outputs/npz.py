"""Reading npz files: what numpy raises on broken ones, and a race in the interpreter that must not look like one."""

import io
import zipfile
import zlib
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.errors import LandscapeError

# What numpy, zipfile and the checks of what is read raise on a file that is broken or something else.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    RuntimeError,  # of zipfile, where a flipped bit says that the file is encrypted; its children, too
    MemoryError,  # of numpy, where a header asks for an array larger than the machine
    LandscapeError,
)
TRIES = 20


def arrays_of(content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an npz file's content by name, none of them pickled.

    Numpy reads an array's header with `ast.literal_eval`. CPython 3.11 and 3.12 count the depth of that for the whole
    interpreter, and where a collection of garbage lets another thread in between, they raise SystemError though nothing
    is wrong. Asking again helps.

    Raises:
        One of `DAMAGE`: The content is broken or something else.
    """
    for _ in range(TRIES):
        with suppress(SystemError):
            return _read(content)
    return _read(content)


def _read(content: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
