"""What was done to a construct tree, and how jsii's own kernel takes the tree over.

Python keeps a tree as long as it knows all that is asked of it. At the first thing that it does not
know, jsii's kernel does everything again, in order and with the same objects, and has the tree from
then on; whoever holds the objects does not notice.
"""

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any

from jsii import _reference_map
from jsii._kernel import Kernel

from imports.kernel import tokens
from imports.kernel.objects import AppHandle, Handle

log = logging.getLogger(__name__)
_IMMUTABLE = frozenset((bool, float, int, str, type(None)))
_KEY = re.compile(r"TfToken\[([a-zA-Z0-9:._-]+)\]")


class Tree:
    """The constructs of one app, and the calls that made them."""

    app: AppHandle

    def __init__(self) -> None:
        self._calls: list[tuple[str, tuple[Any, ...], Any]] = []
        self._taken_over = False

    def record(self, method: str, *arguments: Any, result: Any = None) -> None:
        """Note a call of the kernel; `result` is what Python code was given for it."""
        self._calls.append((method, arguments, result))

    def hand_over(self, why: str = "a value of it is used elsewhere") -> None:
        """Let jsii's kernel do all of it again."""
        if self._taken_over:
            return
        self._taken_over = True
        log.info("CDKTF takes over in Node.js: %s", why)
        calls, self._calls = self._calls, []
        for method, arguments, result in calls:
            adopt(result, jsii_kernel.call(method, *arguments))


class JsiiKernel:
    """jsii's own kernel, whose Node.js starts when it is first needed."""

    def __init__(self) -> None:
        self._loads: list[tuple[Any, ...]] = []

    def attach(self, kernel: Kernel) -> None:
        """Stand before `kernel`, and load assemblies into it only when it is needed."""
        self._kernel, self._load = kernel, kernel.load
        vars(kernel)["load"] = lambda *assembly: self._loads.append(assembly)

    def call(self, method: str, *arguments: Any, why: str = "") -> Any:
        """Do a call there, after handing over what it touches."""
        for handle in _handles(arguments):
            handle.tree.hand_over(why)
        while self._loads:
            self._load(*self._loads.pop(0))
        return getattr(self._kernel, method)(*_translated(arguments))


jsii_kernel = JsiiKernel()


def adopt(ours: Any, theirs: Any) -> None:
    """Let what Python code holds stand for what jsii's kernel gave for the same call."""
    if isinstance(ours, float):
        tokens.number_tokens[ours].real = theirs
    elif isinstance(ours, (str, list, dict)):
        for key, real in zip(_KEY.findall(str(ours)), _KEY.findall(str(theirs)), strict=True):
            tokens.token(key).real = real
    elif isinstance(getattr(ours, "__jsii_ref__", None), Handle):
        ours.__jsii_ref__ = theirs.__jsii_ref__
        _reference_map.register_reference(ours)


def snapshot(value: Any) -> Any:
    """`value` as it is now, whatever happens later to the lists and dictionaries in it."""
    kind = type(value)
    if kind in _IMMUTABLE:
        return value
    if kind is list:
        return [snapshot(item) for item in value]
    if kind is dict:
        return {key: snapshot(item) for key, item in value.items()}
    return _rebuilt(value, snapshot)


def _translated(value: Any) -> Any:
    """`value` with jsii's placeholders in place of Python's."""
    if isinstance(value, str):
        return _KEY.sub(_real_key, value) if "TfToken[" in value else value
    if isinstance(value, float):
        held = tokens.number_tokens.get(value)
        return held.settled() if held else value
    if isinstance(value, (list, tuple)):
        return [_translated(item) for item in value]
    if isinstance(value, dict):
        return {_translated(key): _translated(item) for key, item in value.items()}
    return _rebuilt(value, _translated)


def _real_key(found: re.Match[str]) -> str:
    held = tokens.tokens.get(found[1])
    return f"TfToken[{held.settled()}]" if held else found[0]


def _rebuilt(value: Any, change: Any) -> Any:
    """A struct with changed values, or itself if none has changed."""
    if not hasattr(value, "__jsii_name_mapping__"):
        return value
    given = value._values  # noqa: SLF001 - all that jsii's structs keep
    changed = {}
    for name, item in given.items():
        new = change(item)
        if new is not item:
            changed[name] = new
    if not changed:
        return value
    other = copy.copy(value)
    other._values = given | changed  # noqa: SLF001 - as above
    return other


def _handles(value: Any) -> Iterator[Handle]:
    """Everything in `value` that still lives in Python."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _handles(item)
    elif isinstance(value, dict):
        yield from _handles(list(value.values()))
    elif isinstance(getattr(value, "_values", None), dict):
        yield from _handles(value._values)  # noqa: SLF001 - as above
    elif isinstance(getattr(value, "__jsii_ref__", None), Handle):
        yield value.__jsii_ref__
