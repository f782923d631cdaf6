"""A copy of a deployment's database or files, and windows of Aurora's point-in-time recovery."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scripts.inventory.data_asset import gigabytes
from stacks.pairs import BLUE, GREEN

DATABASE, FILES = "database", "files"
# Where a copy is from: AWS Backup's vault, a manual, final or automated cluster snapshot, or
# Aurora's continuous backup at a moment.
VAULT, SNAPSHOT, FINAL, AUTOMATED, MOMENT = "vault", "snapshot", "final", "automated", "moment"
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html and
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html (2026-11-30)
USABLE = ("COMPLETED", "AVAILABLE", "available")
# The last part of the names of clusters and creation tokens -> which pair of stores it belongs to.
STORES = {"database": BLUE, "files": BLUE, f"{GREEN}database": GREEN, f"{GREEN}files": GREEN}
_ARN = re.compile(r"arn:[\w-]+:[\w-]+:(?P<region>[\w-]*):(?P<account>\d*):(?P<resource>\S+)")


@dataclass(frozen=True)
class Place:
    """Region and account of an ARN; both empty for what is none."""

    region: str = ""
    account: str = ""

    @classmethod
    def of(cls, arn: str) -> "Place":
        """Read them."""
        found = _ARN.fullmatch(arn)
        return cls(found["region"], found["account"]) if found else cls()

    def __str__(self) -> str:
        return f"{self.region}, account {self.account}"


@dataclass(frozen=True)
class Copy:
    """One copy of a database or of files.

    arn: of the recovery point or cluster snapshot; of the cluster for a moment. moment: as of when
    its data are; of files, when the copy began, as all older files are in it for certain. origin:
    cluster identifier or file system id. store: `blue` or `green`; empty if its name does not tell.
    source: one of the constants above. key: of KMS; empty if none of the account's. expires: None
    if AWS keeps it until it is deleted. locked: a vault lock keeps it until then. cold: in cold
    storage. vault: its name; empty outside of AWS Backup. refused: why it cannot be restored by
    this project; empty if it can. note: what is not known about it.
    """

    content: str
    arn: str
    moment: datetime
    origin: str
    store: str
    source: str
    place: Place
    status: str = "COMPLETED"
    size_bytes: int | None = None
    key: str = ""
    expires: datetime | None = None
    locked: bool = False
    cold: bool = False
    vault: str = ""
    refused: str = ""
    note: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether AWS finished it."""
        return self.status in USABLE

    @property
    def identity(self) -> str:
        """What tells it from every other copy; a moment's tells the second."""
        return f"{self.arn} {self.moment:%Y-%m-%dT%H:%M:%SZ}" if self.source == MOMENT else self.arn

    @property
    def gb(self) -> float | None:
        """Size in the unit that AWS charges by; None if AWS did not tell."""
        return None if self.size_bytes is None else gigabytes(self.size_bytes)


@dataclass(frozen=True)
class Window:
    """Aurora's continuous backup of one cluster: every second between two moments.

    cluster: identifier. resource: AWS's own id of it, which no other cluster ever has. retained:
    the cluster is deleted. days: the retention.
    """

    cluster: str
    resource: str
    arn: str
    earliest: datetime
    latest: datetime
    store: str
    place: Place
    key: str = ""
    days: int = 1
    retained: bool = False
    size_bytes: int | None = None

    def has(self, moment: datetime) -> bool:
        """Whether it can be restored to the moment."""
        return self.earliest <= moment <= self.latest

    def at(self, moment: datetime) -> Copy:
        """The database at a moment of the window, as a copy; Aurora restores whole seconds."""
        return Copy(
            content=DATABASE,
            arn=self.arn,
            moment=moment.replace(microsecond=0),
            origin=self.cluster,
            store=self.store,
            source=MOMENT,
            place=self.place,
            status="AVAILABLE",
            size_bytes=self.size_bytes,
            key=self.key,
            expires=moment + timedelta(days=self.days),
        )


@dataclass(frozen=True)
class Key:
    """A KMS key of copies. state: KMS's; or `missing`, or `not readable`. owner: its account."""

    arn: str
    state: str
    owner: str = ""
    deletion: datetime | None = None

    @property
    def is_usable(self) -> bool:
        """Whether KMS says that it decrypts; what is not known does not."""
        return self.state == "Enabled"

    def __str__(self) -> str:
        deletion = f", deleted on {self.deletion:%Y-%m-%d}" if self.deletion else ""
        return f"{self.state}{deletion}"


@dataclass(frozen=True, order=True)
class Creation:
    """When a cluster or file system of a store was made: its data begin there, and so do keys."""

    store: str
    time: datetime
    what: str = ""


@dataclass(frozen=True)
class Copies:
    """All copies of one deployment at one time.

    home: where the deployment is. creations: of the stores that AWS still tells of. stores: what is
    there now, as (`blue` or `green`, content). others: recovery points in the vaults that are not
    this deployment's.
    """

    home: Place
    now: datetime
    copies: tuple[Copy, ...]
    windows: tuple[Window, ...]
    creations: tuple[Creation, ...]
    stores: frozenset[tuple[str, str]]
    keys: Mapping[str, Key]
    others: int = 0


def store_of(name: str) -> str:
    """The pair of stores to which a cluster or file system of this name belongs; empty: unknown."""
    return STORES.get(name.rpartition("-")[2], "")
