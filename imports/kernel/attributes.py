"""Attributes of resources and data sources, which only Terraform will know."""

import functools
import sys
import typing
from typing import Any

import cdktf
import jsii

from imports.kernel.expressions import FunctionCall, ItemOfSet, Reference
from imports.kernel.facts import LIST, SET, SEVERAL, terraform_name
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import ElementHandle, Handle, view_of
from imports.kernel.tokens import Expression, Token

_PROVIDER_MODULES = "cdktf_cdktf_provider_aws."
_MAP_OF_TEXTS = typing.Mapping[str, str]
_TEXTS = typing.List[str]  # noqa: UP006 - as the bindings spell it


class PartHandle(Handle):
    """An attribute that is read further: a map, or a list of objects."""

    __slots__ = ("attribute", "element")

    def __init__(self, element: ElementHandle, attribute: str) -> None:
        super().__init__(element.tree)
        self.element = element
        self.attribute = attribute

    def reference(self, further: str = "") -> Reference:
        """How Terraform reads it, or what is in it."""
        return self.element.reference(f"{self.attribute}{further}")


class MapHandle(PartHandle):
    """A map of texts."""

    __slots__ = ()

    def lookup(self, key: str) -> str:
        """The placeholder of the text under `key`."""
        return Token(self.reference(f'["{key}"]'), self.tree.hand_over).as_string()


class ListHandle(PartHandle):
    """A list or set of objects, each picked by its number."""

    __slots__ = ("item_class", "kind")

    def __init__(self, element: ElementHandle, attribute: str, kind: str, item_class: type) -> None:
        super().__init__(element, attribute)
        self.kind = kind
        self.item_class = item_class

    def get(self, index: Any) -> Any:
        """The object at `index`."""
        if type(index) is not int or index < 0:
            raise NotKnownError(f"the item {index!r} of a list")
        return view_of(self.item_class, ItemHandle(self, index))


class ItemHandle(Handle):
    """One of those objects."""

    __slots__ = ("index", "list")

    def __init__(self, list_: ListHandle, index: int) -> None:
        super().__init__(list_.tree)
        self.list = list_
        self.index = index

    def expression(self, attribute: str) -> Expression:
        """How Terraform reads one of its attributes."""
        if self.list.kind == SET:
            return ItemOfSet(self.list.reference(), self.index, attribute)
        return self.list.reference(f"[{self.index}].{attribute}")


def of_element(obj: Any, element: ElementHandle, name: str) -> Any:
    """An attribute by its name in JavaScript: a placeholder, or an object to read further."""
    declared = _declared(obj.__class__, name)
    attribute = terraform_name(name)
    kind = SEVERAL.get((type(obj).__name__, name))
    if declared is cdktf.StringMap:
        return view_of(declared, MapHandle(element, attribute))
    if kind and isinstance(declared, type):
        item_class = _resolved(declared, vars(declared)["get"].__annotations__["return"])
        return view_of(declared, ListHandle(element, attribute, kind, item_class))
    return placeholder(declared, element.reference(attribute), element, kind)


def of_item(obj: Any, item: ItemHandle, name: str) -> Any:
    """An attribute of an object in a list."""
    return placeholder(_declared(obj.__class__, name), item.expression(terraform_name(name)), item)


def placeholder(
    declared: Any, expression: Expression, handle: Handle, kind: str | None = None
) -> Any:
    """A placeholder of the declared type."""
    token = Token(expression, handle.tree.hand_over)
    if declared is str:
        return token.as_string()
    if declared == jsii.Number:
        return token.as_number()
    if declared == _MAP_OF_TEXTS:
        return token.as_map()
    if declared == _TEXTS and kind == LIST:
        return token.as_list()
    if declared == _TEXTS and kind == SET:
        return Token(FunctionCall("tolist", [token.as_string()]), handle.tree.hand_over).as_list()
    raise NotKnownError(f"an attribute of the type {declared}")


@functools.cache
def _declared(klass: Any, name: str) -> Any:
    """The type that the provider's bindings give a property."""
    for base in klass.__mro__:
        if base.__module__.startswith(_PROVIDER_MODULES):
            for member in vars(base).values():
                getter = getattr(member, "fget", None)
                if getattr(getter, "__jsii_name__", None) == name:
                    return _resolved(base, getter.__annotations__["return"])
    raise NotKnownError(f"the property {name} of {klass.__name__}")


def _resolved(klass: type, annotation: Any) -> Any:
    """A type that is defined further down in its module is written as text."""
    if isinstance(annotation, str):
        return getattr(sys.modules[klass.__module__], annotation)
    return annotation
