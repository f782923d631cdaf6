"""A deployment has everything that protects it."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.resources import made

DATABASE_LOGS = "/aws/rds/cluster/"


@policy(
    41,
    "Each resource that protects another one exists, and a log group for each database log.",
    hipaa="308(a)(1)(ii)(B) 308(a)(7)(i) 312(b)",
)
def nothing_missing(configuration: Configuration) -> Violations:
    """RDS would make missing log groups itself: unencrypted, and kept for ever."""
    for entry in made():
        resources = configuration.of(entry.name)
        # A check of a resource cannot fail where the resource is gone.
        if entry.required and configuration.is_deployment and not resources:
            yield configuration.lacks(f"no {entry.name}")
        for resource in resources:
            for companion in entry.requires:
                if not configuration.referring(resource, companion):
                    yield resource.violates(f"no {companion}")
    names = {str(group.get("name")) for group in configuration.of("aws_cloudwatch_log_group")}
    for cluster in configuration.of("aws_rds_cluster"):
        for log in cluster.get("enabled_cloudwatch_logs_exports") or []:
            name = f"{DATABASE_LOGS}{cluster.get('cluster_identifier')}/{log}"
            if name not in names:
                yield cluster.violates(f"no log group {name}")
