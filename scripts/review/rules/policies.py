"""Rules about policies: of roles, and of keys, buckets, secrets, topics, vaults and files."""

from collections.abc import Iterator
from typing import Any

from scripts.resources import known
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.review.context import Context
from scripts.review.verdict import OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks
from scripts.terraform.documents.policies.comparison import (
    broad,
    everything,
    open_to_everyone,
    strangers,
    wider,
)
from scripts.terraform.documents.policies.grants import Grant, UnreadableError, read_grants

_ALL: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
UNKNOWN = (
    "What it allows is known only after apply, so it cannot be compared with the current policy."
)


# Attributes that hold a policy in types that are not listed above.
ELSEWHERE = (
    *("policy", "policy_document", "access_policy", "access_policies", "resource_policy"),
    *("repository_policy", "stack_policy_body", "assume_role_policy"),
)


def judge(change: Change, context: Context) -> Iterator[Verdict]:
    """Permissions that a policy adds, and denials that it drops."""
    document = _reviewed(change.type)
    if document is None or change.action in ("no-op", "read", "forget"):
        return
    name = document.attribute
    if change.action == "create" and _comes_with_its_parent(change, document, context):
        yield from _of_new(change, document, context)
        return
    if change.is_unknown(name) and context.is_configured(change, name):
        if change.action != "create" or document.parent:
            yield Verdict(OPENS, name, UNKNOWN)
        return
    if change.is_unknown(name) and document.without is None:
        # Left to AWS before and after.
        return
    if change.action != "delete" or document.parent:
        yield from compared(name, *_texts(change, document))
    if change.still_exists and not _is_of_the_application(change):
        yield from narrowed(name, *_texts(change, document))


def elsewhere(change: Change, context: Context) -> Iterator[Verdict]:
    """Policies in the attributes of types that keep them beside other things."""
    if _reviewed(change.type) or not change.still_exists:
        return
    for name in ELSEWHERE:
        if change.is_unknown(name) and change.before.get(name) and change.action == "update":
            yield Verdict(OPENS, name, UNKNOWN)
        elif change.before.get(name) != change.after.get(name) and change.after.get(name):
            yield from compared(name, change.before.get(name), change.after[name], context, change)


def _reviewed(type_: str) -> Policy | None:
    policy = known(type_).policy
    return policy if policy and policy.reviewed else None


def _comes_with_its_parent(change: Change, document: Policy, context: Context) -> bool:
    return not document.parent or context.is_new(change, document.parent)


def _of_new(change: Change, document: Policy, context: Context) -> Iterator[Verdict]:
    """A policy of something new opens nothing that exists, unless it opens the account itself."""
    if change.type == "aws_vpc_endpoint":
        return
    name = document.attribute
    try:
        grants = read_grants(change.after.get(name))
    except UnreadableError:
        return
    for reason in [
        *open_to_everyone(grants),
        *strangers(grants, context.account),
        *(everything(grants) if change.type.startswith("aws_iam_") else ()),
        *(broad(grants) if document.kind is PolicyKind.IDENTITY and context.has_resources else ()),
    ]:
        yield Verdict(OPENS, name, reason)


def _texts(change: Change, document: Policy) -> tuple[Any, Any]:
    """The policy before and after, or the default that applies without one."""
    before, after = (
        values.get(document.attribute) or document.without
        for values in (change.before, change.after)
    )
    return before, after


def _shown(change: Change, context: Context) -> list[Grant]:
    """The policy that another resource attaches to this one, which is reviewed there."""
    shown = known(change.type).shows_policy_of
    if shown is None:
        return []
    type_, attribute = shown
    names = [change.before.get(name) for name in ("id", "arn", "bucket")]
    return [
        grant
        for each in context.existing_of(type_)
        if each.get(attribute) in names
        for grant in read_grants(each.get("policy"))
    ]


def compared(
    place: str,
    before: Any,
    after: Any,
    context: Context | None = None,
    change: Change | None = None,
) -> Iterator[Verdict]:
    """Permissions that the second policy adds to the first, and denials that it drops."""
    try:
        old: list[Grant] = read_grants(before)
        old += _shown(change, context) if change and context else []
        new = read_grants(after)
    except UnreadableError as problem:
        if before != after:
            reason = f"It is not a policy document ({problem}), so it cannot be compared."
            yield Verdict(OPENS, place, reason)
        return
    for reason in wider(old, new):
        yield Verdict(OPENS, place, reason)


def narrowed(place: str, before: Any, after: Any) -> Iterator[Verdict]:
    """Permissions that are taken away, by which logs, alarms, backups and AWS itself may arrive."""
    try:
        lost = [*wider(read_grants(after), read_grants(before))]
    except UnreadableError:
        return
    if lost:
        reason = "It permits less than before, and what relied on it is refused from then on."
        yield Verdict(UNREVIEWED, place, reason)


def _is_of_the_application(change: Change) -> bool:
    """True for what OpenEMR's own tasks may do: they are refused in the open, or not at all."""
    return change.type == "aws_iam_policy" and change.address.startswith(
        "aws_iam_policy.application_"
    )


ATTACHMENTS = ("aws_iam_role_policy_attachment", "aws_iam_role_policy_attachments_exclusive")
ADMINISTRATORS = ("/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess")


def inline_policies(change: Change, _context: Context) -> Iterator[Verdict]:
    """Inline policies of a role."""
    if change.type != "aws_iam_role" or not change.still_exists:
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
    """Managed policies of a role without attachments of their own."""
    name = "managed_policy_arns"
    if change.type != "aws_iam_role" or not change.still_exists:
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
