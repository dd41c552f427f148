"""A header and arrays of numbers as one block of bytes, and back.

Layout: four bytes with the length of the header (little-endian, unsigned), the header as UTF-8 filled with spaces to
a multiple of four, then the arrays, each beginning at a multiple of four. The header's `arrays` says where each one
begins (`at`, counted from the end of the header), its `kind` (f4, u1 or i4) and its `shape`; the rest of the header
is declared in `header.py`. `landscape/viewer/js/message.js` is the other end.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = {"f4": np.float32, "u1": np.uint8, "i4": np.int32}

Arrays = dict[str, NDArray[Any]]


def pack(header: dict[str, Any], arrays: Arrays) -> bytes:
    """Header and arrays as one block of bytes.

    Args:
        header: Plain values without NaN or infinity; `arrays` is added.
        arrays: By name; floats are written as float32, whole numbers as int32, uint8 as it is.

    Example:
        >>> header, arrays = unpack(pack({"a": 1}, {"x": np.arange(3.0)}))
        >>> header["a"], arrays["x"].tolist()
        (1, [0.0, 1.0, 2.0])
    """
    places: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    for name, values in arrays.items():
        kind = "u1" if values.dtype == np.uint8 else "f4" if values.dtype.kind == "f" else "i4"
        raw = np.ascontiguousarray(values, dtype=np.dtype(KINDS[kind]).newbyteorder("<")).tobytes()
        places[name] = {"at": at, "kind": kind, "shape": list(values.shape)}
        raw += b"\0" * (-len(raw) % 4)
        parts.append(raw)
        at += len(raw)
    text = json.dumps({**header, "arrays": places}, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + b"".join(parts)


def unpack(message: bytes) -> tuple[dict[str, Any], Arrays]:
    """The header and the arrays of a message, for tests and tools.

    Raises:
        ValueError: The bytes are cut short.
    """
    length = int.from_bytes(message[:4], "little")
    if len(message) < 4 + length:
        raise ValueError(f"message must hold a header of {length} bytes, got {len(message)} bytes in all.")
    header = json.loads(message[4 : 4 + length])
    arrays = {}
    for name, place in header["arrays"].items():
        kind = np.dtype(KINDS[place["kind"]]).newbyteorder("<")
        n = int(np.prod(place["shape"], dtype=np.int64))
        values = np.frombuffer(message, kind, n, 4 + length + place["at"])
        arrays[name] = values.reshape(place["shape"])
    return header, arrays


def with_more(message: bytes, header: dict[str, Any], arrays: Arrays | None = None) -> bytes:
    """A message with further entries of the header and further arrays; those of the same name are replaced."""
    old_header, old_arrays = unpack(message)
    return pack(old_header | header, old_arrays | (arrays or {}))
