"""Rules about the repository of container images."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Surroundings
from scripts.review.rules.attribute import Rule
from scripts.review.rules.everywhere import EMPTIED
from scripts.review.rules.predicates import changed, left, switched_off, switched_on
from scripts.review.verdict import DESTROYS, LOWERS, Verdict
from scripts.terraform.documents.change import Change

REPOSITORY = ("aws_ecr_repository",)
GUIDE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"

RULES = (
    Rule(
        REPOSITORY,
        "image_tag_mutability",
        left("IMMUTABLE"),
        LOWERS,
        "A tag may stand for another image tomorrow.",
        f"{GUIDE}/image-tag-mutability.html",
    ),
    Rule(
        REPOSITORY,
        "image_scanning_configuration.scan_on_push",
        switched_off,
        LOWERS,
        "New images are not searched for known weaknesses.",
        f"{GUIDE}/image-scanning.html",
    ),
    Rule(REPOSITORY, "force_delete", switched_on, (DESTROYS, LOWERS), EMPTIED),
    Rule(
        REPOSITORY,
        "encryption_configuration.kms_key",
        changed,
        LOWERS,
        "The key of its encryption was {before} and is {after}.",
    ),
)


def expiry(change: Change, _around: Surroundings) -> Iterator[Verdict]:
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
