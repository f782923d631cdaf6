"""IAM: the actions that AWS authorizes beside the operation that a request names.

Source: the column "dependent actions" of the Service Authorization Reference and the pages named
below, all read 2026-11-30. https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.embedded_aws.server.aurora_copies import find_snapshot, find_source
from scripts.embedded_aws.server.wire import nested


@dataclass(frozen=True)
class Check:
    """One more action that a request needs; resource `*`: which one it is cannot be told."""

    action: str
    resource: str = "*"
    context: Mapping[str, Any] = field(default_factory=dict)


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
_PASSED_TO = {
    "backup:CreateBackupSelection": "backup.amazonaws.com",
    "backup:CreateRestoreTestingSelection": "backup.amazonaws.com",
    "backup:StartBackupJob": "backup.amazonaws.com",
    "backup:StartCopyJob": "backup.amazonaws.com",
    "backup:StartRestoreJob": "backup.amazonaws.com",
    "backup:UpdateBackupSelection": "backup.amazonaws.com",
    "backup:UpdateRestoreTestingSelection": "backup.amazonaws.com",
    "cloudtrail:CreateTrail": "cloudtrail.amazonaws.com",
    "cloudtrail:UpdateTrail": "cloudtrail.amazonaws.com",
    "ec2:CreateFlowLogs": "vpc-flow-logs.amazonaws.com",
    "ecs:RegisterTaskDefinition": "ecs-tasks.amazonaws.com",
    "rds:CreateDBInstance": "monitoring.rds.amazonaws.com",
    "rds:ModifyDBInstance": "monitoring.rds.amazonaws.com",
}
_ROLE_PARAMETERS = (
    *("executionRoleArn", "taskRoleArn", "IamRoleArn", "DeliverLogsPermissionArn"),
    *("CloudWatchLogsRoleArn", "MonitoringRoleArn"),
)
# The action by which each service authorizes tags in a request that creates something.
_TAGGING = {
    "acm": "AddTagsToCertificate",
    "application-autoscaling": "TagResource",
    "backup": "TagResource",
    "cloudformation": "TagResource",
    "cloudtrail": "AddTags",
    "cloudwatch": "TagResource",
    "ec2": "CreateTags",
    "ecr": "TagResource",
    "ecs": "TagResource",
    "elasticache": "AddTagsToResource",
    "elasticfilesystem": "TagResource",
    "elasticloadbalancing": "AddTags",
    "events": "TagResource",
    "kms": "TagResource",
    "logs": "TagResource",
    "rds": "AddTagsToResource",
    "secretsmanager": "TagResource",
    "sns": "TagResource",
    "wafv2": "TagResource",
}
_TAGGING_OF_IAM = {"iam:CreateRole": "iam:TagRole", "iam:CreatePolicy": "iam:TagPolicy"}
# WAF: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
# RDS: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html
_ALWAYS = {
    "backup:CreateBackupVault": ("backup-storage:MountCapsule",),
    "elasticache:CreateServerlessCache": ("ec2:CreateVpcEndpoint",),
    "elasticache:DeleteServerlessCache": ("ec2:DescribeTags",),
    "kms:CreateKey": ("kms:PutKeyPolicy",),
    "wafv2:AssociateWebACL": ("elasticloadbalancing:SetWebAcl",),
    "wafv2:DisassociateWebACL": ("elasticloadbalancing:SetWebAcl",),
    "wafv2:PutLoggingConfiguration": (
        *("logs:CreateLogDelivery", "logs:DescribeLogGroups"),
        *("logs:DescribeResourcePolicies", "logs:PutResourcePolicy"),
    ),
    "wafv2:DeleteLoggingConfiguration": ("logs:DeleteLogDelivery",),
}
# Services that take on the use of a customer managed key with the caller's rights.
_USES_KEY = {
    "backup:CreateBackupVault": ("EncryptionKeyArn",),
    "elasticache:CreateServerlessCache": ("KmsKeyId",),
    "elasticfilesystem:CreateFileSystem": ("KmsKeyId",),
    "rds:CreateDBCluster": ("KmsKeyId", "MasterUserSecretKmsKeyId"),
    "rds:ModifyDBCluster": ("MasterUserSecretKmsKeyId",),
    "rds:RestoreDBClusterFromSnapshot": ("KmsKeyId",),
    "rds:RestoreDBClusterToPointInTime": ("KmsKeyId",),
}
_KEY_USE = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
# CloudFormation acts with the caller's rights unless a service role is given:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
_STACK_HANDLERS = {
    "AWS::ElastiCache::User": {
        "CreateStack": ("CreateUser", "DescribeUsers"),
        "UpdateStack": ("DescribeUsers", "ModifyUser"),
        "DeleteStack": ("DeleteUser", "DescribeUsers"),
    }
}


def parameters_of(body: bytes, query: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a request in JSON or of the query protocol; empty for another form."""
    if body[:1] == b"{":
        try:
            found = json.loads(body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return nested(dict(query))


_TAG_PARAMETERS = {
    *("BackupPlanTags", "BackupVaultTags", "Tag", "TagList", "TagSpecification", "Tags"),
    *("TagsList", "tags"),
}


def tags_of(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a request, in whatever form its service has them, as condition keys."""
    return {f"aws:requesttag/{key}".lower(): value for key, value in _tags(parameters)}


def _tags(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _TAG_PARAMETERS & set(parameters):
        value = parameters[name]
        if isinstance(value, Mapping):
            yield from ((str(key), str(each)) for key, each in value.items())
        for each in value if isinstance(value, list) else ():
            yield from _tags(each) if "Tag" in each else _pair(each)


def dependent_checks(
    action: str, parameters: Mapping[str, Any], tags: Mapping[str, Any], service_of_stack: str
) -> Iterator[Check]:
    """What AWS authorizes beside `action`. service_of_stack: type in the CloudFormation stack."""
    service, _, operation = action.partition(":")
    for role in _roles(parameters) if action in _PASSED_TO else ():
        yield Check("iam:PassRole", role, {"iam:passedtoservice": _PASSED_TO[action]})
    yield from map(Check, _ALWAYS.get(action, ()))
    if copy := _copy(action, parameters):
        yield Check(action, str(copy.get("DBClusterSnapshotArn") or copy["DBClusterArn"]))
    if tags and not operation.startswith(("Tag", "AddTags", "CreateTags", "PutBucketTagging")):
        tagging = _TAGGING_OF_IAM.get(action) or f"{service}:{_TAGGING.get(service, '')}"
        if not tagging.endswith(":"):
            yield Check(tagging, "*", {**tags, "ec2:createaction": operation})
    named = [str(parameters.get(name) or "") for name in _USES_KEY.get(action, ())]
    for key in [*named, _key_of_copy(action, parameters)]:
        if key:
            via = f"{service}.{key.split(':')[3] if key.startswith('arn:') else ''}.amazonaws.com"
            grant = {"kms:viaservice": via, "kms:grantisforawsresource": "true"}
            yield from (
                Check(each, key if key.startswith("arn:") else "*", grant) for each in _KEY_USE
            )
    managed = parameters.get("ManageMasterUserPassword") == "true"
    if managed and action in ("rds:CreateDBCluster", "rds:ModifyDBCluster"):
        yield from map(Check, ("secretsmanager:CreateSecret", "secretsmanager:TagResource"))
    if service == "cloudformation":
        handlers = _STACK_HANDLERS.get(service_of_stack, {}).get(operation, ())
        yield from (Check(f"elasticache:{each}") for each in handlers)
        if handlers and "{{resolve:secretsmanager:" in str(parameters.get("TemplateBody")):
            yield Check("secretsmanager:GetSecretValue")


def _key_of_copy(action: str, parameters: Mapping[str, Any]) -> str:
    """The key of an encrypted snapshot or cluster, under which its copy is restored.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html
    (2026-11)
    """
    copy = _copy(action, parameters)
    return str(copy["KmsKeyId"]) if copy and copy["StorageEncrypted"] else ""


def _copy(action: str, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    """The snapshot or cluster that is restored, a resource of the action beside the new cluster."""
    if action == "rds:RestoreDBClusterFromSnapshot":
        return find_snapshot(str(parameters.get("SnapshotIdentifier") or ""))
    if action == "rds:RestoreDBClusterToPointInTime":
        sources = ("SourceDBClusterIdentifier", "SourceDbClusterResourceId")
        return find_source(*(str(parameters.get(name) or "") for name in sources))
    return None


def _pair(tag: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue")):
        if key in tag:
            yield str(tag[key]), str(tag.get(value, ""))


def _roles(parameters: Any) -> Iterator[str]:
    """ARNs of the roles that a request hands to a service."""
    if isinstance(parameters, Mapping):
        for name, value in parameters.items():
            if name in _ROLE_PARAMETERS and isinstance(value, str) and value:
                yield value
            else:
                yield from _roles(value)
