"""Rules about the web application firewall: requests it no longer blocks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.attribute import without_empty
from scripts.review.verdict import INTERRUPTS, LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

_MANAGED, _RATE = "managed_rule_group_statement", "rate_based_statement"
_GROUP_STATEMENTS = (_MANAGED, "rule_group_reference_statement")
# What AWS changes by itself, or what only says how a group is asked for.
_OWN_PARTS = ("rule_action_override", "excluded_rule", "version")
_RATE_PARTS = ("limit", "evaluation_window_sec")
_DEFAULT_WINDOW_SECONDS = 300
TYPES = ("aws_wafv2_web_acl", "aws_wafv2_rule_group")
ACTIONS = "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html"
BLOCKS, ASKS, PASSES = "blocks", "asks", "lets pass"
_STRENGTH = {BLOCKS: 2, ASKS: 1, PASSES: 0}
Values = Mapping[str, Any]


def judge(change: Change, context: Context) -> Iterator[Verdict]:
    """Requests that a web ACL or rule group no longer blocks."""
    if change.type in TYPES and change.still_exists:
        yield from _default(change)
        yield from _rules(change)
        yield from _visibility(change)
    if change.type == "aws_wafv2_web_acl_association" and change.action == "replace":
        known = context.stand_in(change, "web_acl_arn", id_="arn")
        if known != change.before.get("web_acl_arn"):
            yield Verdict(OPENS, "web_acl_arn", "Another web ACL protects the load balancer.")


def _default(change: Change) -> Iterator[Verdict]:
    kinds = [_kind(values, "default_action") for values in (change.before, change.after)]
    if kinds == [BLOCKS, PASSES]:
        reason = "Requests that match no rule were blocked and are now allowed."
        yield Verdict(OPENS, "default_action", reason, ACTIONS)


def _rules(change: Change) -> Iterator[Verdict]:
    before = {str(rule.get("name")): rule for rule in blocks(change.before, "rule")}
    after = {str(rule.get("name")): rule for rule in blocks(change.after, "rule")}
    if change.is_unknown("rule") and not after:
        yield Verdict(OPENS, "rule", "What it blocks is known only after apply.")
        return
    contents = [_content(rule) for rule in after.values()]
    for name, old in before.items():
        place = f'rule["{name}"]'
        if name in after:
            yield from _rule(place, old, after[name])
        elif _strength(old) and _content(old) not in contents:
            yield Verdict(OPENS, place, f"The rule that {_does(old)} is gone.")
    for name, new in after.items():
        if name not in before and _is_allowing(new):
            reason = "Requests that it matches are allowed without evaluation by later rules."
            yield Verdict(OPENS, f'rule["{name}"]', reason, ACTIONS)
    yield from _order(before, after)
    yield from _labels(before, after)


def _rule(place: str, old: Values, new: Values) -> Iterator[Verdict]:
    if _strength(new) < _strength(old):
        yield Verdict(OPENS, place, f"The rule {_does(old)}, and {_does(new)} instead.", ACTIONS)
    elif _is_allowing(new) and not _is_allowing(old):
        yield Verdict(
            OPENS,
            place,
            "Requests that it matches are allowed without further evaluation.",
            ACTIONS,
        )
    old_statement, new_statement = old.get("statement"), new.get("statement")
    lost = _managed_exceptions(new_statement) - _managed_exceptions(old_statement)
    if lost:
        names = ", ".join(sorted(lost))
        yield Verdict(OPENS, place, f"Within the rule group, these rules no longer block: {names}.")
    if _rate(new_statement) > _rate(old_statement):
        reason = (
            f"One address may send {_rate(new_statement):g} requests a minute instead of "
            f"{_rate(old_statement):g}."
        )
        yield Verdict(LOWERS, place, reason)
    for name in _off(old, new):
        reason = "What it matches no longer appears in metrics or samples."
        yield Verdict(LOWERS, f"{place}.visibility_config.{name}", reason)
    if _answers(old) != _answers(new):
        reason = "Requests that it blocks get another answer, which no rule compares."
        yield Verdict(UNREVIEWED, place, reason)
    if _rest(old_statement) != _rest(new_statement) and (_strength(old) or _is_allowing(new)):
        reason = (
            "It matches other requests than before; whether more or fewer cannot be determined."
        )
        yield Verdict(OPENS, place, reason)


def _order(before: Mapping[str, Values], after: Mapping[str, Values]) -> Iterator[Verdict]:
    """A rule that allows and comes before one that blocks, which it did not."""
    for name, new in after.items():
        if not (_is_allowing(new) and name in before):
            continue
        passed = [
            other
            for other, rule in after.items()
            if _strength(rule)
            and other in before
            and _priority(new) < _priority(rule)
            and _priority(before[name]) > _priority(before[other])
        ]
        if passed:
            reason = f"It allows requests before these rules evaluate them: {', '.join(passed)}."
            yield Verdict(OPENS, f'rule["{name}"]', reason, ACTIONS)


def _labels(before: Mapping[str, Values], after: Mapping[str, Values]) -> Iterator[Verdict]:
    """A rule that looks for labels before rules that it came after, which may set them."""
    for name, new in after.items():
        if name not in before or "label_match_statement" not in json.dumps(without_empty(new)):
            continue
        passed = [
            other
            for other, rule in after.items()
            if other in before
            and _priority(new) < _priority(rule)
            and _priority(before[name]) > _priority(before[other])
        ]
        if passed:
            reason = f"It looks for labels before these rules set them: {', '.join(passed)}."
            yield Verdict(OPENS, f'rule["{name}"]', reason, ACTIONS)


def _visibility(change: Change) -> Iterator[Verdict]:
    for name in _off(change.before, change.after):
        reason = "Attacks no longer appear in metrics or samples."
        yield Verdict(LOWERS, f"visibility_config.{name}", reason)


def _off(before: Values, after: Values) -> Iterator[str]:
    """The switches of visibility that were on, and no longer are."""
    for name in ("cloudwatch_metrics_enabled", "sampled_requests_enabled"):
        switches = [
            next((each.get(name) for each in blocks(values, "visibility_config")), None)
            for values in (before, after)
        ]
        if switches[0] is True and switches[1] is not True:
            yield name


def ip_sets(change: Change, context: Context) -> Iterator[Verdict]:
    """Addresses that rules allow or block."""
    if change.type != "aws_wafv2_ip_set" or not change.still_exists:
        return
    before, after = (set(values.get("addresses") or ()) for values in (change.before, change.after))
    if change.is_unknown("addresses"):
        yield Verdict(OPENS, "addresses", "The addresses are known only after apply.")
    uses = _uses(str(change.before.get("arn")), context)
    if after - before and uses != {BLOCKS}:
        added = ", ".join(sorted(after - before))
        yield Verdict(OPENS, "addresses", f"Rules for these addresses also apply to {added}.")
    if before - after and BLOCKS in uses:
        removed = ", ".join(sorted(before - after))
        yield Verdict(OPENS, "addresses", f"Rules no longer block {removed}.")
    if before != after and not uses and not after - before:
        yield Verdict(INTERRUPTS, "addresses", "Rules for these addresses match fewer requests.")


def _uses(arn: str, context: Context) -> set[str]:
    """Actions of the rules that name an IP set; those that negate it count as allowing."""
    found = set()
    for acl in context.existing_of(*TYPES):
        for rule in blocks(acl, "rule"):
            text = repr(without_empty(rule))
            if arn in text:
                blocking = _kind(rule, "action") == BLOCKS and "not_statement" not in text
                found.add(BLOCKS if blocking else PASSES)
    return found


def _kind(values: Values, name: str) -> str:
    action = next(iter(blocks(values, name)), {})
    if action.get("block"):
        return BLOCKS
    return ASKS if action.get("captcha") or action.get("challenge") else PASSES


def _strength(rule: Values) -> int:
    """The strength of a rule's action; a managed group blocks unless it is set to count."""
    if blocks(rule, "override_action"):
        return 0 if blocks(rule, "override_action")[0].get("count") else _STRENGTH[BLOCKS]
    return _STRENGTH[_kind(rule, "action")]


def _answers(rule: Values) -> Any:
    """Answers of its own to requests that it blocks, and labels that later rules may match."""
    block = [blocks(each, "block") for each in blocks(rule, "action")]
    return without_empty([block[0] if all(block) and block else [], rule.get("rule_label")])


def _does(rule: Values) -> str:
    if _strength(rule):
        return "blocked" if _strength(rule) == _STRENGTH[BLOCKS] else "asked"
    return "allows" if _is_allowing(rule) else "only counts"


def _is_allowing(rule: Values) -> bool:
    return any(each.get("allow") for each in blocks(rule, "action"))


def _priority(rule: Values) -> int:
    return int(rule.get("priority") or 0)


def _content(rule: Values) -> object:
    """A rule without its name: under another one it does the same."""
    parts = ("action", "override_action", "statement")
    return without_empty({part: rule.get(part) for part in parts})


def _managed_exceptions(statement: Any) -> set[str]:
    """The rules of a rule group that are overridden not to block."""
    found = set()
    for group in _of_kind(statement, _GROUP_STATEMENTS):
        found |= {str(each.get("name")) for each in blocks(group, "excluded_rule")}
        for override in blocks(group, "rule_action_override"):
            action = next(iter(blocks(override, "action_to_use")), {})
            if not action.get("block"):
                found.add(str(override.get("name")))
    return found


def _rate(statement: Any) -> float:
    """Requests a minute that a rate limit lets pass; 0 for other statements."""
    for each in _of_kind(statement, (_RATE,)):
        window = float(each.get("evaluation_window_sec") or _DEFAULT_WINDOW_SECONDS)
        return float(each.get("limit") or 0) * 60 / window
    return 0


def _rest(statement: Any) -> Any:
    """The rest of a statement: all that the functions above do not compare."""
    found = without_empty(statement)
    for outer in found if isinstance(found, list) else []:
        for kind, parts in (
            *((group, _OWN_PARTS) for group in _GROUP_STATEMENTS),
            (_RATE, _RATE_PARTS),
        ):
            for inner in blocks(outer, kind):
                for part in parts:
                    inner.pop(part, None)
    return found


def _of_kind(statement: Any, kinds: tuple[str, ...]) -> list[Mapping[str, Any]]:
    outer = statement if isinstance(statement, list) else []
    return [each for one in outer for kind in kinds for each in blocks(one, kind)]
