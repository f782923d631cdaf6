"""Defects of what is recorded and whom it reaches: logs, trail, alarms, topics."""

from tests.contract.scan.mutations.edits import (
    Edit,
    drop,
    each,
    put,
    values,
    without_denials,
)

TRAIL = "aws_cloudtrail.*"
LOG = "aws_cloudwatch_log_group.*"
OF_TRAIL = "aws_cloudwatch_log_metric_filter.monitoring_root_use_filter"
ALARM = "aws_cloudwatch_metric_alarm.*"
TOPIC = "aws_sns_topic.*"
LOGGING = "aws_wafv2_web_acl_logging_configuration.*"
TRAIL_BUCKET = "aws_s3_bucket.audit_trail_store_bucket"
FOR_MONTHS = put("retention_in_days", 90)


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (LOG, drop("kms_key_id"), "CKV_AWS_158", "plain"),
    (LOG, put("kms_key_id", "alias/aws/logs"), "OEMR_30", "AWS's key"),
    (LOG, drop("retention_in_days"), "CKV_AWS_66", "for ever"),
    ("aws_cloudwatch_log_group.application_*", put("retention_in_days", 7), "CKV_AWS_338", "week"),
    ("aws_cloudwatch_log_group.database_audit_log", FOR_MONTHS, "OEMR_31", "database audit"),
    ("aws_cloudwatch_log_group.flow_logs_*", FOR_MONTHS, "OEMR_31", "flow log"),
    ("aws_cloudwatch_log_group.firewall_log", FOR_MONTHS, "OEMR_31", "firewall log"),
    ("aws_cloudwatch_log_group.exec_sessions_log", FOR_MONTHS, "OEMR_31", "sessions"),
    ("aws_cloudwatch_log_group.audit_trail_log", FOR_MONTHS, "OEMR_31", "trail"),
    ("aws_cloudwatch_log_group.new", values(name="x"), "CKV_AWS_158", "new and plain"),
    ("aws_cloudwatch_log_group.new", values(name="x"), "OEMR_30", "new without key"),
    ("aws_cloudwatch_log_group.database_audit_log", None, "OEMR_41", "made by RDS itself"),
    (TRAIL, None, "OEMR_21", "gone"),
    (TRAIL, put("enable_logging", False), "CKV_AWS_251", "stopped"),
    (TRAIL, put("enable_logging", False), "OEMR_21", "stopped"),
    (TRAIL, put("enable_log_file_validation", False), "CKV_AWS_36", "unsigned"),
    (TRAIL, put("is_multi_region_trail", False), "CKV_AWS_67", "one Region"),
    (TRAIL, put("include_global_service_events", False), "OEMR_21", "without IAM"),
    (TRAIL, drop("kms_key_id"), "CKV_AWS_35", "plain"),
    (TRAIL, drop("kms_key_id"), "OEMR_30", "plain"),
    (TRAIL, drop("cloud_watch_logs_group_arn"), "CKV2_AWS_10", "no alarms possible"),
    (TRAIL, drop("cloud_watch_logs_group_arn"), "OEMR_22", "no alarms possible"),
    (TRAIL, drop("sns_topic_name"), "CKV_AWS_252", "nobody told"),
    (TRAIL, drop("advanced_event_selector"), "OEMR_21", "no data events"),
    (
        TRAIL,
        each(
            "advanced_event_selector",
            lambda one: one["field_selector"].append({"field": "readOnly", "equals": ["false"]}),
        ),
        "OEMR_21",
        "writes only",
    ),
    (TRAIL_BUCKET, put("object_lock_enabled", False), "OEMR_23", "changeable"),
    ("aws_s3_bucket_object_lock_configuration.*", None, "OEMR_23", "no retention"),
    (TRAIL_BUCKET, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    (TRAIL_BUCKET, put("force_destroy", True), "OEMR_33", "emptied when destroyed"),
    (
        "aws_s3_bucket_lifecycle_configuration.audit_trail_*",
        put("rule.expiration", [{"days": 365}]),
        "OEMR_38",
        "trail for a year",
    ),
    ("aws_s3_bucket_policy.audit_trail_*", without_denials(), "OEMR_1", "trail by plain HTTP"),
    (ALARM, put("actions_enabled", False), "CKV_AWS_319", "muted"),
    (ALARM, put("alarm_actions", []), "OEMR_2", "tells nobody"),
    (ALARM, drop("alarm_actions"), "OEMR_2", "tells nobody by default"),
    ("aws_cloudwatch_log_metric_filter.*", None, "OEMR_22", "gone"),
    (
        OF_TRAIL,
        put("pattern", '{ $.eventName = "Nothing" }'),
        "OEMR_22",
        "watches nothing",
    ),
    (
        OF_TRAIL,
        put("metric_transformation.name", "Other"),
        "OEMR_22",
        "without alarm",
    ),
    ("aws_cloudwatch_metric_alarm.monitoring_latency", None, "OEMR_48", "no alarm on latency"),
    (
        "aws_cloudwatch_event_rule.monitoring_backupjob",
        None,
        "OEMR_48",
        "nobody told of failed backups",
    ),
    (
        "aws_cloudwatch_event_rule.monitoring_rollout",
        put("state", "DISABLED"),
        "OEMR_48",
        "rollout",
    ),
    ("aws_cloudwatch_event_target.monitoring_backupjob*", None, "OEMR_48", "no target"),
    ("aws_iam_role.flow_logs_delivery_role", None, "OEMR_47", "role gone"),
    ("aws_cloudwatch_log_group.firewall_log", None, "OEMR_47", "log group gone"),
    ("aws_iam_policy.audit_trail_delivery_policy", None, "OEMR_47", "rights gone"),
    ("aws_flow_log.*", drop("log_destination"), "OEMR_49", "writes nowhere"),
    (LOGGING, drop("log_destination_configs"), "OEMR_49", "writes nowhere"),
    ("aws_s3_bucket_notification.*", put("eventbridge", False), "OEMR_40", "events off"),
    (TOPIC, drop("kms_master_key_id"), "CKV_AWS_26", "plain"),
    (TOPIC, put("kms_master_key_id", "alias/aws/sns"), "OEMR_30", "AWS's key"),
    ("aws_sns_topic_policy.*", None, "OEMR_14", "no policy"),
    ("aws_sns_topic_policy.*", without_denials(), "OEMR_1", "plain HTTP"),
    ("aws_sns_topic.new", values(name="x"), "CKV_AWS_26", "new and plain"),
    ("terraform_data.new", values(provisioner={"local-exec": {}}), "OEMR_42", "a program"),
    ("null_resource.new", values(triggers={}), "OEMR_42", "a program"),
]
