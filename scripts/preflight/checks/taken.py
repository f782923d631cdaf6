"""Who holds a name in AWS: one look-up for each type whose names are unique."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from scripts.aws.account import aws_errors
from scripts.preflight.subject import Subject


@dataclass(frozen=True)
class Held:
    """A name that is taken, and what to do."""

    said: str
    fix: str


@dataclass(frozen=True)
class Lookup:
    """`attribute` of Terraform's `type` names it; `holder` says who has that name, if anybody."""

    type: str
    attribute: str
    what: str
    holder: Callable[[Subject, str], Held | None]


def _there(subject: Subject) -> Held:
    return Held(
        "exists, and is not in the state",
        f"if an interrupted deployment left it: openemr state adopt {subject.name}; if it is "
        "somebody else's: another deployment name",
    )


def _describes(
    service: str, operation: str, parameter: str, key: str, *, listed: bool = False
) -> Callable[[Subject, str], Held | None]:
    """Asks `operation` for the name: `key` of the answer is empty, or an error, where it is free.

    listed: `parameter` takes a list of names.
    """

    def holder(subject: Subject, name: str) -> Held | None:
        client = subject.account.client(service)
        with aws_errors(f"look for {name} ({service} {operation})"):
            try:
                answer = getattr(client, operation)(**{parameter: [name] if listed else name})
            except client.exceptions.ClientError as refused:
                if _says_free(refused):
                    return None
                raise
        return _there(subject) if answer.get(key) else None

    return holder


def _says_free(refused: Any) -> bool:
    error = refused.response.get("Error", {})
    code, message = error.get("Code", ""), error.get("Message", "")
    free = ("NotFound", "NoSuch", "404", "does not exist")
    return any(word in f"{code} {message}" for word in free)


def _bucket(subject: Subject, name: str) -> Held | None:
    """Bucket names are shared by all accounts of the world."""
    s3 = subject.account.client("s3")
    with aws_errors(f"look for bucket {name} (s3:ListBucket)"):
        try:
            s3.head_bucket(Bucket=name)
        except s3.exceptions.ClientError as refused:
            if _says_free(refused):
                return None
            if refused.response["Error"]["Code"] == "403":
                return Held("belongs to somebody else", "another deployment name")
            raise
    return _there(subject)


def _secret(subject: Subject, name: str) -> Held | None:
    client = subject.account.client("secretsmanager")
    with aws_errors(f"look for secret {name} (secretsmanager:DescribeSecret)"):
        try:
            found = client.describe_secret(SecretId=name)
        except client.exceptions.ResourceNotFoundException:
            return None
    if not found.get("DeletedDate"):
        return _there(subject)
    return Held(
        f"scheduled for deletion since {found['DeletedDate']:%Y-%m-%d}",
        f"aws secretsmanager restore-secret --secret-id {name}, then openemr state adopt "
        f"{subject.name}",
    )


def _log_group(subject: Subject, name: str) -> Held | None:
    logs = subject.account.client("logs")
    with aws_errors(f"look for log group {name} (logs:DescribeLogGroups)"):
        found = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return _there(subject) if name in [each["logGroupName"] for each in found] else None


def _alias(subject: Subject, name: str) -> Held | None:
    kms = subject.account.client("kms")
    with aws_errors("list key aliases (kms:ListAliases)"):
        pages = kms.get_paginator("list_aliases").paginate()
        known = {alias["AliasName"] for page in pages for alias in page["Aliases"]}
    return _there(subject) if name in known else None


def _vault(subject: Subject, name: str) -> Held | None:
    """A missing vault is said to be forbidden, so all are listed."""
    backup = subject.account.client("backup")
    with aws_errors("list backup vaults (backup:ListBackupVaults)"):
        pages = backup.get_paginator("list_backup_vaults").paginate()
        known = {vault["BackupVaultName"] for page in pages for vault in page["BackupVaultList"]}
    return _there(subject) if name in known else None


def _web_acl(subject: Subject, name: str) -> Held | None:
    waf = subject.account.client("wafv2")
    with aws_errors("list web ACLs (wafv2:ListWebACLs)"):
        found = waf.list_web_acls(Scope="REGIONAL", Limit=100)["WebACLs"]
    return _there(subject) if name in [each["Name"] for each in found] else None


# Asked with one parameter, which holds the name or a list of it.
_rds = partial(_describes, "rds")
_elb = partial(_describes, "elbv2", listed=True)

LOOKUPS = (
    Lookup("aws_s3_bucket", "bucket", "bucket", _bucket),
    Lookup("aws_secretsmanager_secret", "name", "secret", _secret),
    Lookup("aws_cloudwatch_log_group", "name", "log group", _log_group),
    Lookup("aws_kms_alias", "name", "key alias", _alias),
    Lookup("aws_wafv2_web_acl", "name", "web ACL", _web_acl),
    Lookup(
        "aws_rds_cluster",
        "cluster_identifier",
        "database cluster",
        _rds("describe_db_clusters", "DBClusterIdentifier", "DBClusters"),
    ),
    Lookup(
        "aws_db_subnet_group",
        "name",
        "database subnet group",
        _rds("describe_db_subnet_groups", "DBSubnetGroupName", "DBSubnetGroups"),
    ),
    Lookup(
        "aws_efs_file_system",
        "creation_token",
        "file system",
        _describes("efs", "describe_file_systems", "CreationToken", "FileSystems"),
    ),
    Lookup("aws_iam_role", "name", "role", _describes("iam", "get_role", "RoleName", "Role")),
    Lookup(
        "aws_lb",
        "name",
        "load balancer",
        _elb("describe_load_balancers", "Names", "LoadBalancers"),
    ),
    Lookup(
        "aws_lb_target_group",
        "name",
        "target group",
        _elb("describe_target_groups", "Names", "TargetGroups"),
    ),
    Lookup("aws_backup_vault", "name", "backup vault", _vault),
    Lookup(
        "aws_elasticache_serverless_cache",
        "name",
        "cache",
        _describes(
            "elasticache", "describe_serverless_caches", "ServerlessCacheName", "ServerlessCaches"
        ),
    ),
    Lookup(
        "aws_cloudformation_stack",
        "name",
        "CloudFormation stack",
        _describes("cloudformation", "describe_stacks", "StackName", "Stacks"),
    ),
    Lookup(
        "aws_cloudtrail",
        "name",
        "trail",
        _describes("cloudtrail", "describe_trails", "trailNameList", "trailList", listed=True),
    ),
)
