"""CloudTrail: refuse buckets, keys and log roles that the service may not use."""

from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import cloudtrail, kms, s3

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import allows, assumable
from scripts.embedded_aws.server.wire import Response

_SERVICE = "cloudtrail.amazonaws.com"


@before(cloudtrail, "_create_trail")
def refuse_bad_trails(request: dict[str, Any]) -> Response | None:
    bucket, prefix = request.get("S3BucketName", ""), request.get("S3KeyPrefix", "")
    if bucket not in s3._buckets:
        return cloudtrail._err(
            "S3BucketDoesNotExistException", f"S3 bucket {bucket} does not exist!"
        )
    if not _writable(bucket, prefix):
        return cloudtrail._err(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {bucket}",
        )
    return _bad_key(request.get("KmsKeyId", "")) or _bad_log_role(request)


def _writable(bucket: str, prefix: str) -> bool:
    policy = s3._bucket_policies.get(bucket)
    arn = f"arn:aws:s3:::{bucket}"
    written = f"{arn}/{prefix + '/' if prefix else ''}AWSLogs/{get_account_id()}/x"
    return allows(policy, "s3:GetBucketAcl", [_SERVICE], arn) and allows(
        policy, "s3:PutObject", [_SERVICE], written
    )


def _bad_key(reference: str) -> Response | None:
    if not reference or "alias/" in reference:
        return None
    key = kms._keys.get(reference.rsplit("/", maxsplit=1)[-1])
    if key and allows(key.get("Policy"), "kms:GenerateDataKey", [_SERVICE]):
        return None
    return cloudtrail._err(
        "InsufficientEncryptionPolicyException",
        f"Insufficient permissions to access S3 bucket or KMS key {reference}.",
    )


def _bad_log_role(request: dict[str, Any]) -> Response | None:
    group, role = (
        request.get(key) or "" for key in ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
    )
    if bool(group) != bool(role):
        return cloudtrail._err(
            "InvalidParameterCombinationException",
            "You must specify both CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn.",
        )
    if role and not assumable(role, _SERVICE):
        return cloudtrail._err(
            "InvalidCloudWatchLogsRoleArnException", "Access denied. Check the trust of your role."
        )
    return None
