"""Writes what a message's header holds as types for the browser's code: python -m tests.viewer.header_types."""

import inspect
import json
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from landscape.viewer import header

FILE = Path(header.__file__).parent / "js" / "types" / "header.d.ts"
FIRST = (
    "// Made from landscape/viewer/header.py by `python -m tests.viewer.header_types`; a test holds it up to date.\n"
)
PLAIN = {int: "number", float: "number", str: "string", bool: "boolean", NoneType: "null", Any: "unknown"}


def declarations() -> str:
    """All TypedDicts of the header as interfaces, in the order they are declared in."""
    kinds = [kind for kind in vars(header).values() if is_typeddict(kind)]
    return FIRST + "".join(map(_interface, kinds))


def _interface(kind: Any) -> str:
    lines = [f"export interface {kind.__name__} {{"]
    for name, hint in get_type_hints(kind).items():
        mark = "" if name in kind.__required_keys__ else "?"
        lines.append(f"  {name}{mark}: {type_of(hint)};")
    words = " ".join((inspect.getdoc(kind) if kind.__doc__ else "").split())
    said = f"/** {words} */\n" if words and not words.startswith("dict(") else ""
    return "\n" + said + "\n".join([*lines, "}", ""])


def type_of(hint: Any) -> str:
    """What a type of JSON is called in TypeScript."""
    if hint in PLAIN:
        return PLAIN[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(map(json.dumps, inner))
    if origin in {Union, UnionType}:
        return " | ".join(map(type_of, inner))
    if origin is tuple:
        return f"{type_of(inner[0])}[]" if inner[-1] is ... else f"[{', '.join(map(type_of, inner))}]"
    if origin is list:
        return f"{type_of(inner[0])}[]"
    if origin is dict and inner[0] is str:
        return f"Record<string, {type_of(inner[1])}>"
    raise TypeError(f"hint must be of a kind that JSON has, got {hint!r}; add it to tests/viewer/header_types.py.")


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(declarations(), encoding="utf-8")
