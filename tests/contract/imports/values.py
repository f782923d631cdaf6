"""Makes values for the arguments of any binding, from the types that the bindings declare."""

import functools
import typing
from types import UnionType
from typing import Any

import jsii
from hypothesis import strategies as st

# What text may hold: JSON, quotes, other scripts, line ends, expressions written by hand.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(['{"a": ["${b}", "}"]}', "${var.a}-}", "$${a}", "%{b}", "1e+20", "-1.5e3"]),
)
# jsii refuses this one key, which has a meaning of its own in JavaScript.
KEYS = TEXTS.filter(lambda text: text != "__proto__")
NUMBERS = st.one_of(
    st.integers(-(2**53), 2**53),
    st.integers(0, 1000).map(float),
    st.floats(0.001, 10_000, allow_nan=False),
)
PLAIN = st.recursive(
    st.one_of(TEXTS, NUMBERS, st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=5,
)


def arguments(constructor: Any, leave_out: frozenset[str], placeholders: tuple[str, ...]) -> Any:
    """Keyword arguments of a constructor: all that it needs, and some of the others."""
    hints = typing.get_type_hints(constructor)
    defaults = constructor.__kwdefaults__ or {}
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, hint in hints.items():
        if name in leave_out or name not in _keywords(constructor):
            continue
        strategy = of_type(hint, placeholders)
        if strategy is not None:
            (optional if name in defaults else required)[name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def _keywords(constructor: Any) -> tuple[str, ...]:
    code = constructor.__code__
    start = code.co_argcount
    return tuple(code.co_varnames[start : start + code.co_kwonlyargcount])


def of_type(hint: Any, placeholders: tuple[str, ...]) -> Any:
    """Values of a declared type, or None where only CDKTF's own objects would do."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint == jsii.Number:
        return NUMBERS
    if origin in (typing.Union, UnionType):
        choices = [of_type(part, placeholders) for part in _without_dictionaries(parts)]
        known = [choice for choice in choices if choice is not None]
        return st.one_of(known) if known else None
    if parts:
        return _several(parts, placeholders)
    if hasattr(hint, "__jsii_name_mapping__"):
        return _structs(hint, placeholders)
    return _one(hint, placeholders)


# A few structs, such as those of a web ACL's statements, are nested in hundreds of places.
@functools.lru_cache(maxsize=1000)
def _structs(struct: Any, placeholders: tuple[str, ...]) -> Any:
    return st.deferred(
        lambda: arguments(struct.__init__, frozenset(), placeholders).map(
            lambda given: struct(**given)
        )
    )


def _one(hint: Any, placeholders: tuple[str, ...]) -> Any:
    held = st.sampled_from(placeholders)
    texts = st.one_of(TEXTS, held, st.builds("{}{}{}".format, TEXTS, held, TEXTS))
    return {str: texts, bool: st.booleans(), int: NUMBERS, float: NUMBERS, Any: PLAIN}.get(hint)


def _without_dictionaries(parts: tuple[Any, ...]) -> list[Any]:
    """The bindings take a dictionary for each struct; inside of lists CDKTF drops its entries."""
    structs = any(hasattr(part, "__jsii_name_mapping__") for part in parts)
    return [part for part in parts if not (structs and typing.get_origin(part) is dict)]


def _several(parts: tuple[Any, ...], placeholders: tuple[str, ...]) -> Any:
    inner = of_type(parts[-1], placeholders)
    if inner is None:
        return None
    if len(parts) == 2:
        return st.dictionaries(KEYS, inner, max_size=3)
    return st.lists(inner, max_size=2)
