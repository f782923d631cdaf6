"""Has the Python kernel and then CDKTF synthesize the same stack."""

from typing import Any

from cdktf import Testing

from imports.kernel.objects import Handle
from stacks.addressing import ReadableStack


def stack() -> ReadableStack:
    """An empty stack in an app of its own."""
    return ReadableStack(Testing.app(stack_traces=False), "clinic")


def json_of(built: ReadableStack) -> str:
    """Terraform's JSON of a stack, from the kernel that has it."""
    return Testing.synth(built)


def in_python(construct: Any) -> bool:
    """Whether the Python kernel still has a construct."""
    return isinstance(construct.__jsii_ref__, Handle)


def fall_back(construct: Any) -> None:
    """Replay all calls of a construct's app in CDKTF."""
    construct.__jsii_ref__.journal.fall_back("a test")
    assert not in_python(construct)


def both_ways(built: ReadableStack) -> tuple[str, str]:
    """The JSON of a stack by the Python kernel, and by CDKTF."""
    by_python = json_of(built)
    assert in_python(built), "CDKTF executed some of it"
    fall_back(built)
    return by_python, json_of(built)
