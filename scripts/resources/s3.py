"""Amazon S3."""

from typing import Any

from scripts.resources.actions import s3 as s3_actions
from scripts.resources.charges import storage as storage_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import DESTROYS, LOWERS, OPENS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import (
    appeared,
    became,
    changed,
    left,
    lowered,
    removed,
    switched_off,
)
from scripts.resources.finders import buckets

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
_S3_BUCKET_PUBLIC_ACCESS_BLOCK_RULES = tuple(
    Rule(
        switch,
        switched_off,
        OPENS,
        "One of the four Block Public Access settings is off.",
        source=f"{GUIDE}/access-control-block-public-access.html",
    )
    for switch in (
        *("block_public_acls", "block_public_policy"),
        *("ignore_public_acls", "restrict_public_buckets"),
    )
)

_PUBLIC_ACL = Rule(
    "acl",
    became("public-read", "public-read-write", "authenticated-read"),
    OPENS,
    "The access control list {after} grants public access.",
    source=f"{GUIDE}/acl-overview.html",
    new_too=True,
)


def _bucket_part(**facets: Any) -> ResourceType:
    """A part of a bucket that the provider keeps as a resource of its own."""
    common: dict[str, Any] = {
        "owner": Owner("bucket", "aws_s3_bucket"),
        "charge": Free("A property of the bucket."),
        "picture": PartOf("bucket"),
        "guards_data": True,
    }
    return ResourceType(**(common | facets))


TYPES = (
    KnownType(name="aws_s3_access_point", policy=Policy(None)),
    KnownType(
        name="aws_s3_account_public_access_block", rules=(*_S3_BUCKET_PUBLIC_ACCESS_BLOCK_RULES,)
    ),
    ResourceType(
        name="aws_s3_bucket",
        arguments=Arguments(
            needed="bucket force_destroy lifecycle lifecycle.prevent_destroy",
            optional="object_lock_enabled",
            from_settings="bucket force_destroy lifecycle.prevent_destroy",
        ),
        deletion=Deletion(
            DESTROYS,
            (
                "All objects in it are deleted; AWS refuses while there are any, unless "
                "force_destroy is set."
            ),
        ),
        charge=storage_charges.bucket,
        discovery=FoundBy(buckets.bucket),
        picture=Icon(
            "storage/simple-storage-service-s3.png", "S3", "evidence", 6, details=("{component}",)
        ),
        actions=s3_actions.BUCKET,
        requires=(
            "aws_s3_bucket_lifecycle_configuration",
            "aws_s3_bucket_ownership_controls",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        ),
        protections={"force_destroy": False},
        data=Data(
            "bucket",
            kept_because="holds audit and access logs",
            leftovers={"gb": "s3_gb_month", "glacier_gb": "s3_glacier_gb_month"},
            companions="bucket",
            companion_types=(
                "aws_s3_bucket_lifecycle_configuration",
                "aws_s3_bucket_notification",
                "aws_s3_bucket_object_lock_configuration",
                "aws_s3_bucket_ownership_controls",
                "aws_s3_bucket_policy",
                "aws_s3_bucket_public_access_block",
                "aws_s3_bucket_server_side_encryption_configuration",
                "aws_s3_bucket_versioning",
            ),
        ),
        shows_policy_of=("aws_s3_bucket_policy", "bucket"),
        rules=(
            _PUBLIC_ACL,
            Rule("object_lock_enabled", switched_off, LOWERS, "Objects cannot be locked."),
        ),
        unreported={"force_destroy": "the provider, to delete objects first"},
        drift=Drift(
            Sensitivity.VITAL,
            shows={
                "acceleration_status": ShownBy("aws_s3_bucket_accelerate_configuration", "bucket"),
                "cors_rule": ShownBy("aws_s3_bucket_cors_configuration", "bucket"),
                "grant": ShownBy("aws_s3_bucket_ownership_controls", "bucket"),
                "lifecycle_rule": ShownBy("aws_s3_bucket_lifecycle_configuration", "bucket"),
                "logging": ShownBy("aws_s3_bucket_logging", "bucket"),
                "object_lock_configuration": ShownBy(
                    "aws_s3_bucket_object_lock_configuration", "bucket"
                ),
                "policy": ShownBy("aws_s3_bucket_policy", "bucket"),
                "replication_configuration": ShownBy(
                    "aws_s3_bucket_replication_configuration", "bucket"
                ),
                "server_side_encryption_configuration": ShownBy(
                    "aws_s3_bucket_server_side_encryption_configuration", "bucket"
                ),
                "versioning": ShownBy("aws_s3_bucket_versioning", "bucket"),
                "website": ShownBy("aws_s3_bucket_website_configuration", "bucket"),
            },
        ),
    ),
    KnownType(
        name="aws_s3_bucket_acl",
        deletion=Deletion(rebuilt=True),
        owner=Owner("bucket", "aws_s3_bucket"),
        charge=Free("A property of the bucket."),
        rules=(_PUBLIC_ACL,),
        drift=Drift(Sensitivity.VITAL),
    ),
    _bucket_part(
        name="aws_s3_bucket_lifecycle_configuration",
        arguments=Arguments(
            needed=(
                "bucket rule rule.abort_incomplete_multipart_upload "
                "rule.abort_incomplete_multipart_upload.days_after_initiation "
                "rule.expiration.days rule.filter rule.filter.prefix rule.id "
                "rule.noncurrent_version_expiration "
                "rule.noncurrent_version_expiration.noncurrent_days rule.status "
                "rule.transition.days rule.transition.storage_class"
            ),
            optional="rule.expiration rule.transition",
            refers={"bucket": "aws_s3_bucket"},
            from_settings="rule.expiration.days",
            free="rule.transition.days",
            judged="rule.expiration.days rule.noncurrent_version_expiration.noncurrent_days",
        ),
        deletion=Deletion(rebuilt=True),
        charge=Free(
            "A property of the bucket; objects are counted at the price of S3 Standard throughout."
        ),
        discovery=FoundBy(buckets.part("get_bucket_lifecycle_configuration", "Rules")),
        actions=s3_actions.LIFECYCLE,
        drift=Drift(Sensitivity.VITAL),
    ),
    _bucket_part(
        name="aws_s3_bucket_logging",
        arguments=Arguments(
            needed="bucket target_bucket target_prefix",
            refers={"bucket": "aws_s3_bucket", "target_bucket": "aws_s3_bucket"},
        ),
        deletion=Deletion(LOWERS, "Access to the bucket is no longer logged.", rebuilt=True),
        charge=Free("A property of the bucket; log objects are charged where they are written."),
        discovery=FoundBy(buckets.part("get_bucket_logging", "LoggingEnabled")),
        edges=(Edge("target_bucket", "records"),),
        actions=s3_actions.LOGGING,
        rules=(
            Rule(
                "target_bucket",
                changed,
                LOWERS,
                "Access logs go to {after} instead of {before}.",
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    _bucket_part(
        name="aws_s3_bucket_notification",
        arguments=Arguments(
            needed="bucket eventbridge",
            refers={"bucket": "aws_s3_bucket"},
            accepted={"eventbridge": (True,)},
        ),
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        charge=storage_charges.notification,
        discovery=FoundBy(buckets.part("get_bucket_notification_configuration")),
        actions=s3_actions.NOTIFICATION,
        rules=(
            Rule(
                "eventbridge", switched_off, LOWERS, "Events of the bucket are no longer delivered."
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    _bucket_part(
        name="aws_s3_bucket_object_lock_configuration",
        arguments=Arguments(
            needed=(
                "bucket rule rule.default_retention rule.default_retention.days "
                "rule.default_retention.mode"
            ),
            refers={"bucket": "aws_s3_bucket"},
        ),
        deletion=Deletion(LOWERS, "New objects are no longer locked.", rebuilt=True),
        discovery=FoundBy(buckets.part("get_object_lock_configuration", "ObjectLockConfiguration")),
        actions=s3_actions.OBJECT_LOCK,
        rules=(
            Rule(
                "rule.default_retention.mode",
                left("COMPLIANCE"),
                LOWERS,
                "New objects can be deleted early by principals that may bypass the lock.",
                source=f"{GUIDE}/object-lock.html",
            ),
            Rule(
                "rule.default_retention.mode", removed, LOWERS, "New objects are no longer locked."
            ),
            *(
                Rule(
                    f"rule.default_retention.{unit}",
                    lowered,
                    LOWERS,
                    f"New objects are locked for {{after}} instead of {{before}} {unit}.",
                )
                for unit in ("days", "years")
            ),
            Rule("object_lock_enabled", left("Enabled"), LOWERS, "Objects are no longer locked."),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    _bucket_part(
        name="aws_s3_bucket_ownership_controls",
        arguments=Arguments(
            needed="bucket rule rule.object_ownership", refers={"bucket": "aws_s3_bucket"}
        ),
        deletion=Deletion(OPENS, "Access control lists take effect again.", rebuilt=True),
        discovery=FoundBy(buckets.part("get_bucket_ownership_controls", "OwnershipControls")),
        actions=s3_actions.OWNERSHIP_CONTROLS,
        rules=(
            Rule(
                "rule.object_ownership",
                left("BucketOwnerEnforced"),
                OPENS,
                "Access control lists take effect again.",
                source=f"{GUIDE}/about-object-ownership.html",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    _bucket_part(
        name="aws_s3_bucket_policy",
        arguments=Arguments(
            needed="bucket policy", refers={"bucket": "aws_s3_bucket"}, from_settings="policy"
        ),
        deletion=Deletion(rebuilt=True),
        discovery=FoundBy(buckets.part("get_bucket_policy", "Policy")),
        actions=s3_actions.POLICY,
        policy=Policy(PolicyKind.RESOURCE, parent="bucket"),
        drift=Drift(Sensitivity.GUARD),
    ),
    _bucket_part(
        name="aws_s3_bucket_public_access_block",
        arguments=Arguments(
            needed=(
                "block_public_acls block_public_policy bucket ignore_public_acls "
                "restrict_public_buckets"
            ),
            refers={"bucket": "aws_s3_bucket"},
        ),
        deletion=Deletion(
            OPENS,
            "The four Block Public Access settings are removed.",
            source=f"{GUIDE}/access-control-block-public-access.html",
            meanwhile="for a moment only policies prevent public access.",
        ),
        discovery=FoundBy(
            buckets.part("get_public_access_block", "PublicAccessBlockConfiguration")
        ),
        actions=s3_actions.PUBLIC_ACCESS_BLOCK,
        rules=(*_S3_BUCKET_PUBLIC_ACCESS_BLOCK_RULES,),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_s3_bucket_replication_configuration",
        deletion=Deletion(LOWERS, "New objects are no longer replicated.", rebuilt=True),
        owner=Owner("bucket", "aws_s3_bucket"),
        rules=(
            Rule("rule.status", left("Enabled"), LOWERS, "New objects are no longer replicated."),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    _bucket_part(
        name="aws_s3_bucket_server_side_encryption_configuration",
        arguments=Arguments(
            needed=(
                "bucket rule rule.apply_server_side_encryption_by_default "
                "rule.apply_server_side_encryption_by_default.sse_algorithm "
                "rule.bucket_key_enabled"
            ),
            optional="rule.apply_server_side_encryption_by_default.kms_master_key_id",
            refers={
                "bucket": "aws_s3_bucket",
                "rule.apply_server_side_encryption_by_default.kms_master_key_id": "aws_kms_key",
            },
        ),
        deletion=Deletion(
            LOWERS,
            "New objects are encrypted with S3 managed keys instead of a KMS key.",
            rebuilt=True,
        ),
        charge=Free("A property of the bucket; uses of its key are charged at the key."),
        discovery=FoundBy(
            buckets.part("get_bucket_encryption", "ServerSideEncryptionConfiguration")
        ),
        actions=s3_actions.ENCRYPTION,
        rules=(
            Rule(
                "rule.apply_server_side_encryption_by_default.sse_algorithm",
                left("aws:kms", "aws:kms:dsse"),
                LOWERS,
                "New objects are encrypted with S3 managed keys instead of a KMS key.",
            ),
            Rule(
                "rule.apply_server_side_encryption_by_default.kms_master_key_id",
                changed,
                LOWERS,
                "The KMS key of new objects was {before} and is {after}.",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    _bucket_part(
        name="aws_s3_bucket_versioning",
        arguments=Arguments(
            needed="bucket versioning_configuration versioning_configuration.status",
            refers={"bucket": "aws_s3_bucket"},
            accepted={"versioning_configuration.status": ("Enabled",)},
        ),
        deletion=Deletion(
            LOWERS,
            "Versioning is suspended: overwritten objects cannot be restored.",
            source=f"{GUIDE}/Versioning.html",
            rebuilt=True,
        ),
        discovery=FoundBy(buckets.part("get_bucket_versioning", "Status")),
        actions=s3_actions.VERSIONING,
        rules=(
            Rule(
                "versioning_configuration.status",
                left("Enabled"),
                LOWERS,
                "Objects overwritten or deleted from then on cannot be restored.",
                source=f"{GUIDE}/Versioning.html",
            ),
            Rule(
                "versioning_configuration.mfa_delete",
                left("Enabled"),
                LOWERS,
                "Versions can be deleted without MFA.",
                source=f"{GUIDE}/MultiFactorAuthenticationDelete.html",
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_s3_bucket_website_configuration",
        deletion=Deletion(rebuilt=True),
        rules=(Rule("bucket", appeared, OPENS, "The bucket serves a website.", new_too=True),),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_s3_object",
        deletion=Deletion(DESTROYS, "The object is deleted."),
        owner=Owner("bucket", "aws_s3_bucket"),
        rules=(_PUBLIC_ACL,),
    ),
)
