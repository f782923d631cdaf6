"""Amazon S3: buckets are named."""

from scripts.resources.facets.actions import Actions, arn, grant

_BUCKET = arn("s3", "openemr-{name}-*", region="", account="")


def _part(read: str, write: str, remove: str = "") -> Actions:
    """A property of a bucket, which its deletion writes too."""
    return Actions(
        read=(grant(read, _BUCKET),),
        create=(grant(write, _BUCKET),),
        update=(grant(write, _BUCKET),),
        delete=(grant(remove or write, _BUCKET),),
    )


BUCKET = Actions(
    read=(
        grant(
            "s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging "
            "s3:GetBucketObjectLockConfiguration s3:GetBucketPolicy s3:GetBucketRequestPayment "
            "s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite "
            "s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration "
            "s3:GetReplicationConfiguration s3:ListBucket",
            _BUCKET,
        ),
    ),
    create=(grant("s3:CreateBucket s3:PutBucketTagging", _BUCKET),),
    update=(grant("s3:PutBucketTagging", _BUCKET),),
    delete=(grant("s3:DeleteBucket", _BUCKET),),
)
LIFECYCLE = _part("s3:GetLifecycleConfiguration", "s3:PutLifecycleConfiguration")
LOGGING = _part("s3:GetBucketLogging", "s3:PutBucketLogging")
NOTIFICATION = _part("s3:GetBucketNotification", "s3:PutBucketNotification")
OBJECT_LOCK = _part("s3:GetBucketObjectLockConfiguration", "s3:PutBucketObjectLockConfiguration")
OWNERSHIP_CONTROLS = _part("s3:GetBucketOwnershipControls", "s3:PutBucketOwnershipControls")
POLICY = _part("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy")
PUBLIC_ACCESS_BLOCK = _part("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock")
ENCRYPTION = _part("s3:GetEncryptionConfiguration", "s3:PutEncryptionConfiguration")
VERSIONING = _part("s3:GetBucketVersioning", "s3:PutBucketVersioning")
