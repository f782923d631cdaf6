"""An S3 bucket that nobody outside can reach."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleTransition,
)
from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_notification import S3BucketNotification
from cdktf_cdktf_provider_aws.s3_bucket_object_lock_configuration import (
    S3BucketObjectLockConfigurationA,
    S3BucketObjectLockConfigurationRuleA,
    S3BucketObjectLockConfigurationRuleDefaultRetentionA,
)
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from stacks.policies import Statement, deny, document

# Superseded versions stay so long, in case a deletion was a mistake.
NONCURRENT_DAYS = 30
ABANDONED_UPLOAD_DAYS = 7


class PrivateBucket(Construct):
    """A bucket that is versioned, encrypted, closed to the public and spoken to by TLS only.

    `expiration_days` of None keeps objects for ever. `retained` buckets are neither destroyed nor
    emptied by Terraform; others are emptied when they are destroyed. `lock_mode`, GOVERNANCE or
    COMPLIANCE, keeps every object from being deleted before it expires.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        expiration_days: int | None,
        retained: bool,
        kms_key_arn: str | None = None,
        archive_after_days: int | None = None,
        lock_mode: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        bucket = S3Bucket(
            self,
            "bucket",
            bucket=name,
            object_lock_enabled=True if lock_mode else None,
            force_destroy=not retained,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=retained),
        )
        self.name = bucket.id
        self.arn = bucket.arn
        self._close()
        self._encrypt(kms_key_arn)
        self._versioning = self._version()
        self._expire(expiration_days, archive_after_days)
        if lock_mode and expiration_days:
            self._lock(lock_mode, expiration_days)
        # Without a rule that asks for them, these events cost nothing and go nowhere.
        S3BucketNotification(self, "events", bucket=self.name, eventbridge=True)

    def grant(self, *statements: Statement) -> S3BucketPolicy:
        """The bucket's policy: TLS for everyone, and `statements`. To be called once."""
        tls_only = deny(
            "TlsOnly",
            ["s3:*"],
            [self.arn, f"{self.arn}/*"],
            {"Bool": {"aws:SecureTransport": "false"}},
        )
        return S3BucketPolicy(
            self, "policy", bucket=self.name, policy=document(tls_only, *statements)
        )

    def log_access_to(self, target: "PrivateBucket", prefix: str) -> None:
        """Have S3 write a record of every request into `target`."""
        S3BucketLoggingA(
            self, "access_log", bucket=self.name, target_bucket=target.name, target_prefix=prefix
        )

    def _close(self) -> None:
        S3BucketPublicAccessBlock(
            self,
            "public_access",
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        S3BucketOwnershipControls(
            self,
            "ownership",
            bucket=self.name,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )

    def _encrypt(self, kms_key_arn: str | None) -> None:
        default = S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
            sse_algorithm="aws:kms" if kms_key_arn else "AES256", kms_master_key_id=kms_key_arn
        )
        S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=self.name,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=default,
                    bucket_key_enabled=kms_key_arn is not None,
                )
            ],
        )

    def _version(self) -> S3BucketVersioningA:
        return S3BucketVersioningA(
            self,
            "versioning",
            bucket=self.name,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )

    def _lock(self, mode: str, days: int) -> None:
        default = S3BucketObjectLockConfigurationRuleDefaultRetentionA(mode=mode, days=days)
        S3BucketObjectLockConfigurationA(
            self,
            "lock",
            bucket=self.name,
            rule=S3BucketObjectLockConfigurationRuleA(default_retention=default),
            depends_on=[self._versioning],
        )

    def _expire(self, expiration_days: int | None, archive_after_days: int | None) -> None:
        expiration = transition = None
        if expiration_days is not None:
            expiration = [S3BucketLifecycleConfigurationRuleExpiration(days=expiration_days)]
        if archive_after_days is not None:
            # S3 leaves objects below 128 KB where they are; moving them would cost more.
            transition = [
                S3BucketLifecycleConfigurationRuleTransition(
                    days=archive_after_days, storage_class="GLACIER"
                )
            ]
        rule = S3BucketLifecycleConfigurationRule(
            id="retention",
            status="Enabled",
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            expiration=expiration,
            transition=transition,
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                    noncurrent_days=NONCURRENT_DAYS
                )
            ],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=ABANDONED_UPLOAD_DAYS
                )
            ],
        )
        S3BucketLifecycleConfiguration(
            self, "lifecycle", bucket=self.name, rule=[rule], depends_on=[self._versioning]
        )
