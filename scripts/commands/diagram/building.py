"""A picture out of a configuration."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.diagram.picture import (
    Edge,
    Node,
    Picture,
    Places,
    encrypting_keys,
    named_resources,
)
from scripts.commands.diagram.traffic import add_traffic
from scripts.resources import made
from scripts.resources.facets.picture import Edge as Relation
from scripts.resources.facets.picture import Icon
from scripts.terraform.documents.configuration import Configuration, Resource

_POLICIES = ("aws_iam_policy", "aws_kms_key", "aws_s3_bucket_policy", "aws_sns_topic_policy")


class NothingToDrawError(ValueError):
    """The configuration has no resource that a picture shows."""


def picture_of(configuration: Configuration, *, full: bool) -> Picture:
    """The picture of `configuration`; `full` shows what the overview folds or leaves out.

    Raises NothingToDrawError.
    """
    places = Places(configuration, full)
    if not places.nodes:
        raise NothingToDrawError(f"{configuration.name}: no resource in it that a picture shows")
    edges = [*add_traffic(places), *_relations(places)]
    _note_keys(places)
    used = {key for node in places.nodes.values() for key in node.keys}
    keys = [each.address for each in configuration.of("aws_kms_key") if each.address in used]
    region = str((configuration.provider or ({},))[0].get("region", ""))
    return Picture(
        configuration.name,
        region,
        places.nodes,
        list(dict.fromkeys(edges)),
        {address: number for number, address in enumerate(keys, 1)},
    )


def _relations(places: Places) -> Iterator[Edge]:
    for entry in made():
        for relation in entry.edges:
            for resource in places.configuration.of(entry.name):
                yield from _edges(places, resource, relation)


def _edges(places: Places, resource: Resource, relation: Relation) -> Iterator[Edge]:
    for source in _ends(places, resource, relation.source, ""):
        for target in _targets(places, resource, relation):
            if source.id != target.id:
                yield Edge(source.id, target.id, relation.kind, relation.label)


def _targets(places: Places, resource: Resource, relation: Relation) -> list[Node]:
    if relation.to_all:
        every = places.configuration.of(relation.to_all)
        return _distinct(places, [each.address for each in every])
    return _ends(places, resource, relation.to, relation.to_type)


def _ends(places: Places, resource: Resource, attribute: str, type_: str) -> list[Node]:
    if not attribute:
        return _distinct(places, [resource.address])
    value: Any = resource.get(attribute)
    named = sorted(named_resources(value, attribute))
    return _distinct(places, [each for each in named if each.startswith(type_)])


def _distinct(places: Places, addresses: list[str]) -> list[Node]:
    found = {node.id: node for address in addresses if (node := places.of(address))}
    return list(found.values())


def _note_keys(places: Places) -> None:
    for resource in places.configuration.resources:
        if resource.type not in _POLICIES:
            node = places.of(resource.address)
            if node:
                node.keys |= set(encrypting_keys(resource.attributes))


def drawn_types() -> set[str]:
    """The types that have an icon of their own."""
    return {each.name for each in made() if isinstance(each.picture, Icon)}
