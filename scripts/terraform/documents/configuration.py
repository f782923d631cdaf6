"""A Terraform configuration as data: resources by type and address, and their references."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

# The address inside `${aws_kms_key.data.arn}`, also amid other text and in lists and functions.
REFERENCE = re.compile(r"(?<![\w.])((?:data\.)?aws_[a-z0-9_]+\.[A-Za-z0-9_-]+)")
EXPRESSION = re.compile(r"(?<!\$)\$\{(.*?)\}")
OWN_ACCOUNT = "${data.aws_caller_identity."
# Address of a violation by the deployment as a whole.
WHOLE = "deployment"
PRODUCTION, EVALUATION = "production", "evaluation"
# Kinds of stacks; the last two say so by a tag.
DEPLOYMENT, REMOTE_STATE, COPIES = "deployment", "remote-state", "copies"
_KINDS = {"Terraform state": REMOTE_STATE, "Copies of backups": COPIES}


class Violation(NamedTuple):
    """A violation of a policy: the Terraform address and the reason in a few words."""

    address: str
    reason: str


@dataclass(frozen=True)
class Resource:
    """One resource or, with an address beginning with `data.`, one data source.

    given: of a plan, the arguments as its configuration writes them; else None.
    """

    type: str
    name: str
    attributes: Mapping[str, Any]
    mode: str = "managed"
    given: Mapping[str, Any] | None = None

    @property
    def address(self) -> str:
        """The address, as Terraform prints it."""
        prefix = "data." if self.mode == "data" else ""
        return f"{prefix}{self.type}.{self.name}"

    def get(self, *path: str) -> Any:
        """The value at `path` through nested blocks, the first of each; None if there is none."""
        return value_at(self.attributes, *path)

    def blocks(self, *path: str) -> list[dict[str, Any]]:
        """All nested blocks of the last name in `path`."""
        outer = self.attributes if len(path) == 1 else value_at(self.attributes, *path[:-1]) or {}
        return blocks(outer, path[-1])

    def refers_to(self, *path: str) -> set[str]:
        """The addresses in the value at `path`."""
        return references(self.get(*path))

    def violates(self, reason: str) -> Violation:
        """A violation at this resource."""
        return Violation(self.address, reason)


@dataclass(frozen=True)
class Configuration:
    """The resources of one Terraform root module.

    document: all that is written, resources too; empty for a plan.
    planned: the values come from a plan, where some are known only after apply. unknown: address
    and attribute of those.
    account: what stands for the account's id: its digits, or how a reference to it begins.
    file: where it was read; None if it was synthesized for this. expected: the configuration that
    its settings give; None where they are not at hand.
    """

    name: str
    resources: tuple[Resource, ...]
    provider: tuple[Mapping[str, Any], ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    backend: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    planned: bool = False
    unknown: frozenset[tuple[str, str]] = frozenset()
    account: str = OWN_ACCOUNT
    file: Path | None = None
    expected: "Configuration | None" = None

    def of(self, *types: str) -> list[Resource]:
        """The managed resources of these types."""
        return [each for each in self.resources if each.type in types and each.mode == "managed"]

    @cached_property
    def by_address(self) -> dict[str, Resource]:
        """Every resource and data source by its address."""
        return {resource.address: resource for resource in self.resources}

    @cached_property
    def _tags(self) -> dict[str, Any]:
        tags: dict[str, Any] = {}
        for provider in self.provider:
            for default in blocks(provider, "default_tags"):
                tags |= default.get("tags") or {}
        return tags

    @property
    def kind(self) -> str:
        """`deployment`, `remote-state` or `copies`; deployment if it does not say."""
        return _KINDS.get(str(self._tags.get("Purpose")), DEPLOYMENT)

    @property
    def environment(self) -> str:
        """`production`, `evaluation` or `remote-state`; production if it does not say."""
        if self.kind == REMOTE_STATE:
            return REMOTE_STATE
        return EVALUATION if self._tags.get("Environment") == EVALUATION else PRODUCTION

    @property
    def scope(self) -> str:
        """What exceptions are made for: the environment, with `-copies` for a stack of copies."""
        return f"{self.environment}-{COPIES}" if self.kind == COPIES else self.environment

    @property
    def is_deployment(self) -> bool:
        """False for the stacks that hold the Terraform state, or copies of backups."""
        return self.kind == DEPLOYMENT

    def referring(self, target: Resource, *types: str) -> list[Resource]:
        """The resources of these types that refer to `target`."""
        return [each for each in self.of(*types) if target.address in references(each.attributes)]

    def targets(self, arguments: Mapping[str, str]) -> set[str]:
        """The addresses that arguments refer to; `arguments`: type -> path such as `a.b`."""
        return {
            address
            for type_, path in arguments.items()
            for resource in self.of(type_)
            for address in resource.refers_to(*path.split("."))
        }

    def at(self, addresses: Iterable[str], type_: str = "") -> list[Resource]:
        """The resources at these addresses that are part of it, of one type if it is given."""
        found = (self.by_address[each] for each in addresses if each in self.by_address)
        return [each for each in found if not type_ or each.type == type_]

    def lacks(self, what: str) -> Violation:
        """A violation of the deployment as a whole."""
        return Violation(WHOLE, what)


def read_configuration(name: str, text: str) -> Configuration:
    """A configuration out of Terraform's JSON syntax. Raises ValueError if it is none."""
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("a Terraform configuration is a JSON object")
    resources = [
        Resource(type_, id_, _without_comments(attributes), mode)
        for key, mode in (("resource", "managed"), ("data", "data"))
        for type_, named in document.get(key, {}).items()
        for id_, attributes in named.items()
    ]
    provider = blocks(document.get("provider", {}), "aws")
    return Configuration(
        name,
        tuple(resources),
        provider=tuple(provider),
        outputs=document.get("output", {}),
        backend=document.get("terraform", {}).get("backend", {}),
        document=document,
    )


def blocks(outer: Any, name: str) -> list[dict[str, Any]]:
    """Nested blocks, which Terraform's JSON writes as one object or as a list of them."""
    found = outer.get(name) if isinstance(outer, Mapping) else None
    if isinstance(found, dict):
        return [found]
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def value_at(outer: Mapping[str, Any], *path: str) -> Any:
    """The value at `path`, taking the first of each nested block; None if there is none."""
    for name in path[:-1]:
        outer = next(iter(blocks(outer, name)), {})
    return outer.get(path[-1])


def strings(value: Any) -> Iterator[str]:
    """Every string in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def references(value: Any) -> set[str]:
    """The addresses of resources and data sources that a value refers to."""
    return {
        address
        for text in strings(value)
        for expression in EXPRESSION.findall(text)
        for address in REFERENCE.findall(expression)
    }


def as_list(value: Any) -> list[Any]:
    """IAM and Terraform write one-element lists without brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _without_comments(attributes: Any) -> dict[str, Any]:
    if not isinstance(attributes, dict):
        raise ValueError("a resource is a JSON object")
    return {key: value for key, value in attributes.items() if key != "//"}
