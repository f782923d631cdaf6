"""AWS Secrets Manager."""

from scripts.resources.actions import secretsmanager as secretsmanager_actions
from scripts.resources.charges import keys as keys_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import DESTROYS, LOWERS, OPENS
from scripts.resources.facets.picture import Icon, PartOf
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import changed, lost, lowered, raised, switched_off
from scripts.resources.finders import identity

TYPES = (
    ResourceType(
        name="aws_secretsmanager_secret",
        arguments=Arguments(
            needed=(
                "description kms_key_id lifecycle lifecycle.prevent_destroy name "
                "recovery_window_in_days"
            ),
            refers={"kms_key_id": "aws_kms_key"},
            from_settings="lifecycle.prevent_destroy name recovery_window_in_days",
            free="description",
        ),
        deletion=Deletion(DESTROYS, "Its value is lost; whatever signs in with it no longer can."),
        charge=keys_charges.secret,
        discovery=FoundBy(identity.secret),
        picture=Icon("security/secrets-manager.png", "Secrets Manager", "region", 5, fold=True),
        actions=secretsmanager_actions.SECRET,
        stack="deployment",
        required=True,
        requires=("aws_secretsmanager_secret_version",),
        keys={"kms_key_id": ""},
        data=Data(
            "secret",
            kept_because="opens the database again",
            recoverable_days="recovery_window_in_days",
            leftovers={"secrets": "secret_month"},
        ),
        shows_policy_of=("aws_secretsmanager_secret_policy", "secret_arn"),
        rules=(
            Rule(
                "recovery_window_in_days",
                lowered,
                (DESTROYS, LOWERS),
                "A deleted secret can be restored for {after} instead of {before} days.",
                source=(
                    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html"
                ),
            ),
            Rule("replica", lost, LOWERS, "A replica in another Region is deleted."),
        ),
        unreported={
            "force_overwrite_replica_secret": "secretsmanager:ReplicateSecretToRegions",
            "recovery_window_in_days": "secretsmanager:DeleteSecret",
        },
        drift=Drift(
            Sensitivity.VITAL,
            shows={"policy": ShownBy("aws_secretsmanager_secret_policy", "secret_arn", "arn")},
        ),
    ),
    KnownType(
        name="aws_secretsmanager_secret_policy",
        owner=Owner("secret_arn", "aws_secretsmanager_secret"),
        charge=Free("A property of the secret."),
        policy=Policy(PolicyKind.RESOURCE, parent="secret_arn"),
        rules=(
            Rule(
                "block_public_policy",
                switched_off,
                OPENS,
                "Secrets Manager accepts policies that give everyone access to the secret.",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_secretsmanager_secret_rotation",
        deletion=Deletion(LOWERS, "The secret is no longer rotated.", rebuilt=True),
        owner=Owner("secret_id", "aws_secretsmanager_secret"),
        charge=Free("A property of the secret; the function that rotates is charged."),
        rules=(
            Rule(
                "rotation_rules.automatically_after_days",
                raised,
                LOWERS,
                "The secret is rotated every {after} instead of every {before} days.",
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_secretsmanager_secret_version",
        arguments=Arguments(
            needed="secret_id secret_string_wo secret_string_wo_version",
            refers={"secret_id": "aws_secretsmanager_secret"},
            free="secret_string_wo",
        ),
        deletion=Deletion(DESTROYS, "Its value is lost; whatever signs in with it no longer can."),
        owner=Owner("secret_id", "aws_secretsmanager_secret"),
        charge=Free("A value of the secret."),
        discovery=Idempotent("entered into the state by secret_versions.py"),
        picture=PartOf("secret_id"),
        actions=secretsmanager_actions.VERSION,
        stack="deployment",
        guards_data=True,
        rules=(
            Rule(
                "secret_string_wo_version",
                changed,
                DESTROYS,
                (
                    "A new value replaces the old one; clients that still use the old one are "
                    "refused."
                ),
            ),
            Rule(
                "secret_string",
                changed,
                DESTROYS,
                (
                    "A new value replaces the old one; clients that still use the old one are "
                    "refused."
                ),
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
)
