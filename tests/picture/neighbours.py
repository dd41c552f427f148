"""A program for a test: some scenes alone or beside many others on threads, as digests of all their arrays."""

import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from landscape.exports.files import arrays_of
from landscape.inputs.config import SceneConfig, scene_from
from landscape.picture.scene import compute

# Wide enough for the matrix libraries to split a projection among threads.
WATCHED = [
    {"data_seed": 11, "view": "sheet"},
    {"data_seed": 12, "view": "sheet"},
    {"data_seed": 13, "view": "ends"},
    {"data_seed": 12, "view": "ends"},
]
WIDE = {"width": 40, "steps": 60, "grid": (9, 9)}
SMALL = {"seeds": (0, 1, 2), "steps": 20, "grid": (9, 9), "snapshots": 8, "view": "pca"}
OTHERS = [scene_from(SMALL | {"data_seed": 20 + i}) for i in range(24)]


def digests(config: SceneConfig) -> dict[str, str]:
    """Of each array of a scene."""
    found = arrays_of(compute(config))
    return {name: hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest() for name, values in found.items()}


def main(others: list[SceneConfig]) -> None:
    """Prints the digests of the scenes watched."""
    watched = [scene_from(WIDE | changes) for changes in WATCHED]
    with ThreadPoolExecutor(8 if others else 1) as pool:
        pool.map(digests, others[:12])
        found = [pool.submit(digests, config) for config in watched]
        pool.map(digests, others[12:])
    sys.stdout.write(json.dumps([each.result() for each in found]))


if __name__ == "__main__":
    main(OTHERS if sys.argv[1:] == ["beside"] else [])
