"""Defects that no single switch tells: what was added, left out, or leads to a stranger."""

from tests.contract.scan.mutations.edits import Edit, drop, put, values

STRANGER = "arn:aws:sns:us-west-2:999999999999:stranger"
ROLE = "arn:aws:iam::999999999999:role/stranger"
CLUSTER = "aws_rds_cluster.*"
INSTANCE = "aws_rds_cluster_instance.*"
BUCKET = "aws_s3_bucket.exec_sessions_store_bucket"
SERVICE = "aws_ecs_service.*"
DATA_KEY = "${aws_kms_key.encryption_data.arn}"
LOGS_KEY = "${aws_kms_key.encryption_logs.arn}"


def _first_backup(name: str, value: object) -> Edit:
    return lambda attributes: attributes["rule"][0].update({name: value})


ADDED: list[tuple[str, Edit | None, str, str]] = [
    (target, put(argument, value), "OEMR_50", argument)
    for target, argument, value in (
        (CLUSTER, "replication_source_identifier", "arn:aws:rds:us-west-2:999999999999:db:x"),
        (CLUSTER, "iam_roles", [ROLE]),
        (CLUSTER, "network_type", "DUAL"),
        (CLUSTER, "allow_major_version_upgrade", True),
        (CLUSTER, "provider", "aws.elsewhere"),
        (INSTANCE, "db_parameter_group_name", "default.aurora-mysql8.0"),
        (BUCKET, "acl", "public-read"),
        (BUCKET, "website", [{"index_document": "index.html"}]),
        (BUCKET, "cors_rule", [{"allowed_methods": ["GET"], "allowed_origins": ["*"]}]),
        (BUCKET, "grant", [{"type": "Group", "permissions": ["READ"]}]),
        ("aws_lb.*", "enable_waf_fail_open", True),
        ("aws_lb.*", "xff_header_processing_mode", "preserve"),
        ("aws_lb_listener.front_door_https", "mutual_authentication", [{"mode": "passthrough"}]),
        ("aws_flow_log.*", "count", 0),
        ("aws_flow_log.*", "log_format", "$${version}"),
        ("aws_cloudtrail.*", "count", 0),
        ("aws_backup_vault_lock_configuration.*", "count", 0),
        ("aws_wafv2_web_acl_association.*", "for_each", "${toset([])}"),
        ("aws_wafv2_web_acl_logging_configuration.*", "logging_filter", [{"filter": []}]),
        ("aws_backup_selection.*", "not_resources", ["*"]),
        ("aws_backup_selection.*", "condition", [{"string_equals": []}]),
        ("aws_iam_role.*", "max_session_duration", 43200),
        ("aws_kms_key.*", "multi_region", True),
        ("aws_kms_key.*", "rotation_period_in_days", 2560),
        (SERVICE, "capacity_provider_strategy", [{"capacity_provider": "FARGATE_SPOT"}]),
        ("aws_ecs_task_definition.*", "proxy_configuration", [{"container_name": "x"}]),
        ("aws_cloudwatch_log_group.*", "log_group_class", "INFREQUENT_ACCESS"),
        ("aws_s3_bucket_policy.exec_*", "lifecycle.ignore_changes", ["policy"]),
        ("aws_backup_plan.*", "advanced_backup_setting", [{}]),
        ("aws_vpc_security_group_ingress_rule.database_*", "prefix_list_id", "pl-1"),
    )
]
LEFT_OUT: list[tuple[str, Edit | None, str, str]] = [
    (target, drop(argument), "OEMR_49", argument)
    for target, argument in (
        ("aws_cloudwatch_log_metric_filter.*", "metric_transformation"),
        ("aws_cloudwatch_event_target.*", "arn"),
        ("aws_cloudwatch_event_rule.*", "state"),
        ("aws_cloudformation_stack.*", "template_body"),
        ("aws_cloudtrail.*", "enable_logging"),
        ("aws_acm_certificate.*", "validation_method"),
        ("aws_kms_alias.*", "target_key_id"),
        ("aws_appautoscaling_target.*", "min_capacity"),
        ("aws_efs_access_point.*", "root_directory"),
        (SERVICE, "network_configuration.security_groups"),
        (SERVICE, "network_configuration.assign_public_ip"),
        (CLUSTER, "vpc_security_group_ids"),
        (CLUSTER, "db_subnet_group_name"),
        (CLUSTER, "engine_version"),
        (INSTANCE, "ca_cert_identifier"),
        (INSTANCE, "publicly_accessible"),
        ("aws_s3_bucket_public_access_block.exec_*", "restrict_public_buckets"),
        ("aws_elasticache_serverless_cache.*", "user_group_id"),
    )
]
STRANGERS: list[tuple[str, Edit | None, str, str]] = [
    ("aws_cloudwatch_metric_alarm.*", put("alarm_actions", [STRANGER]), "OEMR_51", "alarm told"),
    ("aws_cloudwatch_event_target.*", put("arn", STRANGER), "OEMR_51", "event told"),
    ("aws_cloudtrail.*", put("sns_topic_name", STRANGER), "OEMR_51", "trail told"),
    ("aws_cloudtrail.*", put("cloud_watch_logs_role_arn", ROLE), "OEMR_51", "trail's role"),
    ("aws_cloudtrail.*", put("s3_bucket_name", "stranger"), "OEMR_51", "trail written"),
    ("aws_lb.*", put("access_logs.bucket", "stranger"), "OEMR_51", "access logs written"),
    ("aws_flow_log.*", put("log_destination", "arn:aws:s3:::stranger"), "OEMR_51", "flow log"),
    ("aws_backup_plan.*", _first_backup("target_vault_name", "stranger"), "OEMR_51", "vault"),
    ("aws_backup_selection.*", put("iam_role_arn", ROLE), "OEMR_51", "backup's role"),
    (SERVICE, put("network_configuration.security_groups", ["sg-0"]), "OEMR_51", "tasks' group"),
    (CLUSTER, put("vpc_security_group_ids", ["sg-0"]), "OEMR_51", "database's group"),
    ("aws_ecs_task_definition.*", put("execution_role_arn", ROLE), "OEMR_51", "execution role"),
    ("aws_s3_bucket_logging.exec_*", put("target_bucket", "stranger"), "OEMR_51", "bucket's log"),
    (
        "aws_route53_record.new",
        values(zone_id="Z", name="*.example.org", type="CNAME", ttl=60, records=["a.example.com"]),
        "OEMR_51",
        "dangling name",
    ),
    ("aws_sns_topic_subscription.new", values(protocol="http"), "OEMR_40", "alarms in clear"),
    ("aws_iam_service_linked_role.new", values(aws_service_name="x"), "OEMR_40", "other service"),
    (INSTANCE, put("ca_cert_identifier", "rds-ca-2019"), "OEMR_40", "old authority"),
    (SERVICE, put("lifecycle.ignore_changes", "all"), "OEMR_40", "changes overlooked"),
    (
        "aws_efs_access_point.*",
        put("root_directory.creation_info.permissions", "0777"),
        "OEMR_40",
        "files for anybody",
    ),
    ("aws_cloudwatch_log_group.*", put("kms_key_id", DATA_KEY), "OEMR_55", "logs by data's key"),
    (CLUSTER, put("kms_key_id", LOGS_KEY), "OEMR_55", "database by logs' key"),
    ("aws_efs_file_system.*", put("kms_key_id", LOGS_KEY), "OEMR_55", "files by logs' key"),
    (CLUSTER, put("engine_version", "5.7.mysql_aurora.2.12.0"), "OEMR_56", "old engine"),
    (CLUSTER, put("port", 3306), "OEMR_18", "where everybody looks"),
    (CLUSTER, drop("port"), "OEMR_18", "where everybody looks by default"),
    ("aws_appautoscaling_target.*", put("min_capacity", 0), "OEMR_17", "no task at all"),
]
MUTATIONS = [*ADDED, *LEFT_OUT, *STRANGERS]
