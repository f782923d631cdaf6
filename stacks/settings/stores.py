"""Settings of the pairs of database and files: which one serves, and the copies it is made from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.pairs import BLUE, COLORS, GREEN, Color
from stacks.settings.group import Conflict, Group, refuse

# AWS Backup's copies of Aurora are cluster snapshots, whose names begin with `awsbackup:`, and the
# automated ones of RDS begin with `rds:`.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-aur.html (2026-11)
SNAPSHOT_ARN = re.compile(
    r"arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:(?:(?:awsbackup|rds):)?[A-Za-z][A-Za-z0-9-]{0,254}"
)
# By its resource id, which outlives the cluster; its identifier may come again with another one.
AT_A_TIME = re.compile(
    r"(?P<resource_id>cluster-[A-Z0-9]{10,40})@(?P<time>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)"
)
RECOVERY_POINT_ARN = re.compile(
    r"arn:aws:backup:[a-z0-9-]+:\d{12}:recovery-point:"
    r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
)


@dataclass(frozen=True)
class PointInTime:
    """A cluster at a moment in UTC."""

    resource_id: str
    time: str

    @classmethod
    def parse(cls, text: str) -> "PointInTime | None":
        """What a setting such as `cluster-ABCDEFGHIJKLM@2026-11-30T17:00:00Z` names."""
        found = AT_A_TIME.fullmatch(text)
        return cls(found[1], found[2]) if found and _is_moment(found[2]) else None


def _is_moment(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text.removesuffix("Z")))
    except ValueError:
        return False


def _database_copy(value: str) -> str:
    if not SNAPSHOT_ARN.fullmatch(value) and not PointInTime.parse(value):
        raise refuse(
            "the ARN of a cluster snapshot, such as arn:aws:rds:us-west-2:123456789012:"
            "cluster-snapshot:awsbackup:job-00000000-0000-0000-0000-000000000000, or the resource "
            "id of a cluster at a moment in UTC, such as "
            "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2026-11-30T17:00:00Z"
        )
    return value


def _files_copy(value: str) -> str:
    if not RECOVERY_POINT_ARN.fullmatch(value):
        raise refuse(
            "the ARN of a recovery point in AWS Backup, such as arn:aws:backup:us-west-2:"
            "123456789012:recovery-point:00000000-0000-0000-0000-000000000000"
        )
    return value


DatabaseCopy = Annotated[str, AfterValidator(_database_copy)] | None
FilesCopy = Annotated[str, AfterValidator(_files_copy)] | None


class StoresSettings(Group):
    """Pairs of database and files; a restore makes the second, green, from copies."""

    serving: Color = Field(BLUE, description="The pair that OpenEMR uses.")
    standby: Literal["absent", "restoring", "testing", "kept"] = Field(
        "absent",
        description="The other pair: `restoring` is created from copies and not used yet, "
        "`testing` the same for a restore test, at whose end it is destroyed and leaves no copies, "
        "`kept` served before or may serve again. `openemr restore` sets all of these, and "
        "`openemr plan` asks for `--allow` before a pair is destroyed.",
    )
    blue_database: DatabaseCopy = Field(
        None,
        description="Copy from which blue's database is created: a cluster snapshot, or a cluster "
        "at a moment. Without it the database begins empty; later changes have no effect.",
    )
    blue_files: FilesCopy = Field(
        None,
        description="Recovery point of the files that belong to `blue_database`; the file system "
        "waits for them, and no task starts before.",
    )
    green_database: DatabaseCopy = Field(
        None, description="The same for green, which is created from copies only."
    )
    green_files: FilesCopy = Field(None, description="The files that belong to `green_database`.")

    def conflicts(self) -> Iterator[Conflict]:
        """Copies come as pairs, green from copies only, and for a pair that is there."""
        for color in COLORS:
            database, files = self.copies(color)
            names = (f"{color}_database", f"{color}_files")
            if (database is None) != (files is None):
                missing = names[0] if database is None else names[1]
                given = names[1] if database is None else names[0]
                yield Conflict(
                    (missing, given),
                    None,
                    f"the copy that belongs to {given}: the files hold keys of the database",
                )
            elif database and not self.has(color):
                yield Conflict(
                    (*names, "standby", "serving"),
                    database,
                    f"null, or standby other than absent: only {self.serving} is there",
                )
            elif not database and self._needs_copies(color):
                yield Conflict(
                    (*names, "standby", "serving"),
                    None,
                    f"a copy, such as openemr restore plan lists: {color} is created from copies",
                )

    def _needs_copies(self, color: str) -> bool:
        """True for green, and for a pair that is being restored."""
        is_restoring = self.is_filled and color == self.other
        return is_restoring or (color == GREEN and self.has(color))

    def has(self, color: str) -> bool:
        """True if the pair is there."""
        return self.standby != "absent" or color == self.serving

    def copies(self, color: str) -> tuple[str | None, str | None]:
        """What a pair's database and files are made from."""
        if color == GREEN:
            return self.green_database, self.green_files
        return self.blue_database, self.blue_files

    @property
    def is_filled(self) -> bool:
        """True if the other pair is being made from its copies."""
        return self.standby in ("restoring", "testing")

    def is_tested(self, color: str) -> bool:
        """True for a pair that a restore test made and destroys."""
        return self.standby == "testing" and color == self.other

    @property
    def other(self) -> Color:
        """The pair that does not serve."""
        return "green" if self.serving == "blue" else "blue"
