"""State of the KMS keys without which copies cannot be restored."""

from collections.abc import Iterable

from scripts.aws.account import AwsAccount, AwsError
from scripts.aws.reader import AwsReader
from scripts.inventory.copies.copy import Key, Place
from scripts.inventory.scope import Scope

MISSING, NOT_READABLE = "missing", "not readable"


def read_keys(scope: Scope, named: Iterable[str]) -> dict[str, Key]:
    """The keys of these ARNs, asked for in their own Regions.

    A key that is not ours to describe is not ours to decrypt with: RDS and AWS Backup restore with
    the caller's rights to it (https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
    and .../AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html, 2026-11-30).
    """
    return {each: _read(scope, each) for each in sorted(set(named))}


def _read(scope: Scope, arn: str) -> Key:
    place = Place.of(arn)
    is_here = place.region in ("", scope.account.region)
    aws = scope.aws if is_here else AwsReader(AwsAccount(place.region))
    try:
        answer = aws.get("kms", "describe_key", absent="NotFoundException", KeyId=arn)
    except AwsError:
        return Key(arn, NOT_READABLE, place.account)
    found = answer.get("KeyMetadata")
    if not found:
        return Key(arn, MISSING, place.account)
    return Key(arn, found["KeyState"], found.get("AWSAccountId", ""), found.get("DeletionDate"))
