"""Defects of policies of keys, buckets, topics and files: strangers let in."""

from tests.contract.scan.mutations.edits import Edit, grant

KEY = "aws_kms_key.encryption_data"
BUCKET = "aws_s3_bucket_policy.exec_sessions_store_policy"
FOREIGN = {"AWS": "arn:aws:iam::999999999999:root"}
ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}"


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (KEY, grant(Principal="*", Action="kms:*", Resource="*"), "OEMR_36", "key for anybody"),
    (KEY, grant(Principal="*", Action="kms:*", Resource="*"), "CKV_AWS_33", "key for anybody"),
    (KEY, grant(Principal=FOREIGN, Action="kms:Decrypt", Resource="*"), "OEMR_36", "key abroad"),
    (BUCKET, grant(Principal="*", Action="s3:GetObject", Resource="*"), "OEMR_36", "public read"),
    (
        BUCKET,
        grant(Principal="*", Action="s3:GetObject", Resource="*"),
        "CKV_AWS_70",
        "public read",
    ),
    (BUCKET, grant(Principal=FOREIGN, Action="s3:PutObject", Resource="*"), "OEMR_36", "write"),
    (
        BUCKET,
        grant(
            Principal={"Service": "logging.s3.amazonaws.com"}, Action="s3:PutObject", Resource="*"
        ),
        "OEMR_36",
        "a service for anybody",
    ),
    (
        "aws_sns_topic_policy.*",
        grant(Principal="*", Action="sns:Publish", Resource="*"),
        "OEMR_36",
        "topic",
    ),
    (
        "aws_sns_topic_policy.*",
        grant(Principal="*", Action="sns:Publish", Resource="*"),
        "CKV_AWS_169",
        "topic",
    ),
    (
        "aws_efs_file_system_policy.*",
        grant(Principal="*", Action="elasticfilesystem:ClientMount", Resource="*"),
        "OEMR_36",
        "files",
    ),
    (
        KEY,
        grant(
            Principal="*",
            Action="kms:Decrypt",
            Resource="*",
            Condition={"StringNotEquals": {"kms:CallerAccount": ACCOUNT}},
        ),
        "OEMR_36",
        "key for every other account",
    ),
]
