"""What decides the bits of a result beside its config: the program's own numerics and the libraries under them."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

FOLDERS = ("models", "landscape")
NOT_NUMERICS = ("ui", "figures", "exports", "bench", "viewer")
LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch")


@cache
def code_version() -> str:
    """16 hexadecimal digits that change with any file that could change a number."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root)
            if name.parts[1] not in NOT_NUMERICS:
                digest.update(f"{name.as_posix()}\0".encode())
                digest.update(path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]
