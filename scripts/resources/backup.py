"""AWS Backup."""

from scripts.resources.actions import backup as backup_actions
from scripts.resources.charges import backup as backup_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import LEAVES_PRODUCTION, Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import DESTROYS, INTERRUPTS, LOWERS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import (
    changed,
    gained,
    grown,
    lost,
    lowered,
    only_gains,
    removed,
)
from scripts.resources.finders import data

TYPES = (
    ResourceType(
        name="aws_backup_plan",
        arguments=Arguments(
            needed=(
                "name rule rule.completion_window rule.lifecycle rule.lifecycle.delete_after "
                "rule.rule_name rule.schedule rule.start_window rule.target_vault_name"
            ),
            optional=(
                "rule.copy_action rule.copy_action.destination_vault_arn "
                "rule.copy_action.lifecycle rule.copy_action.lifecycle.cold_storage_after "
                "rule.copy_action.lifecycle.delete_after rule.lifecycle.cold_storage_after"
            ),
            refers={"rule.target_vault_name": "aws_backup_vault"},
            judged="rule",
            from_settings=(
                "name rule.copy_action.destination_vault_arn "
                "rule.copy_action.lifecycle.cold_storage_after "
                "rule.copy_action.lifecycle.delete_after"
            ),
        ),
        deletion=Deletion(DESTROYS, "It no longer backs up database and files."),
        charge=backup_charges.plan,
        discovery=FoundBy(data.plan),
        picture=PartOf("rule"),
        actions=backup_actions.PLAN,
        stack="deployment",
        required=True,
        guards_data=True,
        drift=Drift(
            Sensitivity.GUARD, by_itself={"version": "changes with its rules, which are compared"}
        ),
    ),
    ResourceType(
        name="aws_backup_selection",
        arguments=Arguments(
            needed="iam_role_arn name plan_id resources",
            refers={
                "iam_role_arn": "aws_iam_role",
                "plan_id": "aws_backup_plan",
                "resources": "aws_efs_file_system aws_rds_cluster",
            },
            accepts={"resources": only_gains},
            from_settings="name resources",
        ),
        deletion=Deletion(
            DESTROYS,
            "What it selects is no longer backed up.",
            meanwhile="a backup due at that moment is skipped.",
        ),
        charge=Free("Copies are charged at the vault that keeps them."),
        discovery=FoundBy(data.selection),
        picture=PartOf("plan_id"),
        edges=(Edge("resources", "uses", "backs up"),),
        actions=backup_actions.SELECTION,
        stack="deployment",
        required=True,
        guards_data=True,
        rules=(
            Rule(
                "resources",
                lost,
                LOWERS,
                "Fewer resources are backed up: {after} instead of {before}.",
            ),
            Rule("not_resources", gained, LOWERS, "More is excluded from the backup: {after}."),
            Rule("selection_tag", lost, LOWERS, "Fewer resources are backed up."),
            Rule("condition", changed, LOWERS, "Other resources than before are backed up."),
            Rule("iam_role_arn", changed, INTERRUPTS, "Backups run under the role {after}."),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_backup_vault",
        arguments=Arguments(
            needed="force_destroy kms_key_arn lifecycle lifecycle.prevent_destroy name",
            refers={"kms_key_arn": "aws_kms_key"},
            from_settings="force_destroy lifecycle.prevent_destroy name",
        ),
        deletion=Deletion(DESTROYS, "The recovery points in it are deleted."),
        charge=backup_charges.vault,
        discovery=FoundBy(data.vault),
        picture=Icon("storage/backup.png", "AWS Backup", "region", 5),
        actions=backup_actions.VAULT,
        dimension="BackupVaultName",
        stack="deployment copies",
        rules=(LEAVES_PRODUCTION,),
        required=True,
        keys={"kms_key_arn": ""},
        protections={"force_destroy": False},
        data=Data(
            "backup vault",
            kept_because="holds the backups",
            leftovers={
                "database_gb": "aurora_backup_gb_month",
                "files_gb": "backup_efs_gb_month",
                "files_cold_gb": "backup_efs_cold_gb_month",
            },
            companions="backup_vault_name",
            companion_types=("aws_backup_vault_lock_configuration", "aws_backup_vault_policy"),
        ),
        unreported={"force_destroy": "the provider, to delete recovery points first"},
        drift=Drift(Sensitivity.GUARD, by_itself={"recovery_points": "counts backups"}),
    ),
    ResourceType(
        name="aws_backup_vault_lock_configuration",
        arguments=Arguments(
            needed="backup_vault_name max_retention_days min_retention_days",
            optional="changeable_for_days",
            refers={"backup_vault_name": "aws_backup_vault"},
            accepts={"max_retention_days": grown},
        ),
        deletion=Deletion(
            LOWERS,
            "Recovery points can be deleted before they expire.",
            meanwhile="for a moment recovery points can be deleted before they expire.",
        ),
        owner=Owner("backup_vault_name", "aws_backup_vault"),
        charge=Free("A lock is a property of the vault."),
        discovery=Idempotent("PutBackupVaultLockConfiguration"),
        picture=PartOf("backup_vault_name"),
        actions=backup_actions.VAULT_LOCK,
        stack="deployment copies",
        guards_data=True,
        rules=(
            Rule(
                "min_retention_days",
                lowered,
                LOWERS,
                "The vault accepts a retention of {after} instead of at least {before} days.",
                source="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
            ),
            Rule(
                "changeable_for_days",
                removed,
                LOWERS,
                "Principals that may remove the lock can do so at any time.",
                source="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_backup_vault_notifications",
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        owner=Owner("backup_vault_name", "aws_backup_vault"),
        charge=Free("Messages are charged at the topic."),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_backup_vault_policy",
        arguments=Arguments(
            needed="backup_vault_name policy",
            refers={"backup_vault_name": "aws_backup_vault"},
        ),
        deletion=Deletion(rebuilt=True),
        owner=Owner("backup_vault_name", "aws_backup_vault"),
        charge=Free("A policy is a property of the vault."),
        discovery=FoundBy(data.vault_policy),
        picture=PartOf("backup_vault_name"),
        actions=backup_actions.VAULT_POLICY,
        stack="deployment copies",
        guards_data=True,
        policy=Policy(PolicyKind.RESOURCE, parent="backup_vault_name"),
        drift=Drift(Sensitivity.GUARD),
    ),
)
