"""Expressions of Terraform's language, written as CDKTF writes them."""

from collections.abc import Sequence
from typing import Any

from imports.kernel.not_known import NotKnownError
from imports.kernel.stable_json import number
from imports.kernel.tokens import Expression, number_token, only_token


class Reference:
    """`aws_vpc.network_vpc.id`, valid in the stack of its resource."""

    __slots__ = ("identifier", "origin")

    def __init__(self, identifier: str, origin: object) -> None:
        self.identifier = identifier
        self.origin = origin

    def text(self, stack: object) -> str:
        """The identifier; CDKTF makes outputs and remote states for references between stacks."""
        if stack is not self.origin:
            raise NotKnownError(f"{self.identifier}, a reference to another stack")
        return self.identifier


class FunctionCall:
    """`cidrsubnet(aws_vpc.network_vpc.cidr_block, 8, 1)`."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: Sequence[Any]) -> None:
        self.name = name
        self.arguments = arguments

    def text(self, stack: object) -> str:
        """The call, its arguments written out."""
        arguments = (_argument(argument, stack) for argument in self.arguments)
        return f"{self.name}({', '.join(arguments)})"


class ItemOfSet:
    """`tolist(aws_acm_certificate.front_door_certificate.domain_validation_options).0.name`."""

    __slots__ = ("attribute", "index", "set_")

    def __init__(self, set_: Expression, index: int, attribute: str) -> None:
        self.set_ = set_
        self.index = index
        self.attribute = attribute

    def text(self, stack: object) -> str:
        """One attribute of one item."""
        return f"tolist({self.set_.text(stack)}).{self.index}.{self.attribute}"


def _argument(value: Any, stack: object) -> str:
    """An argument as `functions.py` lets it pass: text, a placeholder, or a number."""
    if isinstance(value, str):
        alone = only_token(value)
        if alone:
            return alone.expression.text(stack)
        literal = value.replace("\n", "\\n")
        return f'"{literal}"'
    held = number_token(value)
    return held.expression.text(stack) if held else number(value)
