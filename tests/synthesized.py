"""Reads synthesized Terraform JSON: resources by type, by address, and policies decoded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Attributes = dict[str, Any]


@dataclass(frozen=True)
class Stack:
    """One synthesized stack."""

    configuration: str
    name: str
    file: Path

    @cached_property
    def json(self) -> dict[str, Any]:
        """The whole cdk.tf.json."""
        return json.loads(self.file.read_text(encoding="utf-8"))

    def resources(self, type_: str) -> dict[str, Attributes]:
        """All resources of one type: name -> attributes."""
        return self.json["resource"].get(type_, {})

    def one(self, type_: str) -> Attributes:
        """The only resource of one type."""
        found = self.resources(type_)
        assert len(found) == 1, f"{self}: {len(found)} of {type_}: {sorted(found)}"
        return next(iter(found.values()))

    def at(self, address: str) -> Attributes:
        """The resource with this Terraform address."""
        type_, _, name = address.partition(".")
        assert name in self.resources(type_), f"{self}: no {address}"
        return self.resources(type_)[name]

    def every(self) -> Iterator[tuple[str, str, Attributes]]:
        """All resources: type, address, attributes."""
        for type_, named in self.json["resource"].items():
            for name, attributes in named.items():
                yield type_, f"{type_}.{name}", attributes

    @property
    def is_deployment(self) -> bool:
        """False for the stack of the remote state."""
        return self.name != "remote-state"

    def __str__(self) -> str:
        return f"{self.configuration}/{self.name}"


def statements(policy: str) -> list[dict[str, Any]]:
    """The statements of a policy document given as JSON text."""
    found = json.loads(policy)["Statement"]
    return found if isinstance(found, list) else [found]


def as_list(value: Any) -> list[Any]:
    """IAM and Terraform write one-element lists without brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
