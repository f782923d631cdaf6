"""Defects of database, cache, files, secrets, keys and backups."""

from tests.contract.scan.mutations.edits import (
    Edit,
    drop,
    each,
    put,
    statement,
    text,
    values,
    where,
    without,
    without_denials,
)

CLUSTER = "aws_rds_cluster.*"
INSTANCE = "aws_rds_cluster_instance.*"
CACHE = "aws_elasticache_serverless_cache.*"
FILES = "aws_efs_file_system.*"
KEY = "aws_kms_key.*"
SECRET = "aws_secretsmanager_secret.*"
VERSION = "aws_secretsmanager_secret_version.*"
PLAN = "aws_backup_plan.*"
VAULT = "aws_backup_vault.*"


def _parameter(name: str, value: str) -> Edit:
    return where("parameter", "name", name, lambda one: one.update(value=value))


PARAMETERS = "aws_rds_cluster_parameter_group.*"
MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (CLUSTER, put("storage_encrypted", False), "CKV_AWS_96", "plain storage"),
    (CLUSTER, drop("storage_encrypted"), "CKV_AWS_96", "plain storage by default"),
    (CLUSTER, drop("kms_key_id"), "CKV_AWS_327", "AWS's key"),
    (CLUSTER, put("kms_key_id", "alias/aws/rds"), "OEMR_30", "AWS's key by name"),
    (CLUSTER, drop("master_user_secret_kms_key_id"), "OEMR_30", "secret under AWS's key"),
    (CLUSTER, put("deletion_protection", False), "CKV_AWS_139", "deletable"),
    (CLUSTER, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    (CLUSTER, drop("lifecycle"), "OEMR_33", "destroyable by default"),
    (CLUSTER, put("skip_final_snapshot", True), "OEMR_33", "no last snapshot"),
    (CLUSTER, put("backup_retention_period", 0), "CKV_AWS_133", "no backups"),
    (CLUSTER, put("backup_retention_period", 1), "OEMR_40", "one day of backups"),
    (CLUSTER, put("iam_database_authentication_enabled", False), "CKV_AWS_162", "no IAM"),
    (CLUSTER, put("copy_tags_to_snapshot", False), "CKV_AWS_313", "untagged snapshots"),
    (CLUSTER, put("enabled_cloudwatch_logs_exports", []), "CKV_AWS_324", "no logs"),
    (CLUSTER, put("enabled_cloudwatch_logs_exports", ["error"]), "CKV_AWS_325", "no audit"),
    (
        CLUSTER,
        put("enabled_cloudwatch_logs_exports", ["audit", "error", "general"]),
        "OEMR_4",
        "no slow queries",
    ),
    (
        CLUSTER,
        values(manage_master_user_password=None, master_password="hunter2"),
        "OEMR_37",
        "password in the state",
    ),
    (CLUSTER, put("enable_http_endpoint", True), "OEMR_40", "second way in"),
    (CLUSTER, drop("db_cluster_parameter_group_name"), "OEMR_15", "default parameters"),
    (PARAMETERS, _parameter("require_secure_transport", "OFF"), "OEMR_15", "plain text"),
    (PARAMETERS, without("parameter", "name", "require_secure_transport"), "OEMR_15", "not set"),
    (PARAMETERS, _parameter("server_audit_logging", "0"), "OEMR_15", "no audit"),
    (PARAMETERS, _parameter("server_audit_events", "QUERY_DDL"), "OEMR_15", "no sign-ins"),
    (PARAMETERS, _parameter("tls_version", "TLSv1,TLSv1.2"), "OEMR_15", "old TLS"),
    (PARAMETERS, _parameter("general_log", "1"), "OEMR_15", "patients' data in the log"),
    (INSTANCE, put("publicly_accessible", True), "CKV_AWS_17", "public"),
    (INSTANCE, put("auto_minor_version_upgrade", False), "CKV_AWS_226", "no patches"),
    (INSTANCE, put("monitoring_interval", 0), "CKV_AWS_118", "not monitored"),
    (INSTANCE, put("performance_insights_enabled", False), "CKV_AWS_353", "no insights"),
    (INSTANCE, drop("performance_insights_kms_key_id"), "CKV_AWS_354", "insights without key"),
    ("aws_rds_cluster_instance.database_reader*", None, "OEMR_17", "no reader"),
    (CACHE, drop("kms_key_id"), "OEMR_30", "AWS's key"),
    (CACHE, drop("kms_key_id"), "OEMR_3", "AWS's key"),
    (CACHE, put("snapshot_retention_limit", 1), "OEMR_3", "one copy"),
    (CACHE, drop("security_group_ids"), "OEMR_3", "default security group"),
    (CACHE, put("subnet_ids", ["${aws_subnet.network_private_1.id}"]), "OEMR_17", "one zone"),
    ("aws_elasticache_cluster.new", values(engine="memcached"), "OEMR_3", "plain text cache"),
    (FILES, put("encrypted", False), "CKV_AWS_42", "plain"),
    (FILES, drop("encrypted"), "CKV_AWS_42", "plain by default"),
    (FILES, drop("kms_key_id"), "CKV_AWS_184", "AWS's key"),
    (FILES, drop("kms_key_id"), "OEMR_30", "AWS's key"),
    (FILES, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    ("aws_efs_mount_target.files_mount_*", None, "OEMR_17", "nowhere to mount"),
    ("aws_efs_access_point.*", put("root_directory.path", "/"), "CKV_AWS_329", "whole system"),
    ("aws_efs_file_system_policy.*", None, "OEMR_14", "gone"),
    ("aws_efs_file_system_policy.*", without_denials(), "OEMR_1", "plain NFS"),
    ("aws_efs_file_system_policy.*", without_denials(), "OEMR_39", "other ways in"),
    (KEY, put("enable_key_rotation", False), "CKV_AWS_7", "not rotated"),
    (KEY, drop("enable_key_rotation"), "CKV_AWS_7", "not rotated by default"),
    (KEY, put("is_enabled", False), "CKV_AWS_227", "disabled"),
    (KEY, put("deletion_window_in_days", 7), "OEMR_33", "gone in a week"),
    (KEY, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    (KEY, drop("policy"), "CKV2_AWS_64", "no policy"),
    (KEY, statement(lambda one: one.update(Principal={"AWS": "*"})), "OEMR_36", "anybody"),
    ("aws_kms_key.encryption_data", None, "OEMR_30", "gone"),
    (SECRET, drop("kms_key_id"), "CKV_AWS_149", "AWS's key"),
    (SECRET, put("kms_key_id", "alias/aws/secretsmanager"), "OEMR_30", "AWS's key by name"),
    (SECRET, put("recovery_window_in_days", 0), "OEMR_33", "gone at once"),
    (SECRET, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    (VERSION, values(secret_string='{"password": "hunter2"}'), "OEMR_37", "in the state"),
    (VERSION, put("secret_string_wo", '{"password": "hunter2"}'), "OEMR_37", "in the code"),
    ("aws_ssm_parameter.new", values(type="String", value="x"), "CKV2_AWS_34", "plain"),
    ("aws_ssm_parameter.new", values(type="SecureString", value="x"), "OEMR_30", "AWS's key"),
    ("aws_db_instance.new", values(password="x"), "OEMR_37", "password in the state"),
    ("aws_backup_selection.*", None, "OEMR_13", "gone"),
    (
        "aws_backup_selection.*",
        put("resources", ["${aws_rds_cluster.database_cluster.arn}"]),
        "OEMR_13",
        "files forgotten",
    ),
    (
        "aws_backup_selection.*",
        put("resources", ["${aws_efs_file_system.files_sites.arn}"]),
        "CKV2_AWS_8",
        "database forgotten",
    ),
    (CLUSTER, drop("db_subnet_group_name"), "OEMR_49", "default subnets"),
    ("aws_efs_mount_target.*", drop("security_groups"), "OEMR_49", "default security group"),
    ("aws_kms_key.encryption_backup", None, "OEMR_47", "gone"),
    ("aws_db_subnet_group.*", None, "OEMR_47", "gone"),
    ("aws_cloudformation_stack.*", None, "OEMR_47", "gone"),
    (PLAN, None, "OEMR_41", "gone"),
    (PLAN, without("rule", "rule_name", "daily"), "OEMR_29", "not daily"),
    (
        PLAN,
        each("rule", lambda rule: rule.update(schedule="cron(0 5 ? * SUN *)")),
        "OEMR_29",
        "on Sundays",
    ),
    (
        PLAN,
        each("rule", lambda rule: rule.update(schedule="cron(0 5 * 1 ? *)")),
        "OEMR_29",
        "in January",
    ),
    (PLAN, put("rule.lifecycle", {"delete_after": 7}), "OEMR_29", "a week"),
    (VAULT, drop("kms_key_arn"), "CKV_AWS_166", "AWS's key"),
    (VAULT, put("kms_key_arn", "alias/aws/backup"), "OEMR_30", "AWS's key by name"),
    (VAULT, put("force_destroy", True), "OEMR_33", "emptied when destroyed"),
    (VAULT, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    ("aws_backup_vault_policy.*", None, "OEMR_29", "no policy"),
    ("aws_backup_vault_policy.*", without_denials(), "OEMR_29", "deletion by hand"),
    ("aws_backup_vault_lock_configuration.*", None, "OEMR_29", "no lock"),
    ("aws_backup_vault_lock_configuration.*", drop("min_retention_days"), "OEMR_29", "weak lock"),
    ("aws_dynamodb_table.new", values(name="x"), "CKV_AWS_28", "no recovery"),
    ("aws_dynamodb_table.new", values(name="x"), "OEMR_16", "no backup"),
    (
        "aws_cloudformation_stack.*",
        text(
            "template_body",
            lambda body: body["Resources"].update({"Bad": {"Type": "AWS::S3::Bucket"}}),
        ),
        "OEMR_44",
        "something else",
    ),
]
