"""A Terraform state as it is stored: format version 4, which Terraform and OpenTofu share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.terraform.errors import StateError

FORMAT = 4


class DamagedStateError(StateError):
    """What is stored is no state; the message says where it lies and what is wrong with it."""


@dataclass(frozen=True)
class StateDocument:
    """A state that can be read. `serial` rises with each change, `lineage` never changes."""

    raw: Mapping[str, Any]

    @property
    def serial(self) -> int:
        """How often it was changed."""
        return int(self.raw.get("serial", 0))

    @property
    def lineage(self) -> str:
        """The identity of the state since its first write."""
        return str(self.raw.get("lineage", ""))

    @property
    def written_by(self) -> str:
        """The version of Terraform or OpenTofu."""
        return str(self.raw.get("terraform_version", ""))

    @property
    def resources(self) -> int:
        """How many resources it manages."""
        managed = (each for each in self.raw["resources"] if each.get("mode") == "managed")
        return sum(len(each.get("instances", ())) for each in managed)

    @property
    def content(self) -> Mapping[str, Any]:
        """What it says about resources and outputs, without counters."""
        return {name: self.raw.get(name) for name in ("resources", "outputs", "check_results")}


def parse_state(text: bytes | str) -> StateDocument:
    """Read a state. Raises DamagedStateError with the reason alone."""
    if not text.strip():
        raise DamagedStateError("it is empty")
    try:
        raw = json.loads(text)
    except ValueError as problem:
        raise DamagedStateError(f"it is no JSON: {problem}") from problem
    if not isinstance(raw, dict) or "version" not in raw:
        raise DamagedStateError("it has no format version, so it is no state")
    if raw["version"] != FORMAT:
        raise DamagedStateError(f"it has format version {raw['version']}; {FORMAT} can be read")
    resources = raw.setdefault("resources", [])
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise DamagedStateError("its resources are no list")
    return StateDocument(raw)
