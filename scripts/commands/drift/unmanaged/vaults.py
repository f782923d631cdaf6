"""Access policies of backup vaults to which Terraform gave none."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """A policy in the state shows its own changes."""
    ours = resources.ids("aws_backup_vault_policy", key="backup_vault_name")
    for vault in resources.of("aws_backup_vault"):
        name = vault.values["name"]
        if name in ours:
            continue
        policy = aws.get(
            "backup",
            "get_backup_vault_access_policy",
            "Policy",
            absent="ResourceNotFoundException",
            BackupVaultName=name,
        )
        if policy:
            yield added(
                vault.address,
                "policy",
                policy,
                Severity.CRITICAL,
                "The vault got an access policy by hand; others may copy or delete backups.",
                identity=name,
            )
