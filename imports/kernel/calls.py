"""The calls that generated code makes to jsii's kernel: answered in Python where that is known."""

from collections.abc import Callable
from typing import Any

from imports.kernel import construction, methods, reading
from imports.kernel.journal import jsii_kernel, snapshot
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import Handle


def create(klass: type, obj: Any, arguments: list[Any] | None = None) -> Any:
    """`jsii.create`: make a new object."""
    given = arguments or []
    try:
        handle = construction.construct(klass, obj, given)
    except NotKnownError as reason:
        return jsii_kernel.call("create", klass, obj, given, why=str(reason))
    obj.__jsii_ref__ = handle
    handle.tree.record("create", klass, obj, snapshot(given))
    return handle


def get(obj: Any, name: str) -> Any:
    """`jsii.get`: read a property."""
    handle = obj.__jsii_ref__
    if isinstance(handle, Handle):
        try:
            return reading.read(obj, handle, name)
        except NotKnownError as reason:
            return jsii_kernel.call("get", obj, name, why=str(reason))
    return jsii_kernel.call("get", obj, name)


def set_(obj: Any, name: str, value: Any) -> None:
    """`jsii.set`: write a property, for which CDKTF has rules of its own."""
    jsii_kernel.call("set", obj, name, value, why=f"{type(obj).__name__}.{name} is written")


def invoke(obj: Any, method: str, arguments: list[Any] | None = None) -> Any:
    """`jsii.invoke`: call a method."""
    given = arguments or []
    handle = obj.__jsii_ref__
    if isinstance(handle, Handle):
        try:
            return methods.invoke(obj, handle, method, given)
        except NotKnownError as reason:
            return jsii_kernel.call("invoke", obj, method, given, why=str(reason))
    return jsii_kernel.call("invoke", obj, method, given)


def sinvoke(klass: type, method: str, arguments: list[Any] | None = None) -> Any:
    """`jsii.sinvoke`: call a static method."""
    given = arguments or []
    try:
        return methods.invoke_static(klass, method, given)
    except NotKnownError as reason:
        return jsii_kernel.call("sinvoke", klass, method, given, why=str(reason))


def sget(klass: type, name: str) -> Any:
    """`jsii.sget`: read a static property."""
    return jsii_kernel.call("sget", klass, name)


def sset(klass: type, name: str, value: Any) -> None:
    """`jsii.sset`: write a static property."""
    jsii_kernel.call("sset", klass, name, value)


def ainvoke(obj: Any, method: str, arguments: list[Any] | None = None) -> Any:
    """`jsii.ainvoke`: call an asynchronous method, of which CDKTF has none."""
    return jsii_kernel.call("ainvoke", obj, method, arguments or [], why=method)


def sainvoke(klass: type, method: str, arguments: list[Any] | None = None) -> Any:
    """`jsii.sainvoke`: call an asynchronous static method."""
    return jsii_kernel.call("sainvoke", klass, method, arguments or [], why=method)


CALLS: dict[str, Callable[..., Any]] = {
    "ainvoke": ainvoke,
    "create": create,
    "get": get,
    "invoke": invoke,
    "sainvoke": sainvoke,
    "set": set_,
    "sget": sget,
    "sinvoke": sinvoke,
    "sset": sset,
}
