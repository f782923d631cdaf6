"""How much an out-of-band change matters: by its verdicts, then by what it is about."""

from collections.abc import Iterable

from scripts.commands.drift.finding import Severity
from scripts.resources import known
from scripts.resources.facets.drift import Sensitivity
from scripts.review import Change, Difference, Kind, Verdict

_BY_KIND = {
    Kind.DESTROYS_DATA: Severity.CRITICAL,
    Kind.OPENS_ACCESS: Severity.CRITICAL,
    Kind.LOWERS_PROTECTION: Severity.HIGH,
    Kind.INTERRUPTS: Severity.HIGH,
}
# Words for people; nothing works otherwise because of them.
_COSMETIC = frozenset(
    (
        *("alarm_description", "comment", "dashboard_body", "description", "display_name"),
        *("tags", "tags_all"),
    )
)
# Components whose every part is evidence; so is what may belong to one, its component unknown.
_EVIDENCE = ("audit_trail", "")
# Access, encryption, backups and evidence, of whatever type.
_CRITICAL = frozenset(
    (
        *("policy", "publicly_accessible", "map_public_ip_on_launch", "enable_http_endpoint"),
        *("security_groups", "security_group_ids", "vpc_security_group_ids"),
        *("encrypted", "storage_encrypted", "kms_key_arn", "kms_key_id", "kms_master_key_id"),
        *("ssl_policy", "replication_configuration", "user_group_id", "user_ids"),
        *("backup_retention_period", "snapshot_retention_limit"),
        *("access_logs", "enabled_cloudwatch_logs_exports"),
    )
)
_PROTECTIONS = frozenset(("deletion_protection", "deletion_protection_enabled", "force_destroy"))


def of_attribute(
    change: Change, difference: Difference, verdicts: Iterable[Verdict], component: str
) -> Severity:
    """The severity of one attribute that changed."""
    name = difference.attribute
    if name in _COSMETIC:
        return Severity.LOW
    kinds = {verdict.kind for verdict in verdicts}
    entry = known(change.type)
    found = [_BY_KIND[kind] for kind in kinds]
    if (
        _guards(change.type, component)
        or name in _CRITICAL
        or entry.drift.critical == name
        or (entry.drift.lowered_is_critical and Kind.LOWERS_PROTECTION in kinds)
    ):
        found.append(Severity.CRITICAL)
    if name in _PROTECTIONS:
        found.append(Severity.CRITICAL if holds_data(change.type) else Severity.HIGH)
    if entry.drift.sensitivity is Sensitivity.VITAL:
        found.append(Severity.HIGH)
    return min(found, default=Severity.MEDIUM, key=lambda each: each.rank)


def of_deletion(change: Change, verdicts: Iterable[Verdict], component: str) -> Severity:
    """The severity of a resource that is gone."""
    kinds = {verdict.kind for verdict in verdicts}
    if _guards(change.type, component) or holds_data(change.type):
        return Severity.CRITICAL
    if kinds & {Kind.DESTROYS_DATA, Kind.OPENS_ACCESS}:
        return Severity.CRITICAL
    if change.type == "aws_cloudwatch_dashboard":
        return Severity.LOW
    return Severity.HIGH


def holds_data(type_: str) -> bool:
    """True if a new resource of this type would begin without what the old one held."""
    data = known(type_).data
    return data is not None and data.contents


def _guards(type_: str, component: str) -> bool:
    guard = known(type_).drift.sensitivity is Sensitivity.GUARD
    return guard or component.partition("/")[0] in _EVIDENCE
