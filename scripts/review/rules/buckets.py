"""Rules about S3 buckets."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    appeared,
    became,
    changed,
    left,
    lowered,
    removed,
    switched_off,
)
from scripts.review.verdict import LOWERS, OPENS

VERSIONING = ("aws_s3_bucket_versioning",)
LOCK = ("aws_s3_bucket_object_lock_configuration",)
ENCRYPTION = ("aws_s3_bucket_server_side_encryption_configuration",)
DEFAULT_KEY = "rule.apply_server_side_encryption_by_default"
RETENTION = "rule.default_retention"
USER_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")

RULES = (
    *(
        Rule(
            ("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"),
            name,
            switched_off,
            OPENS,
            "One of the four switches that keep the public out is off.",
            f"{USER_GUIDE}/access-control-block-public-access.html",
        )
        for name in (
            *("block_public_acls", "block_public_policy"),
            *("ignore_public_acls", "restrict_public_buckets"),
        )
    ),
    *(
        Rule(
            (type_,),
            "acl",
            became(*PUBLIC_ACLS),
            OPENS,
            "The access control list {after} lets everyone in.",
            f"{USER_GUIDE}/acl-overview.html",
            new_too=True,
        )
        for type_ in ("aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object")
    ),
    Rule(
        ("aws_s3_bucket_ownership_controls",),
        "rule.object_ownership",
        left("BucketOwnerEnforced"),
        OPENS,
        "Access control lists count again, beside the bucket's policy.",
        f"{USER_GUIDE}/about-object-ownership.html",
    ),
    Rule(
        VERSIONING,
        "versioning_configuration.status",
        left("Enabled"),
        LOWERS,
        "What is overwritten or deleted from then on cannot be brought back.",
        f"{USER_GUIDE}/Versioning.html",
    ),
    Rule(
        VERSIONING,
        "versioning_configuration.mfa_delete",
        left("Enabled"),
        LOWERS,
        "Versions can be deleted without a second factor.",
        f"{USER_GUIDE}/MultiFactorAuthenticationDelete.html",
    ),
    Rule(
        ENCRYPTION,
        f"{DEFAULT_KEY}.sse_algorithm",
        left("aws:kms", "aws:kms:dsse"),
        LOWERS,
        "New objects are encrypted by S3's own keys instead of one whose use IAM governs.",
    ),
    Rule(
        ENCRYPTION,
        f"{DEFAULT_KEY}.kms_master_key_id",
        changed,
        LOWERS,
        "The key of new objects was {before} and is {after}.",
    ),
    Rule(
        LOCK,
        f"{RETENTION}.mode",
        left("COMPLIANCE"),
        LOWERS,
        "New objects may be deleted early by whoever may bypass the lock.",
        f"{USER_GUIDE}/object-lock.html",
    ),
    Rule(LOCK, f"{RETENTION}.mode", removed, LOWERS, "New objects are no longer locked."),
    *(
        Rule(
            LOCK,
            f"{RETENTION}.{unit}",
            lowered,
            LOWERS,
            f"New objects were locked for {{before}} {unit} and are for {{after}}.",
        )
        for unit in ("days", "years")
    ),
    Rule(LOCK, "object_lock_enabled", left("Enabled"), LOWERS, "Objects are no longer locked."),
    Rule(
        ("aws_s3_bucket_logging",),
        "target_bucket",
        changed,
        LOWERS,
        "The records of access go to {after} instead of {before}.",
    ),
    Rule(
        ("aws_s3_bucket_notification",),
        "eventbridge",
        switched_off,
        LOWERS,
        "Nobody is told of what happens in the bucket.",
    ),
    Rule(
        ("aws_s3_bucket_replication_configuration",),
        "rule.status",
        left("Enabled"),
        LOWERS,
        "New objects are copied elsewhere no more.",
    ),
    Rule(
        ("aws_s3_bucket_website_configuration",),
        "bucket",
        appeared,
        OPENS,
        "The bucket answers as a web site.",
        new_too=True,
    ),
    Rule(
        ("aws_s3_bucket",), "object_lock_enabled", switched_off, LOWERS, "Objects cannot be locked."
    ),
)
