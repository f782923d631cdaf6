"""What stays and what goes: by what holds data, by what AWS locks, by what that needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from scripts.inventory.thing import Thing
from scripts.terraform.documents.holdings import Holding, Holdings


class Mode(Enum):
    """The values are what people and reports are told."""

    KEEP_DATA = "production: what holds data stays"
    BY_SETTINGS = "evaluation: all goes, as its settings say"
    PURGE = "purge: the data goes as well"


# Production without --purge: each type that holds data, or proves who did what, and why it stays.
DATA = {
    "aws_rds_cluster": "holds the clinical records",
    "aws_efs_file_system": "holds documents, and keys to columns of the database",
    "aws_backup_vault": "holds the backups",
    "aws_s3_bucket": "holds audit and access logs",
    "aws_cloudwatch_log_group": "holds logs",
    "aws_cloudtrail": "goes on recording who calls AWS",
    "aws_secretsmanager_secret": "opens the database again",
    "aws_kms_key": "nothing that it encrypted can be read without it",
}
# They guard what stays: taken away, the data would be open, unlocked or without backups.
_GUARDS = (
    "aws_backup_plan",
    "aws_backup_selection",
    "aws_backup_vault_lock_configuration",
    "aws_backup_vault_policy",
    "aws_efs_file_system_policy",
    "aws_kms_alias",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_secretsmanager_secret_version",
)
# A bucket or vault that stays by itself needs these, and no other deployment's or bucket's.
_COMPANIONS = {
    "aws_s3_bucket": (
        "bucket",
        tuple(
            each for each in _GUARDS if each.startswith("aws_s3_bucket_") and "logging" not in each
        ),
    ),
    "aws_backup_vault": (
        "backup_vault_name",
        ("aws_backup_vault_lock_configuration", "aws_backup_vault_policy"),
    ),
    "aws_kms_key": ("target_key_id", ("aws_kms_alias",)),
}
_NEEDED = "something that stays needs it"
LAST_BACKUP = "holds the last backup"


@dataclass(frozen=True)
class Decision:
    """stays: address -> why. goes: the other addresses of the state."""

    mode: Mode
    stays: Mapping[str, str]
    goes: frozenset[str]


def decide(
    mode: Mode,
    holdings: Holdings,
    things: Sequence[Thing],
    *,
    keeps_vault: bool = False,
    copied_keys: Collection[str] = (),
) -> Decision:
    """Sort the state's resources.

    keeps_vault: a purge leaves the last backup in it. copied_keys: ARNs of the keys that encrypt
    copies which are still to be taken.
    """
    why = dict(_kept(mode, holdings, things))
    if mode is Mode.KEEP_DATA:
        why = {
            address: f"{reason}; {why[address]}" if address in why else reason
            for address, reason in _data(holdings)
        }
    if keeps_vault:
        for each in holdings.of_type("aws_backup_vault"):
            why.setdefault(each.address, LAST_BACKUP)
    if mode is not Mode.KEEP_DATA:
        why |= _keys(holdings, things, set(why), copied_keys)
        why |= {each.address: _NEEDED for each in _companions(holdings, set(why))}
    for address in holdings.with_needs(why):
        why.setdefault(address, _NEEDED)
    return Decision(mode, why, frozenset(holdings.by_address) - set(why))


def address_of(thing: Thing, holdings: Holdings) -> str | None:
    """Where the state has it; None if it has not."""
    for each in holdings.of_type(thing.type):
        if thing.id in (each.id, each.attributes.get("arn"), each.attributes.get("name")):
            return each.address
    return None


def _data(holdings: Holdings) -> Iterator[tuple[str, str]]:
    for each in holdings.by_address.values():
        if each.type in DATA:
            yield each.address, DATA[each.type]
        elif each.type in _GUARDS:
            yield each.address, "guards what stays"


def _kept(mode: Mode, holdings: Holdings, things: Sequence[Thing]) -> Iterator[tuple[str, str]]:
    """What AWS locks, or what may be somebody else's, stays in any case."""
    for thing in things:
        address = address_of(thing, holdings)
        if address is None:
            continue
        if thing.type in ("aws_backup_vault", "aws_s3_bucket") and thing.locked:
            yield address, thing.locked
        elif thing.foreign and (mode is not Mode.PURGE or not thing.ours):
            yield address, thing.foreign


def _keys(
    holdings: Holdings, things: Sequence[Thing], stays: set[str], copied_keys: Collection[str]
) -> dict[str, str]:
    """The keys of what stays, whether the state has it or not."""
    used = set(copied_keys)
    for thing in things:
        address = address_of(thing, holdings)
        if address in stays or (address is None and thing.until is None):
            used.update(thing.keys)
    return {
        each.address: "encrypts what stays"
        for each in holdings.of_type("aws_kms_key")
        if each.attributes.get("arn") in used
    }


def _companions(holdings: Holdings, stays: set[str]) -> Iterator[Holding]:
    for address in stays:
        kept = holdings.by_address[address]
        attribute, types = _COMPANIONS.get(kept.type, ("", ()))
        for each in holdings.of_type(*types):
            if each.attributes.get(attribute) in (kept.id, kept.attributes.get("key_id")):
                yield each
