"""Plans with out-of-band changes, as `terraform show -json` prints them, made by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.commands.drift.differing import Differing, find_differing
from scripts.commands.drift.finding import Finding, Outlook
from scripts.commands.drift.refresh import Resources
from scripts.review import read_plan
from scripts.terraform.documents.component import Components

Values = Mapping[str, Any]


def drifted(address: str, before: Values, after: Values | None) -> dict[str, Any]:
    """One entry of `resource_drift`; None is a resource that is gone."""
    return {
        "address": address,
        "mode": "managed",
        "type": address.partition(".")[0],
        "change": {
            "actions": ["delete"] if after is None else ["update"],
            "before": before,
            "after": after,
        },
    }


def document(
    drift: Sequence[Mapping[str, Any]],
    existing: Mapping[str, Values] | None = None,
    settings: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """A plan. existing: further resources. settings: address -> arguments that are set."""
    after = {each["address"]: each["change"]["after"] for each in drift if each["change"]["after"]}
    resources = [
        {"address": address, "mode": "managed", "type": address.partition(".")[0], "values": values}
        for address, values in {**(existing or {}), **after}.items()
    ]
    return {
        "format_version": "1.2",
        "resource_drift": list(drift),
        "resource_changes": [],
        "prior_state": {"values": {"root_module": {"resources": resources}}},
        "configuration": {
            "root_module": {
                "resources": [
                    {"address": address, "expressions": {name: {} for name in names}}
                    for address, names in (settings or {}).items()
                ]
            }
        },
    }


def differing(plan: Mapping[str, Any], component: str = "network") -> Differing:
    """What Terraform's part of the comparison finds in it; all drift is of this component."""
    read = read_plan(plan)
    paths = {each.address: f"clinic/{component}/x" for each in read.drift} if component else {}
    return find_differing(read, Resources(plan), Outlook(read.changes), Components(paths))


def findings(
    address: str, before: Values, after: Values | None, **more: Any
) -> tuple[Finding, ...]:
    """The findings of one out-of-band change."""
    return differing(document([drifted(address, before, after)], **more)).findings
