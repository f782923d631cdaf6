"""Values of every setting from which the scan learns what a configuration may hold."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks.releases import RELEASES
from stacks.settings.backup import LOG_RETENTION_DAYS
from stacks.settings.region import FIRST_ZONES
from tests.configurations import CERTIFICATE_ARN, DOMAIN

DIGEST = "sha256:" + "0123456789abcdef" * 4
OTHER_DIGEST = "sha256:" + "fedcba9876543210" * 4
REGISTRY = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
PERCENT = (1, 33, 85, 100)
DAYS = (1, 8, 180, 1000, 36_500)
SCHEDULES = ("cron(0 5 * * ? *)", "cron(30 1,13 ? * MON-FRI *)", "cron(15 23 1 */2 ? 2030-2199)")
DAILY = (*SCHEDULES, *(f"cron(0 5 */{days} * ? *)" for days in range(2, 9)))

PLACES, LIVES = ("eu-west-1", "ap-southeast-2", "us-east-1"), (1, 60, 200, 36_500)
RULES = (["daily"], ["weekly"], ["monthly"], ["daily", "monthly"], ["daily", "weekly", "monthly"])
SNAPSHOT = "arn:aws:rds:us-west-2:000000000000:cluster-snapshot:"
COPIES = {
    "database": (
        f"{SNAPSHOT}awsbackup:job-11111111-2222-3333-4444-555555555555",
        "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:openemr-clinic-final-vpc-0abc",
        "cluster-ZYXWVUTSRQPONMLKJIHGFEDCBA@2026-11-30T17:00:00Z",
        "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2027-01-02T03:04:05Z",
    ),
    "files": (
        "arn:aws:backup:us-west-2:000000000000:recovery-point:11111111-2222-3333-4444-555555555555",
        "arn:aws:backup:eu-west-1:123456789012:recovery-point:ABCDEF01-2222-3333-4444-55555555ABCD",
    ),
}


def of_pairs(**stores: Any) -> dict[str, Any]:
    """Settings of the pairs, those that are not given as they are by default."""
    by_default: dict[str, Any] = {"serving": "blue", "standby": "absent"}
    by_default |= {f"{color}_{what}": None for color in ("blue", "green") for what in COPIES}
    return {f"stores.{name}": value for name, value in (by_default | stores).items()}


def of_copies(color: str, number: int = 0) -> dict[str, str]:
    """One of the copies of each kind."""
    return {f"{color}_{what}": copies[number % len(copies)] for what, copies in COPIES.items()}


# A setting's path -> a value; of several settings where one needs another.
Variation = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """The values of one setting that are tried.

    is_open: they are examples of many; otherwise they are all that matter.
    """

    values: tuple[Any, ...]
    is_open: bool

    def of(self, path: str) -> list[Variation]:
        """Each value as settings."""
        # Of elements of a list, the whole list.
        whole = path.partition("[]")[0]
        return [each if _is_several(each) else {whole: each} for each in self.values]


def _is_several(value: Any) -> bool:
    return isinstance(value, dict) and any("." in key or key in FIRST for key in value)


FIRST = {"region", "certificate_arn", "host_name", "domain", "environment"}


def among(*values: Any) -> Row:
    """All values that there are."""
    return Row(values, is_open=False)


def like(*values: Any) -> Row:
    """Examples, with the least and the most that are accepted."""
    return Row(values, is_open=True)


def _in_region(region: str) -> Variation:
    letters = FIRST_ZONES[region] or "bc"
    return {"region": region, "network.availability_zones": [region + each for each in letters]}


ROWS: dict[str, Row] = {
    "security_group_ip_range": like(None, "203.0.113.0/24", "198.51.100.7/32", "192.0.0.0/12"),
    "openemr_service_fargate_minimum_capacity": like(1, 2, 3, 7, 50, 100),
    "openemr_service_fargate_maximum_capacity": like(
        1,
        2,
        5,
        60,
        {"openemr_service_fargate_maximum_capacity": 600, "database.max_capacity_acu": 128},
    ),
    "openemr_service_fargate_cpu_autoscaling_percentage": like(*PERCENT),
    "openemr_service_fargate_memory_autoscaling_percentage": like(11, 33, 77, 100),
    "enable_ecs_exec": among(True, False),
    "certificate_arn": like(
        CERTIFICATE_ARN, CERTIFICATE_ARN.replace("000000000000", "123456789012"), None
    ),
    "activate_openemr_apis": among(True, False),
    "region": among(*(_in_region(each) for each in FIRST_ZONES)),
    "environment": among("production", "evaluation"),
    "account_id": like(None, "123456789012", "000000000000"),
    "host_name": like(
        *(
            {"certificate_arn": CERTIFICATE_ARN, "host_name": name, "domain": None}
            for name in (None, "emr.example.com", "clinic.example.net")
        )
    ),
    "create_service_linked_roles": among(True, False),
    "permissions_boundary": like(
        None,
        "arn:aws:iam::123456789012:policy/boundary",
        "arn:aws:iam::000000000000:policy/some/path/another_boundary",
    ),
    "tags": like({}, {"CostCenter": "x"}, {"Team": "clinic one", "owner": "it/sec"}),
    "domain.name": like(DOMAIN["name"], "emr.clinic.example.com"),
    "domain.hosted_zone_id": like(DOMAIN["hosted_zone_id"], "Z111111"),
    "network.cidr": like("10.0.0.0/16", "172.16.8.0/22", "192.168.7.0/24", "100.64.0.0/18"),
    "network.availability_zones": like(
        None,
        ["us-west-2a", "us-west-2b"],
        ["us-west-2d", "us-west-2b"],
        ["us-west-2c", "us-west-2d"],
        ["us-west-2a", "us-west-2b", "us-west-2c"],
        ["us-west-2e", "us-west-2c", "us-west-2f"],
        ["us-west-2c", "us-west-2a", "us-west-2d"],
    ),
    "network.nat_gateways": among(
        "per_zone",
        "single",
        "none",
        *(
            {
                "network.nat_gateways": gateways,
                "network.availability_zones": ["us-west-2a", "us-west-2b", "us-west-2c"],
            }
            for gateways in ("per_zone", "single", "none")
        ),
    ),
    "clients.ipv4_cidrs": like([], ["198.51.100.0/24"], ["192.0.2.0/25", "203.0.113.9/32"]),
    "clients.ipv6_cidrs": like([], ["2001:db8:1234::/48"], ["2001:db8::7/128", "2001:db8:f::/64"]),
    "clients.open_to_the_whole_internet": among(
        False,
        {"clients.open_to_the_whole_internet": True, "security_group_ip_range": "0.0.0.0/0"},
    ),
    "firewall.requests_per_five_minutes": like(100, 7_000, 2_000_000_000),
    "firewall.sign_ins_per_five_minutes": like(10, 333, 2_000_000_000),
    "application.cpu": among(
        *(
            {"application.cpu": cpu, "application.memory_mib": memory, "application.upload_mib": 30}
            for cpu, memory in (
                *((256, 512), (256, 2048), (512, 1024), (512, 4096), (1024, 2048), (1024, 5120)),
                *((2048, 4096), (2048, 16384), (4096, 30720), (8192, 16384), (8192, 61440)),
                *((16384, 32768), (16384, 122880)),
            )
        )
    ),
    "application.memory_mib": like(2048, 3072, 7168, 8192),
    "application.cpu_architecture": among("ARM64", "X86_64"),
    "application.openemr_version": among(*RELEASES),
    "application.image": like(
        None,
        *(
            {"application.image": image, "application.openemr_version": "8.2.0"}
            for image in (
                f"{REGISTRY}/openemr:8.2.0",
                "000000000000.dkr.ecr.eu-west-1.amazonaws.com/clinic/openemr:8.2.0",
                f"{REGISTRY}/some/openemr:8.2.0@{DIGEST}",
                f"openemr/openemr@{DIGEST}",
                f"openemr/openemr@{OTHER_DIGEST}",
                f"ghcr.io/clinic/openemr:8.2.0@{OTHER_DIGEST}",
            )
        ),
    ),
    "application.private_repository": among(None, True, False),
    "application.image_findings": among("CRITICAL", "HIGH", "MEDIUM", "none"),
    "application.accepted_image_findings": like([], ["CVE-2026-12345"]),
    "application.scale_in_cooldown_seconds": like(0, 77, 3600),
    "application.scale_out_cooldown_seconds": like(0, 78, 3600),
    "application.background_services_seconds": like(0, 30, 61, 900),
    "application.audit_queries": among(True, False),
    "application.upload_mib": like(2, 9, 30, 80),
    "database.min_capacity_acu": like(0, 0.5, 1, 3.5, 16),
    "database.max_capacity_acu": like(
        *(
            {
                "database.min_capacity_acu": 0.5,
                "database.max_capacity_acu": acu,
                "openemr_service_fargate_maximum_capacity": 5,
                "openemr_service_fargate_minimum_capacity": 1,
            }
            for acu in (1, 2.5, 64, 256)
        ),
        16,
        48,
    ),
    "database.seconds_until_auto_pause": like(
        *(
            {"database.seconds_until_auto_pause": each, "database.min_capacity_acu": 0}
            for each in (300, 1800, 5000, 86_400)
        )
    ),
    "database.readers": among(*range(16)),
    "database.engine_version": like(
        "8.0.mysql_aurora.3.12.0", "8.0.mysql_aurora.3.08.2", "8.0.mysql_aurora.3.10.1"
    ),
    "database.backup_retention_days": like(1, 7, 20, 35),
    "database.deletion_protected": among(True, False),
    "database.final_snapshot": among(True, False),
    "database.performance_insights": among("standard", "advanced"),
    "cache.max_data_storage_gb": like(1, 7, 5000),
    "cache.max_ecpu_per_second": like(1000, 7777, 15_000_000),
    "cache.snapshot_retention_days": like(0, 1, 20, 35),
    "files.infrequent_access_after_days": among(7, 14, 30, 60, 90),
    "stores.serving": among(
        of_pairs(),
        of_pairs(serving="green", **of_copies("green")),
        of_pairs(serving="green", standby="kept", **of_copies("green")),
    ),
    "stores.standby": among(
        of_pairs(standby="restoring", **of_copies("green")),
        of_pairs(standby="testing", **of_copies("green")),
        of_pairs(standby="kept", **of_copies("green")),
        of_pairs(standby="restoring", **of_copies("blue"), **of_copies("green")),
        of_pairs(standby="kept", **of_copies("blue"), **of_copies("green")),
        of_pairs(serving="green", standby="restoring", **of_copies("blue"), **of_copies("green")),
        of_pairs(serving="green", standby="testing", **of_copies("blue"), **of_copies("green")),
        of_pairs(serving="green", standby="kept", **of_copies("blue"), **of_copies("green")),
    ),
    **{
        f"stores.blue_{what}": like(*(of_pairs(**of_copies("blue", each)) for each in range(4)))
        for what in COPIES
    },
    **{
        f"stores.green_{what}": like(
            *(of_pairs(standby="restoring", **of_copies("green", each)) for each in range(4))
        )
        for what in COPIES
    },
    "backup.daily_schedule": like(*DAILY),
    "backup.daily_retention_days": like(*DAYS),
    "backup.weekly_schedule": like("cron(0 5 ? * SAT *)", *SCHEDULES),
    "backup.weekly_retention_days": like(*DAYS),
    "backup.monthly_schedule": like("cron(0 5 1 * ? *)", *SCHEDULES),
    "backup.monthly_cold_storage_after_days": like(
        1,
        91,
        1000,
        {"backup.monthly_cold_storage_after_days": 36_410, "backup.monthly_retention_days": 36_500},
    ),
    "backup.monthly_retention_days": like(
        180,
        1000,
        36_500,
        {"backup.monthly_cold_storage_after_days": 1, "backup.monthly_retention_days": 91},
    ),
    "backup.copies": among(
        [],
        [{"region": "eu-west-1"}],
        [{"region": "eu-west-1"}, {"region": "us-east-1"}],
    ),
    "backup.copies[].region": like(
        *([{"region": each}] for each in PLACES),
        *([{"region": one}, {"region": other}] for one, other in itertools.permutations(PLACES, 2)),
    ),
    "backup.copies[].rules": among(
        *([{"region": "eu-west-1", "rules": each}] for each in RULES),
        *(
            [{"region": "eu-west-1", "rules": one}, {"region": "us-east-1", "rules": other}]
            for one in RULES
            for other in RULES
        ),
    ),
    "backup.copies[].retention_days": like(
        *([{"region": "eu-west-1", "retention_days": each}] for each in LIVES),
        *(
            [
                {"region": "eu-west-1", "retention_days": one},
                {"region": "us-east-1", "retention_days": other},
            ]
            for one, other in itertools.permutations(LIVES, 2)
        ),
    ),
    "backup.copies[].vault_lock": among(
        *([{"region": "eu-west-1", "vault_lock": each}] for each in ("off", "governance")),
        [
            {
                "region": "eu-west-1",
                "vault_lock": "compliance",
                "vault_lock_changeable_for_days": 3,
            }
        ],
    ),
    "backup.copies[].vault_lock_changeable_for_days": like(
        *(
            [
                {
                    "region": "eu-west-1",
                    "vault_lock": "compliance",
                    "vault_lock_changeable_for_days": each,
                }
            ]
            for each in (3, 10, 36_500)
        )
    ),
    "backup.vault_lock": among(
        {"backup.vault_lock": "off", "backup.vault_lock_changeable_for_days": None},
        {"backup.vault_lock": "governance", "backup.vault_lock_changeable_for_days": None},
        {"backup.vault_lock": "compliance", "backup.vault_lock_changeable_for_days": 3},
    ),
    "backup.vault_lock_changeable_for_days": like(
        *(
            {"backup.vault_lock": "compliance", "backup.vault_lock_changeable_for_days": each}
            for each in (3, 10, 36_500)
        )
    ),
    "backup.restore_test_due": like(
        None, "cron(0 15 ? 1,4,7,10 2#1 *)", "cron(0 5 1 1,7 ? *)", "cron(30 12 ? * SUN *)"
    ),
    "logs.application_retention_days": among(*LOG_RETENTION_DAYS),
    "logs.audit_retention_days": among(*LOG_RETENTION_DAYS),
    "logs.access_log_retention_days": like(*DAYS),
    "audit_trail.enabled": among(True, False),
    "audit_trail.retention_days": like(365, 1001, 36_500),
    "audit_trail.archive_after_days": like(30, 91, 364),
    "audit_trail.object_lock": among("off", "governance", "compliance"),
    "monitoring.enabled": among(True, False),
    "monitoring.email_addresses": like(
        [], ["a@example.org"], ["b@example.org", "on.call+x@clinic.example.com"]
    ),
    "monitoring.latency_p95_seconds": like(0.001, 2, 7.5, 300),
    "monitoring.server_errors_per_five_minutes": like(0, 17, 1_000_000),
    "monitoring.blocked_requests_per_five_minutes": like(1, 999, 1_000_000_000),
    "monitoring.cpu_percent": like(*PERCENT),
    "monitoring.memory_percent": like(*PERCENT),
    "monitoring.database_capacity_percent": like(*PERCENT),
    "monitoring.database_connections_percent": like(*PERCENT),
    "monitoring.replica_lag_milliseconds": like(1, 1234, 3_600_000),
    "monitoring.storage_use_percent": like(*PERCENT),
    "monitoring.certificate_expiry_days": like(1, 31, 365),
    "remote_state.bucket": like("example-clinic-terraform-state", "another-state"),
    "remote_state.region": among("us-west-2", "eu-west-1"),
    "remote_state.dynamodb_table": like("openemr-terraform-locks", "my_locks.table"),
    "remote_state.lock": among("dynamodb", "lockfile", "both"),
}
