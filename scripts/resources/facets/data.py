"""Facet of `openemr destroy`: the data of a resource, and its protections."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Data:
    """A resource that holds data or evidence, or without which they cannot be read.

    title: what people call it. kept_because: why a production's destroy leaves it; empty for what no
    deployment makes. contents: something is in it that a new one would lack.
    prevent_destroy: Terraform refuses to destroy it. recoverable_days: the attribute with the days
    within which a deletion can be undone. leftovers: quantity -> meter of what AWS goes on
    charging. companions: attribute by which `companion_types` refer to it, and without which it
    would be open, unlocked or without its name.
    """

    title: str
    kept_because: str = ""
    contents: bool = True
    prevent_destroy: bool = True
    recoverable_days: str = ""
    leftovers: Mapping[str, str] = field(default_factory=dict)
    companions: str = ""
    companion_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owner:
    """The resource that this one belongs to, and is deleted with: of `type`, named by `argument`."""

    argument: str
    type: str
