"""Rules about the repository of container images."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Context
from scripts.review.verdict import DESTROYS, Verdict
from scripts.terraform.documents.change import Change

GUIDE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"


def expiry(change: Change, _context: Context) -> Iterator[Verdict]:
    """Images that are deleted sooner, or of which fewer are kept."""
    if change.type != "aws_ecr_lifecycle_policy" or not change.stays:
        return
    before, after = (_counts(values.get("policy")) for values in (change.before, change.after))
    for selection, count in after.items():
        known = before.get(selection)
        if known is None or count < known:
            was = "all" if known is None else str(known)
            reason = f"Images are kept up to {count} ({' '.join(selection)}), where {was} were."
            yield Verdict(DESTROYS, "policy", reason, f"{GUIDE}/LifecyclePolicies.html")


def _counts(text: Any) -> dict[tuple[str, ...], int]:
    """What a rule selects and how it counts -> the number beyond which images expire."""
    try:
        rules = json.loads(text or "{}").get("rules") or ()
    except (ValueError, AttributeError):
        return {}
    found = {}
    for rule in rules:
        selection = rule.get("selection") if isinstance(rule, Mapping) else None
        if isinstance(selection, Mapping):
            others = {key: value for key, value in selection.items() if key != "countNumber"}
            words = tuple(str(others[key]) for key in sorted(others))
            found[words] = int(selection.get("countNumber") or 0)
    return found
