"""Verdicts on a deletion, a replacement, or a resource that Terraform no longer manages."""

from collections.abc import Iterator

from scripts.resources import known
from scripts.resources.facets.deletion import Deletion
from scripts.review.context import Context
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, Verdict
from scripts.terraform.documents.change import Change

REMOVED_BLOCKS = "https://developer.hashicorp.com/terraform/language/block/removed"


def judge_deletion(change: Change, impact: Deletion) -> Iterator[Verdict]:
    """The verdicts on the deletion, replacement or abandonment of a resource."""
    if change.action == "forget":
        kind = LOWERS if impact.kind in (DESTROYS, INTERRUPTS, None) else impact.kind
        reason = "It remains in AWS, but Terraform no longer manages, restores or protects it."
        yield Verdict(kind, "", reason, REMOVED_BLOCKS)
    if change.action == "delete" and impact.kind:
        yield Verdict(impact.kind, "", impact.reason, impact.source)
    if change.action == "replace" and "forget" in change.actions:
        reason = "The present one remains in AWS, where Terraform no longer manages or protects it."
        yield Verdict(LOWERS, "", reason, REMOVED_BLOCKS)
    if change.action == "replace" and not impact.rebuilt:
        because = f" (because of {', '.join(change.replace_paths)})" if change.replace_paths else ""
        if impact.meanwhile:
            yield Verdict(INTERRUPTS, "", f"It is recreated{because}: {impact.meanwhile}")
        elif impact.kind:
            reason = f"It is recreated{because}. {impact.reason}"
            yield Verdict(impact.kind, "", reason, impact.source)


NAMES = ("id", "arn", "name", "key_id")


def goes_with_its_owner(change: Change, context: Context) -> bool:
    """True if its owner is deleted as well; the verdict on the owner then covers it."""
    owned = known(change.type).owner
    if change.action != "delete" or owned is None:
        return False
    owner = change.before.get(owned.argument)
    return owner is not None and any(
        other.type == owned.type
        and other.action == "delete"
        and owner in [other.before.get(name) for name in NAMES]
        for other in context.changes
    )
