"""For every setting two values, and whether going from one to the other needs a word.

A row says of both directions what `openemr plan` says of them in a deployment that exists, whatever
its configuration. `beside` are settings of both sides, without which the row's would not be
accepted or change nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.configurations import CERTIFICATE_ARN

FREE, WORD = "no word", "a word"
DIGEST = f"sha256:{'0' * 64}"
ALARMS = {"monitoring": {"enabled": True}}
TRAIL = {"audit_trail": {"enabled": True}}
CERTIFICATE = {"certificate_arn": CERTIFICATE_ARN, "domain": None}
ZONE = "Z0123456789ABCDEFGHIJ"
SNAPSHOT = "arn:aws:rds:us-west-2:123456789012:cluster-snapshot:awsbackup:job-00000000"
MOMENT = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2026-11-30T17:00:00Z"
POINT = "arn:aws:backup:us-west-2:123456789012:recovery-point:00000000-0000-0000-0000-000000000000"
PLACE = {"region": "eu-west-1"}
GREEN = {"green_database": SNAPSHOT, "green_files": POINT}
ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]


@dataclass(frozen=True)
class Row:
    """there, back: what `first` -> `second` needs, and the reverse.

    but: configurations without what the word is about, in which nothing is stopped.
    """

    first: Any
    second: Any
    there: str = FREE
    back: str = FREE
    beside: Mapping[str, Any] = field(default_factory=dict)
    but: Mapping[str, str] = field(default_factory=dict)


ROWS: dict[str, Row] = {
    "security_group_ip_range": Row("203.0.113.0/24", "203.0.113.0/25", FREE, WORD),
    "openemr_service_fargate_minimum_capacity": Row(2, 3),
    "openemr_service_fargate_maximum_capacity": Row(20, 40),
    "openemr_service_fargate_cpu_autoscaling_percentage": Row(40, 60),
    "openemr_service_fargate_memory_autoscaling_percentage": Row(40, 60),
    # Off: the records of sessions go as well.
    "enable_ecs_exec": Row(True, False, WORD, WORD),
    "certificate_arn": Row(
        CERTIFICATE_ARN, CERTIFICATE_ARN.replace("1111", "7777"), beside={"domain": None}
    ),
    "activate_openemr_apis": Row(True, False, FREE, WORD, CERTIFICATE),
    "create_service_linked_roles": Row(False, True),
    "permissions_boundary": Row(None, "arn:aws:iam::000000000000:policy/b", FREE, WORD),
    "tags": Row({"CostCenter": "a"}, {"CostCenter": "b", "Team": "c"}),
    "firewall.requests_per_five_minutes": Row(8_000, 5_000, FREE, WORD),
    "firewall.sign_ins_per_five_minutes": Row(400, 300, FREE, WORD),
    "clients.ipv4_cidrs": Row(["198.51.100.0/24"], [], FREE, WORD),
    "clients.ipv6_cidrs": Row(["2001:db8:1::/48"], ["2001:db8:1:1::/64"], FREE, WORD),
    "application.cpu": Row(2048, 4096, beside={"application": {"memory_mib": 8192}}),
    "application.memory_mib": Row(8192, 16384, beside={"application": {"cpu": 4096}}),
    "application.cpu_architecture": Row("ARM64", "X86_64"),
    "application.openemr_version": Row("8.2.0", "8.3.0"),
    "application.image_findings": Row("CRITICAL", "HIGH"),
    "application.accepted_image_findings": Row([], ["CVE-2026-12345"]),
    "application.scale_in_cooldown_seconds": Row(300, 600),
    "application.scale_out_cooldown_seconds": Row(60, 120),
    "application.background_services_seconds": Row(60, 300),
    "application.audit_queries": Row(False, True, FREE, WORD),
    "application.upload_mib": Row(30, 60),
    "database.min_capacity_acu": Row(1, 2),
    "database.max_capacity_acu": Row(48, 64),
    "database.seconds_until_auto_pause": Row(
        300, 3600, beside={"database": {"min_capacity_acu": 0}}
    ),
    "database.readers": Row(1, 2, FREE, WORD),
    "database.engine_version": Row(
        "8.0.mysql_aurora.3.11.1", "8.0.mysql_aurora.3.12.0", FREE, WORD
    ),
    "database.backup_retention_days": Row(7, 35, FREE, WORD),
    "database.deletion_protected": Row(False, True, FREE, WORD),
    "database.final_snapshot": Row(False, True, FREE, WORD),
    "database.performance_insights": Row("standard", "advanced", FREE, WORD),
    "cache.max_data_storage_gb": Row(5, 10),
    "cache.max_ecpu_per_second": Row(5000, 10_000),
    "cache.snapshot_retention_days": Row(1, 15, FREE, WORD),
    "files.infrequent_access_after_days": Row(30, 60),
    # A cut-over, a pair that is created or destroyed: openemr restore gives the words.
    "stores.serving": Row("blue", "green", WORD, WORD, {"stores": {**GREEN, "standby": "kept"}}),
    "stores.standby": Row("kept", "absent", WORD, WORD, {"stores": {**GREEN, "serving": "green"}}),
    "stores.blue_database": Row(SNAPSHOT, MOMENT, beside={"stores": {"blue_files": POINT}}),
    "stores.blue_files": Row(
        POINT, POINT.replace("0", "1"), beside={"stores": {"blue_database": SNAPSHOT}}
    ),
    "stores.green_database": Row(
        SNAPSHOT, MOMENT, beside={"stores": {**GREEN, "standby": "restoring"}}
    ),
    "stores.green_files": Row(
        POINT, POINT.replace("0", "1"), beside={"stores": {**GREEN, "standby": "restoring"}}
    ),
    "backup.daily_schedule": Row("cron(0 5 * * ? *)", "cron(0 5,17 * * ? *)", FREE, WORD),
    "backup.daily_retention_days": Row(35, 60, FREE, WORD),
    "backup.weekly_schedule": Row("cron(0 5 ? * SAT *)", "cron(0 4 ? * SUN *)"),
    "backup.weekly_retention_days": Row(180, 365, FREE, WORD),
    "backup.monthly_schedule": Row("cron(0 5 1 * ? *)", "cron(0 4 2 * ? *)"),
    "backup.monthly_cold_storage_after_days": Row(90, 180),
    "backup.monthly_retention_days": Row(2555, 3650, FREE, WORD),
    # Data in another Region; and none there any more.
    "backup.copies": Row([], [PLACE], WORD, WORD),
    "backup.copies[].region": Row("eu-west-1", "us-east-1", WORD, WORD),
    "backup.copies[].rules": Row(["daily"], ["daily", "monthly"], WORD, WORD),
    "backup.copies[].retention_days": Row(60, 90, FREE, WORD),
    # Of the place's own stack.
    "backup.copies[].vault_lock": Row("off", "governance"),
    "backup.copies[].vault_lock_changeable_for_days": Row(
        3, 10, beside={"backup": {"copies": [{**PLACE, "vault_lock": "compliance"}]}}
    ),
    "backup.restore_test_due": Row(
        None, "cron(0 15 ? 1,4,7,10 2#1 *)", FREE, WORD, {"monitoring": {"enabled": True}}
    ),
    "backup.vault_lock": Row("off", "governance", FREE, WORD),
    "backup.vault_lock_changeable_for_days": Row(
        3, 10, WORD, WORD, {"backup": {"vault_lock": "compliance"}}
    ),
    "logs.application_retention_days": Row(365, 3653, FREE, WORD),
    "logs.audit_retention_days": Row(2192, 3653, FREE, WORD),
    "logs.access_log_retention_days": Row(2192, 3653, FREE, WORD),
    # On: the pattern of an event rule names a bucket whose id is known after apply only.
    "audit_trail.enabled": Row(False, True, WORD, WORD, but={"default": "there"}),
    "audit_trail.retention_days": Row(2557, 3653, FREE, WORD, TRAIL),
    "audit_trail.archive_after_days": Row(90, 180, beside=TRAIL),
    "audit_trail.object_lock": Row("off", "governance", FREE, WORD, TRAIL),
    "monitoring.enabled": Row(False, True, FREE, WORD),
    "monitoring.email_addresses": Row([], ["a@example.org"], FREE, WORD, ALARMS),
    "monitoring.latency_p95_seconds": Row(5, 8, beside=ALARMS),
    "monitoring.server_errors_per_five_minutes": Row(10, 5, beside=ALARMS),
    "monitoring.blocked_requests_per_five_minutes": Row(1000, 2000, beside=ALARMS),
    "monitoring.cpu_percent": Row(85, 95, beside=ALARMS),
    "monitoring.memory_percent": Row(85, 90, beside=ALARMS),
    "monitoring.database_capacity_percent": Row(85, 90, beside=ALARMS),
    "monitoring.database_connections_percent": Row(70, 80, beside=ALARMS),
    "monitoring.replica_lag_milliseconds": Row(1000, 2000, beside=ALARMS),
    "monitoring.storage_use_percent": Row(70, 80, beside=ALARMS),
    "monitoring.certificate_expiry_days": Row(30, 40, beside=ALARMS),
    # Other names and places: what is there goes, or is reached by another name.
    "region": Row("us-west-2", "us-east-1", WORD, WORD),
    "network.cidr": Row("10.0.0.0/16", "10.64.0.0/16", WORD, WORD),
    "network.availability_zones": Row(ZONES[:2], ZONES, WORD, WORD),
    "network.nat_gateways": Row("single", "per_zone", WORD, WORD),
    "host_name": Row("a.example.org", "b.example.org", WORD, WORD, CERTIFICATE),
    "domain.name": Row(
        *("a.example.org", "b.example.org", WORD, WORD),
        {"domain": {"hosted_zone_id": ZONE}, "certificate_arn": None},
    ),
    "domain.hosted_zone_id": Row(
        *(ZONE, "Z111111", WORD, WORD),
        {"domain": {"name": "a.example.org"}, "certificate_arn": None},
    ),
    "environment": Row("evaluation", "production", WORD, WORD, CERTIFICATE),
    # The images of OpenEMR's releases are known, those of another registry are not.
    "application.image": Row(
        *(None, f"ghcr.io/clinic/openemr:8.2.0@{DIGEST}", WORD, FREE),
        {"application": {"private_repository": False}},
    ),
    "application.private_repository": Row(False, True, WORD, WORD, but={"everything": "there"}),
    # Permission and target of a deployment, which no resource shows.
    "account_id": Row(None, "000000000000"),
    "clients.open_to_the_whole_internet": Row(False, True),
}
