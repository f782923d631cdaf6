"""JSON inside attributes: IAM and resource policies, container definitions."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.configuration import Configuration, Resource, as_list

# Keys that bind a service, which acts for anyone, to this account or one of its resources.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
SOURCE_KEYS = {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:principalorgid"}


class UnreadableError(ValueError):
    """An attribute that should hold JSON and does not, so that no policy can be checked."""


@dataclass(frozen=True)
class Statement:
    """One statement of a policy document."""

    raw: Mapping[str, Any]

    @property
    def allows(self) -> bool:
        """True unless it denies."""
        return self.raw.get("Effect") != "Deny"

    @property
    def actions(self) -> list[str]:
        """The actions that it allows or denies."""
        return [str(action) for action in as_list(self.raw.get("Action"))]

    @property
    def resources(self) -> list[str]:
        """The resources that it applies to."""
        return [str(resource) for resource in as_list(self.raw.get("Resource"))]

    @property
    def principals(self) -> list[tuple[str, str]]:
        """Kind (`AWS`, `Service`, `Federated`) and value of everyone it names."""
        principal = self.raw.get("Principal")
        if isinstance(principal, Mapping):
            return [(kind, str(each)) for kind, who in principal.items() for each in as_list(who)]
        return [("AWS", str(each)) for each in as_list(principal)]

    @property
    def condition(self) -> dict[str, dict[str, list[Any]]]:
        """Operator -> key in lower case -> values."""
        condition = self.raw.get("Condition") or {}
        return {
            operator: {key.lower(): as_list(values) for key, values in keys.items()}
            for operator, keys in condition.items()
        }

    @property
    def condition_keys(self) -> set[str]:
        """The keys of its condition, in lower case."""
        return {key for keys in self.condition.values() for key in keys}

    @property
    def concerns_everyone(self) -> bool:
        """True if its principal is everyone."""
        return any(value == "*" for _, value in self.principals)


def decoded(resource: Resource, attribute: str) -> Any:
    """The JSON text at `attribute` as data. Raises UnreadableError if it is not JSON."""
    text = resource.get(attribute)
    if not isinstance(text, str):
        raise UnreadableError(f"{attribute} is missing")
    try:
        return json.loads(text)
    except ValueError as problem:
        raise UnreadableError(f"{attribute} is not JSON text") from problem


def statements(resource: Resource, attribute: str) -> list[Statement]:
    """The statements of the policy at `attribute`. Raises UnreadableError."""
    document = decoded(resource, attribute)
    if not isinstance(document, dict):
        raise UnreadableError(f"{attribute} is not a policy document")
    return [Statement(each) for each in as_list(document.get("Statement"))]


def containers(configuration: Configuration) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every container of every task definition."""
    for resource, document in readable(
        configuration, {"aws_ecs_task_definition": "container_definitions"}
    ):
        for container in as_list(document):
            yield resource, container


def readable(
    configuration: Configuration, attributes: Mapping[str, str]
) -> Iterator[tuple[Resource, Any]]:
    """Resources with their decoded attribute; what cannot be read is OEMR_46's to report."""
    for type_, attribute in attributes.items():
        for resource in configuration.of(type_):
            with contextlib.suppress(UnreadableError):
                yield resource, decoded(resource, attribute)


def statements_in(
    configuration: Configuration, attributes: Mapping[str, str]
) -> Iterator[tuple[Resource, Statement]]:
    """Every statement of the policies in these attributes, by type of resource."""
    for resource, found in policies_in(configuration, attributes):
        for statement in found:
            yield resource, statement


def policies_in(
    configuration: Configuration, attributes: Mapping[str, str]
) -> Iterator[tuple[Resource, list[Statement]]]:
    """Resources with the statements of their policy, which may be none."""
    for resource, document in readable(configuration, attributes):
        listed = as_list(document.get("Statement") if isinstance(document, dict) else None)
        yield resource, [Statement(each) for each in listed]
