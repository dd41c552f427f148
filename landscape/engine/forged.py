"""Whether a value read from a file is what the annotations of its class say."""

import types
from dataclasses import fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def holds(value: Any) -> bool:
    """Whether each field of a dataclass has the type its annotation names; what is inside others was asked before."""
    hints = _hints(value.__class__)
    return all(fits(getattr(value, field.name), hints[field.name]) for field in fields(value))


def fits(value: Any, hint: Any) -> bool:
    """Whether a value has the type of an annotation, as far as one can tell; a whole number may stand for any number.

    Example:
        >>> fits(("a", 1), tuple[str, int | None]), fits(("a", "b"), tuple[str, int | None])
        (True, False)
    """
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if kind is Literal:
        return value in parts
    if kind is tuple:
        return isinstance(value, tuple) and _tuple_fits(value, parts)
    if kind is dict:
        return isinstance(value, dict) and all(
            fits(name, parts[0]) and fits(one, parts[1]) for name, one in value.items()
        )
    if hint is float:
        return isinstance(value, (float, int))
    plain = kind or (types.NoneType if hint is None else hint)
    return not _can_be_asked(plain) or isinstance(value, plain)


def _tuple_fits(value: tuple[Any, ...], parts: tuple[Any, ...]) -> bool:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return all(fits(one, parts[0]) for one in value)
    return len(value) == len(parts) and all(map(fits, value, parts))


def _can_be_asked(hint: Any) -> bool:
    return isinstance(hint, type) and hint is not Any and not getattr(hint, "_is_protocol", False)
