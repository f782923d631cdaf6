"""Reads attributes of resources and data sources as tokens, since only Terraform has the values."""

import functools
import sys
from typing import Any

import cdktf

from imports.kernel.facts import COLLECTIONS, SET, terraform_name
from imports.kernel.objects import ElementHandle, Handle, object_with
from imports.kernel.tokens import Expression, SetItem, Token
from imports.kernel.unsupported import UnsupportedError

_PROVIDER_MODULES = "cdktf_cdktf_provider_aws."


class MapHandle(Handle):
    """An attribute that is a map of strings."""

    __slots__ = ("attribute", "element")

    def __init__(self, element: ElementHandle, attribute: str) -> None:
        super().__init__(element.journal)
        self.element = element
        self.attribute = attribute

    def lookup(self, key: str) -> str:
        """The token of the string under `key`."""
        return _token(self.element.reference(f'{self.attribute}["{key}"]'), self)


class ListHandle(Handle):
    """An attribute that is a list or set of objects."""

    __slots__ = ("attribute", "element", "item_class", "kind")

    def __init__(self, element: ElementHandle, attribute: str, kind: str, item_class: type) -> None:
        super().__init__(element.journal)
        self.element = element
        self.attribute = attribute
        self.kind = kind
        self.item_class = item_class

    def get(self, index: Any) -> Any:
        """The object at `index`."""
        if type(index) is not int or index < 0:
            raise UnsupportedError(f"the item {index!r} of a list")
        return object_with(self.item_class, ItemHandle(self, index))


class ItemHandle(Handle):
    """One object of such a list or set."""

    __slots__ = ("index", "list")

    def __init__(self, list_: ListHandle, index: int) -> None:
        super().__init__(list_.journal)
        self.list = list_
        self.index = index

    def expression(self, name: str) -> Expression:
        """How Terraform reads one of its attributes."""
        element, attribute = self.list.element, self.list.attribute
        if self.list.kind == SET:
            return SetItem(element.reference(attribute), self.index, name)
        return element.reference(f"{attribute}[{self.index}].{name}")


def read(obj: Any, handle: Any, name: str) -> Any:
    """An attribute by its name in JavaScript: a token, or an object that is read further."""
    if isinstance(handle, ElementHandle) and handle.kind in ("resource", "data"):
        return _of_element(obj, handle, name)
    if isinstance(handle, ItemHandle) and _declared_type(obj.__class__, name) is str:
        return _token(handle.expression(terraform_name(name)), handle)
    raise UnsupportedError(f"the property {name} of {type(obj).__name__}")


def _of_element(obj: Any, element: ElementHandle, name: str) -> Any:
    declared = _declared_type(obj.__class__, name)
    attribute = terraform_name(name)
    kind = COLLECTIONS.get((type(obj).__name__, name))
    if declared is str:
        return _token(element.reference(attribute), element)
    if declared is cdktf.StringMap:
        return object_with(declared, MapHandle(element, attribute))
    if kind:
        item_class = _resolved(declared, vars(declared)["get"].__annotations__["return"])
        return object_with(declared, ListHandle(element, attribute, kind, item_class))
    raise UnsupportedError(f"an attribute of the type {declared}")


def _token(expression: Expression, handle: Handle) -> str:
    return str(Token(expression, handle.journal.fall_back))


@functools.cache
def _declared_type(klass: Any, name: str) -> Any:
    """The type that the provider's bindings declare for a property."""
    for base in klass.__mro__:
        if base.__module__.startswith(_PROVIDER_MODULES):
            for member in vars(base).values():
                getter = getattr(member, "fget", None)
                if getattr(getter, "__jsii_name__", None) == name:
                    return _resolved(base, getter.__annotations__["return"])
    raise UnsupportedError(f"the property {name} of {klass.__name__}")


def _resolved(klass: type, annotation: Any) -> Any:
    """A type that is defined further down in its module is annotated as text."""
    if isinstance(annotation, str):
        return getattr(sys.modules[klass.__module__], annotation)
    return annotation
