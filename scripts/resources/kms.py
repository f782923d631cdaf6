"""AWS KMS."""

from scripts.resources.actions import kms as kms_actions
from scripts.resources.charges import keys as keys_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import NotDrawn
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import changed, lowered, raised, switched_off, switched_on
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import identity

TYPES = (
    ResourceType(
        name="aws_kms_alias",
        arguments=Arguments(
            needed="name target_key_id",
            refers={"target_key_id": "aws_kms_key"},
            from_settings="name",
        ),
        deletion=Deletion(
            LOWERS,
            "Without its alias the key looks unused.",
            rebuilt=True,
        ),
        owner=Owner("target_key_id", "aws_kms_key"),
        charge=Free("A name; the key is charged."),
        discovery=FoundBy(identity.alias),
        picture=NotDrawn("a name of its key"),
        actions=kms_actions.ALIAS,
        guards_data=True,
        rules=(
            Rule(
                "target_key_id",
                changed,
                LOWERS,
                "The alias points to the key {after} instead of {before}.",
            ),
        ),
        drift=Drift(Sensitivity.GUARD, by_itself={"target_key_arn": "repeats `target_key_id`"}),
    ),
    KnownType(
        name="aws_kms_grant",
        charge=Free("A permission; uses are charged at the key."),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_kms_key",
        arguments=Arguments(
            needed=(
                "deletion_window_in_days description enable_key_rotation lifecycle "
                "lifecycle.prevent_destroy policy"
            ),
            accepted={
                "bypass_policy_lockout_safety_check": (None, False),
                "enable_key_rotation": (True,),
                "is_enabled": (None, True),
            },
            from_settings="description lifecycle.prevent_destroy policy",
            free="description",
        ),
        deletion=Deletion(
            DESTROYS,
            "Everything that it encrypts becomes permanently unreadable, backups included.",
            source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
        ),
        charge=keys_charges.key,
        discovery=FoundBy(identity.key),
        picture=NotDrawn("drawn as a number beside what it encrypts"),
        quota=Quota(
            "Keys", "kms", "L-C2F1777E", 100_000, ("kms", "list_keys", "Keys"), ours_only=True
        ),
        actions=kms_actions.KEY,
        required=True,
        data=Data(
            "key",
            kept_because="nothing that it encrypted can be read without it",
            recoverable_days="deletion_window_in_days",
            leftovers={"keys": "kms_key_month"},
            companions="target_key_id",
            companion_types=("aws_kms_alias",),
        ),
        policy=Policy(PolicyKind.RESOURCE),
        rules=(
            Rule("enable_key_rotation", switched_off, LOWERS, "The key is no longer rotated."),
            Rule(
                "rotation_period_in_days",
                raised,
                LOWERS,
                "The key is rotated every {after} instead of every {before} days.",
            ),
            Rule(
                "is_enabled",
                switched_off,
                DESTROYS,
                "While the key is disabled, nothing that it encrypts can be read.",
                source="https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
            ),
            Rule(
                "deletion_window_in_days",
                lowered,
                (DESTROYS, LOWERS),
                "A deletion of the key can be cancelled for {after} instead of {before} days.",
                source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
            ),
            Rule(
                "bypass_policy_lockout_safety_check",
                switched_on,
                LOWERS,
                "A policy may lock everyone out of the key permanently.",
                source="https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
            ),
        ),
        unreported={
            "bypass_policy_lockout_safety_check": "kms:PutKeyPolicy",
            "deletion_window_in_days": "kms:ScheduleKeyDeletion",
        },
        drift=Drift(
            Sensitivity.GUARD, shows={"policy": ShownBy("aws_kms_key_policy", "key_id", "key_id")}
        ),
    ),
    KnownType(
        name="aws_kms_key_policy",
        charge=Free("A policy is a property of the key."),
        policy=Policy(PolicyKind.RESOURCE, parent="key_id"),
        drift=Drift(Sensitivity.GUARD),
    ),
)
