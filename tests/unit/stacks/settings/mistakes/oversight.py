"""Audit trail, alarms and the lock of the backup vault."""

from tests.unit.stacks.settings.mistakes import Mistake

LOCK = "3 or more days together with vault_lock compliance, and null otherwise"
ADDRESS = "an e-mail address such as oncall@clinic.example.org"
MODES = "'off', 'governance' or 'compliance'"


def _address(value: str) -> Mistake:
    settings = {"monitoring": {"email_addresses": ["oncall@clinic.example.org", value]}}
    return Mistake(settings, "monitoring.email_addresses.1", f'"{value}"', ADDRESS)


TABLE = {
    "a lock of no kind": Mistake(
        {"backup": {"vault_lock": "on"}}, "backup.vault_lock", '"on"', MODES
    ),
    "a compliance lock without days of grace": Mistake(
        {"backup": {"vault_lock": "compliance"}},
        "backup.vault_lock_changeable_for_days",
        "null",
        LOCK,
    ),
    "days of grace without a compliance lock": Mistake(
        {"backup": {"vault_lock": "governance", "vault_lock_changeable_for_days": 7}},
        "backup.vault_lock_changeable_for_days",
        "7",
        LOCK,
    ),
    "days of grace below AWS's least": Mistake(
        {"backup": {"vault_lock": "compliance", "vault_lock_changeable_for_days": 2}},
        "backup.vault_lock_changeable_for_days",
        "2",
        "greater than or equal to 3",
    ),
    "a trail kept for less than a year": Mistake(
        {"audit_trail": {"retention_days": 364}},
        "audit_trail.retention_days",
        "364",
        "greater than or equal to 365",
    ),
    "a trail that moves after it ends": Mistake(
        {"audit_trail": {"archive_after_days": 365}},
        "audit_trail.archive_after_days",
        "365",
        "less than or equal to 364",
    ),
    "an object lock of no kind": Mistake(
        {"audit_trail": {"object_lock": True}}, "audit_trail.object_lock", "true", MODES
    ),
    "an address without host": _address("oncall"),
    "an address with a name": _address("On Call <oncall@clinic.example.org>"),
    "a percentage above 100": Mistake(
        {"monitoring": {"cpu_percent": 101}},
        "monitoring.cpu_percent",
        "101",
        "less than or equal to 100",
    ),
    "no time to answer": Mistake(
        {"monitoring": {"latency_p95_seconds": 0}},
        "monitoring.latency_p95_seconds",
        "0",
        "greater than 0",
    ),
}
