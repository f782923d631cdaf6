"""Reads synthesized Terraform JSON: resources by type, by address, and policies decoded."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Attributes = dict[str, Any]
Place = tuple[str | int, ...]

# `aws_vpc.network_vpc` in `${aws_vpc.network_vpc.id}`.
RESOURCE = re.compile(r"(?<![\w.])(aws_\w+\.\w+)")


@dataclass(frozen=True)
class Stack:
    """One synthesized stack."""

    configuration: str
    name: str
    file: Path

    @classmethod
    def of(cls, text: str, name: str) -> "Stack":
        """A stack that was synthesized into text instead of a file."""
        stack = cls("text", name, Path())
        stack.__dict__["json"] = json.loads(text)
        return stack

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

    def changed(self, change: Callable[[dict[str, Any]], object]) -> "Stack":
        """A copy in which `change` has altered the JSON; the file stays as it is."""
        other = Stack(self.configuration, self.name, self.file)
        altered = copy.deepcopy(self.json)
        change(altered)
        other.__dict__["json"] = altered
        return other

    @property
    def is_deployment(self) -> bool:
        """False for the stack of the remote state, and for those of copies."""
        return "Purpose" not in self.tags

    @property
    def is_production(self) -> bool:
        """True if nothing that it keeps may be lost."""
        return self.tags.get("Environment", "production") == "production"

    @property
    def tags(self) -> dict[str, str]:
        """The provider's default tags, which every resource carries."""
        return self.json["provider"]["aws"][0]["default_tags"][0]["tags"]

    def __str__(self) -> str:
        return f"{self.configuration}/{self.name}"


def as_list(value: Any) -> list[Any]:
    """IAM and Terraform write one-element lists without brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def statements(policy: str) -> list[dict[str, Any]]:
    """The statements of a policy document given as JSON text."""
    return as_list(json.loads(policy)["Statement"])


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that is neither object nor list, with its place; JSON inside of text too."""
    decoded = _decoded(value)
    if isinstance(decoded, dict):
        for key, part in decoded.items():
            yield from leaves(part, (*place, key))
    elif isinstance(decoded, list):
        for index, part in enumerate(decoded):
            yield from leaves(part, (*place, index))
    else:
        yield place, decoded


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def references(value: Any) -> set[str]:
    """Addresses of the resources that a value refers to."""
    return {
        address
        for _, leaf in leaves(value)
        if isinstance(leaf, str)
        for address in RESOURCE.findall(leaf)
    }


def refers_to(value: Any, type_: str) -> bool:
    """True if a value is a reference to a resource of this type and nothing else."""
    return isinstance(value, str) and re.fullmatch(rf"\$\{{{type_}\.[^}}]+\}}", value) is not None


def without_escapes(text: str) -> str:
    """Literal text as Terraform reads it: `$${` stands for `${`, and `%%{` for `%{`."""
    return text.replace("$${", "${").replace("%%{", "%{")


def containers(stack: Stack) -> dict[str, Attributes]:
    """The containers of the deployment's task by name, as ECS receives them."""
    task = stack.at("aws_ecs_task_definition.application_task_definition")
    text = task["container_definitions"]
    return {container["name"]: container for container in json.loads(without_escapes(text))}
