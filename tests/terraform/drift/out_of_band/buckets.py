"""Out-of-band changes of buckets."""

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    OutOfBand,
    Site,
    for_a_stranger,
    gone,
)

TRAIL_BUCKET = "aws_s3_bucket.audit_trail_store_bucket"
ACCESS_LOGS = "aws_s3_bucket.access_logs_store_bucket"
EXEC_SESSIONS = "aws_s3_bucket.exec_sessions_store_bucket"


def _open_bucket(site: Site) -> None:
    bucket = site.id(EXEC_SESSIONS)
    site.client("s3").put_bucket_policy(
        Bucket=bucket, Policy=for_a_stranger("s3:GetObject", f"arn:aws:s3:::{bucket}/*")
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


CHANGES = [
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
]
DELETIONS = [
    OutOfBand(
        "objects' events off",
        _silent_bucket,
        "aws_s3_bucket_notification.audit_trail_store_events",
        "eventbridge",
        CRITICAL,
    ),
]
