"""JSON documents of a configuration, by the catalogue: policies, containers, templates."""

from collections.abc import Iterator

from scripts.resources import CATALOGUE, made
from scripts.resources.entry import ResourceType
from scripts.resources.facets.policies import PolicyKind
from scripts.terraform.documents.configuration import Configuration, Resource
from scripts.terraform.documents.embedded import Statement, statements_in


def made_resources(
    configuration: Configuration,
) -> Iterator[tuple[ResourceType, Resource]]:
    """Every resource of a type that stacks make, with the type's entry in the catalogue."""
    for entry in made():
        for resource in configuration.of(entry.name):
            yield entry, resource


def policy_attributes(*kinds: PolicyKind) -> dict[str, str]:
    """Type -> the attribute with its policy, of policies of these kinds."""
    return {
        each.name: each.policy.attribute
        for each in CATALOGUE.values()
        if each.policy and each.policy.kind in kinds
    }


def json_attributes() -> Iterator[tuple[str, str]]:
    """Type and attribute of every JSON document that checks decode."""
    yield from policy_attributes(*PolicyKind).items()
    for each in CATALOGUE.values():
        if isinstance(each, ResourceType):
            yield from ((each.name, attribute) for attribute in each.documents)


def iam_statements(configuration: Configuration) -> Iterator[tuple[Resource, Statement]]:
    """Every statement that gives a role its rights."""
    yield from statements_in(configuration, policy_attributes(PolicyKind.IDENTITY))


def resource_statements(configuration: Configuration) -> Iterator[tuple[Resource, Statement]]:
    """Every statement of policies of resources."""
    yield from statements_in(configuration, policy_attributes(PolicyKind.RESOURCE))
