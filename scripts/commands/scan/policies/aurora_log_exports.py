"""Aurora sends all four logs to CloudWatch."""

from scripts.commands.scan.policy import Configuration, Violations, policy

LOGS = {"audit", "error", "general", "slowquery"}


@policy(
    4,
    "An Aurora cluster exports its audit, error, general and slow-query logs.",
    hipaa="308(a)(3)(ii)(A) 308(a)(5)(ii)(C)",
    nag="RDSLoggingEnabled AwsSolutions-RDS16",
)
def aurora_log_exports(configuration: Configuration) -> Violations:
    """A log that is exported and switched off stays empty; that is allowed."""
    for cluster in configuration.of("aws_rds_cluster"):
        missing = LOGS - set(cluster.get("enabled_cloudwatch_logs_exports") or [])
        if missing:
            yield cluster.violates(f"not exported: {', '.join(sorted(missing))}")
