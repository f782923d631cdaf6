"""What a state holds: addresses, and AWS's own identities of the resources."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from scripts.resources.facets.found import Found
from scripts.terraform.documents.state import read_resources


class Tracked:
    """The resources of a state in Terraform's format, version 4; `{}` holds none."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self._current: dict[str, Mapping[str, Any]] = {}
        self._of_type: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for each in read_resources(state):
            prefix = "" if each.is_managed else "data."
            self._of_type[prefix + each.type].append(each.attributes)
            if not each.is_deposed:
                self._current[each.address] = each.attributes

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
