"""What decides the bits of a result beside its config: the program's own numerics and the libraries under them."""

import ast
import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Rooms whose code can change a number. The inputs are among them: experiments build on the settings' defaults.
ROOMS = (
    "models",
    "landscape/inputs",
    "landscape/outputs",
    "landscape/learning",
    "landscape/datasets",
    "landscape/planes",
    "landscape/picture",
    "landscape/experiments",
)
LIBRARIES = ("numpy", "scipy", "scikit-learn", "torch")
_WORDS = re.compile("[A-Za-z]{2} [A-Za-z]")


@cache
def code_version() -> str:
    """16 hexadecimal digits that change with any code and any library that could change a number.

    They are the same on every machine that has the same files and the same version of Python.
    """
    digest = hashlib.sha256(digest_of_code(ROOT).encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]


def digest_of_code(root: Path) -> str:
    """SHA-256 over the code of the rooms that decide numbers; words, comments and layout do not count.

    Args:
        root: The folder that holds `models` and `landscape`.
    """
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            tree = _WithoutWords().visit(ast.parse(path.read_text(encoding="utf-8")))
            digest.update(f"{ast.dump(tree)}\0".encode())
    return digest.hexdigest()


class _WithoutWords(ast.NodeTransformer):
    """Drops docstrings, and empties every text in which words follow each other: helps, titles, what an error says."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A text that stands alone is a docstring."""
        alone = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if alone else self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """A text without words, such as the name of a choice, stays."""
        if isinstance(node.value, str) and _WORDS.search(node.value):
            return ast.Constant("")
        return node
