"""For every rule about one attribute a move that it is about: type, path, before, after."""

from typing import Any

ANY = "aws_x"
CLUSTER, INSTANCE, CACHE = (
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_elasticache_serverless_cache",
)
FILES, TABLE, KEY = "aws_efs_file_system", "aws_dynamodb_table", "aws_kms_key"
SECRET, VERSION = "aws_secretsmanager_secret", "aws_secretsmanager_secret_version"
BUCKET, TRAIL, LOG = "aws_s3_bucket", "aws_cloudtrail", "aws_cloudwatch_log_group"
PUBLIC, LOCK = "aws_s3_bucket_public_access_block", "aws_s3_bucket_object_lock_configuration"
SSE = "aws_s3_bucket_server_side_encryption_configuration"
DEFAULT_KEY, RETENTION = "rule.apply_server_side_encryption_by_default", "rule.default_retention"
SELECTION, VAULT_LOCK = "aws_backup_selection", "aws_backup_vault_lock_configuration"
ALARM, EVENT_RULE = "aws_cloudwatch_metric_alarm", "aws_cloudwatch_event_rule"
WAF_LOG, BALANCER, TARGETS = (
    "aws_wafv2_web_acl_logging_configuration",
    "aws_lb",
    "aws_lb_target_group",
)
SERVICE, TASK, SCALING = "aws_ecs_service", "aws_ecs_task_definition", "aws_appautoscaling_target"
IMAGES, VOLUME = "aws_ecr_repository", "volume.efs_volume_configuration"

Move = tuple[Any, ...]
SWITCHES_OFF: tuple[tuple[str, str], ...] = (
    *(
        (ANY, name)
        for name in (
            "deletion_protection",
            "deletion_protection_enabled",
            "deletion_protected",
            "enable_deletion_protection",
            "termination_protection",
            "disable_api_termination",
            "encrypted",
            "storage_encrypted",
            "at_rest_encryption_enabled",
            "transit_encryption_enabled",
            "enable_encryption",
            "encryption_at_rest",
            "multi_az",
            "auto_minor_version_upgrade",
        )
    ),
    (CLUSTER, "iam_database_authentication_enabled"),
    (CLUSTER, "manage_master_user_password"),
    (CLUSTER, "copy_tags_to_snapshot"),
    (TABLE, "point_in_time_recovery.enabled"),
    (TABLE, "server_side_encryption.enabled"),
    (KEY, "enable_key_rotation"),
    (KEY, "is_enabled"),
    ("aws_secretsmanager_secret_policy", "block_public_policy"),
    ("aws_guardduty_detector", "enable"),
    ("aws_config_configuration_recorder_status", "is_enabled"),
    ("aws_ebs_encryption_by_default", "enabled"),
    *(
        (PUBLIC, name)
        for name in (
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        )
    ),
    ("aws_s3_bucket_notification", "eventbridge"),
    (BUCKET, "object_lock_enabled"),
    *(
        (TRAIL, name)
        for name in (
            "enable_logging",
            "enable_log_file_validation",
            "is_multi_region_trail",
            "include_global_service_events",
        )
    ),
    (ALARM, "actions_enabled"),
    (EVENT_RULE, "is_enabled"),
    (BALANCER, "drop_invalid_header_fields"),
    (BALANCER, "access_logs.enabled"),
    (BALANCER, "connection_logs.enabled"),
    (TARGETS, "health_check.enabled"),
    ("aws_vpc", "enable_dns_support"),
    (SERVICE, "deployment_circuit_breaker.enable"),
    (SERVICE, "deployment_circuit_breaker.rollback"),
    (IMAGES, "image_scanning_configuration.scan_on_push"),
)
SWITCHES_ON: tuple[tuple[str, str], ...] = (
    *(
        (ANY, name)
        for name in (
            "force_destroy",
            "skip_final_snapshot",
            "delete_automated_backups",
            "publicly_accessible",
            "associate_public_ip_address",
            "apply_immediately",
        )
    ),
    (CLUSTER, "enable_http_endpoint"),
    (TABLE, "ttl.enabled"),
    (KEY, "bypass_policy_lockout_safety_check"),
    ("aws_subnet", "map_public_ip_on_launch"),
    ("aws_subnet", "assign_ipv6_address_on_creation"),
    (BALANCER, "enable_waf_fail_open"),
    (SERVICE, "force_new_deployment"),
    (SERVICE, "enable_execute_command"),
    (SERVICE, "network_configuration.assign_public_ip"),
    (IMAGES, "force_delete"),
)
CHANGED: tuple[tuple[str, str], ...] = (
    *(
        (ANY, name)
        for name in (
            "kms_key_id",
            "kms_key_arn",
            "kms_master_key_id",
            "kms_key",
            "key_arn",
            "master_user_secret_kms_key_id",
            "encryption_key_arn",
            "permissions_boundary",
            "port",
        )
    ),
    (CLUSTER, "engine_version"),
    (CLUSTER, "db_cluster_parameter_group_name"),
    (INSTANCE, "instance_class"),
    ("aws_db_instance", "db_parameter_group_name"),
    (INSTANCE, "ca_cert_identifier"),
    (FILES, "throughput_mode"),
    (CACHE, "major_engine_version"),
    (CACHE, "user_group_id"),
    (TABLE, "server_side_encryption.kms_key_arn"),
    ("aws_kms_alias", "target_key_id"),
    (VERSION, "secret_string_wo_version"),
    (VERSION, "secret_string"),
    (SSE, f"{DEFAULT_KEY}.kms_master_key_id"),
    ("aws_s3_bucket_logging", "target_bucket"),
    ("aws_lb_listener", "default_action.target_group_arn"),
    ("aws_lb_listener_rule", "action.target_group_arn"),
    ("aws_lb_listener", "default_action.forward.target_group"),
    ("aws_lb_listener_rule", "action.forward.target_group"),
    (SELECTION, "condition"),
    (SELECTION, "iam_role_arn"),
    (TRAIL, "s3_bucket_name"),
    (TRAIL, "cloud_watch_logs_group_arn"),
    (TRAIL, "event_selector"),
    ("aws_flow_log", "log_destination"),
    ("aws_cloudwatch_event_target", "arn"),
    ("aws_cloudwatch_log_metric_filter", "pattern"),
    (ALARM, "namespace"),
    (ALARM, "metric_name"),
    ("aws_sns_topic_subscription", "endpoint"),
    (BALANCER, "access_logs.bucket"),
    (TARGETS, "health_check.path"),
    ("aws_route53_record", "records"),
    ("aws_route53_record", "alias.name"),
    ("aws_route", "nat_gateway_id"),
    (SERVICE, "task_definition"),
    (SERVICE, "network_configuration.subnets"),
    (SERVICE, "load_balancer"),
    (TASK, "task_role_arn"),
    (TASK, "execution_role_arn"),
    (TASK, f"{VOLUME}.root_directory"),
    (TASK, f"{VOLUME}.authorization_config.access_point_id"),
    (IMAGES, "encryption_configuration.kms_key"),
)
LOST: tuple[tuple[str, str], ...] = (
    (ANY, "enabled_cloudwatch_logs_exports"),
    ("aws_db_subnet_group", "subnet_ids"),
    (TABLE, "replica"),
    (SECRET, "replica"),
    (SELECTION, "resources"),
    (SELECTION, "selection_tag"),
    ("aws_inspector2_enabler", "resource_types"),
    (ALARM, "alarm_actions"),
    (WAF_LOG, "log_destination_configs"),
    (WAF_LOG, "redacted_fields"),
    (BALANCER, "subnets"),
    ("aws_vpc_endpoint", "route_table_ids"),
    (SERVICE, "network_configuration.subnets"),
)
GAINED: tuple[tuple[str, str], ...] = (
    (CLUSTER, "iam_roles"),
    ("aws_elasticache_user_group", "user_ids"),
    (SELECTION, "not_resources"),
    ("aws_db_cluster_snapshot", "shared_accounts"),
)
OTHERS: tuple[Move, ...] = (
    (ANY, "user_group_id", "users", ""),
    (ANY, "metadata_options.http_tokens", "required", "optional"),
    (CLUSTER, "backup_retention_period", 35, 7),
    (CLUSTER, "backtrack_window", 3600, 0),
    (CLUSTER, "serverlessv2_scaling_configuration.max_capacity", 16, 8),
    (CLUSTER, "serverlessv2_scaling_configuration.min_capacity", 0.5, 0),
    (FILES, "protection.replication_overwrite", "ENABLED", "DISABLED"),
    (FILES, "availability_zone_name", "", "us-west-2a"),
    ("aws_efs_backup_policy", "backup_policy.status", "ENABLED", "DISABLED"),
    (CACHE, "snapshot_retention_limit", 15, 0),
    ("aws_elasticache_user", "access_string", "on ~session:* +get", "on ~* +@all"),
    ("aws_elasticache_user", "authentication_mode.type", "password", "no-password-required"),
    ("aws_elasticache_replication_group", "auth_token", "first", ""),
    (CACHE, "cache_usage_limits.data_storage.maximum", 10, 5),
    (CACHE, "cache_usage_limits.ecpu_per_second.maximum", 5000, 1000),
    (KEY, "rotation_period_in_days", 90, 365),
    (KEY, "deletion_window_in_days", 30, 7),
    (SECRET, "recovery_window_in_days", 30, 0),
    ("aws_secretsmanager_secret_rotation", "rotation_rules.automatically_after_days", 30, 365),
    (BUCKET, "acl", "private", "public-read"),
    ("aws_s3_bucket_acl", "acl", "private", "authenticated-read"),
    ("aws_s3_object", "acl", "private", "public-read-write"),
    (
        "aws_s3_bucket_ownership_controls",
        "rule.object_ownership",
        "BucketOwnerEnforced",
        "ObjectWriter",
    ),
    ("aws_s3_bucket_versioning", "versioning_configuration.status", "Enabled", "Suspended"),
    ("aws_s3_bucket_versioning", "versioning_configuration.mfa_delete", "Enabled", "Disabled"),
    (SSE, f"{DEFAULT_KEY}.sse_algorithm", "aws:kms", "AES256"),
    (LOCK, f"{RETENTION}.mode", "COMPLIANCE", "GOVERNANCE"),
    (LOCK, f"{RETENTION}.mode", "GOVERNANCE", None),
    (LOCK, f"{RETENTION}.days", 2557, 30),
    (LOCK, f"{RETENTION}.years", 7, 1),
    (LOCK, "object_lock_enabled", "Enabled", ""),
    ("aws_s3_bucket_replication_configuration", "rule.status", "Enabled", "Disabled"),
    ("aws_s3_bucket_website_configuration", "bucket", None, "clinic"),
    (VAULT_LOCK, "min_retention_days", 35, 7),
    (CLUSTER, "tags_all.Environment", "production", "evaluation"),
    (VAULT_LOCK, "changeable_for_days", 3, None),
    (LOG, "retention_in_days", 0, 365),
    (LOG, "retention_in_days", 365, 30),
    (TRAIL, "sns_topic_name", "topic", ""),
    ("aws_flow_log", "traffic_type", "ALL", "REJECT"),
    (EVENT_RULE, "state", "ENABLED", "DISABLED"),
    (ALARM, "treat_missing_data", "breaching", "missing"),
    (BALANCER, "desync_mitigation_mode", "defensive", "monitor"),
    (TARGETS, "protocol", "HTTPS", "HTTP"),
    (
        "aws_acm_certificate",
        "options.certificate_transparency_logging_preference",
        "ENABLED",
        "DISABLED",
    ),
    ("aws_nat_gateway", "connectivity_type", "private", "public"),
    ("aws_eip", "instance", "", "i-0123456789"),
    (SERVICE, "desired_count", 4, 2),
    (SERVICE, "deployment_minimum_healthy_percent", 100, 50),
    (SERVICE, "availability_zone_rebalancing", "ENABLED", "DISABLED"),
    *((TASK, mode, "awsvpc", "host") for mode in ("network_mode", "pid_mode", "ipc_mode")),
    (TASK, "cpu", "2048", "1024"),
    (TASK, "memory", "4096", "2048"),
    (TASK, f"{VOLUME}.transit_encryption", "ENABLED", "DISABLED"),
    (TASK, f"{VOLUME}.authorization_config.iam", "ENABLED", "DISABLED"),
    (SCALING, "max_capacity", 100, 50),
    (SCALING, "min_capacity", 2, 1),
    (SCALING, "max_capacity", 100, 0),
    (SCALING, "min_capacity", 2, 0),
    (SERVICE, "desired_count", 2, 0),
    (IMAGES, "image_tag_mutability", "IMMUTABLE", "MUTABLE"),
    ("aws_macie2_account", "status", "ENABLED", "PAUSED"),
    ("aws_ebs_snapshot_block_public_access", "state", "block-all-sharing", "unblocked"),
    ("aws_ssm_parameter", "type", "SecureString", "String"),
)
MOVES: tuple[Move, ...] = (
    *((type_, path, True, False) for type_, path in SWITCHES_OFF),
    *((type_, path, False, True) for type_, path in SWITCHES_ON),
    *((type_, path, "one", "other") for type_, path in CHANGED),
    *((type_, path, ["one", "other"], ["one"]) for type_, path in LOST),
    *((type_, path, ["one"], ["one", "other"]) for type_, path in GAINED),
    *OTHERS,
)
