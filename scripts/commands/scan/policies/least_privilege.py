"""Roles have the rights that their use needs."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, references
from scripts.terraform.documents.embedded import Statement, statements_in

LOGS = ("aws_cloudwatch_log_group",)
WRITE_LOGS = dict.fromkeys(
    ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"), LOGS
)
PULL = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")


class Use(NamedTuple):
    """What a role is for.

    type, argument: of the resource that names it. service: who takes it on. actions: what it may,
    and on resources of which types; of no type where AWS knows no resource, or it is elsewhere.
    managed: policies of AWS that it may have. conditions: action -> key, in lower case, of the
    condition without which the role could do it by another way.
    """

    type: str
    argument: str
    service: str
    actions: Mapping[str, tuple[str, ...]]
    managed: tuple[str, ...] = ()
    conditions: Mapping[str, str] = {}


MOUNT = ("ClientMount", "ClientRootAccess", "ClientWrite")
USES = (
    Use(
        "aws_ecs_task_definition",
        "execution_role_arn",
        "ecs-tasks.amazonaws.com",
        {
            **WRITE_LOGS,
            **{f"ecr:{action}": () for action in (*PULL, "GetAuthorizationToken")},
            "kms:Decrypt": ("aws_kms_key",),
            "secretsmanager:GetSecretValue": ("aws_rds_cluster", "aws_secretsmanager_secret"),
        },
        conditions={"kms:Decrypt": "kms:viaservice"},
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
MARK = ":aws:policy/"


@policy(
    53,
    "A role has one use, trusts only its service, and has only the permissions it needs.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="AwsSolutions-IAM4 AwsSolutions-IAM5",
)
def least_privilege(configuration: Configuration) -> Violations:
    """The rights of each use stand in a table here: one more is one more review."""
    attached: set[str] = set()
    for role in configuration.of("aws_iam_role"):
        uses = [
            use for use in USES if role.address in configuration.targets({use.type: use.argument})
        ]
        if len(uses) != 1:
            yield role.violates(f"has {len(uses)} uses")
            continue
        yield from _trust(configuration, role, uses[0])
        for attachment in configuration.referring(role, "aws_iam_role_policy_attachment"):
            attached |= attachment.refers_to("policy_arn")
            yield from _rights(configuration, attachment, uses[0])
    for document in configuration.of("aws_iam_policy"):
        if document.address not in attached:
            yield document.violates("is not attached to a role with a known use")


def _trust(configuration: Configuration, role: Resource, use: Use) -> Violations:
    for each, statement in statements_in(configuration, {"aws_iam_role": "assume_role_policy"}):
        if each != role or not statement.allows:
            continue
        if statement.principals != [("Service", use.service)]:
            yield role.violates(f"trusts others than {use.service}")
        if statement.actions != ["sts:AssumeRole"]:
            yield role.violates(f"allows {use.service} to do {', '.join(statement.actions)}")


def _rights(configuration: Configuration, attachment: Resource, use: Use) -> Violations:
    name = str(attachment.get("policy_arn")).partition(MARK)[2]
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
        elif use.actions[action] and not found and not planned:
            yield f"allows {action} on {', '.join(statement.resources)}"
        elif not _is_conditional(statement, use.conditions.get(action)):
            yield f"allows {action} without a condition on {use.conditions[action]}"


def _is_conditional(statement: Statement, key: str | None) -> bool:
    return key is None or any(
        values and not any("*" in str(value) for value in values)
        for operator in ("ArnEquals", "StringEquals")
        for found, values in statement.condition.get(operator, {}).items()
        if found == key
    )
