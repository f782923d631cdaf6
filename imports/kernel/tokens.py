"""CDKTF's tokens: placeholders in strings for Terraform expressions.

As with CDKTF, Python code may put them into other strings. Synthesis replaces each by its
expression, for example `${aws_vpc.network_vpc.id}`. Tokens that are lists, maps or numbers exist
only in CDKTF.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from imports.kernel.unsupported import UnsupportedError

KEY = re.compile(r"TfToken\[([a-zA-Z0-9:._-]+)\]")
_TOKEN = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}")
# A token, or a brace of an expression that was written by hand.
_TOKEN_OR_BRACE = re.compile(r"\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}|\$\{|\}")
# The value of the only entry of a dictionary that is a token.
_MAP_VALUES = ("String Map Token Value", "Any Map Token Value")
# CDKTF's tokens that are numbers are doubles with this exponent.
_NUMBER_END = "e+298"

_numbers = itertools.count()
tokens: dict[str, "Token"] = {}


class Expression(Protocol):
    """An expression of Terraform's language."""

    def text(self, stack: object) -> str:
        """Without `${` and `}`, as used in `stack`."""


class Reference:
    """`aws_vpc.network_vpc.id`, valid in the stack of its resource."""

    __slots__ = ("identifier", "origin")

    def __init__(self, identifier: str, origin: object) -> None:
        self.identifier = identifier
        self.origin = origin

    def text(self, stack: object) -> str:
        """The identifier; CDKTF adds outputs and remote states for references between stacks."""
        if stack is not self.origin:
            raise UnsupportedError(f"{self.identifier}, a reference to another stack")
        return self.identifier


class FunctionCall:
    """`cidrsubnet(aws_vpc.network_vpc.cidr_block, 8, 1)`, with tokens and integers as arguments."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: "Sequence[Token | int]") -> None:
        self.name = name
        self.arguments = arguments

    def text(self, stack: object) -> str:
        """The call with its arguments."""
        arguments = [
            each.expression.text(stack) if isinstance(each, Token) else str(each)
            for each in self.arguments
        ]
        return f"{self.name}({', '.join(arguments)})"


class SetItem:
    """`tolist(aws_acm_certificate.front_door_certificate.domain_validation_options).0.name`.

    Terraform has to convert a set to a list before an item can be selected.
    """

    __slots__ = ("attribute", "index", "set_")

    def __init__(self, set_: Expression, index: int, attribute: str) -> None:
        self.set_ = set_
        self.index = index
        self.attribute = attribute

    def text(self, stack: object) -> str:
        """One attribute of one item."""
        return f"tolist({self.set_.text(stack)}).{self.index}.{self.attribute}"


class Token:
    """An expression, and the key under which strings refer to it.

    replay: has the Node.js kernel create the same token and sets `node_key` to its key there.
    """

    __slots__ = ("_replay", "expression", "key", "node_key")

    def __init__(self, expression: Expression, replay: Callable[[], None]) -> None:
        self.key = f"PYTHON.{next(_numbers)}"
        self.expression = expression
        self._replay = replay
        self.node_key: str | None = None
        tokens[self.key] = self

    def __str__(self) -> str:
        return f"${{TfToken[{self.key}]}}"

    def key_in_node(self) -> str:
        """The key of the same token in the Node.js kernel."""
        if self.node_key is None:
            self._replay()
        if self.node_key is None:
            raise RuntimeError(f"the Node.js kernel has no token for {self.key}")
        return self.node_key


def token_of(key: str) -> Token:
    """The token of a key; only CDKTF can resolve those of the Node.js kernel."""
    try:
        return tokens[key]
    except KeyError:
        raise UnsupportedError(f"the token {key}") from None


def only_token(text: str) -> Token | None:
    """The token of a string that consists of one token."""
    found = _TOKEN.fullmatch(text)
    return token_of(found[1]) if found else None


def resolve(value: Any, stack: object) -> Any:
    """A copy of `value` with expressions in place of tokens."""
    if isinstance(value, str):
        return _resolve_text(value, stack)
    if isinstance(value, dict):
        return {_resolve_text(key, stack): resolve(item, stack) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, stack) for item in value]
    return value


def _resolve_text(text: str, stack: object) -> str:
    """Write a token as `${expression}`, or bare inside of braces that were written by hand.

    A closing brace ends them, however many were opened: CDKTF reads it that way.
    """
    if text in _MAP_VALUES or _NUMBER_END in text:
        raise UnsupportedError("a token that is a map, or a number in a string")
    if "TfToken[" not in text:
        return text
    if "#{TfToken[" in text or "&{TfToken[" in text:
        raise UnsupportedError("a token that is a list or a map")
    inside = False

    def replace(found: re.Match[str]) -> str:
        nonlocal inside
        if found[1]:
            expression = token_of(found[1]).expression.text(stack)
            return expression if inside else f"${{{expression}}}"
        inside = found[0] == "${"
        return found[0]

    return _TOKEN_OR_BRACE.sub(replace, text)
