"""What is lost with buckets, logs, alarms and the guards of an account."""

from scripts.review.rules.loss import Loss, rebuilt, survives
from scripts.review.verdict import DESTROYS, LOWERS, OPENS

UNWATCHED = "What it watches for happens unnoticed."
UNRECORDED = "How resources change is recorded no more."
S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"

LOSSES: dict[str, Loss] = {
    "aws_s3_bucket": Loss(
        DESTROYS,
        "All objects in it go away; AWS refuses while there are any, unless force_destroy is set.",
    ),
    "aws_s3_object": Loss(DESTROYS, "The object goes away."),
    "aws_s3_bucket_versioning": rebuilt(
        LOWERS,
        "Versioning is suspended: what is overwritten cannot be brought back.",
        f"{S3}/Versioning.html",
    ),
    "aws_s3_bucket_object_lock_configuration": rebuilt(LOWERS, "New objects are no longer locked."),
    "aws_s3_bucket_public_access_block": survives(
        OPENS,
        "The four switches that keep the public out go away.",
        "for a moment nothing but policies keeps the public out.",
        f"{S3}/access-control-block-public-access.html",
    ),
    "aws_s3_bucket_ownership_controls": rebuilt(
        OPENS, "Access control lists count again, beside the bucket's policy."
    ),
    "aws_s3_bucket_server_side_encryption_configuration": rebuilt(
        LOWERS, "New objects are encrypted by S3's own keys instead of one whose use IAM governs."
    ),
    "aws_s3_bucket_logging": rebuilt(LOWERS, "Access to the bucket leaves no record."),
    "aws_s3_bucket_notification": rebuilt(LOWERS, UNWATCHED),
    "aws_s3_bucket_replication_configuration": rebuilt(LOWERS, "New objects are copied no more."),
    "aws_s3_bucket_policy": rebuilt(),
    "aws_s3_bucket_lifecycle_configuration": rebuilt(),
    "aws_s3_bucket_acl": rebuilt(),
    "aws_s3_bucket_website_configuration": rebuilt(),
    "aws_cloudtrail": Loss(
        DESTROYS, "Calls of AWS's APIs leave no record, which nothing restores."
    ),
    "aws_cloudwatch_log_group": Loss(DESTROYS, "All events in it go away, evidence included."),
    "aws_flow_log": rebuilt(LOWERS, "Connections in the network leave no record."),
    "aws_cloudwatch_metric_alarm": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_composite_alarm": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_log_metric_filter": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_event_rule": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_event_target": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_dashboard": rebuilt(),
    "aws_cloudwatch_log_resource_policy": rebuilt(),
    "aws_sns_topic": Loss(LOWERS, "Whoever it tells hears of nothing until they subscribe anew."),
    "aws_sns_topic_policy": rebuilt(),
    "aws_sns_topic_subscription": survives(
        LOWERS, "One address is no longer told.", "the address has to confirm anew."
    ),
    "aws_guardduty_detector": Loss(
        DESTROYS,
        "All findings in this Region go away, and attackers go unnoticed.",
        "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html",
    ),
    "aws_config_configuration_recorder": rebuilt(LOWERS, UNRECORDED),
    "aws_config_configuration_recorder_status": rebuilt(LOWERS, UNRECORDED),
    "aws_config_config_rule": rebuilt(LOWERS, UNWATCHED),
    "aws_securityhub_account": Loss(
        LOWERS, "Findings of the account's guards come together no more."
    ),
    "aws_macie2_account": Loss(LOWERS, "Exposed records in buckets go unnoticed."),
    "aws_inspector2_enabler": rebuilt(LOWERS, "Known holes in images go unnoticed."),
    "aws_accessanalyzer_analyzer": rebuilt(LOWERS, "Access from other accounts goes unnoticed."),
}
