"""Access points, mount targets and replicas of our file systems that Terraform did not make."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resource, Resources

_LEAVING = ("deleting", "deleted")


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Further ways to the files, and copies of them."""
    for system in resources.of("aws_efs_file_system"):
        yield from _ways_in(system, resources, aws)
        if not resources.ids("aws_efs_replication_configuration"):
            for replication in aws.list(
                "efs",
                "describe_replication_configurations",
                "Replications",
                absent="ReplicationNotFound",
                FileSystemId=system.id,
            ):
                # The file system may also be the replica, which `protection` then tells.
                if replication["SourceFileSystemId"] == system.id:
                    copies = [
                        f"{each.get('FileSystemId', '?')} in {each['Region']}"
                        for each in replication["Destinations"]
                    ]
                    yield added(
                        system.address,
                        "replication",
                        ", ".join(copies),
                        Severity.CRITICAL,
                        "All files are copied to another file system.",
                        identity=", ".join(copies),
                    )


def _ways_in(system: Resource, resources: Resources, aws: Reading) -> Iterator[Finding]:
    points = resources.ids("aws_efs_access_point")
    for point in aws.list("efs", "describe_access_points", "AccessPoints", FileSystemId=system.id):
        name = point["AccessPointId"]
        if name not in points and point["LifeCycleState"] not in _LEAVING:
            path = (point.get("RootDirectory") or {}).get("Path", "/")
            yield added(
                system.address,
                "access_point",
                f"{name} at {path}",
                Severity.CRITICAL,
                "Another access point leads to the files.",
                identity=name,
            )
    targets = resources.ids("aws_efs_mount_target")
    for target in aws.list("efs", "describe_mount_targets", "MountTargets", FileSystemId=system.id):
        name = target["MountTargetId"]
        if name not in targets and target["LifeCycleState"] not in _LEAVING:
            yield added(
                system.address,
                "mount_target",
                f"{name} in {target['SubnetId']}",
                Severity.HIGH,
                "The files can be mounted from another subnet.",
                identity=name,
            )
