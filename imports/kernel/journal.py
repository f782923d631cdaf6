"""The journal of calls that built an app in Python, and its replay in jsii's own kernel.

The Python kernel executes the calls of an app until one is unsupported. Then jsii's kernel in
Node.js executes all of them again, in order and with the same objects, and keeps the app. Code that
holds these objects does not notice.
"""

import copy
import logging
import re
from collections.abc import Callable
from typing import Any

from jsii import _reference_map
from jsii._kernel import Kernel

from imports.kernel.objects import Handle
from imports.kernel.tokens import KEY, token_of, tokens

log = logging.getLogger(__name__)
_IMMUTABLE = frozenset((bool, float, int, str, type(None)))


class Journal:
    """The calls that built one app."""

    def __init__(self) -> None:
        self._calls: list[tuple[str, tuple[Any, ...], Any]] = []
        self._replayed = False

    def record(self, method: str, *arguments: Any, result: Any = None) -> None:
        """Append a call of the kernel; `result` is what it returned."""
        self._calls.append((method, arguments, result))

    def fall_back(self, reason: str = "a token is used elsewhere") -> None:
        """Replay all calls in the Node.js kernel, once."""
        if self._replayed:
            return
        self._replayed = True
        log.info("falling back to CDKTF in Node.js: %s", reason)
        calls, self._calls = self._calls, []
        for method, arguments, result in calls:
            link(result, node_kernel.call(method, *arguments))


class NodeKernel:
    """jsii's own kernel; Node.js starts at the first call."""

    def __init__(self) -> None:
        self._postponed: list[tuple[Any, ...]] = []

    def attach(self, kernel: Kernel) -> None:
        """Wrap `kernel` and postpone the loading of assemblies until a call needs them."""
        self._kernel, self._load = kernel, kernel.load
        vars(kernel)["load"] = lambda *assembly: self._postponed.append(assembly)

    def call(self, method: str, *arguments: Any, reason: str = "") -> Any:
        """Call a method, after the replay of every app in its arguments."""
        translated = _translated(arguments, reason)
        while self._postponed:
            self._load(*self._postponed.pop(0))
        return getattr(self._kernel, method)(*translated)


node_kernel = NodeKernel()


def link(ours: Any, theirs: Any) -> None:
    """Make the result of a call refer to what the Node.js kernel returned for the same call."""
    if isinstance(ours, str):
        for key, node_key in zip(KEY.findall(ours), KEY.findall(theirs), strict=True):
            token_of(key).node_key = node_key
    elif isinstance(getattr(ours, "__jsii_ref__", None), Handle):
        ours.__jsii_ref__ = theirs.__jsii_ref__
        _reference_map.register_reference(ours)


def snapshot(value: Any) -> Any:
    """A copy that later changes to lists and dictionaries in `value` leave alone."""
    kind = type(value)
    if kind in _IMMUTABLE:
        return value
    if kind is list:
        return [snapshot(item) for item in value]
    if kind is dict:
        return {key: snapshot(item) for key, item in value.items()}
    return _rebuilt(value, snapshot)


def _translated(value: Any, reason: str) -> Any:
    """`value` with the Node.js kernel's tokens and objects in place of Python's."""
    if isinstance(value, str):
        return KEY.sub(_key_in_node, value) if "TfToken[" in value else value
    if isinstance(value, (list, tuple)):
        return [_translated(item, reason) for item in value]
    if isinstance(value, dict):
        return {_translated(key, reason): _translated(item, reason) for key, item in value.items()}
    handle = getattr(value, "__jsii_ref__", None)
    if isinstance(handle, Handle):
        handle.journal.fall_back(reason)
        return value
    return _rebuilt(value, lambda item: _translated(item, reason))


def _key_in_node(found: re.Match[str]) -> str:
    token = tokens.get(found[1])
    return f"TfToken[{token.key_in_node()}]" if token else found[0]


def _rebuilt(value: Any, change: Callable[[Any], Any]) -> Any:
    """A struct with its values changed; `value` itself if that changes none."""
    if not hasattr(value, "__jsii_name_mapping__"):
        return value
    given = value._values  # noqa: SLF001 - all state of jsii's structs
    changed = {name: new for name, item in given.items() if (new := change(item)) is not item}
    if not changed:
        return value
    other = copy.copy(value)
    other._values = given | changed  # noqa: SLF001 - as above
    return other
