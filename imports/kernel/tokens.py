"""Placeholders for values that only Terraform knows, and what they are replaced by.

Python code gets them as strings, lists, maps or numbers, just as from CDKTF, and may put the
strings into others. Written out, each becomes its expression: `${aws_vpc.network_vpc.id}`.
"""

import itertools
import re
import struct
from collections.abc import Callable
from typing import Any, Protocol

from imports.kernel.not_known import NotKnownError

_MARKER = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
_LIST_MARKER = re.compile(r"#\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
_MAP_MARKER = re.compile(r"&\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
# A marker, or a brace of an expression that was written by hand.
_PIECE = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}|\$\{|\}")
_ANY_MARKER = "TfToken["
# What CDKTF writes as the value of the only entry of a map that is a placeholder.
_MAP_VALUES = ("String Map Token Value", "Any Map Token Value")
# The upper 16 bits of a number that is a placeholder, as in CDKTF.
_NUMBER_TAG = 0xFDFF
# Well above what the ordinary kernel has given out when it takes over.
_FIRST_NUMBER = 2**40
# All such numbers end so; half a number in a string could be no better than guessed at.
_NUMBER_END = "e+298"

_keys = itertools.count()


class Expression(Protocol):
    """Something in Terraform's language."""

    def text(self, stack: object) -> str:
        """Without `${` and `}`, as used in `stack`."""


class Token:
    """An expression under the key that stands in placeholders.

    settle: makes jsii's kernel give the same value, whose key, or number, becomes `real`.
    """

    __slots__ = ("_settle", "expression", "key", "real")

    def __init__(self, expression: Expression, settle: Callable[[], None]) -> None:
        self.key = f"PYTHON.{next(_keys)}"
        self.expression = expression
        self._settle = settle
        self.real: Any = None
        tokens[self.key] = self

    def settled(self) -> Any:
        """The key, or number, of the same value in jsii's kernel."""
        if self.real is None:
            self._settle()
        if self.real is None:
            raise RuntimeError(f"CDKTF has not been told of {self.key}")
        return self.real

    def as_string(self) -> str:
        """A string with the placeholder alone."""
        return f"${{TfToken[{self.key}]}}"

    def as_list(self) -> list[str]:
        """A list of strings."""
        return [f"#{{TfToken[{self.key}]}}"]

    def as_map(self) -> dict[str, str]:
        """A map of strings."""
        return {f"&{{TfToken[{self.key}]}}": _MAP_VALUES[0]}

    def as_number(self) -> float:
        """A number that no one would write."""
        number = _FIRST_NUMBER + len(number_tokens)
        value: float = struct.unpack("<d", struct.pack("<Q", _NUMBER_TAG << 48 | number))[0]
        number_tokens[value] = self
        return value


tokens: dict[str, Token] = {}
number_tokens: dict[float, Token] = {}


def token(key: str) -> Token:
    """The token of this key; those of jsii's kernel are its own to resolve."""
    try:
        return tokens[key]
    except KeyError:
        raise NotKnownError(f"the placeholder {key}") from None


def number_token(value: Any) -> Token | None:
    """The token that a number stands for."""
    return number_tokens.get(value) if isinstance(value, float) else None


def only_token(text: str) -> Token | None:
    """The token of a string that is one placeholder and nothing else."""
    found = _MARKER.fullmatch(text)
    return token(found[1]) if found else None


def resolve(value: Any, stack: object) -> Any:
    """A copy of `value` in which expressions stand for placeholders."""
    if isinstance(value, str):
        return resolve_text(value, stack)
    if isinstance(value, dict):
        return _resolve_map(value, stack)
    if isinstance(value, list):
        return _resolve_list(value, stack)
    number = number_token(value)
    return f"${{{number.expression.text(stack)}}}" if number else value


def resolve_text(text: str, stack: object, *, bare: bool = False) -> str:
    """`text` with each placeholder as `${expression}`, or bare within braces written by hand.

    A closing brace ends them, however many were opened: CDKTF reads it that way.
    """
    if text in _MAP_VALUES:
        raise NotKnownError("the value of a map's placeholder")
    if _ANY_MARKER in text:
        if _LIST_MARKER.search(text) or _MAP_MARKER.search(text):
            raise NotKnownError("the placeholder of a list or map within a string")
        text = "".join(_pieces(text, stack, bare))
    if _NUMBER_END in text:
        raise NotKnownError("the placeholder of a number within a string")
    return text


def _pieces(text: str, stack: object, bare: bool) -> list[str]:
    pieces, end, inside = [], 0, bare
    for found in _PIECE.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        if found[1]:
            expression = token(found[1]).expression.text(stack)
            pieces.append(expression if inside else f"${{{expression}}}")
        else:
            pieces.append(found[0])
            inside = found[0] == "${" or bare
    return [*pieces, text[end:]]


def _resolve_list(value: list[Any], stack: object) -> Any:
    if any(isinstance(item, str) and _LIST_MARKER.search(item) for item in value):
        found = _LIST_MARKER.fullmatch(value[0]) if len(value) == 1 else None
        if not found:
            raise NotKnownError("the placeholder of a list beside other values")
        return f"${{{token(found[1]).expression.text(stack)}}}"
    return [resolve(item, stack) for item in value]


def _resolve_map(value: dict[str, Any], stack: object) -> Any:
    if any("&{TfToken[" in key for key in value):
        found = _MAP_MARKER.fullmatch(next(iter(value))) if len(value) == 1 else None
        if not found:
            raise NotKnownError("the placeholder of a map beside other entries")
        return f"${{{token(found[1]).expression.text(stack)}}}"
    return {resolve_text(key, stack): resolve(item, stack) for key, item in value.items()}
