"""Findings of drift: difference from the state, severity, and effect of the next apply."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from scripts.commands.drift.concern import Concern, concern_of, holds_data
from scripts.resources import known
from scripts.resources.facets.drift import Sensitivity
from scripts.review import Change, Difference, Kind, Verdict


class Severity(str, Enum):
    """Severity of drift, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Event(str, Enum):
    """Kind of out-of-band change."""

    CHANGED = "changed"
    DELETED = "deleted"
    ADDED = "added"


# They decide who may read or change what the resource holds.
_OPENING = frozenset(
    (
        *("acl", "block_public_acls", "block_public_policy", "grant", "policy"),
        *("ignore_public_acls", "restrict_public_buckets", "website"),
    )
)


@dataclass(frozen=True)
class Finding:
    """One attribute of a resource, the resource as a whole, or something added to it.

    attribute: Terraform's name if it has one, otherwise AWS's; empty for the whole.
    before, after: masked and shortened, as they may be shown. lines: the same for documents,
    `- ` and `+ ` line by line. reasons: why it matters, a sentence each. outlook: effect of the
    next apply. identity: the id of what was added. owner: the AWS service that added it by itself,
    so that it is no drift; empty if nothing proves one.
    """

    address: str
    event: Event
    attribute: str
    before: str
    after: str
    severity: Severity
    reasons: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    outlook: str = ""
    identity: str = ""
    owner: str = ""

    @property
    def type(self) -> str:
        """The resource's type."""
        return self.address.split(".")[-2]

    @property
    def name(self) -> str:
        """The attribute's first name, such as `tags` of `tags.Owner`."""
        return self.attribute.partition(".")[0].partition("[")[0]

    @property
    def urgency(self) -> tuple[int, Concern]:
        """Worst first; of one severity data first, and periods last. The order of every report."""
        opens_access = self.event is Event.ADDED or self.name in _OPENING
        return self.severity.rank, concern_of(self.type, self.name, opens_access=opens_access)

    @property
    def order(self) -> tuple[tuple[int, Concern], str, str]:
        """By urgency, then by address."""
        return self.urgency, self.address, self.attribute


@dataclass(frozen=True)
class Unmanaged:
    """A kind of addition beside what Terraform manages: its name, its severity, and why."""

    attribute: str
    severity: Severity
    reason: str

    def at(self, address: str, what: str, identity: str) -> Finding:
        """One such addition to the resource at `address`; `what` describes it in a few words."""
        return Finding(
            address,
            Event.ADDED,
            self.attribute,
            "",
            what,
            self.severity,
            (self.reason,),
            outlook="Stays until it is removed: Terraform does not manage it.",
            identity=identity,
        )


_BY_KIND = {
    Kind.DESTROYS_DATA: Severity.CRITICAL,
    Kind.IRREVERSIBLE: Severity.HIGH,
    Kind.OPENS_ACCESS: Severity.CRITICAL,
    Kind.LOWERS_PROTECTION: Severity.HIGH,
    Kind.UNREVIEWED: Severity.HIGH,
    Kind.INTERRUPTS: Severity.HIGH,
}
# For reports only.
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


def severity_of_attribute(
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
        _is_guard(change.type, component)
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


def severity_of_deletion(change: Change, verdicts: Iterable[Verdict], component: str) -> Severity:
    """The severity of a resource that is gone."""
    kinds = {verdict.kind for verdict in verdicts}
    if _is_guard(change.type, component) or holds_data(change.type):
        return Severity.CRITICAL
    if kinds & {Kind.DESTROYS_DATA, Kind.OPENS_ACCESS}:
        return Severity.CRITICAL
    if change.type == "aws_cloudwatch_dashboard":
        return Severity.LOW
    return Severity.HIGH


def _is_guard(type_: str, component: str) -> bool:
    guard = known(type_).drift.sensitivity is Sensitivity.GUARD
    return guard or component.partition("/")[0] in _EVIDENCE


STAYS = "Stays: the settings do not set it."
NOT_REMADE = "Stays: it is no longer in the settings."
SET_BACK = "The next apply reverts it."
REPLACED = "The next apply replaces the whole resource to revert it."
REMADE = "The next apply recreates it."
REMADE_EMPTY = "The next apply creates a new one, without the old one's data: restore first."
UNKNOWN = "Unknown: Terraform could not plan. See openemr plan."


class Outlook:
    """Effect of the next apply, by its planned changes; None if only a refresh was possible."""

    def __init__(self, planned: Iterable[Change] | None) -> None:
        self._planned: Mapping[str, Change] | None = None
        if planned is not None:
            self._planned = {each.address: each for each in planned if not each.deposed}

    def of_attribute(self, address: str, attribute: str) -> str:
        """The effect on a changed attribute."""
        if self._planned is None:
            return UNKNOWN
        planned = self._planned.get(address)
        if planned is None or attribute not in {each.attribute for each in planned.differences}:
            return STAYS
        return REPLACED if planned.action == "replace" else SET_BACK

    def of_deletion(self, change: Change) -> str:
        """The effect on a deleted resource."""
        if self._planned is None:
            return UNKNOWN
        planned = self._planned.get(change.address)
        if planned is None or planned.action != "create":
            return NOT_REMADE
        return REMADE_EMPTY if holds_data(change.type) else REMADE
