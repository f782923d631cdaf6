"""The permissions boundary of a deployment's roles: the most that any of them may do.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (2026-11-30)
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.permissions.policies import Policy, merged, statement
from scripts.permissions.target import Target
from scripts.resources.actions.cloudwatch_logs import LOG_GROUPS
from scripts.resources.actions.secretsmanager import SECRETS
from scripts.resources.facets.actions import Grant, arn, grant
from scripts.terraform.documents.configuration import blocks

_BUCKETS = arn("s3", "openemr-{name}-*", region="", account="")
# Where the actions of a service may act; the roles' own policies say it more narrowly.
_RESOURCES = {
    "elasticfilesystem": (arn("elasticfilesystem", "file-system/*"),),
    "kms": (arn("kms", "key/*"),),
    "logs": LOG_GROUPS,
    "s3": (_BUCKETS, f"{_BUCKETS}/*"),
    "secretsmanager": (SECRETS, arn("secretsmanager", "secret:rds!cluster-*")),
}
_WITHOUT_RESOURCE = {"logs:DescribeLogGroups"}
# Of what these policies of AWS allow, the part for Aurora and EFS, which are all that a deployment
# backs up (docs/unverified.md).
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
_BACKUP = (
    grant(
        "backup:CopyFromBackupVault backup:CopyIntoBackupVault backup:DescribeBackupVault "
        "backup:TagResource",
        arn("backup", "backup-vault:openemr-{name}-*"),
    ),
    grant(
        "rds:AddTagsToResource rds:CopyDBClusterSnapshot rds:CreateDBClusterSnapshot "
        "rds:DeleteDBClusterSnapshot rds:DescribeDBClusterAutomatedBackups "
        "rds:DescribeDBClusterSnapshots rds:DescribeDBClusters rds:ListTagsForResource "
        "rds:ModifyDBClusterSnapshotAttribute"
    ),
    grant(
        "elasticfilesystem:Backup elasticfilesystem:DescribeFileSystems "
        "elasticfilesystem:DescribeTags elasticfilesystem:ListTagsForResource"
    ),
    grant(
        "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey "
        "kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo",
        arn("kms", "key/*"),
    ),
    grant("cloudwatch:GetMetricData tag:GetResources"),
)
_RESTORE = (
    grant(
        "rds:CreateDBInstance rds:RestoreDBClusterFromSnapshot rds:RestoreDBClusterToPointInTime"
    ),
    grant(
        "elasticfilesystem:CreateFileSystem elasticfilesystem:DeleteFileSystem "
        "elasticfilesystem:Restore elasticfilesystem:TagResource"
    ),
)
_OF_AWS = {
    "AWSBackupServiceRolePolicyForBackup": _BACKUP,
    "AWSBackupServiceRolePolicyForRestores": _RESTORE,
    "AmazonRDSEnhancedMonitoringRole": (
        grant(
            "logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogStreams logs:GetLogEvents "
            "logs:PutLogEvents logs:PutRetentionPolicy",
            arn("logs", "log-group:RDS*"),
        ),
    ),
}


def boundary_name(deployment: str) -> str:
    """The policy's name, after which the setting `permissions_boundary` is written."""
    return f"openemr-{deployment}-boundary"


def boundary(configuration: Mapping[str, Any], target: Target) -> Policy:
    """All that the configuration's roles are given, confined to the deployment's resources."""
    resources = configuration.get("resource", {})
    grants = [*_own(resources.get("aws_iam_policy", {}))]
    for each in resources.get("aws_iam_role_policy_attachment", {}).values():
        grants += _OF_AWS.get(str(each["policy_arn"]).rpartition("/")[2], ())
    filled = [*target.filled(iter(grants))]
    for region in _regions_of_copies(resources):
        filled += replace(target, region=region).filled(iter(_BACKUP))
    statements = [statement(each) for each in merged(iter(filled))]
    document = {"Version": "2012-10-17", "Statement": statements}
    return Policy(boundary_name(target.name), document)


def _regions_of_copies(resources: Mapping[str, Any]) -> list[str]:
    """Where AWS Backup makes copies under the same role as here."""
    arns = (
        str(copy["destination_vault_arn"])
        for plan in resources.get("aws_backup_plan", {}).values()
        for rule in blocks(plan, "rule")
        for copy in blocks(rule, "copy_action")
    )
    return list(dict.fromkeys(arn.split(":")[3] for arn in arns))


def _own(policies: Mapping[str, Mapping[str, Any]]) -> Iterator[Grant]:
    for each in policies.values():
        for one in json.loads(each["policy"])["Statement"]:
            listed = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
            for action in listed if one["Effect"] == "Allow" else ():
                named = _RESOURCES.get(action.partition(":")[0], ("*",))
                yield Grant((action,), ("*",) if action in _WITHOUT_RESOURCE else named)
