"""A deployment has everything that protects it."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation

# A check of a resource cannot fail where the resource is gone.
NEEDED = (
    "aws_appautoscaling_policy",
    "aws_appautoscaling_target",
    "aws_backup_plan",
    "aws_backup_selection",
    "aws_backup_vault",
    "aws_cloudwatch_log_group",
    "aws_default_security_group",
    "aws_ecs_cluster",
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_efs_access_point",
    "aws_efs_file_system",
    "aws_efs_file_system_policy",
    "aws_elasticache_serverless_cache",
    "aws_elasticache_user_group",
    "aws_flow_log",
    "aws_kms_key",
    "aws_lb",
    "aws_lb_listener",
    "aws_lb_target_group",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_rds_cluster_parameter_group",
    "aws_secretsmanager_secret",
    "aws_vpc",
    "aws_wafv2_web_acl",
    "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration",
)
# What AWS keeps apart from the resource that it protects.
COMPANIONS = {
    "aws_lb": ("aws_wafv2_web_acl_association",),
    "aws_lb_target_group": ("aws_lb_listener",),
    "aws_s3_bucket": (
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
    ),
    "aws_secretsmanager_secret": ("aws_secretsmanager_secret_version",),
    "aws_vpc": ("aws_default_security_group", "aws_flow_log"),
}
DATABASE_LOGS = "/aws/rds/cluster/"


@policy(
    41,
    "Each resource that protects another one is there, and a log group for each database log.",
    hipaa=("308(a)(1)(ii)(B)", "308(a)(7)(i)", "312(b)"),
)
def nothing_missing(configuration: Configuration) -> Iterator[Violation]:
    """RDS would make missing log groups itself: unencrypted, and kept for ever."""
    for type_ in NEEDED if configuration.is_deployment else ():
        if not configuration.of(type_):
            yield configuration.lacks(f"no {type_}")
    for type_, companions in COMPANIONS.items():
        for resource in configuration.of(type_):
            for companion in companions:
                if not configuration.referring(resource, companion):
                    yield resource.violates(f"no {companion}")
    names = {str(group.get("name")) for group in configuration.of("aws_cloudwatch_log_group")}
    for cluster in configuration.of("aws_rds_cluster"):
        for log in cluster.get("enabled_cloudwatch_logs_exports") or []:
            name = f"{DATABASE_LOGS}{cluster.get('cluster_identifier')}/{log}"
            if name not in names:
                yield cluster.violates(f"no log group {name}")
