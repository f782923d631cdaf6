"""Roles, policies, keys, secrets and certificates."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scripts.aws.account import AwsError
from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted

# Service principal -> name of its role, as IAM's guide lists them (read 2026-11-25).
_SERVICE_LINKED = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "ecs.application-autoscaling.amazonaws.com": (
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    ),
}


def role(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    role = aws.get("iam", "get_role", RoleName=name).get("Role")
    if role:
        yield found(name, tags=role.get("Tags", ()), name=name, arn=role["Arn"])


def service_linked_role(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = _SERVICE_LINKED.get(wanted.text("aws_service_name"))
    role = aws.get("iam", "get_role", RoleName=name).get("Role") if name else None
    if role:
        yield found(role["Arn"], tags=role.get("Tags", ()))


def policy(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    arn = f"arn:aws:iam::{wanted.account}:policy/{wanted.text('name')}"
    policy = aws.get("iam", "get_policy", PolicyArn=arn).get("Policy")
    if policy:
        yield found(arn, tags=policy.get("Tags", ()), arn=arn)


def attachment(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """An attachment, which has no tags: it is part of its role, which is ours."""
    role, policy = wanted.text("role"), wanted.text("policy_arn")
    listed = aws.list("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    if policy in [each["PolicyArn"] for each in listed]:
        yield Found(f"{role}/{policy}", {"role": role, "policy_arn": policy})


def key(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """Keys have no name: the description is what the stack gives to one of them only."""
    listed = [each["KeyId"] for each in aws.list("kms", "list_keys", "Keys")]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda key: _described_key(aws, key), listed))
    refused = [each for each in answers if isinstance(each, AwsError)]
    if refused and len(refused) == len(answers):
        raise refused[0]
    for each in answers:
        if isinstance(each, AwsError):
            # A key's own policy may deny all access; those of our keys do not.
            continue
        ours = each.get("Description") == wanted["description"]
        if ours and each["KeyManager"] == "CUSTOMER" and each["KeyState"] == "Enabled":
            key = each["KeyId"]
            tags = aws.list("kms", "list_resource_tags", "Tags", KeyId=key)
            yield found(key, tags=tags, key_id=key, arn=each["Arn"])


def _described_key(aws: AwsReader, key: str) -> dict[str, Any] | AwsError:
    try:
        return dict(aws.get("kms", "describe_key", KeyId=key).get("KeyMetadata", {}))
    except AwsError as refused:
        if "AccessDenied" not in str(refused):
            raise
        return refused


def alias(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name, key = wanted.text("name"), wanted.text("target_key_id")
    for each in aws.list("kms", "list_aliases", "Aliases", KeyId=key):
        if each["AliasName"] == name:
            yield found(name, name=name)


def secret(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    described = aws.get("secretsmanager", "describe_secret", SecretId=wanted.text("name"))
    if described and "DeletedDate" not in described:
        arn = described["ARN"]
        yield found(arn, tags=described.get("Tags", ()), arn=arn)


def certificate(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """An account may have further certificates for the same domain."""
    domain = wanted.text("domain_name")
    for each in aws.list("acm", "list_certificates", "CertificateSummaryList"):
        if each["DomainName"] == domain:
            arn = each["CertificateArn"]
            tags = read_tags(
                aws.list("acm", "list_tags_for_certificate", "Tags", CertificateArn=arn)
            )
            if wanted.is_claimed(tags):
                yield found(arn, tags=tags, arn=arn)
