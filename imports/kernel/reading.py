"""Reads properties of what lives in Python."""

from typing import Any

import constructs

from imports.kernel import attributes
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import (
    ConstructHandle,
    ElementHandle,
    Handle,
    NodeHandle,
    view_of,
)


def read(obj: Any, handle: Handle, name: str) -> Any:
    """The property `name`, by its name in JavaScript."""
    if isinstance(handle, NodeHandle):
        return _of_node(handle.construct, name)
    if isinstance(handle, ConstructHandle) and name == "node":
        return _node(handle)
    if isinstance(handle, ElementHandle) and handle.kind in ("resource", "data"):
        value = _of_element(obj, handle, name)
    elif isinstance(handle, attributes.ItemHandle):
        value = attributes.of_item(obj, handle, name)
    else:
        raise NotKnownError(f"the property {name} of {type(obj).__name__}")
    handle.tree.record("get", obj, name, result=value)
    return value


def _node(construct: ConstructHandle) -> Any:
    if construct.view is None:
        construct.view = view_of(constructs.Node, NodeHandle(construct))
        construct.tree.record("get", construct.host, "node", result=construct.view)
    return construct.view


def _of_node(construct: ConstructHandle, name: str) -> Any:
    if name in ("id", "path"):
        return getattr(construct, name)
    if name == "scope":
        return construct.scope.host if construct.scope else None
    if name == "children":
        return [child.host for child in construct.ordered_children()]
    raise NotKnownError(f"the property {name} of a node")


def _of_element(obj: Any, element: ElementHandle, name: str) -> Any:
    if name == "friendlyUniqueId":
        return element.name
    if name == "cdktfStack":
        return element.owner.host
    if name == "fqn":
        return attributes.placeholder(str, element.reference(), element)
    return attributes.of_element(obj, element, name)
