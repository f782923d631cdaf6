"""Nothing is made that no check judges."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation

# Types that the checks here and Checkov's together cover. Before a type is added, somebody asks
# how it can go wrong, and which check would notice.
COMMON = {
    "aws_kms_alias",
    "aws_kms_key",
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
}
OF_REMOTE_STATE = {"aws_dynamodb_table"}
OF_DEPLOYMENT = {
    "aws_acm_certificate",
    "aws_acm_certificate_validation",
    "aws_appautoscaling_policy",
    "aws_appautoscaling_target",
    "aws_backup_plan",
    "aws_backup_selection",
    "aws_backup_vault",
    "aws_backup_vault_lock_configuration",
    "aws_backup_vault_policy",
    "aws_cloudformation_stack",
    "aws_cloudtrail",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_event_target",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_db_subnet_group",
    "aws_default_security_group",
    "aws_ecr_lifecycle_policy",
    "aws_ecr_repository",
    "aws_ecs_cluster",
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_efs_access_point",
    "aws_efs_file_system",
    "aws_efs_file_system_policy",
    "aws_efs_mount_target",
    "aws_eip",
    "aws_elasticache_serverless_cache",
    "aws_elasticache_user_group",
    "aws_flow_log",
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy_attachment",
    "aws_iam_service_linked_role",
    "aws_internet_gateway",
    "aws_lb",
    "aws_lb_listener",
    "aws_lb_target_group",
    "aws_nat_gateway",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_rds_cluster_parameter_group",
    "aws_route",
    "aws_route53_record",
    "aws_route_table",
    "aws_route_table_association",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "aws_security_group",
    "aws_sns_topic",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_endpoint",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_wafv2_web_acl",
    "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration",
}
PROGRAMS = ("provisioner", "connection")


@policy(
    42,
    "Only types of resources are made that the checks cover: no users, keys, machines, side doors.",
    hipaa=(
        "308(a)(1)(ii)(B)",
        "308(a)(3)(i)",
        "308(a)(4)(ii)(B)",
        "308(a)(8)",
        "312(a)(1)",
        "312(a)(2)(i)",
        "312(d)",
    ),
)
def reviewed_types(configuration: Configuration) -> Iterator[Violation]:
    """Also the reason why a rule about a service that is not used cannot be broken."""
    known = COMMON | (OF_DEPLOYMENT if configuration.is_deployment else OF_REMOTE_STATE)
    for resource in configuration.resources:
        if resource.mode == "managed" and resource.type not in known:
            yield resource.violates(f"{resource.type} is no reviewed type")
        for program in PROGRAMS:
            if resource.get(program):
                yield resource.violates(f"{program} runs programs on the deployer's machine")
