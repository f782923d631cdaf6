"""The functions of jsii that generated code calls, executed in Python where it supports them."""

from collections.abc import Callable, Sequence
from typing import Any

import cdktf
import constructs

from imports.kernel import attributes, synthesis
from imports.kernel.arguments import add_override
from imports.kernel.construction import handle_of, new_app, new_handle
from imports.kernel.journal import link, node_kernel, snapshot
from imports.kernel.objects import (
    AnnotationsHandle,
    AppHandle,
    ConstructHandle,
    ElementHandle,
    Handle,
    NodeHandle,
    StackHandle,
    object_with,
)
from imports.kernel.tokens import FunctionCall, Token, only_token
from imports.kernel.unsupported import UnsupportedError


def create(klass: type, obj: Any, arguments: Sequence[Any] = ()) -> Any:
    """`jsii.create`: a new construct."""
    handle = new_handle(klass, obj, arguments)
    obj.__jsii_ref__ = handle
    handle.journal.record("create", klass, obj, snapshot(list(arguments)))
    return handle


def get(obj: Any, name: str) -> Any:
    """`jsii.get`: a property, by its name in JavaScript."""
    handle = obj.__jsii_ref__
    if isinstance(handle, NodeHandle) and name in ("id", "path"):
        return getattr(handle.construct, name)
    if isinstance(handle, ConstructHandle) and name == "node":
        return _node(handle)
    value = attributes.read(obj, handle, name)
    handle.journal.record("get", obj, name, result=value)
    return value


def _node(construct: ConstructHandle) -> Any:
    if construct.node is None:
        construct.node = object_with(constructs.Node, NodeHandle(construct))
        construct.journal.record("get", construct.instance, "node", result=construct.node)
    return construct.node


def invoke(obj: Any, method: str, arguments: Sequence[Any] = ()) -> Any:
    """`jsii.invoke`: a method."""
    handle = obj.__jsii_ref__
    if isinstance(handle, AppHandle) and method == "synth":
        return synthesis.write(handle)
    result = _invoke(handle, method, arguments)
    handle.journal.record("invoke", obj, method, snapshot(list(arguments)), result=result)
    return result


def _invoke(handle: Handle, method: str, arguments: Sequence[Any]) -> Any:
    if isinstance(handle, StackHandle) and method == "addOverride":
        return add_override(handle.overrides, *arguments)
    if isinstance(handle, ElementHandle) and method == "overrideLogicalId":
        return handle.rename(*arguments)
    if isinstance(handle, AnnotationsHandle) and method == "addWarning":
        return handle.construct.warnings.append(*arguments)
    if isinstance(handle, attributes.ListHandle) and method == "get":
        return handle.get(*arguments)
    if isinstance(handle, attributes.MapHandle) and method == "lookup":
        return handle.lookup(*arguments)
    raise UnsupportedError(f"the method {method} of {type(handle).__name__}")


def invoke_static(klass: type, method: str, arguments: Sequence[Any] = ()) -> Any:
    """`jsii.sinvoke`: a static method."""
    name = f"{getattr(klass, '__jsii_type__', '')}.{method}"
    if name not in _STATIC_METHODS:
        raise UnsupportedError(name)
    return _STATIC_METHODS[name](*arguments)


def _annotations_of(scope: Any) -> Any:
    construct = handle_of(scope)
    found = object_with(cdktf.Annotations, AnnotationsHandle(construct))
    construct.journal.record("sinvoke", cdktf.Annotations, "of", [scope], result=found)
    return found


def _cidrsubnet(*arguments: Any) -> str:
    """The one Terraform function that stacks/ uses; CDKTF has rules for literal text."""
    given: list[Any] = [only_token(each) if isinstance(each, str) else each for each in arguments]
    if not all(isinstance(each, Token) or type(each) is int for each in given):
        raise UnsupportedError("Fn.cidrsubnet of something other than tokens and integers")

    def replay() -> None:
        link(token, node_kernel.call("sinvoke", cdktf.Fn, "cidrsubnet", list(arguments)))

    token = str(Token(FunctionCall("cidrsubnet", given), replay))
    return token


def _stack_of(construct: Any) -> Any:
    stack = handle_of(construct).stack
    if stack is None:
        raise UnsupportedError("a construct without a stack")
    return stack.instance


def _testing_app(options: Any = None) -> Any:
    app: Any = cdktf.App.__new__(cdktf.App)
    app.__jsii_ref__ = new_app(app, options, testing=True)
    app.__jsii_ref__.journal.record("sinvoke", cdktf.Testing, "app", [options], result=app)
    return app


def _testing_synth(stack: Any, run_validations: Any = None) -> str:
    handle = handle_of(stack)
    if run_validations or not isinstance(handle, StackHandle):
        raise UnsupportedError("validations in Testing.synth")
    return synthesis.without_comments(handle)


_STATIC_METHODS: dict[str, Callable[..., Any]] = {
    "cdktf.Annotations.of": _annotations_of,
    "cdktf.Fn.cidrsubnet": _cidrsubnet,
    "cdktf.TerraformStack.of": _stack_of,
    "cdktf.Testing.app": _testing_app,
    "cdktf.Testing.synth": _testing_synth,
}


def _unsupported(*arguments: Any) -> Any:
    raise UnsupportedError(f"a property is set, or a static one read: {arguments[1]}")


def _with_fallback(method: str, implementation: Callable[..., Any]) -> Callable[..., Any]:
    """Call the Python implementation, or CDKTF in Node.js where there is none."""

    def call(*arguments: Any) -> Any:
        try:
            return implementation(*arguments)
        except UnsupportedError as reason:
            return node_kernel.call(method, *arguments, reason=str(reason))

    return call


CALLS = {
    "create": _with_fallback("create", create),
    "get": _with_fallback("get", get),
    "invoke": _with_fallback("invoke", invoke),
    "set": _with_fallback("set", _unsupported),
    "sget": _with_fallback("sget", _unsupported),
    "sinvoke": _with_fallback("sinvoke", invoke_static),
    "sset": _with_fallback("sset", _unsupported),
}
