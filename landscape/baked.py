"""Findings shipped with the program: made by `python -m landscape bake`, so that a lesson opens without computing."""

import io
import json
import logging
from functools import lru_cache
from pathlib import Path

import numpy as np

from landscape.errors import LandscapeError
from landscape.outputs.findings import LessonConfig
from landscape.outputs.npz import DAMAGE, arrays_of
from landscape.viewer.finding import PackedFinding

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "baked"
MAX_BYTES = 1_500_000

log = logging.getLogger(__name__)


def pack_findings(findings: list[PackedFinding]) -> bytes:
    """Findings as one compressed npz without pickles; equal findings give equal bytes.

    Raises:
        LandscapeError: They take more than may be shipped.
    """
    arrays: dict[str, np.ndarray[tuple[int], np.dtype[np.uint8]]] = {}
    index = []
    for i, one in enumerate(findings):
        config = one.config
        entry = {"slug": config.slug, "values": config.values, "first_seed": config.first_seed}
        index.append(entry | {"numbers": one.numbers, "outcome": one.outcome, "pictures": len(one.messages)})
        for j, message in enumerate(one.messages):
            arrays[f"picture_{i}_{j}"] = np.frombuffer(message, np.uint8)
    arrays["index"] = np.frombuffer(json.dumps(index, allow_nan=False).encode(), np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub takes the names for a flag
    content = file.getvalue()
    if len(content) > MAX_BYTES:
        raise LandscapeError(
            f"The findings take {len(content):,} bytes and may take {MAX_BYTES:,}; ship fewer, or smaller grids."
        )
    return content


def unpack_findings(content: bytes) -> list[PackedFinding]:
    """The findings of a file's content.

    Raises:
        LandscapeError: The content is damaged, or is something else.
    """
    try:
        arrays = arrays_of(content)
        return [
            PackedFinding(
                LessonConfig(
                    entry["slug"], tuple((name, value) for name, value in entry["values"]), entry["first_seed"]
                ),
                tuple(arrays[f"picture_{i}_{j}"].tobytes() for j in range(entry["pictures"])),
                entry["numbers"],
                entry["outcome"],
            )
            for i, entry in enumerate(json.loads(arrays["index"].tobytes()))
        ]
    except DAMAGE as damage:
        raise LandscapeError("The file of findings is damaged; make it again: python -m landscape bake.") from damage


def path_of(slug: str) -> Path:
    """Where a lesson's shipped findings are."""
    return FOLDER / f"{slug}.npz"


@lru_cache
def baked(slug: str) -> dict[LessonConfig, PackedFinding]:
    """The shipped findings of a lesson by config; none if its file is missing or damaged, then all are computed."""
    path = path_of(slug)
    if not path.is_file():
        return {}
    try:
        return {one.config: one for one in unpack_findings(path.read_bytes())}
    except LandscapeError as damage:
        log.error("%s: %s", path, damage)
        return {}
