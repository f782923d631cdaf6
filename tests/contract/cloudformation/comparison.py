"""Compare a resource's arguments with a CloudFormation schema: enums, patterns, ranges, lengths."""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.embedded_aws.server.models.patterns import compiled
from tests.contract.cloudformation.correspondence import RENAMED

Schema = dict[str, Any]
REFERENCE = "${"
_CONSTRAINTS = {
    *("enum", "enumCaseInsensitive", "pattern"),
    *("minLength", "maxLength", "minimum", "maximum"),
}


@dataclass(frozen=True)
class Compared:
    """One value that a schema constrains, and what of it is not allowed, if anything."""

    path: str
    value: Any
    problem: str


def compare(type_: str, arguments: dict[str, Any], schema: Schema) -> Iterator[Compared]:
    """Every argument whose property the schema constrains; references have no value yet."""
    node, _, part = schema, *type_.partition("/")[1:]
    if part:
        node = _resolved(schema["properties"][part], schema)
    yield from _structure(type_, arguments, node, schema, "")


def _structure(
    type_: str, arguments: dict[str, Any], node: Schema, root: Schema, path: str
) -> Iterator[Compared]:
    properties = {name.lower(): part for name, part in node.get("properties", {}).items()}
    for argument, value in arguments.items():
        words = RENAMED.get((type_, f"{path}{argument}"), argument)
        name = words.replace("_", "").lower()
        part = properties.get(name) or properties.get(f"{name}s")
        if part is not None:
            yield from _value(type_, value, part, root, f"{path}{argument}")


def _value(type_: str, value: Any, node: Schema, root: Schema, path: str) -> Iterator[Compared]:
    node, value = _resolved(node, root), _decoded(value)
    if isinstance(value, list):
        part = _resolved(node.get("items", node), root)
        for item in value:
            yield from _value(type_, item, part, root, path)
    elif isinstance(value, dict):
        yield from _structure(type_, value, node, root, f"{path}.")
    elif value is not None and REFERENCE not in str(value) and _CONSTRAINTS & set(node):
        yield Compared(path, value, "; ".join(_problems(value, node)))


def _decoded(value: Any) -> Any:
    """JSON in a text, such as the definitions of containers; anything else as it is."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with contextlib.suppress(ValueError):
            return json.loads(value)
    return value


def _resolved(node: Schema, root: Schema) -> Schema:
    """The node itself, or the definition that it refers to."""
    while "$ref" in node:
        found: Any = root
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _problems(value: Any, node: Schema) -> Iterator[str]:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if "enum" in node and text not in {str(each) for each in node["enum"]}:
        yield f"not one of {node['enum']}"
    if text.lower() not in {str(e).lower() for e in node.get("enumCaseInsensitive", [text])}:
        yield f"not one of {node['enumCaseInsensitive']}"
    pattern = compiled(node["pattern"]) if "pattern" in node else None
    if pattern and not pattern.search(text):
        yield f"does not match {node['pattern']}"
    if not node.get("minLength", 0) <= len(text) <= node.get("maxLength", len(text)):
        yield f"not of {node.get('minLength', 0)} to {node.get('maxLength')} characters"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        number = float(text)
        if not node.get("minimum", number) <= number <= node.get("maximum", number):
            yield f"not from {node.get('minimum')} to {node.get('maximum')}"
