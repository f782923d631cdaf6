"""Makes the generated code's type checks quick: same verdicts, same errors.

Every constructor of the bindings looks up its annotations anew and has typeguard check each
argument. Annotations never change, and most values are plainly right: a string where a string is
asked for. typeguard is left to judge the others.
"""

import collections.abc
import functools
import typing
from collections.abc import Callable
from types import FunctionType, ModuleType, NoneType, UnionType
from typing import Any

Accepts = Callable[[Any], bool]

# Subclasses of these, such as a boolean for a number, are typeguard's business.
_EXACT = (NoneType, bool, float, int, str)
_hints = functools.cache(typing.get_type_hints)
_accepting: dict[int, tuple[Any, Accepts]] = {}


def quicken(module: ModuleType) -> None:
    """Give a generated module quick checks."""
    names = vars(module)
    thorough = names.get("check_type")
    if not isinstance(thorough, FunctionType):
        return
    quick_typing = ModuleType("typing")
    vars(quick_typing).update(vars(typing), get_type_hints=_hints)
    names["typing"] = quick_typing
    names["check_type"] = _checker(thorough)


@functools.cache
def _checker(thorough: FunctionType) -> Callable[..., None]:
    def check_type(argname: str, value: object, expected_type: Any) -> None:
        known = _accepting.get(id(expected_type))
        if known is None:
            # The type is kept beside its check, so that its id stays its own.
            known = _accepting[id(expected_type)] = (expected_type, _accepts(expected_type))
        if not known[1](value):
            thorough(argname=argname, value=value, expected_type=expected_type)

    return check_type


def _accepts(expected: Any) -> Accepts:
    """A quick check that says yes only where typeguard would."""
    origin, parts = typing.get_origin(expected), typing.get_args(expected)
    if origin in (typing.Union, UnionType):
        plain = frozenset(part for part in parts if part in _EXACT)
        others = [_accepts(part) for part in parts if part not in _EXACT]
        return lambda value: type(value) in plain or any(option(value) for option in others)
    if origin in (list, collections.abc.Sequence):
        item = _accepts(parts[0])
        return lambda value: type(value) is list and all(map(item, value))
    if origin in (dict, collections.abc.Mapping):
        key, item = _accepts(parts[0]), _accepts(parts[1])
        return lambda value: (
            type(value) is dict and all(map(key, value)) and all(map(item, value.values()))
        )
    return _accepts_one(expected)


def _accepts_one(expected: Any) -> Accepts:
    if expected is Any:
        return lambda _: True
    if expected in _EXACT:
        return lambda value: type(value) is expected
    if isinstance(expected, type) and not getattr(expected, "_is_protocol", False):
        return lambda value: isinstance(value, expected)
    return lambda _: False
