"""What a second database and second files cost while they stand beside those in use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.pricing.prices import PriceTable
from scripts.resources.charges.data import LEAST_ACU
from scripts.resources.facets.charge import DAYS_PER_MONTH

_HOURS_PER_DAY = 24


@dataclass(frozen=True)
class DailyCost:
    """Dollars a day of one part, and how they come about; None: its size is not known."""

    what: str
    usd: float | None
    why: str


def second_stores(
    configuration: Mapping[str, Any],
    prices: PriceTable,
    database_gb: float | None,
    files_gb: float | None,
) -> list[DailyCost]:
    """The parts' cost a day, with the database at its least capacity.

    configuration: Terraform's. Restored files are in the standard class, whatever they were before:
    https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html (2026-11-30)
    """
    return list(_parts(configuration, prices, database_gb, files_gb))


def _parts(
    configuration: Mapping[str, Any],
    prices: PriceTable,
    database_gb: float | None,
    files_gb: float | None,
) -> Iterator[DailyCost]:
    resources = configuration["resource"]
    clusters = resources.get("aws_rds_cluster", {})
    instances = len(resources.get("aws_rds_cluster_instance", {})) // max(len(clusters), 1)
    acu = max([LEAST_ACU, *(_least_acu(each) for each in clusters.values())])
    hours = acu * instances * _HOURS_PER_DAY
    why = f"{instances} instances x {acu:g} ACU x 24 h, the least while they are awake"
    yield DailyCost("database capacity", hours * prices["aurora_acu_hour"].usd, why)
    yield _stored("database storage", database_gb, prices["aurora_storage_gb_month"].usd)
    yield _stored("files", files_gb, prices["efs_gb_month"].usd)


def _stored(what: str, gb: float | None, usd_a_month: float) -> DailyCost:
    if gb is None:
        return DailyCost(what, None, "AWS does not tell its size")
    return DailyCost(what, gb * usd_a_month / DAYS_PER_MONTH, f"{gb:.1f} GB")


def _least_acu(cluster: Mapping[str, Any]) -> float:
    blocks = cluster.get("serverlessv2_scaling_configuration") or {}
    block = blocks[0] if isinstance(blocks, list) else blocks
    return float(block.get("min_capacity") or 0)
