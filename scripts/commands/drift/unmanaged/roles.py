"""Policies of our roles, and users of our policies, that Terraform did not attach."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resource, Resources

_ATTACHMENTS = "aws_iam_role_policy_attachment"
# list_entities_for_policy: list in the answer, name in its entries, kind.
_KINDS = (
    ("PolicyRoles", "RoleName", "role"),
    ("PolicyUsers", "UserName", "user"),
    ("PolicyGroups", "GroupName", "group"),
)


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Whatever gives a role more than its own policies, or gives these to somebody else."""
    attached = {
        (each.values["role"], each.values["policy_arn"]) for each in resources.of(_ATTACHMENTS)
    }
    for role in resources.of("aws_iam_role"):
        yield from _of_role(role, resources, aws, attached)
    for policy in resources.of("aws_iam_policy"):
        arn = policy.values["arn"]
        for member, key, kind in _KINDS:
            for user in aws.list("iam", "list_entities_for_policy", member, PolicyArn=arn):
                if kind != "role" or (user[key], arn) not in attached:
                    yield added(
                        policy.address,
                        "attachment",
                        f"{kind} {user[key]}",
                        Severity.CRITICAL,
                        f"The deployment's policy was attached to another {kind}.",
                        identity=user[key],
                    )


def _of_role(
    role: Resource, resources: Resources, aws: Reading, attached: set[tuple[str, str]]
) -> Iterator[Finding]:
    name = role.values["name"]
    if not resources.sets(role.address, "managed_policy_arns"):
        for policy in aws.list(
            "iam", "list_attached_role_policies", "AttachedPolicies", RoleName=name
        ):
            if (name, policy["PolicyArn"]) not in attached:
                yield added(
                    role.address,
                    "managed_policy_arns",
                    policy["PolicyArn"],
                    Severity.CRITICAL,
                    "A policy was attached to the role by hand; its holder may do more.",
                    identity=policy["PolicyArn"],
                )
    if not resources.sets(role.address, "inline_policy"):
        own = {
            each.values["name"]
            for each in resources.of("aws_iam_role_policy")
            if each.values["role"] == name
        }
        for inline in aws.list("iam", "list_role_policies", "PolicyNames", RoleName=name):
            if inline not in own:
                yield added(
                    role.address,
                    "inline_policy",
                    inline,
                    Severity.CRITICAL,
                    "An inline policy was added to the role by hand; its holder may do more.",
                    identity=inline,
                )
