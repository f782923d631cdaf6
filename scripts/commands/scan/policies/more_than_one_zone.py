"""No single zone and no single database instance carries the service."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Resource, Violation

SUBNETS = {
    "aws_db_subnet_group": ("subnet_ids",),
    "aws_ecs_service": ("network_configuration", "subnets"),
    "aws_elasticache_serverless_cache": ("subnet_ids",),
    "aws_lb": ("subnets",),
}


@policy(
    17,
    "Aurora has two instances or more, and every service stands in two zones or more.",
    hipaa=("308(a)(7)(i)", "308(a)(7)(ii)(C)"),
    nag=("RDSMultiAZSupport", "AwsSolutions-RDS3", "AwsSolutions-AEC4"),
)
def more_than_one_zone(configuration: Configuration) -> Iterator[Violation]:
    """A file system counts as standing where its mount targets do."""
    for cluster in configuration.of("aws_rds_cluster"):
        count = len(configuration.referring(cluster, "aws_rds_cluster_instance"))
        if count < 2:
            yield cluster.violates(f"{count} instance(s)")
    for target in configuration.of("aws_appautoscaling_target"):
        if not target.get("min_capacity"):
            yield target.violates("may stop every task")
    for type_, path in SUBNETS.items():
        for resource in configuration.of(type_):
            if len(_zones(configuration, resource.refers_to(*path))) < 2:
                yield resource.violates("in fewer than two zones")
    for files in configuration.of("aws_efs_file_system"):
        targets = configuration.referring(files, "aws_efs_mount_target")
        subnets = {address for each in targets for address in each.refers_to("subnet_id")}
        if len(_zones(configuration, subnets)) < 2:
            yield files.violates("mount targets in fewer than two zones")


def _zones(configuration: Configuration, addresses: set[str]) -> set[str]:
    subnets: list[Resource] = [
        configuration.by_address[address]
        for address in addresses
        if address.startswith("aws_subnet.") and address in configuration.by_address
    ]
    return {str(subnet.get("availability_zone")) for subnet in subnets}
