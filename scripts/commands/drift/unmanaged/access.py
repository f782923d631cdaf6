"""Unmanaged access: IAM policies, KMS grants, and secrets."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import STAYS, Event, Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resource, Resources

# list_entities_for_policy: list in the answer, name in its entries, kind.
_KINDS = (
    ("PolicyRoles", "RoleName", "role"),
    ("PolicyUsers", "UserName", "user"),
    ("PolicyGroups", "GroupName", "group"),
)
_ATTACHED = Unmanaged(
    "managed_policy_arns",
    Severity.CRITICAL,
    "A policy was attached to the role by hand; its holder may do more.",
)
_INLINE = Unmanaged(
    "inline_policy",
    Severity.CRITICAL,
    "An inline policy was added to the role by hand; its holder may do more.",
)


def policies(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Further policies of our roles, and further holders of our policies."""
    attached = resources.tuples("aws_iam_role_policy_attachment", "role", "policy_arn")
    for role in resources.of("aws_iam_role"):
        yield from _of_role(role, resources, aws, attached)
    for policy in resources.of("aws_iam_policy"):
        arn = policy.values["arn"]
        for member, key, kind in _KINDS:
            reason = f"The deployment's policy was attached to another {kind}."
            unmanaged = Unmanaged("attachment", Severity.CRITICAL, reason)
            for user in aws.list("iam", "list_entities_for_policy", member, PolicyArn=arn):
                if kind != "role" or (user[key], arn) not in attached:
                    yield unmanaged.at(policy.address, f"{kind} {user[key]}", user[key])


def _of_role(
    role: Resource, resources: Resources, aws: AwsReader, attached: set[tuple[str, str]]
) -> Iterator[Finding]:
    name = role.values["name"]
    if not resources.sets(role.address, _ATTACHED.attribute):
        listed = aws.list("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=name)
        for arn in (each["PolicyArn"] for each in listed):
            if (name, arn) not in attached:
                yield _ATTACHED.at(role.address, arn, arn)
    if not resources.sets(role.address, _INLINE.attribute):
        own = resources.tuples("aws_iam_role_policy", "role", "name")
        for inline in aws.list("iam", "list_role_policies", "PolicyNames", RoleName=name):
            if (name, inline) not in own:
                yield _INLINE.at(role.address, inline, inline)


_VERSION = Unmanaged(
    "policy_version",
    Severity.HIGH,
    "A further version of the policy waits; who may choose the default version makes it hold.",
)


def policy_versions(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Versions of our policies that are newer than the default one, which Terraform compares.

    Older ones are Terraform's own: it makes each new version the default and keeps up to five
    (provider 5.100.0). AWS numbers versions upwards and never reuses a number:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
    (2026-11)
    """
    for policy in resources.of("aws_iam_policy"):
        arn = policy.values["arn"]
        versions = aws.list("iam", "list_policy_versions", "Versions", PolicyArn=arn)
        default = max(
            (_number(each) for each in versions if each.get("IsDefaultVersion")), default=0
        )
        for version in versions:
            if _number(version) > default:
                name = version["VersionId"]
                yield _VERSION.at(policy.address, f"{name} beside v{default}", name)


def _number(version: Mapping[str, Any]) -> int:
    return int(str(version["VersionId"]).removeprefix("v"))


# AWS services give grants to themselves, by name or by a role of theirs:
# https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (2026-11)
_SERVICE_ROLES = ":role/aws-service-role/"
_PRINCIPALS = ":iam::"
_GRANT = Unmanaged(
    "grant", Severity.CRITICAL, "A grant was given by hand; its holder may use the key."
)


def key_grants(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Grants to people and other accounts, which hold whatever the key's policy says."""
    for key in resources.of("aws_kms_key"):
        for grant in aws.list("kms", "list_grants", "Grants", KeyId=key.values["key_id"]):
            holder = grant.get("GranteePrincipal", "")
            if _PRINCIPALS in holder and _SERVICE_ROLES not in holder:
                what = f"{holder}: {', '.join(sorted(grant['Operations']))}"
                yield _GRANT.at(key.address, what, grant["GrantId"])


_SECRET_POLICY = Unmanaged(
    "master_user_secret.policy",
    Severity.CRITICAL,
    "The secret of the database's master user got a policy, which lets others read it.",
)


def master_user_secrets(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Policies of the secret that RDS keeps; Terraform knows its ARN only, RDS gives it none."""
    for cluster in resources.of("aws_rds_cluster"):
        for secret in cluster.values.get("master_user_secret") or []:
            arn = secret["secret_arn"]
            answer = aws.get("secretsmanager", "get_resource_policy", SecretId=arn)
            if policy := answer.get("ResourcePolicy"):
                yield _SECRET_POLICY.at(cluster.address, policy, arn)


_CURRENT = "AWSCURRENT"


def secret_versions(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Versions of Terraform's secrets that are gone or replaced, without reading their values.

    A secret that is gone itself is Terraform's to report.
    """
    secrets = resources.ids("aws_secretsmanager_secret", key="arn")
    for version in resources.left_out_of("aws_secretsmanager_secret_version"):
        secret, identifier = version.values["secret_id"], version.values["version_id"]
        if secret not in secrets:
            continue
        versions = aws.list(
            "secretsmanager",
            "list_secret_version_ids",
            "Versions",
            SecretId=secret,
            IncludeDeprecated=True,
        )
        stages = {each["VersionId"]: each.get("VersionStages") or [] for each in versions}
        if _CURRENT in stages.get(identifier, ()):
            continue
        current = next((each for each, has in stages.items() if _CURRENT in has), "none")
        yield Finding(
            version.address,
            Event.CHANGED if identifier in stages else Event.DELETED,
            "version_stages" if identifier in stages else "",
            f"{identifier} is {_CURRENT}",
            f"{current} is {_CURRENT}",
            Severity.HIGH,
            ("The secret has another value; its users may still have the old one.",),
            outlook=STAYS,
        )
