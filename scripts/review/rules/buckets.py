"""Rules about S3 buckets."""

LOCK = ("aws_s3_bucket_object_lock_configuration",)
DEFAULT_KEY = "rule.apply_server_side_encryption_by_default"
RETENTION = "rule.default_retention"
