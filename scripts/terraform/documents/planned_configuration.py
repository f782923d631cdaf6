"""A configuration out of `terraform show -json` of a plan."""

from collections.abc import Sequence
from typing import Any

from scripts.terraform.documents.configuration import OWN_ACCOUNT, Configuration, Resource
from scripts.terraform.documents.plan_document import PlanDocument, Values

# How references to resources and data sources begin; variables and locals have values instead.
_MADE = ("aws_", "data.aws_")


class UnsupportedPlanError(ValueError):
    """A plan with something that the stacks of this project never contain."""


def is_plan(document: Any) -> bool:
    """True for the JSON of a plan rather than that of a configuration."""
    return isinstance(document, dict) and "planned_values" in document


def read_planned_configuration(name: str, document: Values) -> Configuration:
    """The resources of the root module as they are planned. Raises UnsupportedPlanError.

    Planned values contain no references, so these come from the configuration in the plan.
    Documents that are known after apply only, such as policies that hold ARNs, are `unknown`.
    """
    plan = PlanDocument(document)
    resources: list[Resource] = []
    unknown: set[tuple[str, str]] = set()
    for each in _planned(plan):
        values, arguments = each.get("values", {}), plan.expressions.get(each["address"], {})
        merged = _merged(values, arguments)
        resource = Resource(each["type"], each["name"], merged, each["mode"], arguments)
        resources.append(resource)
        unknown |= {(resource.address, name) for name in arguments if values.get(name) is None}
    return Configuration(
        name,
        tuple(resources),
        provider=(_constants(plan.providers.get("aws", {})),),
        outputs={
            id_: {"value": _reference(output.get("expression", {}))}
            for id_, output in (plan.configured_module.get("outputs") or {}).items()
        },
        planned=True,
        unknown=frozenset(unknown),
        account=plan.account or OWN_ACCOUNT,
    )


def _planned(plan: PlanDocument) -> list[Values]:
    root = plan.planned_module
    for child in root.get("child_modules", []):
        raise UnsupportedPlanError(f"contains {child.get('address')}; modules are not supported")
    resources: list[Values] = root.get("resources", [])
    for each in resources:
        if "index" in each:
            raise UnsupportedPlanError(
                f"contains {each['address']}; count and for_each are not supported"
            )
    return resources


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
    """The configured block for each planned one: a set of blocks has another order in plans."""
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
    """Number of equal constants less the number of different ones."""
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
