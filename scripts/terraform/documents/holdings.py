"""What a state holds, and what depends on what."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Holding:
    """A managed resource of the state. needs: addresses of all it depends on, near and far."""

    address: str
    type: str
    attributes: Mapping[str, Any]
    needs: frozenset[str]

    @property
    def id(self) -> str:
        """The provider's id."""
        return str(self.attributes.get("id", ""))

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, those of the provider among them."""
        return self.attributes.get("tags_all") or {}


@dataclass(frozen=True)
class Holdings:
    """The managed resources of a state, by address."""

    by_address: Mapping[str, Holding]

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Holdings":
        """Read them from a state in Terraform's own format, version 4."""
        found = (each for resource in state.get("resources", []) for each in _instances(resource))
        return cls({each.address: each for each in found})

    def __len__(self) -> int:
        return len(self.by_address)

    def of_type(self, *types: str) -> list[Holding]:
        """Those of the given types, in the state's order."""
        return [each for each in self.by_address.values() if each.type in types]

    def with_needs(self, addresses: Collection[str]) -> set[str]:
        """`addresses` and all that they depend on, as far as the state holds it."""
        needed = set(addresses).union(*(self.by_address[each].needs for each in addresses))
        return needed & set(self.by_address)


def _instances(resource: Mapping[str, Any]) -> Iterator[Holding]:
    if resource.get("mode") != "managed":
        return
    place = ".".join(filter(None, [resource.get("module"), resource["type"], resource["name"]]))
    for instance in resource.get("instances", []):
        key = instance.get("index_key")
        index = "" if key is None else f'["{key}"]' if isinstance(key, str) else f"[{key}]"
        yield Holding(
            place + index,
            resource["type"],
            instance.get("attributes") or {},
            frozenset(instance.get("dependencies") or []),
        )


def is_ours(tags: Mapping[str, str], deployment: str) -> bool:
    """Whether tags say that this deployment made the thing."""
    return tags.get("Deployment") == deployment and tags.get("Application") == "OpenEMR"
