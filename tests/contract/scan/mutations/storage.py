"""Defects of buckets."""

from tests.contract.scan.mutations.edits import (
    Attributes,
    Edit,
    drop,
    put,
    text,
    values,
    without_denials,
)

BUCKET = "aws_s3_bucket.exec_sessions_store_bucket"
POLICY = "aws_s3_bucket_policy.exec_sessions_store_policy"
BLOCK = "aws_s3_bucket_public_access_block.exec_*"
DEFAULT = "aws_s3_bucket_server_side_encryption_configuration.exec_*"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration.exec_*"
RULE = "rule.apply_server_side_encryption_by_default"


def _bucket_only(policy: Attributes) -> None:
    denial = next(one for one in policy["Statement"] if one["Effect"] == "Deny")
    denial["Resource"] = denial["Resource"][:1]


def _only_writes(policy: Attributes) -> None:
    denial = next(one for one in policy["Statement"] if one["Effect"] == "Deny")
    denial["Action"] = ["s3:PutObject"]


def _only_one(policy: Attributes) -> None:
    denial = next(one for one in policy["Statement"] if one["Effect"] == "Deny")
    denial["Principal"] = {"AWS": "arn:aws:iam::000000000000:role/x"}


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (BUCKET, put("force_destroy", True), "OEMR_33", "emptied when destroyed"),
    (BUCKET, put("lifecycle.prevent_destroy", False), "OEMR_33", "destroyable"),
    ("aws_s3_bucket.access_logs_*", put("lifecycle.prevent_destroy", False), "OEMR_33", "logs"),
    ("aws_s3_bucket.new", values(bucket="x"), "OEMR_14", "new without policy"),
    ("aws_s3_bucket.new", values(bucket="x"), "CKV2_AWS_6", "new and public"),
    (POLICY, None, "OEMR_14", "no policy"),
    (POLICY, without_denials(), "OEMR_1", "plain HTTP"),
    (POLICY, text("policy", _bucket_only), "OEMR_1", "objects by plain HTTP"),
    (POLICY, text("policy", _only_writes), "OEMR_1", "reads by plain HTTP"),
    (POLICY, text("policy", _only_one), "OEMR_1", "TLS for one only"),
    (BLOCK, None, "CKV2_AWS_6", "no block"),
    (BLOCK, put("block_public_acls", False), "CKV_AWS_53", "ACLs"),
    (BLOCK, put("block_public_policy", False), "CKV_AWS_54", "policies"),
    (BLOCK, put("ignore_public_acls", False), "CKV_AWS_55", "old ACLs"),
    (BLOCK, put("restrict_public_buckets", False), "CKV_AWS_56", "old policies"),
    ("aws_s3_bucket_versioning.exec_*", None, "CKV_AWS_21", "no versions"),
    (
        "aws_s3_bucket_versioning.exec_*",
        put("versioning_configuration.status", "Suspended"),
        "OEMR_40",
        "no new versions",
    ),
    (DEFAULT, None, "CKV_AWS_145", "S3's own key by default"),
    (DEFAULT, put(RULE, {"sse_algorithm": "AES256"}), "CKV_AWS_145", "S3's own key"),
    (DEFAULT, put(f"{RULE}.kms_master_key_id", "alias/aws/s3"), "OEMR_30", "AWS's key"),
    ("aws_s3_bucket_logging.exec_*", None, "CKV_AWS_18", "access not recorded"),
    ("aws_s3_bucket_ownership_controls.exec_*", None, "OEMR_41", "writers own by default"),
    (
        "aws_s3_bucket_ownership_controls.exec_*",
        put("rule.object_ownership", "ObjectWriter"),
        "CKV2_AWS_65",
        "writers own",
    ),
    (LIFECYCLE, None, "CKV2_AWS_61", "kept for ever"),
    (LIFECYCLE, put("rule.expiration", [{"days": 30}]), "OEMR_38", "evidence for a month"),
    (LIFECYCLE, drop("rule.abort_incomplete_multipart_upload"), "CKV_AWS_300", "abandoned uploads"),
    (
        "aws_s3_bucket_lifecycle_configuration.access_logs_*",
        put("rule.expiration", [{"days": 365}]),
        "OEMR_38",
        "access logs for a year",
    ),
    ("aws_s3_bucket_notification.exec_*", None, "CKV2_AWS_62", "no events"),
    ("aws_s3_bucket_acl.new", values(bucket="x", acl="public-read"), "OEMR_42", "an ACL"),
    (
        "aws_s3_bucket_website_configuration.new",
        values(bucket="x"),
        "OEMR_42",
        "a website",
    ),
    ("aws_sqs_queue.new", values(name="x"), "CKV_AWS_27", "plain queue"),
    ("aws_sqs_queue.new", values(name="x"), "OEMR_14", "queue without policy"),
    ("aws_ebs_volume.new", values(size=1), "CKV_AWS_3", "plain volume"),
]
