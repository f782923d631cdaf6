"""A configuration in the form that `terraform show -json PLAN` gives it.

https://developer.hashicorp.com/terraform/internals/json-format: what is known only after apply is
missing from the values; what an argument refers to stands among the configuration's expressions;
nested blocks are lists.
"""

from collections.abc import Mapping
from typing import Any

from scripts.terraform.documents.configuration import blocks, references

# Terraform's own, which no plan shows among the values.
NO_ARGUMENTS = ("//", "depends_on", "lifecycle")
# Arguments that are maps rather than blocks.
MAPS = ("tags", "default_tags")


def as_plan(document: Mapping[str, Any]) -> dict[str, Any]:
    """The plan that would make everything in a cdk.tf.json."""
    resources = [
        (type_, name, {key: value for key, value in attributes.items() if key not in NO_ARGUMENTS})
        for type_, named in document["resource"].items()
        for name, attributes in named.items()
    ]
    (provider,) = blocks(document["provider"], "aws")
    return {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "resources": [
                    {
                        "address": f"{type_}.{name}",
                        "mode": "managed",
                        "type": type_,
                        "name": name,
                        "values": _known(attributes),
                    }
                    for type_, name, attributes in resources
                ]
            }
        },
        "configuration": {
            "provider_config": {"aws": {"expressions": _expressions(provider)}},
            "root_module": {
                "resources": [
                    {"address": f"{type_}.{name}", "expressions": _expressions(attributes)}
                    for type_, name, attributes in resources
                ]
            },
        },
    }


def _known(value: Any, key: str = "") -> Any:
    """Values without what refers to something; blocks in lists."""
    if isinstance(value, dict):
        found = {name: _known(each, name) for name, each in value.items()}
        found = {name: each for name, each in found.items() if each is not None}
        return found if key in MAPS or not key else [found]
    if isinstance(value, list):
        if any(references(each) for each in value if isinstance(each, str)):
            return None
        return [_known(each) if isinstance(each, dict) else each for each in value]
    return None if isinstance(value, str) and references(value) else value


def _expressions(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _expression(value) for name, value in attributes.items()}


def _expression(value: Any) -> Any:
    if isinstance(value, dict) and not any(isinstance(each, str) for each in value.values()):
        return [_expressions(value)]
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [_expressions(each) for each in value]
    if references(value) and isinstance(value, dict):
        return [_expressions(value)]
    named = sorted(references(value))
    return {"references": named} if named else {"constant_value": value}
