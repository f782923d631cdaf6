"""Small plans, as `terraform show -json` prints them."""

from typing import Any

from scripts.review import Kind
from scripts.review.plan_review import Review

Values = dict[str, Any]


def change(
    address: str,
    before: Values | None,
    after: Values | None,
    *,
    actions: list[str] | None = None,
    unknown: Any = None,
    **more: Any,
) -> Values:
    """One entry of `resource_changes`; without `actions` those that the values stand for."""
    usual = ["create"] if before is None else ["delete"] if after is None else ["update"]
    masks = {key: more.pop(key, {}) for key in ("before_sensitive", "after_sensitive")}
    importing = {"importing": more.pop("importing")} if "importing" in more else {}
    return {
        "address": address,
        "mode": "data" if address.startswith("data.") else "managed",
        "type": address.removeprefix("data.").partition(".")[0],
        "change": {
            "actions": actions or usual,
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            **masks,
            **importing,
        },
        **more,
    }


def plan(*changes: Values, **more: Any) -> Values:
    """A plan of these changes."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        **more,
    }


def configured(*resources: tuple[str, dict[str, str]]) -> Values:
    """A configuration: address, and attribute -> the address it refers to."""
    return {
        "root_module": {
            "resources": [
                {
                    "address": address,
                    "expressions": {
                        attribute: {"references": [f"{target}.id", target]}
                        for attribute, target in references.items()
                    },
                }
                for address, references in resources
            ]
        }
    }


def stopped_by_rules(result: Review) -> set[str]:
    """Addresses that a rule stops, rather than that nobody reviewed the change."""
    return {
        item.address
        for item in result.stopped
        if any(
            each.kind.needs_allow and each.kind is not Kind.UNREVIEWED
            for each in item.judged.verdicts
        )
    }
