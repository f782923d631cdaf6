"""Settings of the places that copies of backups go to."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from stacks.settings.group import Conflict, Group
from stacks.settings.region import Region

VaultLock = Literal["off", "governance", "compliance"]
Rule = Literal["daily", "weekly", "monthly"]


class CopyPlace(Group):
    """A vault in another Region, with a key and a lock of its own, that backups are copied to."""

    region: Region = Field(description="AWS Region of the vault, other than the deployment's.")
    rules: list[Rule] = Field(
        default=["daily", "weekly", "monthly"],
        min_length=1,
        max_length=3,
        description="Whose backups are copied. AWS Backup copies the whole database each time.",
    )
    retention_days: int | None = Field(
        None, ge=1, le=36500, description="Life of a copy. null: that of the backup it is made of."
    )
    vault_lock: VaultLock | None = Field(
        None,
        description="Lock of that vault. null: as `backup.vault_lock`, with its days of grace.",
    )
    vault_lock_changeable_for_days: int | None = Field(
        None, ge=3, le=36500, description="Days of grace of a `compliance` lock named here."
    )

    def conflicts(self) -> Iterator[Conflict]:
        """Each rule once; only a compliance lock has days of grace."""
        if len(set(self.rules)) < len(self.rules):
            yield Conflict(("rules",), self.rules, "each rule once")
        yield from conflicts_of_lock(self.vault_lock, self.vault_lock_changeable_for_days)


def conflicts_of_lock(
    lock: VaultLock | None, changeable_for_days: int | None
) -> Iterator[Conflict]:
    """Days of grace where there are none, or none where they must be chosen."""
    if (lock == "compliance") != (changeable_for_days is not None):
        yield Conflict(
            ("vault_lock_changeable_for_days", "vault_lock"),
            changeable_for_days,
            "3 or more days together with vault_lock compliance, and null otherwise",
        )
