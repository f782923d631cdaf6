"""Aurora and ElastiCache."""

from scripts.resources.facets.charge import (
    DAYS_PER_MONTH,
    Charge,
    Free,
    NoPriceError,
    Situation,
    number,
)
from scripts.terraform.documents.configuration import Resource
from scripts.terraform.documents.embedded import containers
from scripts.terraform.documents.standby import is_standby

# The least capacity of a database that is awake, and the last promotion tier whose readers keep
# pace with the writer: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
LEAST_ACU = 0.5
LAST_TIER_LIKE_THE_WRITER = 1
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html (2026-11)
LEAST_CACHE_GB = 0.1


def cluster(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Storage, its requests, the continuous backup beyond what is free, and the master's secret."""
    if resource.get("storage_type"):
        raise NoPriceError(f"storage_type {resource.get('storage_type')}")
    size, requests = situation.use("database_gb"), situation.use("database_io_millions")
    if is_standby(situation.configuration, resource):
        requests = 0
    # Backup storage as large as the volume is free; the volume's own first copy uses it up.
    days = min(
        number(resource, "backup_retention_period", default=1),
        situation.use("months_running") * DAYS_PER_MONTH,
    )
    change = size * situation.use("database_daily_change_share") * days
    charges = [
        Charge("aurora_storage_gb_month", size, "size of the volume"),
        Charge("aurora_io_million", requests, "requests of the volume"),
        Charge("aurora_backup_gb_month", change, f"changes of {days:g} days"),
    ]
    if resource.get("manage_master_user_password") is True:
        charges.append(Charge("secret_month", 1, "the master's password, kept by RDS"))
    return charges


def instance(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Capacity while the database is awake, advanced Database Insights, Enhanced Monitoring."""
    if resource.get("instance_class") != "db.serverless":
        raise NoPriceError(f"instance_class {resource.get('instance_class')}")
    cluster_ = situation.target(resource, "aws_rds_cluster", "cluster_identifier")
    if cluster_ is None:
        raise NoPriceError("its cluster is not in the configuration")
    acu, hours = _capacity(resource, cluster_, situation)
    charges = [Charge("aurora_acu_hour", acu * hours, f"{acu:g} ACU x {hours:g} h")]
    if cluster_.get("database_insights_mode") == "advanced":
        why = "as much capacity is watched"
        charges.append(Charge("database_insights_acu_hour", acu * hours, why))
    interval = number(resource, "monitoring_interval")
    if interval:
        size = situation.use("monitoring_log_gb") * 60 / interval
        charges.append(Charge("logs_ingest_gb", size, f"Enhanced Monitoring each {interval:g} s"))
    return charges


def _capacity(resource: Resource, cluster_: Resource, situation: Situation) -> tuple[float, float]:
    """Average ACU while awake, and the hours of a month it is awake."""
    scaling = "serverlessv2_scaling_configuration"
    least = number(cluster_, scaling, "min_capacity")
    most = number(cluster_, scaling, "max_capacity", default=LEAST_ACU)
    like_the_writer = number(resource, "promotion_tier") <= LAST_TIER_LIKE_THE_WRITER
    acu = situation.use("writer_acu" if like_the_writer else "reader_acu")
    if is_standby(situation.configuration, cluster_):
        acu = LEAST_ACU
    pauses = least == 0 and not _is_kept_awake(situation)
    share = situation.use("database_awake_share") if pauses else 1
    return min(most, max(least, LEAST_ACU, acu)), situation.hours * share


def _is_kept_awake(situation: Situation) -> bool:
    """True if tasks ask the database by themselves, for OpenEMR's background services."""
    return any(
        variable.get("name") == "BACKGROUND_SERVICES_SECONDS" and variable.get("value") != "0"
        for _, container in containers(situation.configuration)
        for variable in container.get("environment") or []
    )


def cache(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Data and processing units of a serverless cache, and its snapshots."""
    if resource.get("engine") != "valkey":
        raise NoPriceError(f"engine {resource.get('engine')}")
    limits = ("cache_usage_limits", "data_storage")
    least = max(LEAST_CACHE_GB, number(resource, *limits, "minimum"))
    most = number(resource, *limits, "maximum", default=float("inf"))
    size = min(max(least, situation.use("cache_gb")), most)
    requests = situation.use("web_requests_millions")
    copies = number(resource, "snapshot_retention_limit")
    charges = [
        Charge("valkey_gb_hour", size * situation.hours, f"{size:g} GB x {situation.hours:g} h"),
        Charge(
            "valkey_ecpu_million",
            requests * situation.use("ecpu_per_request"),
            f"{requests:g} million web requests",
        ),
    ]
    if copies:
        charges.append(
            Charge("cache_backup_gb_month", copies * size, f"{copies:g} snapshots x {size:g} GB")
        )
    return charges
