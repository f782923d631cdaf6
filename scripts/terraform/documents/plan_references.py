"""The configuration that a plan carries along: tags, and what refers to what."""

from collections.abc import Iterator, Mapping
from typing import Any

Values = Mapping[str, Any]


def default_tags(document: Values) -> dict[str, str]:
    """The tags that the provider puts on every resource."""
    providers = (document.get("configuration") or {}).get("provider_config") or {}
    found: dict[str, str] = {}
    for provider in providers.values():
        for block in (provider.get("expressions") or {}).get("default_tags") or ():
            found |= (block.get("tags") or {}).get("constant_value") or {}
    return found


def references(document: Values) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Address and attribute of each expression, and the addresses of what it refers to."""
    root = (document.get("configuration") or {}).get("root_module") or {}
    for resource in root.get("resources") or ():
        for attribute, expression in (resource.get("expressions") or {}).items():
            names = dict.fromkeys(_named_in(expression))
            addresses = (_address(name) for name in names)
            yield (
                (resource["address"], attribute),
                tuple(dict.fromkeys(each for each in addresses if each)),
            )


def _named_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        for name, value in expression.items():
            if name == "references" and isinstance(value, list):
                yield from value
            else:
                yield from _named_in(value)
    elif isinstance(expression, list):
        for each in expression:
            yield from _named_in(each)


def _address(reference: str) -> str:
    """`aws_vpc.one` of `aws_vpc.one.id`; empty for what is no managed resource."""
    parts = reference.split(".")
    if len(parts) < 2 or parts[0] in ("data", "var", "local", "module", "each", "ephemeral"):
        return ""
    return f"{parts[0]}.{parts[1].partition('[')[0]}"
