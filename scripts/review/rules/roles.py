"""Rules about the policies of roles."""

from collections.abc import Iterator

from scripts.review.context import Context
from scripts.review.rules.attribute import blocks
from scripts.review.rules.documents import UNKNOWN, compared
from scripts.review.verdict import OPENS, Verdict
from scripts.terraform.documents.change import Change

ATTACHMENTS = ("aws_iam_role_policy_attachment", "aws_iam_role_policy_attachments_exclusive")
ADMINISTRATORS = ("/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess")


def inline_policies(change: Change, _context: Context) -> Iterator[Verdict]:
    """Policies that stand inside of a role."""
    if change.type != "aws_iam_role" or not change.stays:
        return
    if change.is_unknown("inline_policy"):
        yield Verdict(OPENS, "inline_policy", UNKNOWN)
        return
    before, after = (
        {str(each.get("name")): each.get("policy") for each in blocks(values, "inline_policy")}
        for values in (change.before, change.after)
    )
    for name in {**before, **after}:
        place = f'inline_policy["{name}"]'
        yield from compared(place, before.get(name), after.get(name))


def managed_policies(change: Change, context: Context) -> Iterator[Verdict]:
    """Managed policies of a role that are no attachments of their own."""
    name = "managed_policy_arns"
    if change.type != "aws_iam_role" or not change.stays:
        return
    known = set(change.before.get(name) or ())
    known |= {
        each.get("policy_arn")
        for each in context.existing_of(*ATTACHMENTS)
        if each.get("role") == change.before.get("name")
    }
    new = [str(arn) for arn in change.after.get(name) or () if arn not in known]
    if new:
        yield Verdict(OPENS, name, f"The role gets the permissions of {', '.join(new)}.")
    elif change.is_unknown(name) and change.action == "update":
        yield Verdict(OPENS, name, UNKNOWN)


def attachments(change: Change, context: Context) -> Iterator[Verdict]:
    """Managed policies that a role did not have."""
    if change.type not in ATTACHMENTS or change.action not in ("create", "update", "replace"):
        return
    arn = context.stand_in(change, "policy_arn", id_="arn")
    if change.exists and change.before.get("policy_arn") == arn:
        return
    policy = str(arn or "a policy known after apply").removeprefix("new ")
    role = change.after.get("role") or "the role"
    if policy.endswith(ADMINISTRATORS):
        yield Verdict(OPENS, "policy_arn", f"{role} gets nearly all permissions: {policy}.")
    elif change.exists or not context.is_new(change, "role"):
        yield Verdict(
            OPENS, "policy_arn", f"{role}, which exists, gets the permissions of {policy}."
        )
