"""Attributes that only show what is a resource of its own, and is compared there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from scripts.commands.drift.resources import Resources
from scripts.review import Change, Difference

# What `beside` reads from AWS itself, entry by entry.
_READ_BESIDE: Mapping[str, frozenset[str]] = {
    "aws_iam_role": frozenset(("inline_policy", "managed_policy_arns")),
    "aws_rds_cluster": frozenset(("cluster_members",)),
    "aws_route_table": frozenset(("route",)),
    "aws_security_group": frozenset(("egress", "ingress")),
}


@dataclass(frozen=True)
class _Owner:
    """Resources that own an attribute of another one.

    theirs and ours: the attributes that hold the same value when they belong together.
    """

    type: str
    theirs: str
    ours: str = "id"


_BUCKET = "aws_s3_bucket"
_OWNERS: Mapping[str, Mapping[str, _Owner]] = {
    _BUCKET: {
        "acceleration_status": _Owner("aws_s3_bucket_accelerate_configuration", "bucket"),
        "cors_rule": _Owner("aws_s3_bucket_cors_configuration", "bucket"),
        "grant": _Owner("aws_s3_bucket_ownership_controls", "bucket"),
        "lifecycle_rule": _Owner("aws_s3_bucket_lifecycle_configuration", "bucket"),
        "logging": _Owner("aws_s3_bucket_logging", "bucket"),
        "object_lock_configuration": _Owner("aws_s3_bucket_object_lock_configuration", "bucket"),
        "policy": _Owner("aws_s3_bucket_policy", "bucket"),
        "replication_configuration": _Owner("aws_s3_bucket_replication_configuration", "bucket"),
        "server_side_encryption_configuration": _Owner(
            "aws_s3_bucket_server_side_encryption_configuration", "bucket"
        ),
        "versioning": _Owner("aws_s3_bucket_versioning", "bucket"),
        "website": _Owner("aws_s3_bucket_website_configuration", "bucket"),
    },
    "aws_kms_key": {"policy": _Owner("aws_kms_key_policy", "key_id", "key_id")},
    "aws_secretsmanager_secret": {
        "policy": _Owner("aws_secretsmanager_secret_policy", "secret_arn", "arn")
    },
    "aws_sns_topic": {"policy": _Owner("aws_sns_topic_policy", "arn", "arn")},
    "aws_sqs_queue": {"policy": _Owner("aws_sqs_queue_policy", "queue_url", "url")},
    "aws_vpc_endpoint": {"policy": _Owner("aws_vpc_endpoint_policy", "vpc_endpoint_id")},
}
_BALANCERS = "load_balancer_arns"


class Mirrors:
    """Knows the resources of a deployment, those that were deleted behind its back included."""

    def __init__(self, resources: Resources, deleted: Collection[Change]) -> None:
        self._resources = resources
        self._deleted = deleted

    def shows_another(self, change: Change, difference: Difference) -> bool:
        """True if the difference is none of the resource's own."""
        name = difference.attribute
        if self._resources.sets(change.address, name):
            return False
        if name in _READ_BESIDE.get(change.type, frozenset()):
            return True
        if change.type == "aws_lb_target_group" and name == _BALANCERS:
            return set(difference.after or []) <= self._resources.ids("aws_lb")
        owner = _OWNERS.get(change.type, {}).get(name)
        return owner is not None and change.after.get(owner.ours) in self._values(owner)

    def _values(self, owner: _Owner) -> set[str]:
        gone = {
            str(each.before.get(owner.theirs)) for each in self._deleted if each.type == owner.type
        }
        return self._resources.ids(owner.type, key=owner.theirs) | gone
