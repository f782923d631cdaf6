"""Arguments whose absence means a wider default, or a record that is never written."""

from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation
from scripts.scan.policy import policy

# Type -> arguments, most of which Terraform takes for optional.
NEEDED = {
    "aws_backup_selection": ("iam_role_arn",),
    "aws_cloudtrail": ("cloud_watch_logs_role_arn",),
    "aws_ecs_task_definition": ("container_definitions", "execution_role_arn", "task_role_arn"),
    "aws_efs_file_system_policy": ("policy",),
    "aws_efs_mount_target": ("security_groups",),
    "aws_elasticache_user_group": ("user_ids",),
    "aws_flow_log": ("iam_role_arn", "log_destination"),
    "aws_iam_role": ("assume_role_policy",),
    "aws_rds_cluster": ("db_subnet_group_name", "vpc_security_group_ids"),
    "aws_rds_cluster_instance": ("ca_cert_identifier", "monitoring_role_arn"),
    "aws_s3_bucket_policy": ("policy",),
    "aws_sns_topic_policy": ("policy",),
    "aws_wafv2_web_acl_logging_configuration": ("log_destination_configs",),
}


@policy(
    49,
    "No argument is left out whose default would be wider, or would write no record.",
    hipaa=("312(a)(1)", "312(b)", "312(e)(1)"),
)
def required_arguments(configuration: Configuration) -> Iterator[Violation]:
    """Such as subnets and security groups, which default to those of the account's own VPC."""
    for type_, arguments in NEEDED.items():
        for resource in configuration.of(type_):
            for argument in arguments:
                if not resource.get(argument):
                    yield resource.violates(f"no {argument}")
