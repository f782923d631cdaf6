"""Whole configurations from which the scan learns, and which settings of each are varied."""

from typing import Any

from tests.configurations import CERTIFICATE_ARN, DOMAIN
from tests.contract.scan.closed_values.variations import ROWS, Variation, of_copies, of_pairs

# Values that several settings decide: their least and their most.
EXTREMES: list[Variation] = [
    {"cache.max_data_storage_gb": gb, "cache.max_ecpu_per_second": units} | percents
    for gb, units, percents in (
        (1, 1000, {"monitoring.storage_use_percent": 1}),
        (5000, 15_000_000, {"monitoring.storage_use_percent": 100}),
    )
]
EXTREMES += [
    {
        "database.min_capacity_acu": 0.5,
        "database.max_capacity_acu": acu,
        "openemr_service_fargate_maximum_capacity": tasks,
        "openemr_service_fargate_minimum_capacity": tasks,
        "monitoring.database_connections_percent": percent,
        "monitoring.database_capacity_percent": percent,
        "application.cpu": cpu,
        "application.memory_mib": memory,
        "application.upload_mib": upload,
    }
    for acu, tasks, percent, cpu, memory, upload in (
        (1, 1, 1, 256, 512, 2),
        (1, 6, 100, 256, 512, 50),
        (256, 1, 100, 16384, 122_880, 80),
        (256, 600, 100, 16384, 122_880, 80),
    )
]
EXTREMES += [
    {"database.readers": 15, "database.performance_insights": each, **pairs}
    for each in ("advanced", "standard")
    for pairs in (
        {},
        of_pairs(standby="restoring", **of_copies("green")),
        of_pairs(serving="green", **of_copies("green")),
    )
]
EXTREMES += [
    {
        **{f"backup.{rule}_retention_days": days for rule in ("daily", "weekly")},
        "backup.monthly_retention_days": max(days, 91),
        "backup.monthly_cold_storage_after_days": max(days - 90, 1),
    }
    for days in (1, 36_500)
]
_CLIENTS = {"security_group_ip_range": "203.0.113.0/24"}
BASES: dict[str, dict[str, Any]] = {
    "production": {"environment": "production", "domain": DOMAIN, **_CLIENTS},
    "evaluation": {
        "environment": "evaluation",
        "monitoring": {"enabled": True},
        "audit_trail": {"enabled": True},
        **_CLIENTS,
    },
    "certified": {"environment": "production", "certificate_arn": CERTIFICATE_ARN, **_CLIENTS},
    "dual_stack": {
        "environment": "production",
        "domain": DOMAIN,
        "clients": {"ipv6_cidrs": ["2001:db8:1234::/48"]},
        "network": {"availability_zones": ["us-west-2a", "us-west-2b", "us-west-2c"]},
    },
    "least": {"environment": "evaluation"},
    "restored": {
        "environment": "production",
        "domain": DOMAIN,
        "stores": {"standby": "restoring", **of_copies("green")},
        **_CLIENTS,
    },
    "copied": {
        "environment": "production",
        "domain": DOMAIN,
        "backup": {"copies": [{"region": "eu-west-1"}, {"region": "us-east-1"}]},
        **_CLIENTS,
    },
}
_OF_DEPLOYMENTS = tuple(
    path for path in ROWS if not path.startswith(("remote_state.", "backup.copies[]."))
)
# Long enumerations are gone through once, with the first base.
LONGEST_AGAIN = 8
VARIED: dict[str, tuple[str, ...]] = {
    "production": _OF_DEPLOYMENTS,
    "evaluation": tuple(
        path for path in _OF_DEPLOYMENTS if len(ROWS[path].values) <= LONGEST_AGAIN
    ),
    "dual_stack": (
        *("domain.name", "domain.hosted_zone_id"),
        *("network.cidr", "network.availability_zones", "network.nat_gateways"),
    ),
    "restored": tuple(
        path
        for path in _OF_DEPLOYMENTS
        if path.partition(".")[0] in ("database", "files", "logs", "region", "stores", "tags")
        or path in ("network.availability_zones", "network.nat_gateways", "permissions_boundary")
        or path in ("application.image", "application.private_repository", "environment")
        or path in ("application.cpu", "application.memory_mib", "domain.name")
        or path in ("application.cpu_architecture", "application.openemr_version")
    ),
    "copied": tuple(path for path in ROWS if path.startswith("backup.")),
}
