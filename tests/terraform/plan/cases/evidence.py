"""Plans that change trail and logs."""

from typing import Any

from tests.terraform.plan.case import DESTROYS, LOWERS, Case, passed, stopped
from tests.terraform.plan.edits import block, delete, update

TRAIL = "aws_cloudtrail.audit_trail_trail"
TRAIL_BUCKET = "aws_s3_bucket.audit_trail_store_bucket"
TRAIL_LOCK = "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock"
TRAIL_EXPIRY = "aws_s3_bucket_lifecycle_configuration.audit_trail_store_lifecycle"
TRAIL_KEY = "aws_s3_bucket_server_side_encryption_configuration.audit_trail_store_encryption"
TRAIL_VERSIONS = "aws_s3_bucket_versioning.audit_trail_store_versioning"
AUDIT_LOG = "aws_cloudwatch_log_group.database_audit_log"
TOPIC = "aws_sns_topic.notifications_alarms_topic"


def _expire(**days: int) -> Any:
    def change(rules: list[Any]) -> None:
        if "current" in days:
            rules[0]["expiration"][0]["days"] = days["current"]
        if "noncurrent" in days:
            rules[0]["noncurrent_version_expiration"][0]["noncurrent_days"] = days["noncurrent"]

    return block(TRAIL_EXPIRY, "rule", change)


STOPPED: tuple[Case, ...] = (
    stopped("trail deleted", delete(TRAIL), stops={TRAIL: DESTROYS}, says="are not recorded"),
    stopped("trail stopped", update(TRAIL, enable_logging=False), stops={TRAIL: LOWERS}),
    stopped(
        "trail of one Region",
        update(TRAIL, is_multi_region_trail=False),
        stops={TRAIL: LOWERS},
        says="other Regions",
    ),
    stopped(
        "log files not validated",
        update(TRAIL, enable_log_file_validation=False),
        stops={TRAIL: LOWERS},
        says="modified log file",
    ),
    stopped(
        "trail bucket deleted with its parts",
        delete(TRAIL_BUCKET, TRAIL_LOCK, TRAIL_EXPIRY, TRAIL_KEY, TRAIL_VERSIONS),
        stops={TRAIL_BUCKET: DESTROYS},
        says="All objects",
    ),
    stopped(
        "trail bucket deletable with its content",
        update(TRAIL_BUCKET, force_destroy=True),
        stops={TRAIL_BUCKET: DESTROYS},
        says="deletes all contents",
    ),
    stopped(
        "log files expire after a year",
        _expire(current=365),
        stops={TRAIL_EXPIRY: DESTROYS},
        says="after 365 days instead of 2557",
    ),
    stopped(
        "superseded versions expire at once",
        _expire(noncurrent=1),
        stops={TRAIL_EXPIRY: DESTROYS},
        says="superseded versions",
    ),
    stopped(
        "object lock shortened",
        update(TRAIL_LOCK, rule__default_retention__days=30),
        stops={TRAIL_LOCK: LOWERS},
        says="locked for 30 instead of 2557 days",
    ),
    stopped(
        "versioning suspended",
        update(TRAIL_VERSIONS, versioning_configuration__status="Suspended"),
        stops={TRAIL_VERSIONS: LOWERS},
        says="cannot be restored",
    ),
    stopped(
        "bucket encrypted by S3's keys",
        update(
            TRAIL_KEY,
            rule__apply_server_side_encryption_by_default__sse_algorithm="AES256",
            rule__apply_server_side_encryption_by_default__kms_master_key_id="",
        ),
        stops={TRAIL_KEY: LOWERS},
        says="S3 managed keys",
    ),
    stopped("audit log deleted", delete(AUDIT_LOG), stops={AUDIT_LOG: DESTROYS}, says="evidence"),
    stopped(
        "audit log kept for a month",
        update(AUDIT_LOG, retention_in_days=30),
        stops={AUDIT_LOG: DESTROYS},
        says="kept for 30 instead of 2192 days",
    ),
    stopped("audit log without key", update(AUDIT_LOG, kms_key_id=""), stops={AUDIT_LOG: LOWERS}),
    stopped(
        "topic encrypted by AWS's key",
        update(TOPIC, kms_master_key_id="alias/aws/sns"),
        stops={TOPIC: LOWERS},
    ),
)
PASSED: tuple[Case, ...] = (
    passed("log files stay longer", _expire(current=3653)),
    passed("superseded versions stay longer", _expire(noncurrent=90)),
    passed("lifecycle removed, so that all stays", delete(TRAIL_EXPIRY)),
    passed("objects locked longer", update(TRAIL_LOCK, rule__default_retention__days=3653)),
    passed("audit log kept longer", update(AUDIT_LOG, retention_in_days=3653)),
    passed("audit log kept for ever", update(AUDIT_LOG, retention_in_days=0)),
)
