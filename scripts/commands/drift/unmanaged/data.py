"""Unmanaged access to data: database, file systems, cache users, and backup vaults."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.backup_opt_in import SERVICES, command, opted_out
from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Event, Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resource, Resources
from scripts.commands.drift.running import data as running

_PRIVATE = Unmanaged("cluster_members", Severity.HIGH, "Another instance serves the database.")
_PUBLIC = Unmanaged(
    "cluster_members",
    Severity.CRITICAL,
    "Another instance serves the database on a public address.",
)
_SNAPSHOT = Unmanaged(
    "shared_snapshot",
    Severity.CRITICAL,
    "Other AWS accounts can restore the database from a snapshot.",
)


def databases(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Further instances of our clusters, states of ours, and snapshots that others may restore."""
    ours = {each.id: each.address for each in resources.of("aws_rds_cluster_instance")}
    for cluster in resources.of("aws_rds_cluster"):
        members = {"Name": "db-cluster-id", "Values": [cluster.id]}
        for instance in aws.list("rds", "describe_db_instances", "DBInstances", Filters=[members]):
            name, public = instance["DBInstanceIdentifier"], instance.get("PubliclyAccessible")
            status = instance.get("DBInstanceStatus")
            if name in ours:
                yield from running.INSTANCE.judge(ours[name], status)
            elif status != "deleting":
                what = f"{name} ({'public' if public else 'private'})"
                yield (_PUBLIC if public else _PRIVATE).at(cluster.address, what, name)
        yield from _shared_snapshots(cluster, aws)


def _shared_snapshots(cluster: Resource, aws: AwsReader) -> Iterator[Finding]:
    """Only manual snapshots can be shared (2026-11).

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html
    """
    for snapshot in aws.list(
        "rds",
        "describe_db_cluster_snapshots",
        "DBClusterSnapshots",
        DBClusterIdentifier=cluster.id,
        SnapshotType="manual",
    ):
        name = snapshot["DBClusterSnapshotIdentifier"]
        answer = aws.get(
            "rds", "describe_db_cluster_snapshot_attributes", DBClusterSnapshotIdentifier=name
        )
        accounts = [
            account
            for each in answer["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
            if each["AttributeName"] == "restore"
            for account in each.get("AttributeValues") or []
        ]
        if accounts:
            # Anybody may restore a snapshot whose attribute `restore` holds `all`.
            whom = "everyone" if "all" in accounts else ", ".join(sorted(accounts))
            yield _SNAPSHOT.at(cluster.address, f"{name} with {whom}", name)


_PROXY = Unmanaged(
    "db_proxy",
    Severity.CRITICAL,
    "A proxy passes connections on to the database, with credentials of its own.",
)


def proxies(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Proxies of our clusters, wherever they are; those in our VPC are told there too."""
    clusters = {each.id: each.address for each in resources.of("aws_rds_cluster")}
    ours = resources.ids("aws_db_proxy")
    for proxy in aws.list("rds", "describe_db_proxies", "DBProxies") if clusters else []:
        name = proxy["DBProxyName"]
        if name in ours:
            continue
        targets = aws.list(
            "rds",
            "describe_db_proxy_targets",
            "Targets",
            absent="DBProxyNotFoundFault",
            DBProxyName=name,
        )
        # An instance of a cluster names its cluster as well.
        served = {
            each.get(key)
            for each in targets
            for key in ("RdsResourceId", "TrackedClusterId")
            if each.get(key) in clusters
        }
        for cluster in sorted(served):
            yield _PROXY.at(clusters[cluster], name, name)


_LEAVING = ("deleting", "deleted")
_REPLICATION = Unmanaged(
    "replication", Severity.CRITICAL, "All files are copied to another file system."
)
_ACCESS_POINT = Unmanaged(
    "access_point", Severity.CRITICAL, "Another access point leads to the files."
)
_MOUNT_TARGET = Unmanaged(
    "mount_target", Severity.HIGH, "The files can be mounted from another subnet."
)


def file_systems(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Further access points and mount targets, states of ours, and replicas."""
    points = {each.id: each.address for each in resources.of("aws_efs_access_point")}
    targets = {each.id: each.address for each in resources.of("aws_efs_mount_target")}
    for system in resources.of("aws_efs_file_system"):
        of_it = {"FileSystemId": system.id}
        for point in aws.list("efs", "describe_access_points", "AccessPoints", **of_it):
            name = point["AccessPointId"]
            if name in points:
                yield from running.WAY_TO_FILES.judge(points[name], point["LifeCycleState"])
            elif point["LifeCycleState"] not in _LEAVING:
                path = (point.get("RootDirectory") or {}).get("Path", "/")
                yield _ACCESS_POINT.at(system.address, f"{name} at {path}", name)
        for target in aws.list("efs", "describe_mount_targets", "MountTargets", **of_it):
            name = target["MountTargetId"]
            if name in targets:
                yield from running.WAY_TO_FILES.judge(targets[name], target["LifeCycleState"])
            elif target["LifeCycleState"] not in _LEAVING:
                yield _MOUNT_TARGET.at(system.address, f"{name} in {target['SubnetId']}", name)
        if not resources.ids("aws_efs_replication_configuration"):
            yield from _replications(system, aws)


def _replications(system: Resource, aws: AwsReader) -> Iterator[Finding]:
    for replication in aws.list(
        "efs",
        "describe_replication_configurations",
        "Replications",
        absent="ReplicationNotFound",
        FileSystemId=system.id,
    ):
        # The file system may also be the replica, which `protection` then shows.
        if replication["SourceFileSystemId"] == system.id:
            copies = ", ".join(
                f"{each.get('FileSystemId', '?')} in {each['Region']}"
                for each in replication["Destinations"]
            )
            yield _REPLICATION.at(system.address, copies, copies)


def cache_users(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Differences between a CloudFormation template and the cache's user that it made.

    Terraform sees the stack, and a stack does not look at its resources.
    """
    for stack in resources.of("aws_cloudformation_stack"):
        template = json.loads(stack.values["template_body"])
        for made in template.get("Resources", {}).values():
            if made["Type"] == "AWS::ElastiCache::User":
                yield from _of_user(stack.address, made["Properties"], aws)


def _of_user(address: str, wanted: Mapping[str, Any], aws: AwsReader) -> Iterator[Finding]:
    def changed(attribute: str, before: str, after: str, reason: str) -> Finding:
        outlook = "Stays: Terraform sees the CloudFormation stack, not the user that it made."
        severity, reasons = Severity.CRITICAL, (reason,)
        return Finding(
            address, Event.CHANGED, attribute, before, after, severity, reasons, outlook=outlook
        )

    name = wanted["UserId"]
    users = aws.list("elasticache", "describe_users", "Users", absent="UserNotFound", UserId=name)
    if not users:
        yield changed("user", name, "gone", "The application cannot sign in to the cache.")
        return
    rights, asked = users[0]["AccessString"], wanted["AccessString"]
    if more := sorted(_rights(rights) - _rights(asked)):
        reason = f"The cache's user may do more than its sessions need: {' '.join(more)}."
        yield changed("access_string", asked, rights, reason)
    proof, wanted_proof = users[0]["Authentication"]["Type"], wanted["AuthenticationMode"]["Type"]
    if proof != wanted_proof:
        reason = "The cache's user signs in in another way."
        yield changed("authentication_mode", wanted_proof, proof, reason)


def _rights(access: str) -> set[str]:
    """The keys and commands that it opens, or `off`.

    ElastiCache gives an access string back in another form than it was given, with terms of its
    own that open nothing (aws-controllers-k8s/community#677), so that only rights are compared.
    """
    words = {"allkeys": "~*", "allcommands": "+@all"}
    terms = {words.get(term, term) for term in access.split()}
    return {term for term in terms if term == "off" or term[0] in "~+%"}


_VAULT_POLICY = Unmanaged(
    "policy",
    Severity.CRITICAL,
    "The vault got an access policy by hand; others may copy or delete backups.",
)


def vault_policies(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Policies of vaults without one in the state, which would show its own changes."""
    ours = resources.ids("aws_backup_vault_policy", key="backup_vault_name")
    for vault in resources.of("aws_backup_vault"):
        name = vault.values["name"]
        if name in ours:
            continue
        answer = aws.get(
            "backup",
            "get_backup_vault_access_policy",
            absent="ResourceNotFoundException",
            BackupVaultName=name,
        )
        if policy := answer.get("Policy"):
            yield _VAULT_POLICY.at(vault.address, policy, name)


def backup_opt_in(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Services that the Region's settings exclude from AWS Backup, which Terraform does not see."""
    protected = resources.of(*SERVICES)
    if not protected:
        return
    answer = aws.get("backup", "describe_region_settings")
    for resource in protected:
        for service in opted_out(answer.get("ResourceTypeOptInPreference", {}), [resource.type]):
            yield Finding(
                resource.address,
                Event.CHANGED,
                "resource_type_opt_in_preference",
                "true",
                "false",
                Severity.CRITICAL,
                (f"AWS Backup makes no copies of {service} in this Region, and nothing fails.",),
                outlook=f"Stays until somebody opts in: {command('REGION', [service])}",
            )
