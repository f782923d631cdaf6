"""The comparison as plain data."""

from typing import Any

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Finding
from scripts.commands.drift.reports.by_resource import by_resource


def as_json(comparison: Comparison) -> dict[str, Any]:
    """`{"deployment", "drift": bool or null if unknown, "counts", "resources": [...], ...}`."""
    known = None if comparison.problems else False
    return {
        "deployment": comparison.deployment,
        "drift": True if comparison.findings else known,
        "counts": comparison.counts,
        "resources": [
            {
                "address": each.address,
                "type": each.findings[0].type,
                "component": each.component,
                "file": each.file,
                "severity": each.severity.value,
                "findings": [_finding(finding) for finding in each.findings],
            }
            for each in by_resource(comparison)
        ],
        "ignored": [
            {
                "address": finding.address,
                **_finding(finding),
                "entry": {"reason": entry.reason, "owner": entry.owner, "review": entry.review},
            }
            for finding, entry in comparison.ignored
        ],
        "owned_by_scaler": [
            {"address": finding.address, **_finding(finding), "why": why}
            for finding, why in comparison.owned
        ],
        "undeployed": list(comparison.undeployed),
        "remarks": list(comparison.remarks),
        "problems": list(comparison.problems),
        "compared": comparison.resources,
        "configured": comparison.configured,
        "missing_in_state": list(comparison.missing),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "event": finding.event.value,
        "attribute": finding.attribute,
        "before": finding.before,
        "after": finding.after,
        "severity": finding.severity.value,
        "reasons": list(finding.reasons),
        "lines": list(finding.lines),
        "outlook": finding.outlook,
        "identity": finding.identity,
    }
