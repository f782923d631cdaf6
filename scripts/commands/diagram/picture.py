"""What a picture of a deployment shows: nodes, and edges that stand in its configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.deployment.pairs import SERVING, STANDBY
from scripts.resources import known
from scripts.resources.entry import ResourceType
from scripts.resources.facets.picture import Icon, NotDrawn, PartOf
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import REFERENCE, Configuration, Resource, references
from scripts.terraform.documents.standby import is_standby
from stacks.pairs import color_of_id

CLIENTS, INTERNET = "clients", "internet"
_PAIRED = ("aws_rds_cluster", "aws_efs_file_system")
_FIELD = re.compile(r"\{(.*?)\}")


@dataclass
class Node:
    """One icon: the resources it stands for, and the KMS keys that encrypt what they hold.

    zone: the frame it stands in. column: 0 is leftmost.
    """

    id: str
    title: str
    icon: str
    zone: str
    column: int
    resources: list[Resource] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Edge:
    """`kind`: traffic (admitted by security groups), uses, records. Ports stand in the label."""

    source: str
    target: str
    kind: str
    label: str = ""


@dataclass
class Picture:
    """Nodes by id in the order of the configuration, edges, and key address -> key number."""

    title: str
    region: str
    nodes: dict[str, Node]
    edges: list[Edge]
    keys: dict[str, int]


class Places:
    """Which node each resource is drawn as."""

    def __init__(self, configuration: Configuration, full: bool) -> None:
        self.configuration = configuration
        self._full = full
        self._components = Components.read(configuration.document)
        self.nodes: dict[str, Node] = {}
        for resource in configuration.resources:
            self._place(resource)
        for node in self.nodes.values():
            if len(node.resources) > 1:
                node.details.insert(0, f"{len(node.resources)} of them")

    def of(self, address: str) -> Node | None:
        """The node of the resource at `address`, or of what it belongs to."""
        seen: set[str] = set()
        while address and address not in seen:
            seen.add(address)
            resource = self.configuration.by_address.get(address)
            if resource is None:
                return None
            node = self.nodes.get(self._id(resource))
            if node and resource in node.resources:
                return node
            address = self._owner(resource)
        return None

    def _place(self, resource: Resource) -> None:
        described = icon_of(resource.type)
        if not described or resource.mode != "managed":
            return
        if not (self._full or described.overview):
            return
        if described.only_if and not resource.get(described.only_if):
            return
        look = (described.title, described.icon, described.zone, described.column)
        node = self.nodes.setdefault(self._id(resource), Node(self._id(resource), *look))
        node.resources.append(resource)
        if len(node.resources) == 1:
            node.details += self._details(resource, described)

    def _id(self, resource: Resource) -> str:
        described = icon_of(resource.type)
        if not described or not described.fold:
            return resource.address
        if self._full and not described.always_fold:
            return f"{resource.type} {self._component(resource)}"
        return resource.type

    def _owner(self, resource: Resource) -> str:
        part = _look(resource.type)
        if not isinstance(part, PartOf):
            return ""
        if part.user:
            referring = self.configuration.referring(resource, part.user)
            return referring[0].address if referring else ""
        found = references(resource.get(part.argument))
        types = {address: address.partition(".")[0] for address in found}
        drawn = (each for each, type_ in types.items() if isinstance(_look(type_), Icon | PartOf))
        return min(drawn, default="")

    def _details(self, resource: Resource, described: Icon) -> list[str]:
        templates = described.details
        if self._full and described.fold and not described.always_fold:
            templates = ("{component}", *templates)
        lines = (self._line(resource, template) for template in templates)
        return [line for line in (self._pair(resource), *lines) if line]

    def _pair(self, resource: Resource) -> str:
        """Such as `green, standby`, of a database or file system of two."""
        if resource.type not in _PAIRED or len(self.configuration.of(resource.type)) == 1:
            return ""
        color = color_of_id(self._components.of(resource.address))
        role = STANDBY if is_standby(self.configuration, resource) else SERVING
        return f"{color}, {role}"

    def _line(self, resource: Resource, template: str) -> str:
        """`template` with attribute values; empty where one is known to Terraform only."""
        values = {name: self._value(resource, name) for name in _FIELD.findall(template)}
        if any(value is None or "${" in str(value) for value in values.values()):
            return ""
        return _FIELD.sub(lambda field: str(values[field[1]]), template)

    def _value(self, resource: Resource, name: str) -> Any:
        if name == "component":
            return self._component(resource)
        if name.startswith("count "):
            return len(self._companions(resource, name.partition(" ")[2]))
        type_, _, path = name.partition(".")
        if type_.startswith("aws_"):
            companions = self._companions(resource, type_)
            return companions[0].get(*path.split(".")) if companions else None
        return resource.get(*name.split("."))

    def _component(self, resource: Resource) -> str:
        """Such as `audit trail`."""
        component = self._components.of(resource.address)
        return component.replace("_", " ").replace("/", " ")

    def _companions(self, resource: Resource, type_: str) -> list[Resource]:
        both = self.configuration.referring(resource, type_)
        return both or [
            each
            for each in self.configuration.of(type_)
            if each.address in references(resource.attributes)
        ]


def named_resources(value: Any, attribute: str) -> set[str]:
    """The addresses that an attribute names; `depends_on` writes them without `${}`."""
    if attribute == "depends_on":
        return {address for text in value or [] for address in REFERENCE.findall(str(text))}
    return references(value)


def encrypting_keys(value: Any) -> Iterator[str]:
    """The KMS keys that attributes called after KMS name, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if "kms" in name and not isinstance(inner, bool):
                yield from (a for a in references(inner) if a.startswith("aws_kms_key."))
            else:
                yield from encrypting_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from encrypting_keys(inner)


def icon_of(type_: str) -> Icon | None:
    """The icon of a type that has one."""
    look = _look(type_)
    return look if isinstance(look, Icon) else None


def _look(type_: str) -> Icon | PartOf | NotDrawn | None:
    entry = known(type_)
    return entry.picture if isinstance(entry, ResourceType) else None
