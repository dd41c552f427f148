"""A result as the bytes of one npz file and back: arrays as arrays, the rest as JSON, no pickle anywhere."""

import io
import json
import zipfile
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscape.engine.forged import holds
from landscape.errors import LandscapeError
from landscape.inputs import config
from landscape.outputs import answers, findings, results
from landscape.outputs.npz import DAMAGE, arrays_of

# What a file may hold. A name that is not here is refused, so a foreign file cannot make anything else.
TYPES = {
    one.__name__: one
    for one in (
        answers.Behaviour,
        answers.Drop,
        answers.Tiles,
        config.DataConfig,
        config.EnsembleConfig,
        config.ModelConfig,
        config.OptimizerConfig,
        config.SceneConfig,
        config.ViewConfig,
        findings.Finding,
        findings.Ground,
        findings.LessonConfig,
        results.Data,
        results.Ensemble,
        results.Fidelity,
        results.Plane,
        results.Scene,
        results.Surface,
        results.Trajectories,
    )
}

# What is kept under a key of its own: its config makes the key.
WHOLE = (findings.Finding, results.Ensemble, results.Scene)
MOST_HEAD_BYTES = 8_000_000  # read as JSON, a byte may take twenty; the largest of ours has 60,000


class DamagedError(LandscapeError):
    """The bytes are not a result under this key."""


def pack(key: str, result: Any) -> bytes:
    """A result as the content of an npz file; each array once, however often the result refers to it."""
    arrays: dict[str, NDArray[Any]] = {}
    names: dict[int, str] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            name = names.setdefault(id(value), f"a{len(names)}")
            arrays[name] = value
            return {"array": name}
        if is_dataclass(value):
            parts = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
            return {"type": type(value).__name__, "parts": parts}
        if isinstance(value, dict):
            return {"dict": [[name, plain(part)] for name, part in value.items()]}
        if isinstance(value, (tuple, list)):
            return {type(value).__name__: [plain(part) for part in value]}
        return value.item() if isinstance(value, np.generic) else value

    head = json.dumps({"key": key, "result": plain(result)}).encode()
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, head=np.frombuffer(head, np.uint8), **arrays)
    return file.getvalue()


def unpack(key: str, content: bytes) -> Any:
    """The result of a file's content. A zip file has a checksum for each array, so a flipped bit does not pass.

    Raises:
        DamagedError: The content is damaged, belongs to another key, or is something else.
    """
    try:
        _refuse_a_bomb(content)
        arrays = arrays_of(content)
        head = json.loads(arrays["head"].tobytes())
        if head["key"] != key:
            raise DamagedError("The file holds the result of another key.")
        result = _made(arrays, head["result"])
        if not (isinstance(result, WHOLE) and key.startswith(config.key_of(result.config))):
            raise DamagedError("The file holds something else than its key says.")
        return result
    except DAMAGE as damage:
        raise DamagedError(f"The file is damaged or foreign: {damage}") from damage


def _refuse_a_bomb(content: bytes) -> None:
    """Ours are not compressed, so their parts are together no larger than the file.

    Raises:
        DamagedError: They are.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = file.infolist()
    if any(part.compress_type != zipfile.ZIP_STORED for part in parts):
        raise DamagedError("A part of the file is compressed.")
    if sum(part.file_size for part in parts) > len(content):
        raise DamagedError("The parts of the file are larger than the file.")
    if any(part.filename == "head.npy" and part.file_size > MOST_HEAD_BYTES for part in parts):
        raise DamagedError(f"The head of the file has more than {MOST_HEAD_BYTES:,} bytes.")


def _made(arrays: dict[str, NDArray[Any]], value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "type" in value:
        made = TYPES[value["type"]](**{name: _made(arrays, part) for name, part in value["parts"].items()})
        if not holds(made):
            raise DamagedError(f"A part of the file's {value['type']} has another type.")
        return made
    if "dict" in value:
        return {name: _made(arrays, part) for name, part in value["dict"]}
    kind = tuple if "tuple" in value else list
    return kind(_made(arrays, part) for part in value[kind.__name__])
