"""What belongs to a resource, and goes away with it."""

from scripts.resources import known
from scripts.review.context import Context
from scripts.terraform.documents.change import Change

NAMES = ("id", "arn", "name", "key_id")


def goes_with_its_owner(change: Change, context: Context) -> bool:
    """True if its owner is deleted as well; the verdict on the owner then says it all."""
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
