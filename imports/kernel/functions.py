"""Terraform's functions of texts and numbers, called by CDKTF's `Fn`."""

from collections.abc import Sequence
from typing import Any

from imports.kernel.expressions import FunctionCall
from imports.kernel.journal import adopt, jsii_kernel
from imports.kernel.not_known import NotKnownError
from imports.kernel.tokens import Token, only_token

# Those that take texts and numbers alone and give a text, by the name they have in both languages.
# Lists and maps are left to the ordinary kernel, which has rules of its own for each.
FUNCTIONS = frozenset(
    {
        "abspath",
        "base64decode",
        "base64encode",
        "base64gzip",
        "base64sha256",
        "base64sha512",
        "basename",
        "chomp",
        "cidrhost",
        "cidrnetmask",
        "cidrsubnet",
        "dirname",
        "file",
        "filebase64",
        "formatdate",
        "indent",
        "lower",
        "md5",
        "replace",
        "sha1",
        "sha256",
        "sha512",
        "strrev",
        "substr",
        "timeadd",
        "title",
        "trim",
        "trimprefix",
        "trimspace",
        "trimsuffix",
        "upper",
        "urlencode",
    }
)


def call(klass: type, name: str, arguments: Sequence[Any]) -> str:
    """The placeholder of what `klass`, which is `Fn`, gives for a function."""
    if name not in FUNCTIONS:
        raise NotKnownError(f"Fn.{name}")
    for argument in arguments:
        _check(name, argument)

    def settle() -> None:
        adopt(placeholder, jsii_kernel.call("sinvoke", klass, name, list(arguments)))

    placeholder = Token(FunctionCall(name, list(arguments)), settle).as_string()
    return placeholder


def _check(name: str, argument: Any) -> None:
    """Raise for what CDKTF escapes, refuses or warns about."""
    if type(argument) in (int, float):
        return
    if not isinstance(argument, str):
        raise NotKnownError(f"Fn.{name} of {type(argument).__name__}")
    if not only_token(argument) and any(mark in argument for mark in ('"', "${", "TfToken[")):
        raise NotKnownError(f"Fn.{name} of a text with quotes or braces")
