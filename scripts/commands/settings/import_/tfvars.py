"""Reader of .tfvars files: names and literal values of HCL's native syntax.

Terraform takes no variable and no function there. So the reader takes literals, and refuses the
rest, heredocs and arithmetic among it, instead of guessing. Why not a library:
docs/decisions/0015-reader-of-tfvars.md. The grammar (read 2026-11-30):
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
tests/contract/commands/test_tfvars.py compares with what Terraform reads.
"""

import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.cli.errors import InvalidInputError

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+ | (?:\#|//)[^\n]* | /\*(?s:.*?)\*/)
    | (?P<newline>\n)
    | (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.]))
    | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
    | (?P<mark>[=:,\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|\$\$\{|%%\{|[$%]\{")
_ESCAPED = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\"": '"', r"\\": "\\"}
_WORDS = {"true": True, "false": False, "null": None}
_ACCEPTED = "strings, numbers, true, false, null, and lists and objects of them"
_DEEPEST = 20


class TfvarsError(InvalidInputError):
    """The text is no .tfvars file; the message names the line, but never a value."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


def read_tfvars(text: str) -> dict[str, Any]:
    """Variable -> its value. Raises TfvarsError."""
    reader = _Reader(list(_tokens(text)))
    return reader.assignments()


def _tokens(text: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match or not match.lastgroup:
            raise TfvarsError(f"line {line}: not readable; accepted: NAME = VALUE with {_ACCEPTED}")
        if match.lastgroup != "blank":
            yield _Token(match.lastgroup, match[0], line)
        line += match[0].count("\n")
        position = match.end()
    yield _Token("newline", "\n", line)
    yield _Token("end", "", line)


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def assignments(self) -> dict[str, Any]:
        """Every `NAME = VALUE`, each on a line of its own."""
        found: dict[str, Any] = {}
        self._skip_newlines()
        while self._peek().kind != "end":
            name = self._take("name", "the name of a variable")
            if name.text in found:
                raise TfvarsError(f"line {name.line}: duplicate key: {name.text}")
            self._take_mark("=")
            found[name.text] = self._value(0)
            self._take("newline", "the end of the line")
            self._skip_newlines()
        return found

    def _value(self, depth: int) -> Any:
        token = self._advance()
        if depth > _DEEPEST:
            raise TfvarsError(f"line {token.line}: nested deeper than {_DEEPEST} levels")
        if token.kind == "string":
            return _string(token)
        if token.kind == "number":
            return _number(token)
        if token.kind == "name" and token.text in _WORDS:
            return _WORDS[token.text]
        if token.text == "[":
            return self._list(depth)
        if token.text == "{":
            return self._object(depth)
        raise TfvarsError(f"line {token.line}: accepted as a value: {_ACCEPTED}")

    def _list(self, depth: int) -> list[Any]:
        values = []
        self._skip_newlines()
        while self._peek().text != "]":
            values.append(self._value(depth + 1))
            self._skip_newlines()
            if self._peek().text != "]":
                self._take_mark(",")
                self._skip_newlines()
        self._advance()
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        self._skip_newlines()
        while self._peek().text != "}":
            token = self._advance()
            if token.kind not in ("name", "string"):
                raise TfvarsError(f"line {token.line}: accepted: the name of an attribute")
            name = _string(token) if token.kind == "string" else token.text
            if name in values:
                raise TfvarsError(f"line {token.line}: duplicate key within an object")
            self._take_mark("=", ":")
            values[name] = self._value(depth + 1)
            if self._peek().text == ",":
                self._advance()
            elif self._peek().text != "}":
                self._take("newline", "a comma or the end of the line")
            self._skip_newlines()
        self._advance()
        return values

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _advance(self) -> _Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _take(self, kind: str, expected: str) -> _Token:
        token = self._advance()
        if token.kind != kind:
            raise TfvarsError(f"line {token.line}: accepted: {expected}")
        return token

    def _take_mark(self, *marks: str) -> None:
        token = self._advance()
        if token.kind != "mark" or token.text not in marks:
            raise TfvarsError(f"line {token.line}: accepted: {' or '.join(marks)}")

    def _skip_newlines(self) -> None:
        while self._peek().kind == "newline":
            self._advance()


def _number(token: _Token) -> int | float:
    if token.text.lstrip("-").isdigit():
        return int(token.text)
    value = float(token.text)
    if math.isinf(value):
        raise TfvarsError(f"line {token.line}: the number is too large")
    return int(value) if value.is_integer() else value


def _string(token: _Token) -> str:
    """The text of a quoted string. Raises TfvarsError."""

    def unescaped(match: re.Match[str]) -> str:
        found = match[0]
        if found in _ESCAPED:
            return _ESCAPED[found]
        if found in ("$${", "%%{"):
            return found[1:]
        code = int(found[2:], 16) if found[:2] in (r"\u", r"\U") and len(found) > 2 else -1
        if 0 <= code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF:
            return chr(code)
        raise TfvarsError(f"line {token.line}: a string with a template or an unknown escape")

    return _ESCAPE.sub(unescaped, token.text[1:-1])
