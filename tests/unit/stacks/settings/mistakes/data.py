"""Database, cache, files, backups and logs."""

from typing import Any

from stacks.settings.region import FIRST_ZONES
from tests.unit.stacks.settings.mistakes import Mistake

HALF_STEPS = "0 to 256 Aurora capacity units in half steps"
CRON = (
    "an AWS cron expression of six fields with `?` for either the day of the month or the day of "
    "the week, such as cron(0 5 * * ? *), of days that exist and runs at least 60 minutes apart"
)
LOG_RETENTION = (
    "a retention of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, "
    "731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
)


def _in(group: str, setting: str, value: Any, received: str, accepted: str) -> Mistake:
    return Mistake({group: {setting: value}}, f"{group}.{setting}", received, accepted)


def _number(group: str, setting: str, value: float, accepted: str) -> Mistake:
    return _in(group, setting, value, str(value), accepted)


def _schedule(rule: str, value: str, reason: str = "") -> Mistake:
    return _in("backup", f"{rule}_schedule", value, f'"{value}"', f"{CRON}{reason}")


DATABASE = {
    "a capacity off the half steps": _number("database", "min_capacity_acu", 0.7, HALF_STEPS),
    "a negative capacity": _number("database", "min_capacity_acu", -1, HALF_STEPS),
    "a capacity above Aurora's most": _number("database", "max_capacity_acu", 257, HALF_STEPS),
    "a largest capacity below 1": _number("database", "max_capacity_acu", 0.5, "at least 1"),
    "a smallest capacity above the largest": Mistake(
        {"database": {"min_capacity_acu": 8, "max_capacity_acu": 4}},
        "database.min_capacity_acu",
        "8.0",
        "at most max_capacity_acu, 4.0",
    ),
    "an engine that cannot pause": Mistake(
        {"database": {"min_capacity_acu": 0, "engine_version": "8.0.mysql_aurora.3.06.0"}},
        "database.engine_version",
        '"8.0.mysql_aurora.3.06.0"',
        "8.0.mysql_aurora.3.08.0 or newer while min_capacity_acu is 0",
    ),
    "more capacity than an older engine has": Mistake(
        {
            "database": {
                "min_capacity_acu": 1,
                "max_capacity_acu": 128.5,
                "engine_version": "8.0.mysql_aurora.3.05.2",
            }
        },
        "database.max_capacity_acu",
        "128.5",
        "at most 128 with an engine_version before 8.0.mysql_aurora.3.06.0",
    ),
    "an engine by MySQL's version": _in(
        "database",
        "engine_version",
        "8.0",
        '"8.0"',
        "an Aurora MySQL 3 version from 3.02 on such as 8.0.mysql_aurora.3.12.0",
    ),
    "a pause too soon": _number(
        "database", "seconds_until_auto_pause", 60, "greater than or equal to 300"
    ),
    "too many readers": _number("database", "readers", 16, "less than or equal to 15"),
    "a recovery window above AWS's longest": _number(
        "database", "backup_retention_days", 36, "less than or equal to 35"
    ),
    "no recovery window": _number(
        "database", "backup_retention_days", 0, "greater than or equal to 1"
    ),
    "no insights": _in(
        "database", "performance_insights", "none", '"none"', "'standard' or 'advanced'"
    ),
}

CACHE_AND_FILES = {
    "a cache without room": _number(
        "cache", "max_data_storage_gb", 0, "greater than or equal to 1"
    ),
    "a cache below AWS's least": _number(
        "cache", "max_ecpu_per_second", 999, "greater than or equal to 1000"
    ),
    "snapshots above AWS's longest": _number(
        "cache", "snapshot_retention_days", 36, "less than or equal to 35"
    ),
    "a lifecycle that EFS has not": _number(
        "files", "infrequent_access_after_days", 31, "7, 14, 30, 60 or 90"
    ),
}

BACKUP_AND_LOGS = {
    "cron as in Unix": _schedule("daily", "0 5 * * *"),
    "cron without a question mark": _schedule("weekly", "cron(0 5 * * * *)"),
    "cron with two question marks": _schedule("weekly", "cron(0 5 ? * ? *)"),
    "cron of five fields": _schedule("monthly", "cron(0 5 1 * ?)"),
    "hour 25": _schedule("daily", "cron(0 25 * * ? *)", " (hour 25 is not of 0 to 23)"),
    "a month by another name": _schedule(
        "monthly", "cron(0 5 1 MAI ? *)", " (month MAI is not of 1 to 12 or JAN to DEC)"
    ),
    "31 February": _schedule(
        "monthly", "cron(0 5 31 2 ? *)", " (no day from 2026 to 2199 is meant)"
    ),
    "every minute": _schedule("daily", "cron(* * * * ? *)", " (runs are 1 minutes apart)"),
    "a rate for a cron": _schedule("monthly", "rate(1 day)"),
    "a restore test that is never due": _in(
        "backup",
        "restore_test_due",
        "cron(0 15 31 4 ? *)",
        '"cron(0 15 31 4 ? *)"',
        f"{CRON} (no day from 2026 to 2199 is meant)",
    ),
    "a copy kept for no day": _number(
        "backup", "daily_retention_days", 0, "greater than or equal to 1"
    ),
    "less than 90 days in cold storage": _number(
        "backup",
        "monthly_retention_days",
        179,
        "at least 180 days, 90 more than monthly_cold_storage_after_days",
    ),
    "cold storage after the end": Mistake(
        {"backup": {"monthly_cold_storage_after_days": 3000}},
        "backup.monthly_retention_days",
        "2555",
        "at least 3090 days, 90 more than monthly_cold_storage_after_days",
    ),
    "a retention that CloudWatch has not": _number(
        "logs", "audit_retention_days", 2191, LOG_RETENTION
    ),
    "logs kept for ever": _number("logs", "application_retention_days", 0, LOG_RETENTION),
    "access logs kept for no day": _number(
        "logs", "access_log_retention_days", 0, "greater than or equal to 1"
    ),
}


def _place(at: str, received: str, accepted: str, **place: Any) -> Mistake:
    """One thing wrong with the only place of copies."""
    settings = {"backup": {"copies": [{"region": "eu-west-1", **place}]}}
    return Mistake(settings, f"backup.copies.0.{at}", received, accepted)


_TWO = [{"region": "eu-west-1"}, {"region": "eu-west-1", "rules": ["daily"]}]
COPIES = {
    "copies in the deployment's own Region": _place(
        "region",
        '"us-west-2"',
        "a Region other than the deployment's, us-west-2",
        region="us-west-2",
    ),
    "copies in an unknown Region": _place(
        "region",
        '"eu-west-9"',
        f"an AWS Region: {', '.join(FIRST_ZONES)}",
        region="eu-west-9",
    ),
    "copies of no rule": _place("rules", "[]", "at least 1 entries", rules=[]),
    "copies of a rule twice": _place(
        "rules", '["daily", "daily"]', "each rule once", rules=["daily", "daily"]
    ),
    "copies of an unknown rule": _place(
        "rules.0", '"hourly"', "'daily', 'weekly' or 'monthly'", rules=["hourly"]
    ),
    "copies kept for no day": _place(
        "retention_days", "0", "greater than or equal to 1", retention_days=0
    ),
    "a compliance lock of copies without days of grace": _place(
        "vault_lock_changeable_for_days",
        "null",
        "3 or more days together with vault_lock compliance, and null otherwise",
        vault_lock="compliance",
    ),
    "days of grace of copies without a lock of their own": _place(
        "vault_lock_changeable_for_days",
        "30",
        "3 or more days together with vault_lock compliance, and null otherwise",
        vault_lock_changeable_for_days=30,
    ),
    "copies twice in a Region": Mistake(
        {"backup": {"copies": _TWO}},
        "backup.copies",
        '["eu-west-1", "eu-west-1"]',
        "each Region once",
    ),
    "copies in three Regions": Mistake(
        {"backup": {"copies": [{"region": f"eu-west-{number}"} for number in (1, 2, 3)]}},
        "backup.copies",
        '[{"region": "eu-west-1"}, {"region": "eu-west-2"}, {"region": "eu-west-3"}]',
        "at most 2 entries",
    ),
}

TABLE = DATABASE | CACHE_AND_FILES | BACKUP_AND_LOGS | COPIES
