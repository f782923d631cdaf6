"""Rules about the database: its instances and its parameters."""

from collections.abc import Iterator

from scripts.review.context import Context
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

INSTANCE = "aws_rds_cluster_instance"
GROUPS = ("aws_rds_cluster_parameter_group", "aws_db_parameter_group")
# Parameters that protect -> True if a value does so.
_ON = ("1", "on", "true")
PROTECTIVE = {
    "require_secure_transport": "Connections without TLS are accepted.",
    "server_audit_logging": "Queries and sign-ins are not recorded.",
    "server_audit_logs_upload": "Queries and sign-ins are not recorded outside the database.",
    "rds.force_ssl": "Connections without TLS are accepted.",
}
AUDITED = "server_audit_events"
TLS_VERSIONS = "tls_version"
# Follow from the database's capacity.
SETTLED = ("max_connections",)
# Events without values of rows; see stacks/components/database/parameters.py.
_KEPT_OUT_OF_ROWS = {"connect", "query_dcl", "query_ddl"}


def instances(change: Change, context: Context) -> Iterator[Verdict]:
    """Instances that are deleted, by the instances that remain."""
    if change.type != INSTANCE or change.action not in ("delete", "replace"):
        return
    cluster = change.before.get("cluster_identifier")
    others = [
        other
        for other in context.existing_of(INSTANCE)
        if other.get("cluster_identifier") == cluster
        and other.get("id") != change.before.get("id")
        and other.get("id") not in _ending(context)
    ]
    if not others:
        reason = "No instance is left to serve the data; unwritten changes are lost."
        yield Verdict(DESTROYS, "", reason)
    elif change.action == "delete":
        left = f"{len(others)} instances are left"
        if len(others) == 1:
            left = "One instance is left, without failover"
        yield Verdict(LOWERS, "", f"{left}.")
    else:
        yield Verdict(INTERRUPTS, "", "It is recreated: another instance takes over meanwhile.")


def parameters(change: Change, _context: Context) -> Iterator[Verdict]:
    """Parameters that protect data, and parameters that wait for a restart."""
    if change.type not in GROUPS or not change.still_exists:
        return
    before, after = (
        {str(each.get("name")): str(each.get("value")) for each in blocks(values, "parameter")}
        for values in (change.before, change.after)
    )
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    for name in sorted(changed):
        place = f'parameter["{name}"]'
        was, becomes = before.get(name, ""), after.get(name, "")
        if PROTECTIVE.get(name) and was.lower() in _ON and becomes.lower() not in _ON:
            yield Verdict(LOWERS, place, PROTECTIVE[name])
        elif name == AUDITED and _words(was) - _words(becomes):
            lost = ", ".join(sorted(_words(was) - _words(becomes)))
            yield Verdict(LOWERS, place, f"The audit log no longer records {lost}.")
        elif name == TLS_VERSIONS and was and (not becomes or _words(becomes) - _words(was)):
            yield Verdict(LOWERS, place, f"TLS was {was} and is {becomes or 'of any version'}.")
        elif name not in (*PROTECTIVE, AUDITED, TLS_VERSIONS, *SETTLED):
            words = f"{was or 'nothing'} -> {becomes or 'nothing'}"
            reason = f"No rule knows this change as harmless: {words}."
            yield Verdict(UNREVIEWED, place, reason)
        elif name == AUDITED and not _words(becomes) <= _KEPT_OUT_OF_ROWS:
            more = ", ".join(sorted(_words(becomes) - _KEPT_OUT_OF_ROWS))
            reason = f"{more} would carry statements with patients' data into the log."
            yield Verdict(OPENS, place, reason)
    if changed:
        waiting = [
            name
            for name in sorted(changed)
            if any(
                each.get("name") == name and each.get("apply_method") == "pending-reboot"
                for each in [
                    *blocks(change.before, "parameter"),
                    *blocks(change.after, "parameter"),
                ]
            )
        ]
        when = "take effect when the instances restart" if waiting else "take effect at once"
        reason = f"Parameters {', '.join(sorted(changed))} {when}."
        yield Verdict(INTERRUPTS, "parameter", reason)


def default_parameters(change: Change, _context: Context) -> Iterator[Verdict]:
    """AWS's default parameter groups, which neither require TLS nor audit."""
    name = "db_cluster_parameter_group_name"
    before, after = (str(values.get(name) or "") for values in (change.before, change.after))
    own = before and not before.startswith("default.")
    default = after.startswith("default.") or not (after or change.is_unknown(name))
    if change.still_exists and own and default:
        reason = "AWS's default parameters neither require TLS nor keep an audit log."
        yield Verdict(LOWERS, name, reason)


def _ending(context: Context) -> set[str]:
    """Ids of instances that end in the same plan and do not come back at once."""
    return {
        str(each.before.get("id"))
        for each in context.changes
        if each.type == INSTANCE and each.action in ("delete", "replace")
    }


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}
