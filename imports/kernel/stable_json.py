"""JSON text as CDKTF writes it: keys in order, brackets of nothing on two lines."""

import math
from json.encoder import encode_basestring
from typing import Any

from imports.kernel.unsupported import UnsupportedError

# Beyond it JavaScript's numbers lose digits that Python's integers keep.
_EXACT = 2**53


def stable_json(value: Any, indent: str = "\n") -> str:
    """The text of a value made of objects, lists, strings, numbers, booleans and None."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        inner = indent + "  "
        parts = [f"{inner}{_string(key)}: {stable_json(value[key], inner)}" for key in _keys(value)]
        return "{" + ",".join(parts) + indent + "}"
    if isinstance(value, list):
        inner = indent + "  "
        return "[" + ",".join([inner + stable_json(item, inner) for item in value]) + indent + "]"
    return _scalar(value)


def number(value: float) -> str:
    """A number as JavaScript writes it, as long as no exponent and no rounding is involved."""
    if math.isfinite(value):
        if value == int(value) and abs(value) <= _EXACT:
            return str(int(value))
        text = repr(value)
        if isinstance(value, float) and "e" not in text and value != int(value):
            return text
    raise UnsupportedError(f"the number {value}")


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(value)
    raise UnsupportedError(f"{type(value).__name__} in the output")


def _string(value: str) -> str:
    text: str = encode_basestring(value)
    return text


def _keys(value: dict[str, Any]) -> list[str]:
    """JavaScript orders strings by their UTF-16 code units, Python by code points."""
    if all(map(str.isascii, value)):
        return sorted(value)
    return sorted(value, key=lambda key: key.encode("utf-16-be"))
