"""Calls methods of what lives in Python, and the static ones that make or find it."""

from collections.abc import Callable
from typing import Any

import cdktf

from imports.kernel import functions, synthesis
from imports.kernel.attributes import ListHandle, MapHandle
from imports.kernel.construction import testing_app
from imports.kernel.journal import snapshot
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import (
    AnnotationsHandle,
    AppHandle,
    ConstructHandle,
    ElementHandle,
    Handle,
    NodeHandle,
    StackHandle,
    view_of,
)
from imports.kernel.overrides import add_override

_LEVELS = {"addInfo": "@cdktf/info", "addWarning": "@cdktf/warn"}


def invoke(obj: Any, handle: Handle, method: str, arguments: list[Any]) -> Any:
    """Call a method of `obj` and note that it was called."""
    if isinstance(handle, AppHandle) and method == "synth":
        return synthesis.write(handle)
    if isinstance(handle, NodeHandle) and method in ("tryFindChild", "findChild"):
        return _find_child(handle.construct, method, *arguments)
    result = _change(handle, method, arguments)
    handle.tree.record("invoke", obj, method, snapshot(arguments), result=result)
    return result


def _change(handle: Handle, method: str, arguments: list[Any]) -> Any:
    if isinstance(handle, (StackHandle, ElementHandle)) and method == "addOverride":
        return add_override(handle.overrides, *arguments)
    if isinstance(handle, ElementHandle) and method == "overrideLogicalId":
        return handle.rename(*arguments)
    if isinstance(handle, AnnotationsHandle) and method in _LEVELS:
        return handle.construct.annotations.append((_LEVELS[method], *arguments))
    if isinstance(handle, ListHandle) and method == "get":
        return handle.get(*arguments)
    if isinstance(handle, MapHandle) and method == "lookup":
        return handle.lookup(*arguments)
    raise NotKnownError(f"the method {method} of {type(handle).__name__}")


def _find_child(construct: ConstructHandle, method: str, id_: str) -> Any:
    child = construct.children.get(id_)
    if child is None and (method == "findChild" or "/" in id_ or "\n" in id_):
        raise NotKnownError(f"the child {id_}")
    return child.host if child else None


def invoke_static(klass: type, method: str, arguments: list[Any]) -> Any:
    """Call a static method."""
    name = f"{getattr(klass, '__jsii_type__', '')}.{method}"
    if name.startswith("cdktf.Fn."):
        return functions.call(klass, method, arguments)
    if name in _STATIC:
        return _STATIC[name](*arguments)
    raise NotKnownError(name)


def _annotations_of(scope: Any) -> Any:
    construct = _kept(scope)
    if construct.tree.app.traces:
        raise NotKnownError("annotations with stack traces")
    view = view_of(cdktf.Annotations, AnnotationsHandle(construct))
    construct.tree.record("sinvoke", cdktf.Annotations, "of", [scope], result=view)
    return view


def _stack_of(construct: Any) -> Any:
    stack = _kept(construct).stack
    if stack is None:
        raise NotKnownError("a construct without a stack")
    return stack.host


def _testing_app(options: Any = None) -> Any:
    app: Any = cdktf.App.__new__(cdktf.App)
    app.__jsii_ref__ = testing_app(app, options)
    app.__jsii_ref__.tree.record("sinvoke", cdktf.Testing, "app", [options], result=app)
    return app


def _testing_synth(stack: Any, run_validations: Any = None) -> str:
    handle = _kept(stack)
    if run_validations or not isinstance(handle, StackHandle):
        raise NotKnownError("validations without output")
    return synthesis.without_comments(handle)


def _kept(construct: Any) -> ConstructHandle:
    handle = getattr(construct, "__jsii_ref__", None)
    if not isinstance(handle, ConstructHandle):
        raise NotKnownError("a construct that CDKTF has")
    return handle


_STATIC: dict[str, Callable[..., Any]] = {
    "cdktf.Annotations.of": _annotations_of,
    "cdktf.TerraformStack.of": _stack_of,
    "cdktf.Testing.app": _testing_app,
    "cdktf.Testing.synth": _testing_synth,
}
