"""Rules about policies: of roles, and of keys, buckets, secrets, topics, vaults and files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.review.context import Surroundings
from scripts.review.verdict import OPENS, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.policies.comparison import (
    everything,
    open_to_everyone,
    strangers,
    wider,
)
from scripts.terraform.documents.policies.grants import Grant, UnreadableError, read_grants

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
# Attributes that hold a policy in types that do not stand above.
ELSEWHERE = (
    *("policy", "policy_document", "access_policy", "access_policies", "resource_policy"),
    *("repository_policy", "stack_policy_body", "assume_role_policy"),
)
# These show the policy that a resource of another type puts on them, by the attribute of it.
SHOWN = {
    "aws_s3_bucket": ("aws_s3_bucket_policy", "bucket"),
    "aws_secretsmanager_secret": ("aws_secretsmanager_secret_policy", "secret_arn"),
    "aws_sns_topic": ("aws_sns_topic_policy", "arn"),
    "aws_sqs_queue": ("aws_sqs_queue_policy", "queue_url"),
}


def judge(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """What a policy allows that was not allowed, and denies no longer."""
    document = DOCUMENTS.get(change.type)
    if document is None or change.action in ("no-op", "read", "forget"):
        return
    name = document.attribute
    if change.action == "create" and _comes_with_its_parent(change, document, around):
        yield from _of_new(change, name, around)
        return
    if change.is_unknown(name) and around.is_configured(change, name):
        if change.action != "create" or document.parent:
            yield Verdict(OPENS, name, UNKNOWN)
        return
    if change.is_unknown(name) and document.without is None:
        # Left to AWS before and after.
        return
    if change.action != "delete" or document.parent:
        yield from compared(name, *_texts(change, document))


def elsewhere(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """Policies in the attributes of types that keep them beside other things."""
    if change.type in DOCUMENTS or not change.stays:
        return
    for name in ELSEWHERE:
        if change.is_unknown(name) and change.before.get(name) and change.action == "update":
            yield Verdict(OPENS, name, UNKNOWN)
        elif change.before.get(name) != change.after.get(name) and change.after.get(name):
            yield from compared(name, change.before.get(name), change.after[name], around, change)


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


def _shown(change: Change, around: Surroundings) -> list[Grant]:
    """What another resource puts on this one, which is no news here."""
    if change.type not in SHOWN:
        return []
    type_, attribute = SHOWN[change.type]
    names = [change.before.get(name) for name in ("id", "arn", "bucket")]
    return [
        grant
        for each in around.existing_of(type_)
        if each.get(attribute) in names
        for grant in read_grants(each.get("policy"))
    ]


def compared(
    place: str,
    before: Any,
    after: Any,
    around: Surroundings | None = None,
    change: Change | None = None,
) -> Iterator[Verdict]:
    """What the second policy allows, and denies no longer, beside the first."""
    try:
        old: list[Grant] = read_grants(before)
        old += _shown(change, around) if change and around else []
        new = read_grants(after)
    except UnreadableError as problem:
        if before != after:
            reason = f"It is no policy document ({problem}), so nobody can compare it."
            yield Verdict(OPENS, place, reason)
        return
    for reason in wider(old, new):
        yield Verdict(OPENS, place, reason)
