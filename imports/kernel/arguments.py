"""Turns what a binding's constructor was given into Terraform's arguments."""

import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

from imports.kernel.facts import WITH_NULLS, terraform_name
from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import ElementHandle

# CDKTF's own arguments of every resource; all others are the provider's.
META = frozenset(
    {
        "connection",
        "count",
        "depends_on",
        "for_each",
        "lifecycle",
        "provider",
        "provisioners",
    }
)
_SCALARS = (str, bool, int, float)
_LIFECYCLE = {"create_before_destroy", "ignore_changes", "prevent_destroy"}


@dataclass(frozen=True)
class Shape:
    """A struct of the bindings.

    names: Terraform's name by Python's; free: names whose values are passed on as they come;
    truths: names that take booleans; nulls: arguments that are not given are written as null.
    """

    names: dict[str, str]
    free: frozenset[str]
    truths: frozenset[str]
    nulls: bool


@cache
def shape_of(struct: Any) -> Shape:
    """How to convert instances of a struct."""
    mapping: dict[str, str] | None = vars(struct).get("__jsii_name_mapping__")
    if mapping is None:
        raise NotKnownError(f"the type {struct.__name__}")
    declared = {name: getattr(struct, name).fget.__annotations__["return"] for name in mapping}
    return Shape(
        {name: terraform_name(jsii_name) for name, jsii_name in mapping.items()},
        frozenset(name for name, type_ in declared.items() if _mentions(type_, Any)),
        frozenset(name for name, type_ in declared.items() if _mentions(type_, bool)),
        vars(struct)["__jsii_type__"] in WITH_NULLS,
    )


def _mentions(declared: Any, type_: Any) -> bool:
    """Whether a type is `type_`, or a union with it."""
    return declared is type_ or type_ in typing.get_args(declared)


def arguments_of(struct: Any, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A struct's values by Terraform's names."""
    shape = shape_of(struct.__class__)
    given = struct._values  # noqa: SLF001 - all that jsii's structs keep
    converted: dict[str, Any] = dict.fromkeys(shape.names.values()) if shape.nulls else {}
    for name, value in given.items():
        if name in leave_out:
            continue
        if name in shape.free:
            converted[shape.names[name]] = plain(value)
        elif type(value) is bool and name not in shape.truths:
            raise NotKnownError(f"a boolean as {name}")
        else:
            converted[shape.names[name]] = _typed(value)
    return converted


def _typed(value: Any) -> Any:
    """A value whose type the bindings declare, and have checked."""
    if type(value) in _SCALARS:
        return value
    if hasattr(value, "_values"):
        return arguments_of(value)
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            raise NotKnownError("a dictionary in place of a struct")
        return [_typed(item) for item in value]
    return plain(value)


def plain(value: Any) -> Any:
    """Plain data; CDKTF leaves out what is None."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {_key(key): plain(item) for key, item in value.items() if item is not None}
    raise NotKnownError(f"{type(value).__name__} as an argument")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotKnownError("a key that is no text")
    return key


def meta_arguments(config: Any) -> dict[str, Any]:
    """CDKTF's own arguments as Terraform's, all but those that need more than a name."""
    meta: dict[str, Any] = {}
    for name, value in config._values.items():  # noqa: SLF001 - as above
        if name not in META:
            continue
        if name == "depends_on":
            meta[name] = [element_of(dependency) for dependency in value]
        elif name == "provider":
            meta[name] = element_of(value)
        elif name == "lifecycle" and value._values.keys() <= _LIFECYCLE:  # noqa: SLF001
            meta[name] = arguments_of(value)
        else:
            raise NotKnownError(f"the argument {name}")
    return meta


def element_of(dependency: Any) -> ElementHandle:
    """What stands behind a resource that another one names."""
    handle = getattr(dependency, "__jsii_ref__", None)
    if not isinstance(handle, ElementHandle):
        raise NotKnownError("a dependency on something other than a resource")
    return handle
