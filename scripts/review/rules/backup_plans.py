"""Rules about AWS Backup plans: backups taken less often, or kept for less time."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.resources.facets.predicates import number
from scripts.review.context import Context
from scripts.review.rules.attribute import without_empty
from scripts.review.verdict import LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

TYPE = "aws_backup_plan"
FOREVER = float("inf")
Rule = Mapping[str, Any]


def judge(change: Change, _context: Context) -> Iterator[Verdict]:
    """Backups that the rules of a plan no longer take or keep."""
    if change.type != TYPE or not change.still_exists:
        return
    before, after = (
        {str(rule.get("rule_name")): rule for rule in blocks(values, "rule")}
        for values in (change.before, change.after)
    )
    alike = [_content(rule) for rule in after.values()]
    for name, old in before.items():
        place = f'rule["{name}"]'
        if name in after:
            for part, reason in _rule(old, after[name]):
                yield Verdict(LOWERS, f"{place}.{part}", reason)
            yield from _copies(old, after[name], f"{place}.copy_action")
            if _others(old) != _others(after[name]):
                reason = "Its windows or other arguments change, which no rule compares."
                yield Verdict(UNREVIEWED, place, reason)
        elif _content(old) not in alike:
            yield Verdict(LOWERS, place, "Backups of this kind are no longer taken.")
    yield from _new(before, after)


def _new(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> Iterator[Verdict]:
    """Further rules, unless they copy into the same vaults as the others do."""
    vaults = {each.get("target_vault_name") for each in before.values()}
    targets = {target for each in before.values() for target in _targets(each)}
    for name in set(after) - set(before):
        others = _others(after[name])
        known = any(others == _others(each) for each in before.values())
        elsewhere = _targets(after[name]).keys() - targets
        if not known or elsewhere or after[name].get("target_vault_name") not in vaults:
            reason = "It is a further rule, unlike the others in its vault, windows or copies."
            yield Verdict(UNREVIEWED, f'rule["{name}"]', reason)


def _rule(old: Rule, new: Rule) -> Iterator[tuple[str, str]]:
    before, after = runs_a_year(str(old.get("schedule"))), runs_a_year(str(new.get("schedule")))
    if after < before or not after:
        schedules = f"{new.get('schedule')} instead of {old.get('schedule')}"
        yield "schedule", f"Backups are taken less often: {schedules}."
    if _life(new) < _life(old):
        yield "lifecycle", f"New backups are kept {_life(new):g} instead of {_life(old):g} days."
    if old.get("target_vault_name") != new.get("target_vault_name") and new.get(
        "target_vault_name"
    ):
        vaults = f"{new['target_vault_name']} instead of {old.get('target_vault_name')}"
        yield "target_vault_name", f"New backups go to the vault {vaults}."
    if old.get("enable_continuous_backup") and not new.get("enable_continuous_backup"):
        yield "enable_continuous_backup", "Points in time between backups cannot be restored."


def _copies(old: Rule, new: Rule, place: str) -> Iterator[Verdict]:
    """Copies to other vaults, of which a further one takes the data to another place."""
    before, after = _targets(old), _targets(new)
    for target in sorted(before.keys() - after.keys()):
        yield Verdict(LOWERS, place, f"Backups are no longer copied to {target}.")
    for target in sorted(after.keys() - before.keys()):
        reason = f"Backups are copied to {target} as well, for whoever may restore them there."
        yield Verdict(OPENS, place, reason)
    for target in sorted(before.keys() & after.keys()):
        first, second = before[target], after[target]
        if _life(second) < _life(first):
            days = f"{_life(second):g} instead of {_life(first):g} days"
            yield Verdict(LOWERS, place, f"New copies in {target} are kept {days}.")
        if _others(first) != _others(second):
            reason = f"Arguments of the copies to {target} change, which no rule compares."
            yield Verdict(UNREVIEWED, place, reason)


def refused_by_lock(change: Change, context: Context) -> Iterator[Verdict]:
    """Locks of a vault that refuse copies of the present plans, which live for too short a time."""
    least = number(change.after.get("min_retention_days"))
    if change.type != "aws_backup_vault_lock_configuration" or not change.after or not least:
        return
    for plan in context.planned_of("aws_backup_plan"):
        for rule in blocks(plan, "rule"):
            if _life(rule) < least and change.action != "no-op":
                reason = (
                    f"AWS Backup refuses the copies of {rule.get('rule_name')}, kept for "
                    f"{_life(rule):g} days, in a vault whose lock demands {least:g}."
                )
                yield Verdict(LOWERS, "min_retention_days", reason)


def runs_a_year(schedule: str) -> float:
    """Approximate runs a year of an AWS schedule; 0 for none.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
    """
    every = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", schedule)
    if every:
        minutes = int(every[1]) * {"minute": 1, "hour": 60, "day": 1440}[every[2]]
        return 365 * 1440 / minutes
    fields = re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", schedule)
    if not fields:
        return 0
    minute, hour, day, month, weekday, year = fields.groups()
    if year != "*" or not all(map(_is_within, fields.groups(), _BOUNDS)):
        return 0
    months = _times(month, 12)
    if weekday not in ("?", "*"):
        days = _times(weekday, 7) * (12 if "#" in weekday or "L" in weekday else 52) / 12
    else:
        days = _times(day, 30.4) if day != "?" else 30.4
    return _times(minute, 60) * _times(hour, 24) * days * months


# Of minute, hour, day, month, weekday and year.
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))


def _is_within(field: str, bounds: tuple[int, int]) -> bool:
    """False for a number that the field of a cron expression cannot have."""
    values = re.findall(r"(?<![/\d])\d+", field)
    return all(bounds[0] <= int(value) <= bounds[1] for value in values)


def _times(field: str, all_: float) -> float:
    """Number of the `all_` values that a field of a cron expression names."""
    total: float = 0
    for part in field.split(","):
        value, _, step = part.partition("/")
        if value in ("*", "?") or step:
            count = all_
        else:
            bounds = re.fullmatch(r"(\d+)-(\d+)", value)
            count = int(bounds[2]) - int(bounds[1]) + 1 if bounds else 5 if "-" in value else 1
        total += max(1, count / int(step)) if step.isdigit() else count
    return total


def _life(rule: Rule) -> float:
    lifecycle = next(iter(blocks(rule, "lifecycle")), {})
    return float(lifecycle.get("delete_after") or FOREVER)


def _targets(rule: Rule) -> dict[str, Rule]:
    """ARN of each vault that a rule copies to -> how."""
    return {str(each.get("destination_vault_arn")): each for each in blocks(rule, "copy_action")}


def _others(rule: Rule) -> Any:
    """What no comparison above covers."""
    compared = (
        *("rule_name", "schedule", "lifecycle", "target_vault_name"),
        *("enable_continuous_backup", "copy_action"),
    )
    cold = next(iter(blocks(rule, "lifecycle")), {}).get("cold_storage_after")
    rest = {key: value for key, value in rule.items() if value and key not in compared}
    return bool(cold), without_empty(rest)


def _content(rule: Rule) -> tuple[object, ...]:
    """A rule without its name: under another one it does the same."""
    copies = frozenset((target, _life(copy)) for target, copy in _targets(rule).items())
    return rule.get("schedule"), _life(rule), rule.get("target_vault_name"), copies
