"""The review as data for scripts."""

from typing import Any

from scripts.review import Difference, Verdict
from scripts.review.plan_review import Item, Review
from scripts.review.reports.wording import remarks, verdict


def as_json(review: Review) -> dict[str, Any]:
    """Everything that the other reports show, masked alike.

    `allow` holds the addresses that still need --allow.
    """
    return {
        "deployment": review.plan.deployment or None,
        "environment": review.plan.environment or None,
        "terraform_version": review.plan.terraform_version or None,
        "exit_code": review.exit_code,
        "verdict": verdict(review),
        "counts": review.counts,
        "kinds": {kind.value: number for kind, number in review.kinds.items()},
        "allow": list(dict.fromkeys(item.address for item in review.stopped)),
        "problems": list(review.problems),
        "outputs": list(review.plan.outputs),
        "changed_outside_of_terraform": review.drifted,
        "changes": [_change(item) for item in review.items],
    }


def _change(item: Item) -> dict[str, Any]:
    change = item.judged.change
    return {
        "address": item.address,
        "type": change.type,
        "action": item.action,
        "component": item.component,
        "file": item.file,
        "kind": item.kind.value if item.kind else None,
        "needs_allow": item.judged.needs_allow,
        "allowed": item.allowed,
        "reasons": [_reason(each) for each in item.judged.verdicts],
        "remarks": remarks(change),
        "replaced_because_of": list(change.replace_paths),
        "differences": [_difference(each) for each in change.differences],
    }


def _reason(each: Verdict) -> dict[str, Any]:
    return {
        "kind": each.kind.value,
        "attribute": each.attribute or None,
        "reason": each.reason,
        "source": each.source or None,
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "attribute": each.path,
        "before": each.before_text,
        "after": each.after_text,
        "lines": list(each.lines),
    }
