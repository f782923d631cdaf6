"""IAM actions that a resource type needs, by what Terraform does with it.

ARNs and conditions hold `{region}`, `{account}` and `{name}`, the deployment's name.
"""

from dataclasses import dataclass

# (operator, condition key, accepted values with blanks between them)
Condition = tuple[tuple[str, str, str], ...]

ANY = "*"
# A resource of the deployment by its tag, which the provider's default_tags give to all of them;
# one that is created with it; and one that bears it neither yet nor for another deployment.
OWN: Condition = (("StringEquals", "aws:ResourceTag/Deployment", "{name}"),)
NEW: Condition = (("StringEquals", "aws:RequestTag/Deployment", "{name}"),)
ADOPTED: Condition = (*NEW, ("Null", "aws:ResourceTag/Deployment", "true"))


@dataclass(frozen=True)
class Grant:
    """Actions that may be called on these resources, under all of the conditions.

    optional: what does not work without it; empty if Terraform stops without it.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...] = (ANY,)
    when: Condition = ()
    optional: str = ""


@dataclass(frozen=True)
class Actions:
    """read: refresh, plan and drift. delete: what a deploy needs to remove or replace it as well."""

    read: tuple[Grant, ...] = ()
    create: tuple[Grant, ...] = ()
    update: tuple[Grant, ...] = ()
    delete: tuple[Grant, ...] = ()


def grant(actions: str, *resources: str, when: Condition = (), optional: str = "") -> Grant:
    """A grant of actions that blanks separate; on all resources if none is named."""
    return Grant(tuple(actions.split()), resources or (ANY,), when, optional)


def arn(
    service: str, resource: str, *, region: str = "{region}", account: str = "{account}"
) -> str:
    """An ARN of the deployment's account and Region."""
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def pass_role(service: str) -> Grant:
    """Hand one of the deployment's roles to an AWS service."""
    passed = (("StringEquals", "iam:PassedToService", service),)
    return grant("iam:PassRole", arn("iam", "role/openemr-{name}-*", region=""), when=passed)


def service_linked_role(service: str) -> Grant:
    """Let AWS create the role of a service at its first use in the account."""
    role = arn("iam", "role/aws-service-role/*", region="")
    named = (("StringEquals", "iam:AWSServiceName", service),)
    return grant("iam:CreateServiceLinkedRole", role, when=named)


def key_use(service: str) -> Grant:
    """Let a service use the deployment's keys with the caller's rights.

    https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (read 2026-11-30)
    """
    via = ("StringEquals", "kms:ViaService", f"{service}.{{region}}.amazonaws.com")
    actions = "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey"
    return grant(actions, arn("kms", "key/*"), when=(*OWN, via))


def tags(actions: str, *resources: str) -> tuple[Grant, ...]:
    """Tag a resource whose ARN has a random id, when it is created and while it is ours."""
    return grant(actions, *resources, when=ADOPTED), grant(actions, *resources, when=OWN)
