"""Fast type checks for generated code, with typeguard's results and errors.

Every constructor of the bindings resolves its annotations anew and has typeguard check each
argument. Here annotations are resolved once, and values that obviously match are accepted, such as
a string for a string. typeguard checks all others.
"""

import collections.abc
import functools
import typing
from collections.abc import Callable
from types import FunctionType, ModuleType, NoneType, UnionType
from typing import Any

Accepts = Callable[[Any], bool]

# Only exact types: typeguard checks subclasses, such as a boolean for a number.
_EXACT = (NoneType, bool, float, int, str)
_hints = functools.cache(typing.get_type_hints)
_accepting: dict[int, tuple[Any, Accepts]] = {}


def use_fast_checks(module: ModuleType) -> None:
    """Replace the type checks of a generated module."""
    names = vars(module)
    typeguard_check = names.get("check_type")
    if not isinstance(typeguard_check, FunctionType):
        return
    fast_typing = ModuleType("typing")
    vars(fast_typing).update(vars(typing), get_type_hints=_hints)
    names["typing"] = fast_typing
    names["check_type"] = _checker(typeguard_check)


@functools.cache
def _checker(typeguard_check: FunctionType) -> Callable[..., None]:
    def check_type(argname: str, value: object, expected_type: Any) -> None:
        cached = _accepting.get(id(expected_type))
        if cached is None:
            # The type is kept beside its check, so that its id stays its own.
            cached = _accepting[id(expected_type)] = (expected_type, _accepts(expected_type))
        if not cached[1](value):
            typeguard_check(argname=argname, value=value, expected_type=expected_type)

    return check_type


def _accepts(expected: Any) -> Accepts:
    """A check that accepts only what typeguard accepts."""
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
