"""Evidence in log groups is kept six years."""

from scripts.commands.scan.policy import Configuration, Violations, policy

# Six years: 45 CFR 164.316(b)(2)(i).
LEAST_DAYS = 2192
# Type -> path of the argument that names the log group.
WRITERS = {
    "aws_cloudtrail": "cloud_watch_logs_group_arn",
    "aws_ecs_cluster": "configuration.execute_command_configuration",
    "aws_flow_log": "log_destination",
    "aws_wafv2_web_acl_logging_configuration": "log_destination_configs",
}
DATABASE_AUDIT = "/audit"


@policy(
    31,
    "Log groups that hold evidence keep it 2192 days or more.",
    hipaa="312(b) 316(b)(2)(i)",
    nag="CloudWatchLogGroupRetentionPeriod",
)
def audit_log_retention(configuration: Configuration) -> Violations:
    """Evidence is what trails, flow logs, firewalls, ECS Exec and the database's audit write."""
    written = configuration.targets(WRITERS)
    for group in configuration.of("aws_cloudwatch_log_group"):
        evidence = group.address in written or str(group.get("name")).endswith(DATABASE_AUDIT)
        days = group.get("retention_in_days")
        if evidence and days and days < LEAST_DAYS:
            yield group.violates(f"kept {days} days")
        if not days:
            yield group.violates("kept without limit, because retention_in_days is not set")
