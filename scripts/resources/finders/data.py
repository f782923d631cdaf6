"""Database, cache, file system, lock table and backups."""

from collections.abc import Iterator
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted


def cluster(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("cluster_identifier")
    listed = aws.list("rds", "describe_db_clusters", "DBClusters", DBClusterIdentifier=name)
    for each in listed:
        yield found(
            name,
            tags=each.get("TagList", ()),
            busy=each["Status"] == "creating",
            arn=each["DBClusterArn"],
        )


def instance(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("identifier")
    listed = aws.list("rds", "describe_db_instances", "DBInstances", DBInstanceIdentifier=name)
    for each in listed:
        busy = each["DBInstanceStatus"] == "creating"
        yield found(name, tags=each.get("TagList", ()), busy=busy)


def parameter_group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list(
        "rds",
        "describe_db_cluster_parameter_groups",
        "DBClusterParameterGroups",
        DBClusterParameterGroupName=name,
    )
    for each in listed:
        yield found(name, tags=_rds_tags(aws, each["DBClusterParameterGroupArn"]), name=name)


def subnet_group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list("rds", "describe_db_subnet_groups", "DBSubnetGroups", DBSubnetGroupName=name)
    for each in listed:
        yield found(name, tags=_rds_tags(aws, each["DBSubnetGroupArn"]), name=name)


def _rds_tags(aws: AwsReader, arn: str) -> list[Any]:
    return aws.list("rds", "list_tags_for_resource", "TagList", ResourceName=arn)


def serverless_cache(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    listed = aws.list(
        "elasticache", "describe_serverless_caches", "ServerlessCaches", ServerlessCacheName=name
    )
    for each in listed:
        busy = each["Status"] == "creating"
        yield found(name, tags=_cache_tags(aws, each["ARN"]), busy=busy, name=name)


def user_group(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("user_group_id")
    listed = aws.list("elasticache", "describe_user_groups", "UserGroups", UserGroupId=name)
    for each in listed:
        busy = each["Status"] == "creating"
        tags = _cache_tags(aws, each["ARN"])
        yield found(name, tags=tags, busy=busy, user_group_id=name)


def _cache_tags(aws: AwsReader, arn: str) -> list[Any]:
    return aws.list("elasticache", "list_tags_for_resource", "TagList", ResourceName=arn)


def file_system(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    listed = aws.list(
        "efs",
        "describe_file_systems",
        "FileSystems",
        CreationToken=wanted.text("creation_token"),
    )
    for each in listed:
        busy = each["LifeCycleState"] == "creating"
        arn = each["FileSystemArn"]
        yield found(each["FileSystemId"], tags=each.get("Tags", ()), busy=busy, arn=arn)


def file_system_policy(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    system = wanted.text("file_system_id")
    if aws.get("efs", "describe_file_system_policy", FileSystemId=system).get("Policy"):
        yield found(system, file_system_id=system)


def access_point(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    listed = aws.list(
        "efs", "describe_access_points", "AccessPoints", FileSystemId=wanted.text("file_system_id")
    )
    for each in listed:
        if each.get("Name") == wanted.name_tag:
            busy = each["LifeCycleState"] == "creating"
            arn = each["AccessPointArn"]
            yield found(each["AccessPointId"], tags=each.get("Tags", ()), busy=busy, arn=arn)


def mount_target(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    subnet = wanted.text("subnet_id")
    listed = aws.list(
        "efs", "describe_mount_targets", "MountTargets", FileSystemId=wanted.text("file_system_id")
    )
    for each in listed:
        if each["SubnetId"] == subnet:
            yield found(each["MountTargetId"], busy=each["LifeCycleState"] == "creating")


def table(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    table = aws.get("dynamodb", "describe_table", TableName=name).get("Table")
    if table:
        arn = table["TableArn"]
        tags = aws.list("dynamodb", "list_tags_of_resource", "Tags", ResourceArn=arn)
        yield found(name, tags=tags, busy=table["TableStatus"] == "CREATING", name=name, arn=arn)


def vault(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    # AWS Backup says AccessDenied about a vault that is not there, so the list is asked.
    for each in aws.list("backup", "list_backup_vaults", "BackupVaultList"):
        if each["BackupVaultName"] == name:
            yield found(name, tags=_backup_tags(aws, each["BackupVaultArn"]), name=name)


def vault_policy(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("backup_vault_name")
    if aws.get("backup", "get_backup_vault_access_policy", BackupVaultName=name).get("Policy"):
        yield found(name, backup_vault_name=name)


def plan(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    for each in aws.list("backup", "list_backup_plans", "BackupPlansList"):
        if each["BackupPlanName"] == name and not each.get("DeletionDate"):
            yield found(each["BackupPlanId"], tags=_backup_tags(aws, each["BackupPlanArn"]))


def selection(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    plan, name = wanted.text("plan_id"), wanted.text("name")
    listed = aws.list("backup", "list_backup_selections", "BackupSelectionsList", BackupPlanId=plan)
    for each in listed:
        if each["SelectionName"] == name:
            yield found(f"{plan}|{each['SelectionId']}", id=each["SelectionId"])


def _backup_tags(aws: AwsReader, arn: str) -> dict[str, str]:
    return dict(aws.get("backup", "list_tags", ResourceArn=arn).get("Tags", {}))
