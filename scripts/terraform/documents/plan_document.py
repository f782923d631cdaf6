"""The JSON that `terraform show -json PLAN` and `tofu show -json PLAN` print, part by part.

https://developer.hashicorp.com/terraform/internals/json-format (read 2026-11-25)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

Values = Mapping[str, Any]
MANAGED = "managed"
# The keys of count and for_each, which may hold anything.
_KEYS = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[\d+\]')


@cache
def type_of(address: str) -> str:
    """`aws_vpc` of `module.one["a.b"].aws_vpc.two[0]`."""
    return _KEYS.sub("", address).rpartition(".")[0].rpartition(".")[2]


@dataclass(frozen=True)
class PlanDocument:
    """Access to the parts of a plan; a part that is missing or null is empty."""

    raw: Values

    @cached_property
    def existing(self) -> dict[str, Values]:
        """The managed resources of the prior state in all modules: address -> resource."""
        return {
            each["address"]: each
            for each in resources_of(self._prior_module)
            if each.get("mode") == MANAGED and isinstance(each.get("values"), Mapping)
        }

    @property
    def planned_module(self) -> Values:
        """The root module as planned."""
        return _at(self.raw, "planned_values", "root_module")

    @property
    def configured_module(self) -> Values:
        """The root module of the configuration."""
        return _at(self.raw, "configuration", "root_module")

    @cached_property
    def expressions(self) -> dict[str, Values]:
        """The arguments in the configuration: address -> argument -> expression."""
        resources = self.configured_module.get("resources") or ()
        return {each["address"]: each.get("expressions") or {} for each in resources}

    @property
    def providers(self) -> dict[str, Values]:
        """The arguments of the providers in the configuration: name -> argument -> expression."""
        providers = _at(self.raw, "configuration", "provider_config")
        return {name: each.get("expressions") or {} for name, each in providers.items()}

    @property
    def default_tags(self) -> dict[str, str]:
        """The constant tags that the provider puts on every resource."""
        found: dict[str, str] = {}
        for expressions in self.providers.values():
            for block in expressions.get("default_tags") or ():
                found |= (block.get("tags") or {}).get("constant_value") or {}
        return found

    @property
    def account(self) -> str:
        """The id of the AWS account that the plan is for; empty if it does not say."""
        for each in self._prior_module.get("resources") or ():
            if each.get("type") == "aws_caller_identity":
                return str(each["values"].get("account_id") or "")
        return ""

    @property
    def references(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Address and argument of each expression -> the addresses of resources it refers to.

        Arguments of nested blocks have paths such as `rule.lifecycle.delete_after`. What is no
        managed resource, such as a data source, is listed as it is written.
        """
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for address, arguments in self.expressions.items():
            for path, expression in _arguments(arguments):
                addresses = (*found.get((address, path), ()), *_addresses_in(expression))
                found[address, path] = tuple(dict.fromkeys(addresses))
        return found

    @property
    def _prior_module(self) -> Values:
        return _at(self.raw, "prior_state", "values", "root_module")


def _at(document: Values, *path: str) -> Values:
    for key in path:
        document = document.get(key) or {}
    return document


def resources_of(module: Values) -> Iterator[Values]:
    """The resources of a module of a state or of planned values, and of the modules inside it."""
    yield from module.get("resources") or ()
    for child in module.get("child_modules") or ():
        yield from resources_of(child)


# Keys by which an expression is told from a nested block.
_VALUE = frozenset(("constant_value", "references"))


def _arguments(block: Values, outer: str = "") -> Iterator[tuple[str, Any]]:
    """Path and expression of every argument, those of nested blocks included."""
    for name, expression in block.items():
        path = f"{outer}{name}"
        yield path, expression
        for inner in expression if isinstance(expression, list) else [expression]:
            if isinstance(inner, Mapping) and not _VALUE & set(inner):
                yield from _arguments(inner, f"{path}.")


def _addresses_in(expression: Any) -> tuple[str, ...]:
    addresses = (_address(name) for name in _references_in(expression))
    return tuple(dict.fromkeys(each for each in addresses if each))


def _references_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        for name, value in expression.items():
            if name == "references" and isinstance(value, list):
                yield from value
            else:
                yield from _references_in(value)
    elif isinstance(expression, list):
        for each in expression:
            yield from _references_in(each)


def _address(reference: str) -> str:
    """`aws_vpc.one` of `aws_vpc.one.id`; `data.aws_region.here` and the like as they are."""
    parts = reference.split(".")
    if len(parts) < 2:
        return ""
    if parts[0] in ("data", "var", "local", "module", "each", "ephemeral"):
        return reference
    return f"{parts[0]}.{parts[1].partition('[')[0]}"
