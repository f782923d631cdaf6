"""A configuration out of `terraform show -json` of a plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.terraform.documents.configuration import OWN_ACCOUNT, Configuration, Resource

Values = Mapping[str, Any]
# How references to resources and data sources begin; variables and locals have values instead.
_MADE = ("aws_", "data.aws_")


class PlanError(ValueError):
    """A plan of a kind that the stacks of this project never give; the message says which."""


def is_plan(document: Any) -> bool:
    """True for the JSON of a plan rather than that of a configuration."""
    return isinstance(document, dict) and "planned_values" in document


def read_plan(name: str, document: Values) -> Configuration:
    """The resources of the root module as they are planned. Raises PlanError.

    A plan loses what refers to what, so references come from the configuration it carries.
    Documents that are known after apply only, such as policies that hold ARNs, are `unknown`.
    """
    configured = document.get("configuration", {}).get("root_module", {})
    expressions = {
        each["address"]: each.get("expressions", {}) for each in configured.get("resources", [])
    }
    resources: list[Resource] = []
    unknown: set[tuple[str, str]] = set()
    for each in _planned(document):
        values, arguments = each.get("values", {}), expressions.get(each["address"], {})
        merged = _merged(values, arguments)
        resource = Resource(each["type"], each["name"], merged, each["mode"], arguments)
        resources.append(resource)
        unknown |= {(resource.address, name) for name in arguments if values.get(name) is None}
    return Configuration(
        name,
        tuple(resources),
        provider=(_provider(document),),
        outputs={
            id_: {"value": _reference(output.get("expression", {}))}
            for id_, output in configured.get("outputs", {}).items()
        },
        planned=True,
        unknown=frozenset(unknown),
        account=_account(document) or OWN_ACCOUNT,
    )


def _planned(document: Values) -> list[Values]:
    root = document["planned_values"].get("root_module", {})
    for child in root.get("child_modules", []):
        raise PlanError(f"holds {child.get('address')}, and modules are not scanned")
    resources: list[Values] = root.get("resources", [])
    for each in resources:
        if "index" in each:
            raise PlanError(f"holds {each['address']}, and count and for_each are not scanned")
    return resources


def _account(document: Values) -> str:
    """The account's id, which Terraform has asked AWS for before it made the plan."""
    known = document.get("prior_state", {}).get("values", {}).get("root_module", {})
    for each in known.get("resources", []):
        if each["type"] == "aws_caller_identity":
            return str(each["values"].get("account_id") or "")
    return ""


def _provider(document: Values) -> dict[str, Any]:
    providers = document.get("configuration", {}).get("provider_config", {})
    expressions = providers.get("aws", {}).get("expressions", {})
    return dict(_constants(expressions))


def _constants(expressions: Values) -> dict[str, Any]:
    """Only what is written down as a constant."""
    found: dict[str, Any] = {}
    for name, expression in expressions.items():
        if isinstance(expression, list):
            found[name] = [_constants(each) for each in expression]
        elif isinstance(expression, dict) and "constant_value" in expression:
            found[name] = expression["constant_value"]
    return found


def _merged(values: Values, expressions: Values) -> dict[str, Any]:
    """`values`, with references wherever the configuration refers to something."""
    merged = dict(values)
    for name, expression in expressions.items():
        value = merged.get(name)
        if isinstance(expression, dict) and expression.get("references"):
            merged[name] = _referring(value, expression)
        elif isinstance(expression, list) and isinstance(value, list):
            blocks = [inner for inner in value if isinstance(inner, dict)]
            merged[name] = [
                _merged(block, written)
                for block, written in zip(blocks, _written(blocks, expression), strict=True)
            ] or value
        elif isinstance(expression, dict) and isinstance(value, list):
            merged[name] = [
                _merged(inner, expression) if isinstance(inner, dict) else inner for inner in value
            ]
    return merged


def _written(blocks: Sequence[Values], expressions: Sequence[Values]) -> list[Values]:
    """For each block how the configuration writes it: a set of blocks has an order of its own."""
    left = list(expressions)
    found = []
    for block in blocks:
        # Of equally good ones the first; one for all where the configuration has a single one.
        best = max(left or expressions, key=lambda each: _likeness(block, each))
        if best in left:
            left.remove(best)
        found.append(best)
    return found


def _likeness(block: Values, expression: Values) -> int:
    """How many constants are the same, less those that differ."""
    return sum(
        1 if str(block.get(name)) == str(value["constant_value"]) else -1
        for name, value in expression.items()
        if isinstance(value, dict) and "constant_value" in value
    )


def _referring(value: Any, expression: Values) -> Any:
    known_text = isinstance(value, str) and value[:1] in ("{", "[")
    made = any(each.startswith(_MADE) for each in expression["references"])
    if known_text or isinstance(value, bool | int | float) or (value is not None and not made):
        return value
    reference = _reference(expression)
    # Beside references a list may hold constants, such as the network 0.0.0.0/0.
    return [*value, reference] if isinstance(value, list) else reference


def _reference(expression: Values) -> str:
    return "".join(f"${{{each}}}" for each in expression.get("references", []))
