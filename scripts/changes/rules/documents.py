"""Rules about policies: of roles, and of keys, buckets, secrets, topics, vaults and files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.changes.change import Change
from scripts.changes.policies.comparison import everything, open_to_everyone, strangers, wider
from scripts.changes.policies.grants import Grant, UnreadableError, read_grants
from scripts.changes.rules.attribute import blocks
from scripts.changes.surroundings import Surroundings
from scripts.changes.verdict import OPENS, Verdict

_ALL: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_EVERYONE: dict[str, Any] = {"Statement": [{**_ALL["Statement"][0], "Principal": "*"}]}
UNKNOWN = "What it allows is known after apply only, so nobody can compare it with what it is now."


@dataclass(frozen=True)
class Document:
    """Where a type of resource keeps a policy.

    parent: the attribute that names what the policy is about, if that is another resource.
    without: what counts while there is no policy.
    """

    attribute: str = "policy"
    parent: str = ""
    without: Mapping[str, Any] | None = None


# Without a policy, whoever reaches a mount target may mount, and an endpoint passes everything:
# https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
# https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
DOCUMENTS: dict[str, Document] = {
    "aws_backup_vault_policy": Document(parent="backup_vault_name"),
    "aws_cloudwatch_event_bus_policy": Document(parent="event_bus_name"),
    "aws_cloudwatch_log_resource_policy": Document("policy_document"),
    "aws_dynamodb_resource_policy": Document(parent="resource_arn"),
    "aws_ecr_repository_policy": Document(parent="repository"),
    "aws_efs_file_system_policy": Document(parent="file_system_id", without=_EVERYONE),
    "aws_iam_group_policy": Document(parent="group"),
    "aws_iam_policy": Document(),
    "aws_iam_role": Document("assume_role_policy"),
    "aws_iam_role_policy": Document(parent="role"),
    "aws_iam_user_policy": Document(parent="user"),
    "aws_kms_key": Document(),
    "aws_kms_key_policy": Document(parent="key_id"),
    "aws_s3_access_point": Document(),
    "aws_s3_bucket_policy": Document(parent="bucket"),
    "aws_secretsmanager_secret_policy": Document(parent="secret_arn"),
    "aws_sns_topic_policy": Document(parent="arn"),
    "aws_sqs_queue_policy": Document(parent="queue_url"),
    "aws_vpc_endpoint": Document(without=_EVERYONE),
    "aws_vpc_endpoint_policy": Document(parent="vpc_endpoint_id", without=_EVERYONE),
}
ATTACHMENTS = ("aws_iam_role_policy_attachment", "aws_iam_role_policy_attachments_exclusive")
ADMINISTRATORS = ("/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess")


def judge(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """What a policy allows that was not allowed, and denies no longer."""
    document = DOCUMENTS.get(change.type)
    if document is None or change.action in ("no-op", "read", "forget"):
        return
    name = document.attribute
    if change.action == "create" and _comes_with_its_parent(change, document, around):
        yield from _of_new(change, name, around)
        return
    if change.is_unknown(name):
        if change.action != "create" or document.parent:
            yield Verdict(OPENS, name, UNKNOWN)
        return
    if change.action != "delete" or document.parent:
        yield from _compared(name, *_texts(change, document))


def inline_policies(change: Change, _around: Surroundings) -> Iterator[Verdict]:
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
        yield from _compared(place, before.get(name), after.get(name))


def managed_policies(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """Managed policies of a role that are no attachments of their own."""
    name = "managed_policy_arns"
    if change.type != "aws_iam_role" or not change.stays:
        return
    known = set(change.before.get(name) or ())
    known |= {
        each.get("policy_arn")
        for each in around.existing_of(*ATTACHMENTS)
        if each.get("role") == change.before.get("name")
    }
    new = [str(arn) for arn in change.after.get(name) or () if arn not in known]
    if new:
        yield Verdict(OPENS, name, f"The role gets the rights of {', '.join(new)}.")
    elif change.is_unknown(name) and change.action == "update":
        yield Verdict(OPENS, name, UNKNOWN)


def attachments(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """Managed policies that a role did not have."""
    if change.type not in ATTACHMENTS or change.action not in ("create", "update", "replace"):
        return
    arn = around.stand_in(change, "policy_arn", id_="arn")
    if change.exists and change.before.get("policy_arn") == arn:
        return
    policy = str(arn or "a policy known after apply").removeprefix("new ")
    role = change.after.get("role") or "the role"
    if policy.endswith(ADMINISTRATORS):
        yield Verdict(OPENS, "policy_arn", f"{role} may do nearly everything: {policy}.")
    elif change.exists or not around.is_new(change, "role"):
        yield Verdict(OPENS, "policy_arn", f"{role}, which exists, gets the rights of {policy}.")


def _comes_with_its_parent(change: Change, document: Document, around: Surroundings) -> bool:
    return not document.parent or around.is_new(change, document.parent)


def _of_new(change: Change, name: str, around: Surroundings) -> Iterator[Verdict]:
    """A policy of something new opens nothing that exists, unless it opens the account itself."""
    if change.type == "aws_vpc_endpoint":
        return
    try:
        grants = read_grants(change.after.get(name))
    except UnreadableError:
        return
    for reason in [
        *open_to_everyone(grants),
        *strangers(grants, around.account),
        *(everything(grants) if change.type.startswith("aws_iam_") else ()),
    ]:
        yield Verdict(OPENS, name, reason)


def _texts(change: Change, document: Document) -> tuple[Any, Any]:
    """The policy before and after, or what counts without one."""
    before, after = (
        values.get(document.attribute) or document.without
        for values in (change.before, change.after)
    )
    return before, after


def _compared(place: str, before: Any, after: Any) -> Iterator[Verdict]:
    try:
        old: list[Grant] = read_grants(before)
        new = read_grants(after)
    except UnreadableError as problem:
        if before != after:
            reason = f"It is no policy document ({problem}), so nobody can compare it."
            yield Verdict(OPENS, place, reason)
        return
    for reason in wider(old, new):
        yield Verdict(OPENS, place, reason)
