"""What a state holds: addresses, and AWS's own identities of the resources."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from scripts.resources.facets.found import Found


class Tracked:
    """The resources of a state in Terraform's format, version 4; `{}` holds none."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self._current: dict[str, Mapping[str, Any]] = {}
        self._of_type: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for resource in state.get("resources", ()):
            prefix = "data." if resource["mode"] == "data" else ""
            address = f"{prefix}{resource['type']}.{resource['name']}"
            for instance in resource["instances"]:
                attributes = instance.get("attributes") or {}
                self._of_type[prefix + resource["type"]].append(attributes)
                if "deposed" not in instance:
                    self._current[address] = attributes

    def has(self, address: str) -> bool:
        """Whether the address has a resource."""
        return address in self._current

    def attributes(self, address: str) -> Mapping[str, Any]:
        """The attributes of the address's resource; empty if it has none."""
        return self._current.get(address, {})

    def holds(self, kind: str, candidate: Found) -> bool:
        """Whether the state holds this very resource, under whatever address.

        It was renamed in the configuration then, and is no orphan: imported under its new name it
        would be destroyed under the old one.
        """
        return any(
            all(each.get(name) == value for name, value in candidate.attributes.items())
            for each in self._of_type[kind]
        )
