"""Lets Python and then CDKTF write the same stack."""

from typing import Any

from cdktf import Testing

from imports.kernel.objects import Handle
from stacks.addressing import ReadableStack


def stack() -> ReadableStack:
    """An empty stack in an app of its own."""
    return ReadableStack(Testing.app(stack_traces=False), "clinic")


def json_of(built: ReadableStack) -> str:
    """What Terraform would read of a stack, by whoever has it."""
    return Testing.synth(built)


def in_python(construct: Any) -> bool:
    """Whether CDKTF has not been asked yet."""
    return isinstance(construct.__jsii_ref__, Handle)


def hand_over(construct: Any) -> None:
    """Have CDKTF do again all that was done to the app of a construct."""
    construct.__jsii_ref__.tree.hand_over("a test asks for it")
    assert not in_python(construct)


def both_ways(built: ReadableStack) -> tuple[str, str]:
    """The JSON of a stack by Python, and by CDKTF."""
    by_python = json_of(built)
    assert in_python(built), "Python did not know it all"
    hand_over(built)
    return by_python, json_of(built)
