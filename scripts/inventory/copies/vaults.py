"""Recovery points of a deployment in AWS Backup's vaults, its own and others."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.aws.account import AwsAccount, AwsError
from scripts.inventory.copies.copy import DATABASE, FILES, VAULT, Copy, Place, store_of
from scripts.inventory.scope import Scope
from scripts.inventory.stores import recovery_points

_CLUSTER, _FILE_SYSTEM = ":cluster:", ":file-system/"
_CONTINUOUS = ":recovery-point:continuous:"
# AWS's own id of a cluster, which some ARNs have in place of the identifier.
_RESOURCE = "cluster-"
# AWS's API reference does not tell which (2026-11-30).
_ELSEWHERE = (
    "the {content} come from vault {vault}: whether a copied recovery point keeps the time of its "
    "original or has that of the copy job is not known"
)


class UnknownVaultError(AwsError):
    """There is no such vault, or it cannot be read; the message says where it was looked for."""


@dataclass(frozen=True)
class Vault:
    """A backup vault. is_own: named by this deployment, in its Region and account."""

    name: str
    place: Place
    locked: bool
    is_own: bool = True


@dataclass(frozen=True)
class FileSystem:
    """A file system of the account as it is now. name: its creation token."""

    id: str
    name: str
    created: datetime


def describe_file_systems(scope: Scope) -> list[FileSystem]:
    """All of the account's file systems, as others' must be told from ours. Raises AwsError."""
    return [
        FileSystem(each["FileSystemId"], each.get("CreationToken", ""), each["CreationTime"])
        for each in scope.aws.list("efs", "describe_file_systems", "FileSystems")
    ]


def own_vaults(scope: Scope) -> list[Vault]:
    """The vaults with the deployment's name, which a destroyed production leaves too.

    Raises AwsError.
    """
    return [
        _vault(each, is_own=True)
        for each in scope.aws.list("backup", "list_backup_vaults", "BackupVaultList")
        if scope.is_named(each["BackupVaultName"])
    ]


def other_vault(scope: Scope, named: str) -> tuple[Scope, Vault]:
    """The vault of this name in the deployment's Region, or of this ARN in any of the account's.

    Returns a scope in the vault's Region. Raises UnknownVaultError, AwsError.
    """
    place = Place.of(named) if named.startswith("arn:") else Place(scope.account.region)
    name = named.rpartition(":")[2]
    if place.account and place.account != scope.account_id:
        raise UnknownVaultError(
            f"--vault {named}: is of account {place.account}, and the credentials open "
            f"{scope.account_id}. Vaults of another account are not read: sign in there, or copy "
            "its recovery points into a vault of this account."
        )
    there = scope
    if place.region != scope.account.region:
        there = Scope(
            scope.deployment, AwsAccount(place.region), scope.resources, scope.configuration
        )
    for each in there.aws.list("backup", "list_backup_vaults", "BackupVaultList"):
        if each["BackupVaultName"] == name:
            return there, _vault(each, is_own=False)
    raise UnknownVaultError(f"--vault {named}: no such vault in {there.account.region}.")


def _vault(each: Mapping[str, Any], *, is_own: bool) -> Vault:
    place = Place.of(each["BackupVaultArn"])
    return Vault(each["BackupVaultName"], place, bool(each.get("Locked")), is_own)


@dataclass(frozen=True)
class Ownership:
    """Tells the deployment's recovery points from others in the same vault.

    home: where the deployment is. systems: the account's file systems. seen: ids of file systems
    with copies in the deployment's own vault.
    """

    home: Place
    is_named: Callable[[str], bool]
    systems: Mapping[str, FileSystem]
    seen: frozenset[str] = frozenset()

    def name_of(self, point: Mapping[str, Any]) -> str:
        """Name of the cluster or creation token of the file system; empty if nobody knows it.

        `ResourceName` of a file system is its tag `Name`, which stacks/components/files.py sets to
        the same; `list-recovery-points` keeps it when the file system is gone.
        """
        arn = str(point.get("ResourceArn", ""))
        if _CLUSTER in arn:
            name = arn.rpartition(":")[2]
            # The identifier may still be in the other member.
            return str(point.get("ResourceName", "")) if name.startswith(_RESOURCE) else name
        system = self.systems.get(arn.rpartition("/")[2])
        return system.name if system else str(point.get("ResourceName", ""))

    def has(self, point: Mapping[str, Any], vault: Vault) -> bool:
        """Whether the point is this deployment's, as far as names and ids tell."""
        if Place.of(str(point.get("ResourceArn", ""))) != self.home:
            return False
        name = self.name_of(point)
        if name:
            return self.is_named(name)
        return vault.is_own or str(point["ResourceArn"]).rpartition("/")[2] in self.seen


def vault_copies(
    points: Iterable[Mapping[str, Any]], vault: Vault, ownership: Ownership, now: datetime
) -> Iterator[Copy]:
    """The deployment's recovery points in a vault as copies; those of other services are none."""
    for each in points:
        arn = str(each.get("ResourceArn", ""))
        content = DATABASE if _CLUSTER in arn else FILES if _FILE_SYSTEM in arn else ""
        if content and ownership.has(each, vault):
            yield _copy(each, content, vault, ownership.name_of(each), now)


def read_points(scope: Scope, vault: Vault) -> list[Mapping[str, Any]]:
    """All recovery points in the vault. Raises AwsError."""
    return recovery_points(scope, vault.name)


def _copy(each: Mapping[str, Any], content: str, vault: Vault, name: str, now: datetime) -> Copy:
    arn, lifecycle = each["RecoveryPointArn"], each.get("CalculatedLifecycle") or {}
    # AWS Backup's list does not tell the storage class (botocore 1.44.8), only when it changes.
    chills = lifecycle.get("MoveToColdStorageAt")
    continuous = "AWS Backup's continuous backup; this command restores Aurora's own"
    resource, created = str(each["ResourceArn"]), each["CreationDate"]
    # Of files the earlier time, when their scan had not begun for certain.
    begun = min(created, each.get("InitiationDate") or created) if content == FILES else created
    return Copy(
        content=content,
        arn=arn,
        moment=begun,
        origin=resource.rpartition(":" if content == DATABASE else "/")[2],
        store=store_of(name),
        source=VAULT,
        place=vault.place,
        status=each.get("Status", "unknown"),
        size_bytes=each.get("BackupSizeInBytes") or None,
        key=each.get("EncryptionKeyArn") or "",
        expires=lifecycle.get("DeleteAt"),
        locked=vault.locked,
        cold=content == FILES and chills is not None and chills <= now,
        vault=vault.name,
        refused=continuous if _CONTINUOUS in arn else "",
        note="" if vault.is_own else _ELSEWHERE.format(content=content, vault=vault.name),
    )
