"""Amazon ElastiCache."""

from scripts.resources.actions import elasticache as elasticache_actions
from scripts.resources.charges import data as data_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift
from scripts.resources.facets.impact import INTERRUPTS, LOWERS, OPENS
from scripts.resources.facets.picture import Icon, PartOf
from scripts.resources.facets.predicates import changed, gained, left, lowered, removed
from scripts.resources.finders import data

TYPES = (
    KnownType(
        name="aws_elasticache_replication_group",
        rules=(
            Rule(
                "auth_token",
                removed,
                OPENS,
                "Anyone who can reach it gets access without a password.",
            ),
        ),
    ),
    ResourceType(
        name="aws_elasticache_serverless_cache",
        arguments=Arguments(
            needed=(
                "cache_usage_limits cache_usage_limits.data_storage "
                "cache_usage_limits.data_storage.maximum cache_usage_limits.data_storage.unit "
                "cache_usage_limits.ecpu_per_second cache_usage_limits.ecpu_per_second.maximum "
                "daily_snapshot_time description engine kms_key_id major_engine_version name "
                "security_group_ids snapshot_retention_limit subnet_ids user_group_id"
            ),
            refers={
                "kms_key_id": "aws_kms_key",
                "security_group_ids": "aws_security_group",
                "subnet_ids": "aws_subnet",
                "user_group_id": "aws_elasticache_user_group",
            },
            from_settings="name snapshot_retention_limit subnet_ids",
            free="daily_snapshot_time description",
            grows="subnet_ids",
        ),
        deletion=Deletion(INTERRUPTS, "All users are signed out."),
        charge=data_charges.cache,
        discovery=FoundBy(data.serverless_cache),
        picture=Icon(
            "database/elasticache.png", "Valkey Serverless", "data", 4, details=("sessions",)
        ),
        actions=elasticache_actions.SERVERLESS_CACHE,
        dimension="clusterId",
        stack="deployment",
        required=True,
        keys={"kms_key_id": ""},
        rules=(
            Rule(
                "snapshot_retention_limit",
                lowered,
                LOWERS,
                "Snapshots of the cache are kept for {after} instead of {before} days.",
            ),
            Rule(
                "cache_usage_limits.data_storage.maximum",
                lowered,
                INTERRUPTS,
                (
                    "The cache holds {after} instead of {before} GB; beyond it evicts sessions, "
                    "which signs users out."
                ),
            ),
            Rule(
                "cache_usage_limits.ecpu_per_second.maximum",
                lowered,
                INTERRUPTS,
                (
                    "The cache serves {after} instead of {before} units a second; beyond it "
                    "refuses requests."
                ),
            ),
            Rule(
                "major_engine_version",
                changed,
                INTERRUPTS,
                "The engine version was {before} and is {after}.",
            ),
            Rule(
                "user_group_id",
                changed,
                OPENS,
                "Other users get access: those of {after} instead of {before}.",
            ),
        ),
        drift=Drift(
            by_itself={
                "full_engine_version": "AWS patches it",
                "status": "passes through maintenance",
            },
            comes_later=("endpoint", "reader_endpoint"),
        ),
    ),
    KnownType(
        name="aws_elasticache_snapshot",
        data=Data(
            "cache snapshot",
            contents=False,
            prevent_destroy=False,
            leftovers={"gb": "cache_backup_gb_month"},
        ),
    ),
    KnownType(name="aws_elasticache_subnet_group", charge=Free("A list of subnets.")),
    KnownType(
        name="aws_elasticache_user",
        charge=Free("Users of the cache are free."),
        rules=(
            Rule("access_string", changed, OPENS, "The user may do {after} instead of {before}."),
            Rule(
                "authentication_mode.type",
                left("password", "iam"),
                OPENS,
                "The user gets access without a password.",
            ),
        ),
    ),
    ResourceType(
        name="aws_elasticache_user_group",
        arguments=Arguments(
            needed="engine user_group_id user_ids",
            refers={"user_ids": "aws_cloudformation_stack"},
            from_settings="user_group_id",
        ),
        deletion=Deletion(INTERRUPTS, "Sessions cannot be read without its users."),
        charge=Free("Users of the cache are free."),
        discovery=FoundBy(data.user_group),
        picture=PartOf(user="aws_elasticache_serverless_cache"),
        actions=elasticache_actions.USER_GROUP,
        stack="deployment",
        required=True,
        rules=(
            Rule("user_ids", gained, OPENS, "More users get access: {after} instead of {before}."),
        ),
    ),
)
