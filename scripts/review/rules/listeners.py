"""Rules about the load balancer's listeners: requests served, and TLS."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.attribute import without_empty
from scripts.review.verdict import INTERRUPTS, LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

LISTENERS = ("aws_lb_listener", "aws_alb_listener")
LISTENER_RULES = ("aws_lb_listener_rule", "aws_alb_listener_rule")
ENCRYPTED = ("HTTPS", "TLS")
POLICIES = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
)
# Names of 2015 to 2018, without the least TLS version: it is TLS 1.0.
_OLD = re.compile(r"(FS-2018|2016|2015|TLS-1-0)")
_VERSIONS = re.compile(r"(?<=TLS13-1-)(\d)|(?<=TLS-1-)(\d)|(?<=FS-1-)(\d)")
# Endings for looser and stricter lists of ciphers.
_CIPHERS = ("Ext2", "Ext1", "Ext0", "", "Res")


def listeners(change: Change, context: Context) -> Iterator[Verdict]:
    """Listeners that serve more requests, or serve them less safely."""
    if change.type not in LISTENERS:
        return
    if change.action == "create":
        plain = change.after.get("protocol") == "HTTP" and _serves(change.after)
        if plain and not context.is_new(change, "load_balancer_arn"):
            reason = "An existing load balancer serves plain HTTP."
            yield Verdict(OPENS, "protocol", reason)
        yield from _elsewhere(change)
    elif change.still_exists:
        yield from _protocol(change)
        yield from _action(change)
        yield from _policy(change)
        yield from _rest(change)


def listener_rules(change: Change, context: Context) -> Iterator[Verdict]:
    """Rules that forward requests which were not forwarded, or no longer reject some."""
    if change.type not in LISTENER_RULES:
        return
    serves, served = _serves(change.after, "action"), _serves(change.before, "action")
    if change.action == "delete" and not served:
        yield Verdict(OPENS, "", "Requests that it rejected are served.")
    elif change.action == "create" and serves and not context.is_new(change, "listener_arn"):
        yield Verdict(OPENS, "", "An existing listener serves further requests.")
    elif change.still_exists and serves and not served:
        yield Verdict(OPENS, "action", "Requests that were rejected are served.")
    elif change.still_exists and _conditions(change.before) != _conditions(change.after):
        if serves and not _is_narrower(change):
            yield Verdict(OPENS, "condition", "It serves other requests than before.")
        elif not serves:
            yield Verdict(OPENS, "condition", "It rejects other requests than before.")


def _protocol(change: Change) -> Iterator[Verdict]:
    before, after = change.before.get("protocol"), change.after.get("protocol")
    if before in ENCRYPTED and after not in ENCRYPTED:
        reason = f"The protocol was {before} and is {after}, which can be read in transit."
        yield Verdict(OPENS, "protocol", reason)


def _action(change: Change) -> Iterator[Verdict]:
    before, after = change.before, change.after
    if _serves(after) and not _serves(before):
        reason = "Requests that were redirected or rejected reach the application."
        yield Verdict(OPENS, "default_action", reason)
    kinds = [{each.get("type") for each in blocks(v, "default_action")} for v in (before, after)]
    if any(kind.startswith("authenticate") for kind in kinds[0] - kinds[1] if kind):
        yield Verdict(
            OPENS, "default_action", "Authentication at the load balancer is no longer required."
        )
    if "HTTPS" in _redirects(before) and _redirects(after) - {"HTTPS"}:
        yield Verdict(OPENS, "default_action", "Browsers are redirected to plain HTTP.")
    yield from _elsewhere(change)
    if _answer(before) != _answer(after):
        reason = "Requests get another answer than before, which no rule compares."
        yield Verdict(UNREVIEWED, "default_action", reason)


def _elsewhere(change: Change) -> Iterator[Verdict]:
    before, after = (_redirects(values, "host") for values in (change.before, change.after))
    hosts = sorted(after - before - {"#{host}", "None", ""})
    if hosts:
        reason = f"Browsers are redirected to another host: {', '.join(hosts)}."
        yield Verdict(OPENS, "default_action", reason)


def _policy(change: Change) -> Iterator[Verdict]:
    before, after = change.before.get("ssl_policy"), change.after.get("ssl_policy")
    if not before or before == after or change.is_unknown("ssl_policy"):
        return
    if after and strength(str(after)) >= strength(str(before)):
        return
    reason = f"TLS goes from {before} to {after or 'nothing'}, which accepts weaker connections."
    yield Verdict(LOWERS, "ssl_policy", reason, POLICIES)


def _rest(change: Change) -> Iterator[Verdict]:
    modes = [
        next((each.get("mode") for each in blocks(values, "mutual_authentication")), None)
        for values in (change.before, change.after)
    ]
    if modes[0] == "verify" and modes[1] != "verify":
        yield Verdict(OPENS, "mutual_authentication", "Clients no longer need a certificate.")
    certificates = [values.get("certificate_arn") for values in (change.before, change.after)]
    if certificates[0] and certificates[0] != certificates[1]:
        reason = "Browsers see another certificate, which must cover the same names."
        yield Verdict(INTERRUPTS, "certificate_arn", reason)


def strength(policy: str) -> tuple[int, int, int]:
    """Lowest TLS version, whether 1.3 is offered, and strictness of the ciphers."""
    match = _VERSIONS.search(policy)
    least = 0 if _OLD.search(policy) or not match else int(next(filter(None, match.groups())))
    newest = int("TLS13" in policy)
    ending = next((each for each in ("Ext2", "Ext1", "Ext0", "Res") if each in policy), "")
    # The oldest policy for TLS 1.2 allows ciphers without forward secrecy.
    loose = policy.startswith("ELBSecurityPolicy-TLS-1-2")
    return least, newest, _CIPHERS.index("Ext2" if loose else ending)


def _serves(values: Mapping[str, Any], name: str = "default_action") -> bool:
    return any(each.get("type") == "forward" for each in blocks(values, name))


def _answer(values: Mapping[str, Any]) -> Any:
    """The actions without the target group, which rules of the catalogue compare."""
    kept = [
        {key: value for key, value in action.items() if key not in ("target_group_arn", "forward")}
        for action in blocks(values, "default_action")
    ]
    return without_empty(kept)


def _redirects(values: Mapping[str, Any], part: str = "protocol") -> set[str]:
    return {
        str(redirect.get(part))
        for action in blocks(values, "default_action")
        for redirect in blocks(action, "redirect")
    }


def _conditions(values: Mapping[str, Any]) -> dict[str, set[str]]:
    """Kind of condition -> its values, of which one must match."""
    found: dict[str, set[str]] = {}
    for condition in blocks(values, "condition"):
        for name in condition:
            for block in blocks(condition, name):
                words = block.get("values") or [repr(sorted(block.items(), key=str))]
                found.setdefault(name, set()).update(map(str, words))
    return found


def _is_narrower(change: Change) -> bool:
    before, after = _conditions(change.before), _conditions(change.after)
    return all(name in after and after[name] <= words for name, words in before.items())
