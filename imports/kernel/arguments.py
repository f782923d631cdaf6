"""Converts the arguments of a binding's constructor to Terraform's names and plain values."""

import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

from imports.kernel.facts import WITH_NULLS, terraform_name
from imports.kernel.objects import ElementHandle
from imports.kernel.unsupported import UnsupportedError

# Arguments of every resource that CDKTF itself defines; all others are the provider's.
META = frozenset(
    {"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioners"}
)
_SCALARS = (str, bool, int, float)
_LIFECYCLE = {"create_before_destroy", "ignore_changes", "prevent_destroy"}


@dataclass(frozen=True)
class Schema:
    """The fields of a struct of the bindings.

    names: Terraform's name by Python's; untyped: names of fields that accept any value;
    booleans: names of fields that accept a boolean; nulls: missing fields are written as null.
    """

    names: dict[str, str]
    untyped: frozenset[str]
    booleans: frozenset[str]
    nulls: bool


@cache
def schema_of(struct: Any) -> Schema:
    """The fields of a class of structs."""
    mapping: dict[str, str] | None = vars(struct).get("__jsii_name_mapping__")
    if mapping is None:
        raise UnsupportedError(f"the type {struct.__name__}")
    declared = {name: getattr(struct, name).fget.__annotations__["return"] for name in mapping}
    return Schema(
        {name: terraform_name(jsii_name) for name, jsii_name in mapping.items()},
        frozenset(name for name, type_ in declared.items() if _accepts(type_, Any)),
        frozenset(name for name, type_ in declared.items() if _accepts(type_, bool)),
        vars(struct)["__jsii_type__"] in WITH_NULLS,
    )


def _accepts(declared: Any, type_: Any) -> bool:
    """Whether a type is `type_`, or a union with it."""
    return declared is type_ or type_ in typing.get_args(declared)


def arguments_of(struct: Any, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A struct's values by Terraform's names."""
    schema = schema_of(struct.__class__)
    converted: dict[str, Any] = dict.fromkeys(schema.names.values()) if schema.nulls else {}
    for name, value in struct._values.items():  # noqa: SLF001 - all state of jsii's structs
        if name in leave_out:
            continue
        if name in schema.untyped:
            converted[schema.names[name]] = plain(value)
        elif type(value) is bool and name not in schema.booleans:
            raise UnsupportedError(f"a boolean as {name}")
        else:
            converted[schema.names[name]] = _typed(value)
    return converted


def _typed(value: Any) -> Any:
    """The value of a field whose type the bindings declare, and have checked."""
    if hasattr(value, "_values"):
        return arguments_of(value)
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            raise UnsupportedError("a dictionary in place of a struct")
        return [_typed(item) for item in value]
    return plain(value)


def plain(value: Any) -> Any:
    """A copy of plain data; CDKTF drops entries of dictionaries that are None."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(item) for key, item in value.items() if item is not None}
    raise UnsupportedError(f"{type(value).__name__} as an argument")


def meta_arguments(config: Any) -> dict[str, Any]:
    """CDKTF's own arguments by Terraform's names."""
    meta: dict[str, Any] = {}
    for name in META & config._values.keys():  # noqa: SLF001 - as above
        value = config._values[name]  # noqa: SLF001 - as above
        if name == "depends_on":
            meta[name] = [_element_of(dependency) for dependency in value]
        elif name == "lifecycle" and value._values.keys() <= _LIFECYCLE:  # noqa: SLF001
            meta[name] = arguments_of(value)
        else:
            raise UnsupportedError(f"the argument {name}")
    return meta


def _element_of(dependency: Any) -> ElementHandle:
    handle = getattr(dependency, "__jsii_ref__", None)
    if not isinstance(handle, ElementHandle):
        raise UnsupportedError("a dependency on something other than a resource")
    return handle


def add_override(overrides: dict[str, Any], path: str, value: Any) -> None:
    """Set `value` at a path like `terraform.backend.s3.use_lockfile`, as CDKTF's escape hatch."""
    *outer, last = path.split(".")
    if path[:1].isdecimal():
        # The metadata lists them in JavaScript's order, whole numbers first.
        raise UnsupportedError(f"an override of {path}")
    for key in outer:
        if not isinstance(overrides.get(key), dict):
            overrides[key] = {}
        overrides = overrides[key]
    overrides[last] = plain(value)
