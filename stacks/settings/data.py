"""Settings of what keeps data: Aurora, Valkey, the sites file system."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.settings.group import Conflict, Group, InEvaluation, refuse

AURORA_MYSQL_3 = re.compile(r"8\.0\.mysql_aurora\.3\.(\d{2})\.(\d)")
# First minor release of Aurora MySQL 3 -> smallest and largest capacity of Serverless v2 from there
# on; older ones have no Serverless v2. Read 2026-11-30:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html
# The embedded AWS, which cannot import this, refuses the same:
# tests/contract/embedded_aws/test_aurora_versions.py compares.
CAPACITY_SINCE_MINOR: dict[int, tuple[float, float]] = {8: (0, 256), 6: (0.5, 256), 2: (0.5, 128)}
# One connection for 10 MiB of memory at the largest capacity, at most what Aurora MySQL takes. Its
# own default is made for larger instances: 135 at 4 ACU, 2,000 at 16. Aurora PostgreSQL's is one
# for 9 MiB. As of 2026-11:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Performance.html
CONNECTIONS_PER_ACU = 200
MOST_CONNECTIONS = 16_000


def _half_acu_steps(value: float) -> float:
    if not (0 <= value <= 256 and value * 2 == int(value * 2)):
        raise refuse("0 to 256 Aurora capacity units in half steps")
    return value


def _engine_version(value: str) -> str:
    match = AURORA_MYSQL_3.fullmatch(value)
    if not match or int(match[1]) < min(CAPACITY_SINCE_MINOR):
        raise refuse("an Aurora MySQL 3 version from 3.02 on such as 8.0.mysql_aurora.3.12.0")
    return value


def _capacity_of(engine_version: str) -> tuple[float, float]:
    """The smallest and the largest capacity of a valid version."""
    match = AURORA_MYSQL_3.fullmatch(engine_version)
    minor = int(match[1]) if match else max(CAPACITY_SINCE_MINOR)
    return next(found for first, found in CAPACITY_SINCE_MINOR.items() if minor >= first)


def _first_version_of(least: float, most: float) -> str:
    """The oldest version with such a range of capacity."""
    minor = min(
        first
        for first, (smallest, largest) in CAPACITY_SINCE_MINOR.items()
        if smallest <= least and most <= largest
    )
    return f"8.0.mysql_aurora.3.{minor:02}.0"


class DatabaseSettings(Group):
    """Aurora MySQL Serverless v2: capacity, version, recovery."""

    min_capacity_acu: Annotated[float, AfterValidator(_half_acu_steps), InEvaluation(0)] = Field(
        0.5,
        description="Smallest capacity in Aurora capacity units; 0 pauses while nothing connects.",
    )
    max_capacity_acu: Annotated[float, AfterValidator(_half_acu_steps)] = Field(
        16,
        description="Largest capacity in Aurora capacity units; the database accepts 200 "
        "connections for each, which must suffice for the largest number of tasks.",
    )
    seconds_until_auto_pause: int = Field(
        1800,
        ge=300,
        le=86400,
        description="Time without any connection before a pause; used if the minimum is 0.",
    )
    readers: int = Field(1, ge=0, le=15, description="Reader instances, each in another zone.")
    engine_version: Annotated[str, AfterValidator(_engine_version)] = Field(
        "8.0.mysql_aurora.3.12.0",
        description="Aurora MySQL version of a new database, and the one to which `openemr "
        "upgrade-database` goes. `openemr deploy` leaves that of a running database alone, which "
        "AWS upgrades to newer minor versions in the maintenance window.",
    )
    backup_retention_days: Annotated[int, InEvaluation(1)] = Field(
        35, ge=1, le=35, description="Window of point-in-time recovery."
    )
    deletion_protected: Annotated[bool, InEvaluation(False)] = Field(
        True, description="AWS refuses to delete the cluster while true."
    )
    final_snapshot: Annotated[bool, InEvaluation(False)] = Field(
        True, description="Take a snapshot when the cluster is deleted on purpose."
    )
    performance_insights: Literal["standard", "advanced"] = Field(
        "standard", description="Database Insights: `standard` keeps 7 days, `advanced` 465."
    )

    @property
    def max_connections(self) -> int:
        """Connections that the database accepts, whatever its capacity at the moment."""
        return min(MOST_CONNECTIONS, int(CONNECTIONS_PER_ACU * self.max_capacity_acu))

    def conflicts(self) -> Iterator[Conflict]:
        """Minimum below maximum; pausing only where the engine can."""
        if self.max_capacity_acu < 1:
            yield Conflict(("max_capacity_acu",), self.max_capacity_acu, "at least 1")
        elif self.min_capacity_acu > self.max_capacity_acu:
            yield Conflict(
                ("min_capacity_acu", "max_capacity_acu"),
                self.min_capacity_acu,
                f"at most max_capacity_acu, {self.max_capacity_acu}",
            )
        least, most = _capacity_of(self.engine_version)
        if self.max_capacity_acu > most:
            first = _first_version_of(least, self.max_capacity_acu)
            yield Conflict(
                ("max_capacity_acu", "engine_version"),
                self.max_capacity_acu,
                f"at most {most} with an engine_version before {first}",
            )
        if self.min_capacity_acu < least:
            yield Conflict(
                ("engine_version", "min_capacity_acu"),
                self.engine_version,
                f"{_first_version_of(0, most)} or newer while min_capacity_acu is 0",
            )


class CacheSettings(Group):
    """ElastiCache Serverless for Valkey: cost limits and snapshots."""

    max_data_storage_gb: int = Field(
        5, ge=1, le=5000, description="Upper limit of the data kept, in GB."
    )
    max_ecpu_per_second: int = Field(
        5000, ge=1000, le=15_000_000, description="Upper limit of ElastiCache processing units."
    )
    snapshot_retention_days: Annotated[int, InEvaluation(0)] = Field(
        15, ge=0, le=35, description="Daily snapshots kept; 0 takes none."
    )


class FilesSettings(Group):
    """The EFS file system of OpenEMR's `sites` directory: patient documents and keys."""

    infrequent_access_after_days: Literal[7, 14, 30, 60, 90] = Field(
        30, description="Files not read for so long move to cheaper storage, and back when read."
    )
