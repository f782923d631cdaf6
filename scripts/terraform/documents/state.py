"""Terraform state, format version 4, as Terraform and OpenTofu store it."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.terraform.errors import StateError

FORMAT = 4


class DamagedStateError(StateError):
    """Not a valid state; the message says where it is stored and what is wrong."""


@dataclass(frozen=True)
class StateResource:
    """One instance of a resource in a state.

    dependencies: addresses of everything it depends on, directly or not. is_deposed: it was
    replaced and is still to be destroyed.
    """

    address: str
    type: str
    attributes: Mapping[str, Any]
    dependencies: frozenset[str] = frozenset()
    is_managed: bool = True
    is_deposed: bool = False
    is_tainted: bool = False

    @property
    def id(self) -> str:
        """The provider's id."""
        return str(self.attributes.get("id", ""))

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, including the provider's default tags."""
        return self.attributes.get("tags_all") or {}


@dataclass(frozen=True)
class StateResources:
    """The managed resources of a state, by address."""

    by_address: Mapping[str, StateResource]

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "StateResources":
        """The managed resources of a decoded state; an empty mapping has none."""
        found: dict[str, StateResource] = {}
        for each in read_resources(state):
            if each.is_managed and not (each.is_deposed and each.address in found):
                found[each.address] = each
        return cls(found)

    def __len__(self) -> int:
        return len(self.by_address)

    def of_type(self, *types: str) -> list[StateResource]:
        """The resources of the given types, in the state's order."""
        return [each for each in self.by_address.values() if each.type in types]

    def with_dependencies(self, addresses: Collection[str]) -> set[str]:
        """`addresses` and everything they depend on that is in the state."""
        found = set(addresses).union(*(self.by_address[each].dependencies for each in addresses))
        return found & set(self.by_address)


@dataclass(frozen=True)
class StateDocument:
    """A valid state. `serial` rises with each change; `lineage` never changes."""

    raw: Mapping[str, Any]

    @property
    def serial(self) -> int:
        """The serial number, which rises with each change."""
        return int(self.raw.get("serial", 0))

    @property
    def lineage(self) -> str:
        """The identity of the state since its first write."""
        return str(self.raw.get("lineage", ""))

    @property
    def written_by(self) -> str:
        """The version of Terraform or OpenTofu."""
        return str(self.raw.get("terraform_version", ""))

    @cached_property
    def resources(self) -> int:
        """The number of managed resources."""
        return sum(each.is_managed for each in read_resources(self.raw))

    @property
    def content(self) -> Mapping[str, Any]:
        """Resources and outputs, without serial and lineage."""
        return {name: self.raw.get(name) for name in ("resources", "outputs", "check_results")}


def parse_state(text: bytes | str) -> StateDocument:
    """Read a state. Raises DamagedStateError with the reason alone."""
    if not text.strip():
        raise DamagedStateError("it is empty")
    try:
        raw = json.loads(text)
    except ValueError as problem:
        raise DamagedStateError(f"it is not JSON: {problem}") from problem
    if not isinstance(raw, dict) or "version" not in raw:
        raise DamagedStateError("it has no format version, so it is not a state")
    if raw["version"] != FORMAT:
        raise DamagedStateError(f"it has format version {raw['version']}; supported: {FORMAT}")
    resources = raw.setdefault("resources", [])
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise DamagedStateError("its resources are not a list of objects")
    return StateDocument(raw)


def read_resources(state: Mapping[str, Any]) -> Iterator[StateResource]:
    """Every instance of every resource and data source of a decoded state."""
    for resource in state.get("resources", ()):
        is_managed = resource.get("mode") == "managed"
        parts = [
            resource.get("module"),
            "" if is_managed else "data",
            resource.get("type"),
            resource.get("name"),
        ]
        for instance in resource.get("instances", ()):
            key = instance.get("index_key")
            index = "" if key is None else f'["{key}"]' if isinstance(key, str) else f"[{key}]"
            yield StateResource(
                ".".join(filter(None, parts)) + index,
                resource.get("type", ""),
                instance.get("attributes") or {},
                frozenset(instance.get("dependencies") or ()),
                is_managed,
                "deposed" in instance,
                instance.get("status") == "tainted",
            )


def read_outputs(state: Mapping[str, Any]) -> dict[str, Any]:
    """Output name -> value, sensitive ones included."""
    return {name: each.get("value") for name, each in state.get("outputs", {}).items()}


def has_deployment_tags(tags: Mapping[str, str], deployment: str) -> bool:
    """Whether tags name this deployment as the owner of a resource."""
    return tags.get("Deployment") == deployment and tags.get("Application") == "OpenEMR"
