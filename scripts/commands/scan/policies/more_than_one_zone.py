"""No single zone and no single database instance carries the service."""

from scripts.commands.scan.policy import Configuration, Violations, policy

SUBNETS = {
    "aws_db_subnet_group": ("subnet_ids",),
    "aws_ecs_service": ("network_configuration", "subnets"),
    "aws_elasticache_serverless_cache": ("subnet_ids",),
    "aws_lb": ("subnets",),
}


@policy(
    17,
    "Aurora has two or more instances, and every service is in two or more zones.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(C)",
    nag="RDSMultiAZSupport AwsSolutions-RDS3 AwsSolutions-AEC4",
)
def more_than_one_zone(configuration: Configuration) -> Violations:
    """A file system counts as standing where its mount targets do."""
    for cluster in configuration.of("aws_rds_cluster"):
        count = len(configuration.referring(cluster, "aws_rds_cluster_instance"))
        if count < 2:
            yield cluster.violates(f"{count} instance(s)")
    for target in configuration.of("aws_appautoscaling_target"):
        if not target.get("min_capacity"):
            yield target.violates("min_capacity of 0 may stop every task")
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
    subnets = configuration.at(addresses, "aws_subnet")
    return {str(subnet.get("availability_zone")) for subnet in subnets}
