"""Amazon DynamoDB."""

from scripts.resources.actions import dynamodb as dynamodb_actions
from scripts.resources.charges import storage as storage_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import Icon
from scripts.resources.facets.policies import Policy
from scripts.resources.facets.predicates import changed, lost, switched_off, switched_on
from scripts.resources.finders import data

TYPES = (
    KnownType(name="aws_dynamodb_resource_policy", policy=Policy(None, parent="resource_arn")),
    ResourceType(
        name="aws_dynamodb_table",
        arguments=Arguments(
            needed=(
                "attribute attribute.name attribute.type billing_mode "
                "deletion_protection_enabled hash_key lifecycle lifecycle.prevent_destroy name "
                "point_in_time_recovery point_in_time_recovery.enabled server_side_encryption "
                "server_side_encryption.enabled server_side_encryption.kms_key_arn"
            ),
            refers={"server_side_encryption.kms_key_arn": "aws_kms_key"},
            from_settings="name",
        ),
        deletion=Deletion(
            DESTROYS,
            "The table and its items are deleted; without locks two commands may write one state.",
        ),
        charge=storage_charges.table,
        discovery=FoundBy(data.table),
        picture=Icon("database/dynamodb.png", "DynamoDB", "region", 5, details=("{component}",)),
        actions=dynamodb_actions.LOCK_TABLE,
        stack="remote-state",
        keys={"server_side_encryption.kms_key_arn": ""},
        protections={"deletion_protection_enabled": True},
        data=Data("lock table", leftovers={"gb": "dynamodb_gb_month"}),
        rules=(
            Rule(
                "point_in_time_recovery.enabled",
                switched_off,
                LOWERS,
                "The table can no longer be restored to a point in time.",
            ),
            Rule(
                "server_side_encryption.enabled",
                switched_off,
                LOWERS,
                "The table is no longer encrypted with a key of this account.",
            ),
            Rule(
                "server_side_encryption.kms_key_arn",
                changed,
                LOWERS,
                "Its encryption key was {before} and is {after}.",
            ),
            Rule("ttl.enabled", switched_on, DESTROYS, "Items are deleted when they expire."),
            Rule("replica", lost, LOWERS, "A replica in another Region is deleted."),
        ),
    ),
)
