"""Out-of-band changes of backups, audit trail, buckets, alarms and logs."""

import json
from typing import Any

from tests.lifecycle.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    gone,
)

TRAIL = "aws_cloudtrail.audit_trail_trail"
PLAN = "aws_backup_plan.backup_plan"
SELECTION = "aws_backup_selection.backup_selection"
VAULT = "aws_backup_vault.backup_vault"
TOPIC = "aws_sns_topic.notifications_alarms_topic"
TRAIL_BUCKET = "aws_s3_bucket.audit_trail_store_bucket"
ACCESS_LOGS = "aws_s3_bucket.access_logs_store_bucket"
EXEC_SESSIONS = "aws_s3_bucket.exec_sessions_store_bucket"
STRANGER = "arn:aws:iam::999999999999:root"


def _statement(action: str, resource: str) -> str:
    allowed = {
        "Sid": "Stranger",
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def _shorter_backups(site: Site) -> None:
    backup, plan = site.client("backup"), site.id(PLAN)
    stands = backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]
    for rule in stands["Rules"]:
        rule.pop("RuleId", None)
    (daily,) = (rule for rule in stands["Rules"] if rule["RuleName"] == "daily")
    daily["Lifecycle"] = {"DeleteAfterDays": 36}
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan=stands)


def _drop_selection(site: Site) -> None:
    site.client("backup").delete_backup_selection(
        BackupPlanId=site.id(PLAN), SelectionId=site.id(SELECTION)
    )


def _unlock_vault(site: Site) -> None:
    site.client("backup").delete_backup_vault_lock_configuration(BackupVaultName=site.id(VAULT))


def _open_vault(site: Site) -> None:
    site.client("backup").put_backup_vault_access_policy(
        BackupVaultName=site.id(VAULT), Policy=_statement("backup:CopyIntoBackupVault", "*")
    )


def _stop_trail(site: Site) -> None:
    site.client("cloudtrail").stop_logging(Name=site.id(TRAIL))


def _trail(**changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("cloudtrail").update_trail(Name=site.id(TRAIL), **changes)

    return act


def _fewer_events(site: Site) -> None:
    selector = {
        "Name": "Management events",
        "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
    }
    site.client("cloudtrail").put_event_selectors(
        TrailName=site.id(TRAIL), AdvancedEventSelectors=[selector]
    )


def _delete_trail(site: Site) -> None:
    site.client("cloudtrail").delete_trail(Name=site.id(TRAIL))


def _open_bucket(site: Site) -> None:
    bucket = site.id(EXEC_SESSIONS)
    site.client("s3").put_bucket_policy(
        Bucket=bucket, Policy=_statement("s3:GetObject", f"arn:aws:s3:::{bucket}/*")
    )


def _public(site: Site) -> None:
    site.client("s3").put_public_access_block(
        Bucket=site.id(ACCESS_LOGS),
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        },
    )


def _no_block(site: Site) -> None:
    site.client("s3").delete_public_access_block(Bucket=site.id(EXEC_SESSIONS))


def _no_versions(site: Site) -> None:
    site.client("s3").put_bucket_versioning(
        Bucket=site.id(ACCESS_LOGS), VersioningConfiguration={"Status": "Suspended"}
    )


def _one_day(site: Site) -> None:
    site.client("s3").put_bucket_lifecycle_configuration(
        Bucket=site.id(ACCESS_LOGS),
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "retention",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 1},
                }
            ]
        },
    )


def _shorter_lock(site: Site) -> None:
    site.client("s3").put_object_lock_configuration(
        Bucket=site.id(TRAIL_BUCKET),
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
        },
    )


def _no_bucket_log(site: Site) -> None:
    site.client("s3").put_bucket_logging(Bucket=site.id(EXEC_SESSIONS), BucketLoggingStatus={})


def _other_encryption(site: Site) -> None:
    default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    site.client("s3").put_bucket_encryption(
        Bucket=site.id(EXEC_SESSIONS), ServerSideEncryptionConfiguration={"Rules": [default]}
    )


def _lists_of_acl(site: Site) -> None:
    site.client("s3").put_bucket_ownership_controls(
        Bucket=site.id(ACCESS_LOGS),
        OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
    )


def _silent_bucket(site: Site) -> None:
    site.client("s3").put_bucket_notification_configuration(
        Bucket=site.id(TRAIL_BUCKET), NotificationConfiguration={}
    )


def _replicate(site: Site) -> None:
    site.client("s3").put_bucket_replication(
        Bucket=site.id(EXEC_SESSIONS),
        ReplicationConfiguration={
            "Role": "arn:aws:iam::000000000000:role/replication",
            "Rules": [
                {
                    "ID": "away",
                    "Priority": 1,
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                    "Destination": {"Bucket": "arn:aws:s3:::somebody-elses-bucket"},
                }
            ],
        },
    )


def _tag_bucket(site: Site) -> None:
    tags = {**site.of(TRAIL_BUCKET)["tags_all"], "Owner": "nobody"}
    site.client("s3").put_bucket_tagging(
        Bucket=site.id(TRAIL_BUCKET),
        Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]},
    )


def _open_topic(site: Site) -> None:
    topic = site.id(TOPIC)
    site.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=_statement("sns:Publish", topic)
    )


def _plain_topic(site: Site) -> None:
    site.client("sns").set_topic_attributes(
        TopicArn=site.id("aws_sns_topic.audit_trail_deliveries_topic"),
        AttributeName="KmsMasterKeyId",
        AttributeValue="",
    )


def _listen(site: Site) -> None:
    site.client("sns").subscribe(
        TopicArn=site.id(TOPIC), Protocol="https", Endpoint="https://example.net/hook"
    )


def _alarm(name: str) -> str:
    return f"aws_cloudwatch_metric_alarm.monitoring_{name}"


def _delete_alarm(site: Site) -> None:
    site.client("cloudwatch").delete_alarms(AlarmNames=[site.id(_alarm("no_backup"))])


def _mute_alarm(site: Site) -> None:
    site.client("cloudwatch").disable_alarm_actions(AlarmNames=[site.id(_alarm("root_use"))])


def _deaf_alarm(site: Site) -> None:
    cloudwatch, name = site.client("cloudwatch"), site.id(_alarm("latency"))
    (stands,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    kept = {
        key: value
        for key, value in stands.items()
        if key
        in {
            "AlarmName",
            "AlarmDescription",
            "ComparisonOperator",
            "DatapointsToAlarm",
            "Dimensions",
            "EvaluationPeriods",
            "ExtendedStatistic",
            "MetricName",
            "Namespace",
            "OKActions",
            "Period",
            "Statistic",
            "TreatMissingData",
        }
    }
    cloudwatch.put_metric_alarm(**kept, Threshold=9999, AlarmActions=[])


def _disable_rule(site: Site) -> None:
    site.client("events").disable_rule(
        Name=site.id("aws_cloudwatch_event_rule.monitoring_evidence")
    )


def _remove_target(site: Site) -> None:
    target = site.of("aws_cloudwatch_event_target.monitoring_backupjob_target")
    site.client("events").remove_targets(Rule=target["rule"], Ids=[target["target_id"]])


def _delete_filter(site: Site) -> None:
    found = site.of("aws_cloudwatch_log_metric_filter.monitoring_root_use_filter")
    site.client("logs").delete_metric_filter(
        logGroupName=found["log_group_name"], filterName=found["name"]
    )


def _change_dashboard(site: Site) -> None:
    site.client("cloudwatch").put_dashboard(
        DashboardName=site.id("aws_cloudwatch_dashboard.monitoring_dashboard_overview"),
        DashboardBody=json.dumps({"widgets": []}),
    )


def _log(name: str) -> str:
    return f"aws_cloudwatch_log_group.{name}"


def _one_day_of_logs(site: Site) -> None:
    site.client("logs").put_retention_policy(
        logGroupName=site.id(_log("application_task_log")), retentionInDays=1
    )


def _for_ever(site: Site) -> None:
    site.client("logs").delete_retention_policy(logGroupName=site.id(_log("firewall_log")))


def _delete_log(site: Site) -> None:
    site.client("logs").delete_log_group(logGroupName=site.id(_log("exec_sessions_log")))


def _plain_log(site: Site) -> None:
    site.client("logs").disassociate_kms_key(logGroupName=site.id(_log("database_audit_log")))


def _copy_log(site: Site) -> None:
    site.client("logs").put_subscription_filter(
        logGroupName=site.id(_log("application_task_log")),
        filterName="copy",
        filterPattern="",
        destinationArn="arn:aws:logs:us-west-2:999999999999:destination:elsewhere",
    )


CHANGES = [
    OutOfBand("backup plan changed", _shorter_backups, PLAN, "rule", CRITICAL),
    gone("backup selection deleted", _drop_selection, SELECTION, CRITICAL),
    OutOfBand(
        "vault unlocked",
        _unlock_vault,
        "aws_backup_vault_lock_configuration.backup_vault_lock",
        "min_retention_days",
        CRITICAL,
    ),
    OutOfBand(
        "vault policy",
        _open_vault,
        "aws_backup_vault_policy.backup_vault_policy",
        "policy",
        CRITICAL,
    ),
    OutOfBand("trail stopped", _stop_trail, TRAIL, "enable_logging", CRITICAL),
    OutOfBand(
        "trail unvalidated",
        _trail(EnableLogFileValidation=False),
        TRAIL,
        "enable_log_file_validation",
        CRITICAL,
    ),
    OutOfBand(
        "trail of one Region",
        _trail(IsMultiRegionTrail=False),
        TRAIL,
        "is_multi_region_trail",
        CRITICAL,
    ),
    OutOfBand("fewer events", _fewer_events, TRAIL, "advanced_event_selector", CRITICAL),
    OutOfBand(
        "bucket policy",
        _open_bucket,
        "aws_s3_bucket_policy.exec_sessions_store_policy",
        "policy",
        CRITICAL,
    ),
    OutOfBand(
        "public bucket",
        _public,
        "aws_s3_bucket_public_access_block.access_logs_store_public_access",
        "block_public_policy",
        CRITICAL,
    ),
    gone(
        "no public access block",
        _no_block,
        "aws_s3_bucket_public_access_block.exec_sessions_store_public_access",
        CRITICAL,
    ),
    OutOfBand(
        "no versions",
        _no_versions,
        "aws_s3_bucket_versioning.access_logs_store_versioning",
        "versioning_configuration",
        HIGH,
    ),
    OutOfBand(
        "objects expire",
        _one_day,
        "aws_s3_bucket_lifecycle_configuration.access_logs_store_lifecycle",
        "rule",
        CRITICAL,
    ),
    OutOfBand(
        "shorter lock",
        _shorter_lock,
        "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock",
        "rule",
        CRITICAL,
    ),
    gone(
        "no bucket log",
        _no_bucket_log,
        "aws_s3_bucket_logging.exec_sessions_store_access_log",
        HIGH,
    ),
    OutOfBand(
        "other encryption",
        _other_encryption,
        "aws_s3_bucket_server_side_encryption_configuration.exec_sessions_store_encryption",
        "rule",
        CRITICAL,
    ),
    OutOfBand(
        "ACLs again",
        _lists_of_acl,
        "aws_s3_bucket_ownership_controls.access_logs_store_ownership",
        "rule",
        CRITICAL,
    ),
    OutOfBand(
        "bucket replicated", _replicate, EXEC_SESSIONS, "replication_configuration", CRITICAL
    ),
    OutOfBand("bucket tagged", _tag_bucket, TRAIL_BUCKET, "tags", LOW),
    OutOfBand(
        "topic policy",
        _open_topic,
        "aws_sns_topic_policy.notifications_alarms_policy",
        "policy",
        CRITICAL,
    ),
    OutOfBand(
        "topic unencrypted",
        _plain_topic,
        "aws_sns_topic.audit_trail_deliveries_topic",
        "kms_master_key_id",
        CRITICAL,
    ),
    added("subscription", _listen, TOPIC, "subscription", HIGH),
    gone("alarm deleted", _delete_alarm, _alarm("no_backup"), HIGH),
    OutOfBand("alarm muted", _mute_alarm, _alarm("root_use"), "actions_enabled", HIGH),
    OutOfBand("alarm deaf", _deaf_alarm, _alarm("latency"), "threshold", HIGH),
    OutOfBand(
        "event rule disabled",
        _disable_rule,
        "aws_cloudwatch_event_rule.monitoring_evidence",
        "state",
        HIGH,
    ),
    gone(
        "event target removed",
        _remove_target,
        "aws_cloudwatch_event_target.monitoring_backupjob_target",
        HIGH,
    ),
    gone(
        "metric filter deleted",
        _delete_filter,
        "aws_cloudwatch_log_metric_filter.monitoring_root_use_filter",
        HIGH,
    ),
    OutOfBand(
        "dashboard emptied",
        _change_dashboard,
        "aws_cloudwatch_dashboard.monitoring_dashboard_overview",
        "dashboard_body",
        LOW,
    ),
    OutOfBand(
        "logs for a day",
        _one_day_of_logs,
        _log("application_task_log"),
        "retention_in_days",
        CRITICAL,
    ),
    OutOfBand("logs for ever", _for_ever, _log("firewall_log"), "retention_in_days", MEDIUM),
    gone("log deleted", _delete_log, _log("exec_sessions_log"), CRITICAL),
    OutOfBand("log unencrypted", _plain_log, _log("database_audit_log"), "kms_key_id", CRITICAL),
    added(
        "log copied away", _copy_log, _log("application_task_log"), "subscription_filter", CRITICAL
    ),
]
DELETIONS = [
    gone("trail deleted", _delete_trail, TRAIL, CRITICAL),
    OutOfBand(
        "objects' events off",
        _silent_bucket,
        "aws_s3_bucket_notification.audit_trail_store_events",
        "eventbridge",
        CRITICAL,
    ),
]
