"""Verdicts on a deletion, a replacement, or a resource that Terraform no longer manages."""

from collections.abc import Iterator

from scripts.resources.facets.deletion import Deletion
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, Verdict
from scripts.terraform.documents.change import Change

REMOVED_BLOCKS = "https://developer.hashicorp.com/terraform/language/block/removed"


def judge_deletion(change: Change, impact: Deletion) -> Iterator[Verdict]:
    """The verdicts on the deletion, replacement or abandonment of a resource."""
    if change.action == "forget" and impact.kind:
        kind = LOWERS if impact.kind is DESTROYS else impact.kind
        reason = "It remains in AWS, but Terraform no longer manages, restores or protects it."
        yield Verdict(kind, "", reason, REMOVED_BLOCKS)
    if change.action == "delete" and impact.kind:
        yield Verdict(impact.kind, "", impact.reason, impact.source)
    if change.action == "replace" and not impact.rebuilt:
        because = f" (because of {', '.join(change.replace_paths)})" if change.replace_paths else ""
        if impact.meanwhile:
            yield Verdict(INTERRUPTS, "", f"It is recreated{because}: {impact.meanwhile}")
        elif impact.kind:
            reason = f"It is recreated{because}. {impact.reason}"
            yield Verdict(impact.kind, "", reason, impact.source)
