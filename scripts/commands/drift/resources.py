"""The resources of a deployment as AWS has them, read from a plan's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.terraform.documents.plan_document import PlanDocument


@dataclass(frozen=True)
class Resource:
    """A managed resource that exists: its address, and its attributes after the refresh."""

    address: str
    type: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The provider's id of it."""
        return str(self.values["id"])


@dataclass(frozen=True)
class Resources:
    """`terraform show -json PLAN`: what exists, and what the configuration sets.

    https://developer.hashicorp.com/terraform/internals/json-format (read 2026-11-25)
    """

    document: Mapping[str, Any]
    left_out: tuple[Resource, ...] = ()

    def left_out_of(self, type_: str) -> list[Resource]:
        """Those of the state that the plan knows nothing of, as the state has them."""
        return [each for each in self.left_out if each.type == type_]

    def of(self, *types: str) -> list[Resource]:
        """Those of these types."""
        return [each for each in self._all if each.type in types]

    def ids(self, *types: str, key: str = "id") -> set[str]:
        """One attribute of each."""
        return {str(each.values[key]) for each in self.of(*types) if each.values.get(key)}

    def sets(self, address: str, attribute: str) -> bool:
        """True if the configuration says what the attribute is to be."""
        return attribute in self._arguments.get(address, ())

    @cached_property
    def _all(self) -> tuple[Resource, ...]:
        existing = self._plan.existing.values()
        return tuple(Resource(each["address"], each["type"], each["values"]) for each in existing)

    @property
    def _arguments(self) -> Mapping[str, Mapping[str, Any]]:
        return self._plan.expressions

    @cached_property
    def _plan(self) -> PlanDocument:
        return PlanDocument(self.document)
