"""IAM roles, their policies, and who may assume them."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scripts.commands.scan.documents import iam_statements
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, references
from scripts.terraform.documents.embedded import SOURCE_KEYS, Statement, statements_in

INLINE_POLICIES = ("aws_iam_group_policy", "aws_iam_role_policy", "aws_iam_user_policy")


@policy(
    6,
    hipaa="308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) "
    "308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="IAMNoInlinePolicy",
)
def no_inline_iam_policies(configuration: Configuration) -> Violations:
    """No role, user or group has an inline policy."""
    # Neither as resource nor as block of a role.
    for resource in configuration.of(*INLINE_POLICIES):
        yield resource.violates("an inline policy; use aws_iam_policy and an attachment")
    for role in configuration.of("aws_iam_role"):
        if role.get("inline_policy"):
            yield role.violates("inline_policy; use aws_iam_policy and an attachment")


@policy(
    7,
    hipaa="308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) "
    "308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="IAMPolicyNoStatementsWithFullAccess IAMPolicyNoStatementsWithAdminAccess "
    "AwsSolutions-IAM5",
)
def no_wildcard_actions(configuration: Configuration) -> Violations:
    """An IAM policy names every action it allows, without wildcards."""
    # Allowing all but some actions (NotAction) is a wildcard as well.
    for resource, statement in iam_statements(configuration):
        if not statement.allows:
            continue
        for action in statement.actions:
            if "*" in action or "?" in action:
                yield resource.violates(f"allows {action}")
        if "NotAction" in statement.raw or "NotResource" in statement.raw:
            yield resource.violates("allows by NotAction or NotResource")


# Actions for which AWS knows no resource:
# https://docs.aws.amazon.com/service-authorization/latest/reference/
WITHOUT_RESOURCE = {
    "cloudwatch:PutMetricData",
    "ecr:GetAuthorizationToken",
    "logs:DescribeLogGroups",
    "secretsmanager:GetRandomPassword",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
# `*`, `secret:*`, `role/*`: a kind of resource without a name.
EVERY_ONE_OF_A_KIND = re.compile(r"[a-z-]*[:/]?\*.*")


@policy(27, hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1)", nag="AwsSolutions-IAM5")
def no_wildcard_resources(configuration: Configuration) -> Violations:
    """An IAM policy names its resources; only actions that have none are allowed on all."""
    # A condition does not excuse it.
    for resource, statement in iam_statements(configuration):
        if statement.allows and not statement.resources:
            yield resource.violates(
                f"allows {', '.join(statement.actions)} on what it does not name"
            )
        free = set(statement.actions) <= WITHOUT_RESOURCE
        for target in statement.resources if statement.allows and not free else []:
            if _is_everything(target):
                yield resource.violates(f"allows {', '.join(statement.actions)} on {target}")


def _is_everything(arn: str) -> bool:
    if arn == "*":
        return True
    if arn.startswith("${aws_"):
        return False
    # arn:partition:service:region:account:resource; expressions in it hold no colon of their own.
    parts = arn.split(":", 5)
    return len(parts) < 6 or "*" in parts[4] or bool(EVERY_ONE_OF_A_KIND.fullmatch(parts[5]))


# It takes on its role for log delivery without either key:
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
WITHOUT_SOURCE = {"cloudtrail.amazonaws.com"}
STRICT = {"StringEquals", "ArnEquals", "ArnLike", "StringLike"}


@policy(35, hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1) 312(d)")
def trust_policies(configuration: Configuration) -> Violations:
    """A role trusts AWS services only, and only when they act for this account."""
    # The condition keeps others from using the service as a confused deputy.
    for role, statement in statements_in(configuration, {"aws_iam_role": "assume_role_policy"}):
        if not statement.allows:
            continue
        strangers = [value for kind, value in statement.principals if kind != "Service"]
        if strangers or not statement.principals:
            yield role.violates(f"trusts {', '.join(strangers) or 'unnamed principals'}")
        trusted = {value for _, value in statement.principals}
        bound = is_bound_to_account(statement, configuration.account)
        if not trusted <= WITHOUT_SOURCE and not bound:
            yield role.violates("no aws:SourceAccount or aws:SourceArn condition")


def is_bound_to_account(statement: Statement, account: str) -> bool:
    """True if a condition demands this account, or a resource of it, as the source."""
    return any(
        key in SOURCE_KEYS
        and values
        and all(account in str(each) or str(each).startswith("${aws_") for each in values)
        for operator, keys in statement.condition.items()
        if operator in STRICT
        for key, values in keys.items()
    )


LOG_GROUPS = ("aws_cloudwatch_log_group",)
WRITE_LOGS = dict.fromkeys(
    ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), LOG_GROUPS
)
PULL_IMAGE = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")


class Use(NamedTuple):
    """What a role is for.

    type, argument: of the resource that names it. service: who takes it on. actions: what it may,
    and on resources of which types; of no type where AWS knows no resource, or it is elsewhere.
    managed: policies of AWS that it may have. conditions: action -> key, in lower case, of the
    condition without which the role could do it by another way. elsewhere: actions whose resource
    may also be one outside of the configuration, by its whole ARN.
    """

    type: str
    argument: str
    service: str
    actions: Mapping[str, tuple[str, ...]]
    managed: tuple[str, ...] = ()
    conditions: Mapping[str, str] = {}
    elsewhere: tuple[str, ...] = ()


MOUNT = ("ClientMount", "ClientRootAccess", "ClientWrite")
USES = (
    Use(
        "aws_ecs_task_definition",
        "execution_role_arn",
        "ecs-tasks.amazonaws.com",
        {
            **WRITE_LOGS,
            **{f"ecr:{action}": ("aws_ecr_repository",) for action in PULL_IMAGE},
            "ecr:GetAuthorizationToken": (),
            "kms:Decrypt": ("aws_kms_key",),
            "secretsmanager:GetSecretValue": ("aws_rds_cluster", "aws_secretsmanager_secret"),
        },
        conditions={"kms:Decrypt": "kms:viaservice"},
        # An image of the settings' choice lies in a repository of somebody else.
        elsewhere=tuple(f"ecr:{action}" for action in PULL_IMAGE),
    ),
    Use(
        "aws_ecs_task_definition",
        "task_role_arn",
        "ecs-tasks.amazonaws.com",
        {
            **WRITE_LOGS,
            **{f"elasticfilesystem:{action}": ("aws_efs_file_system",) for action in MOUNT},
            "kms:Decrypt": ("aws_kms_key",),
            "kms:GenerateDataKey": ("aws_kms_key",),
            "logs:DescribeLogGroups": (),
            "s3:GetEncryptionConfiguration": ("aws_s3_bucket",),
            "s3:PutObject": ("aws_s3_bucket",),
            **{
                f"ssmmessages:{verb}{kind}Channel": ()
                for verb in ("Create", "Open")
                for kind in ("Control", "Data")
            },
        },
        conditions={
            f"elasticfilesystem:{action}": "elasticfilesystem:accesspointarn" for action in MOUNT
        },
    ),
    Use(
        "aws_flow_log",
        "iam_role_arn",
        "vpc-flow-logs.amazonaws.com",
        {**WRITE_LOGS, "logs:DescribeLogGroups": ()},
    ),
    Use("aws_cloudtrail", "cloud_watch_logs_role_arn", "cloudtrail.amazonaws.com", WRITE_LOGS),
    Use(
        "aws_backup_selection",
        "iam_role_arn",
        "backup.amazonaws.com",
        {},
        (
            "service-role/AWSBackupServiceRolePolicyForBackup",
            "service-role/AWSBackupServiceRolePolicyForRestores",
        ),
    ),
    Use(
        "aws_rds_cluster_instance",
        "monitoring_role_arn",
        "monitoring.rds.amazonaws.com",
        {},
        ("service-role/AmazonRDSEnhancedMonitoringRole",),
    ),
)
# Policies of service roles whose rights change with the service.
SERVICE_ROLE_POLICIES = {name for use in USES for name in use.managed}
AWS_POLICY = ":aws:policy/"


@policy(
    26,
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1)",
    nag="AwsSolutions-IAM4 IAMPolicyNoStatementsWithAdminAccess",
)
def managed_policies(configuration: Configuration) -> Violations:
    """Of the AWS managed policies, only those of service roles are attached."""
    # So no full-access policy either.
    for resource in configuration.of(
        "aws_iam_role_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_group_policy_attachment",
        "aws_iam_user_policy_attachment",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_iam_role",
    ):
        attached = [resource.get("policy_arn")]
        # In a plan of what is deployed, AWS lists here what attachments of their own have attached.
        if resource.given is None or "managed_policy_arns" in resource.given:
            attached += as_list(resource.get("managed_policy_arns"))
        attached += as_list(resource.get("policy_arns"))
        for arn in filter(None, attached):
            name = str(arn).partition(AWS_POLICY)[2]
            if AWS_POLICY in str(arn) and name not in SERVICE_ROLE_POLICIES:
                yield resource.violates(f"attaches AWS's {name}")
            elif AWS_POLICY not in str(arn) and "${" not in str(arn):
                yield resource.violates(f"attaches {arn}, which is not part of this configuration")


@policy(
    53,
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="AwsSolutions-IAM4 AwsSolutions-IAM5",
)
def least_privilege(configuration: Configuration) -> Violations:
    """A role has one use, trusts only its service, and has only the permissions it needs."""
    # The rights of each use stand in a table here: one more is one more review.
    attached: set[str] = set()
    for role in configuration.of("aws_iam_role"):
        uses = [
            use for use in USES if role.address in configuration.targets({use.type: use.argument})
        ]
        if len(uses) != 1:
            yield role.violates(f"has {len(uses)} uses")
            continue
        yield from _trust_reasons(configuration, role, uses[0])
        for attachment in configuration.referring(role, "aws_iam_role_policy_attachment"):
            attached |= attachment.refers_to("policy_arn")
            yield from _rights(configuration, attachment, uses[0])
    for document in configuration.of("aws_iam_policy"):
        if document.address not in attached:
            yield document.violates("is not attached to a role with a known use")
    yield from _unbounded(configuration)


def _unbounded(configuration: Configuration) -> Violations:
    """Roles outside of the permissions boundary that the others have."""
    roles = configuration.of("aws_iam_role")
    bounds = {str(each.get("permissions_boundary") or "") for each in roles}
    for role in roles if len(bounds) > 1 else []:
        if not role.get("permissions_boundary"):
            yield role.violates("has no permissions boundary, and others have one")
    for role in roles if len(bounds - {""}) > 1 else []:
        yield role.violates(f"its permissions boundary is not that of all: {', '.join(bounds)}")


def _trust_reasons(configuration: Configuration, role: Resource, use: Use) -> Violations:
    for each, statement in statements_in(configuration, {"aws_iam_role": "assume_role_policy"}):
        if each != role or not statement.allows:
            continue
        if statement.principals != [("Service", use.service)]:
            yield role.violates(f"trusts others than {use.service}")
        if statement.actions != ["sts:AssumeRole"]:
            yield role.violates(f"allows {use.service} to do {', '.join(statement.actions)}")


def _rights(configuration: Configuration, attachment: Resource, use: Use) -> Violations:
    name = str(attachment.get("policy_arn")).partition(AWS_POLICY)[2]
    if name and name not in use.managed:
        yield attachment.violates(f"gives {use.argument} of {use.type} AWS's {name}")
    policies = attachment.refers_to("policy_arn")
    for each, statement in statements_in(configuration, {"aws_iam_policy": "policy"}):
        if each.address in policies and statement.allows:
            for reason in _excess(statement, use, planned=configuration.planned):
                yield each.violates(reason)


def _excess(statement: Statement, use: Use, *, planned: bool) -> Iterator[str]:
    """What is too much; a plan of what is deployed holds ARNs where references would stand."""
    found = {address.rpartition(".")[0] for address in references(statement.resources)}
    found -= {"data.aws_caller_identity"}
    for action in statement.actions:
        if action not in use.actions:
            yield f"allows {action}, which {use.argument} of {use.type} does not need"
        elif not found <= set(use.actions[action]):
            yield f"allows {action} on {', '.join(sorted(found - set(use.actions[action])))}"
        elif not found and not planned and not _may_be_elsewhere(action, statement, use):
            yield f"allows {action} on {', '.join(statement.resources)}"
        elif not _is_conditional(statement, use.conditions.get(action)):
            yield f"allows {action} without a condition on {use.conditions[action]}"


def _may_be_elsewhere(action: str, statement: Statement, use: Use) -> bool:
    whole = not any("*" in each or "?" in each for each in map(str, statement.resources))
    return not use.actions[action] or (action in use.elsewhere and whole)


def _is_conditional(statement: Statement, key: str | None) -> bool:
    return key is None or any(
        values and not any("*" in str(value) for value in values)
        for operator in ("ArnEquals", "StringEquals")
        for found, values in statement.condition.get(operator, {}).items()
        if found == key
    )
