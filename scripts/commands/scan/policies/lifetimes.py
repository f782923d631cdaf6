"""Schedules, lifetimes and locks of backups and evidence, compared with each other."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeGuard

from scripts.commands.scan.policies.audit_logs import locked_days, object_locks
from scripts.commands.scan.policy import Configuration, Violation, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, blocks, references
from scripts.terraform.documents.embedded import UnreadableError, decoded
from stacks.settings.backup import DAYS_IN_COLD_STORAGE
from stacks.settings.schedule import (
    LEAST_MINUTES_BETWEEN_RUNS,
    CronSchedule,
    ScheduleError,
    most_days_between,
)

# "Must be a value from 1 to 35": BackupRetentionPeriod of CreateDBCluster in botocore 1.44.8.
MOST_DATABASE_DAYS = 35
DAY_SECONDS = 86_400
# A completed copy, as counted by AWS Backup and by what EventBridge tells of it.
COPIES = {"NumberOfBackupJobsCompleted", "Invocations"}


@policy(61, hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B) 312(c)(1)")
def lifetimes(configuration: Configuration) -> Violations:
    """Backups run by schedules that have runs, live as long as locks demand, and are missed."""
    # AWS Backup fails each job whose lifetime a lock does not admit, at its first run and later.
    for plan in configuration.of("aws_backup_plan"):
        rules = plan.blocks("rule")
        if configuration.planned and not rules:
            continue
        runs = []
        for rule in rules:
            schedule, reasons = _schedule(rule)
            copies = blocks(rule, "copy_action")
            runs += [_Runs(schedule, _targets(copies))] if schedule else []
            for each in (rule, *copies):
                reasons += _life_reasons(configuration, each)
            name = rule.get("rule_name")
            yield from (plan.violates(f"rule {name} {reason}") for reason in reasons)
        if runs and len(runs) == len(rules):
            yield from _impatient(configuration, runs)
    for cluster in configuration.of("aws_rds_cluster"):
        days = cluster.get("backup_retention_period")
        if isinstance(days, int) and days > MOST_DATABASE_DAYS:
            yield cluster.violates(f"point-in-time recovery of {days} days, which AWS refuses")
    yield from _locked_longer(configuration)


def _schedule(rule: dict[str, Any]) -> tuple[CronSchedule | None, list[str]]:
    """Its runs, or why there are none."""
    text = str(rule.get("schedule"))
    if text.startswith("rate("):
        return None, []
    try:
        schedule = CronSchedule.parse(text)
    except ScheduleError:
        return None, [f"never runs: {text}"]
    least = schedule.least_minutes_between_runs
    often = least < LEAST_MINUTES_BETWEEN_RUNS
    return schedule, [f"runs {least} minutes apart, which AWS Backup refuses"] if often else []


def _life_reasons(configuration: Configuration, rule: dict[str, Any]) -> list[str]:
    life = next(iter(as_list(rule.get("lifecycle"))), None) or {}
    days, cold = life.get("delete_after"), life.get("cold_storage_after")
    if wrong := [each for each in (days, cold) if each is not None and not _is_number(each)]:
        return [f"lives {wrong[0]} days"]
    reasons = []
    # 0 in the plan of a rule without cold storage.
    if cold and days is not None and days < cold + DAYS_IN_COLD_STORAGE:
        least = cold + DAYS_IN_COLD_STORAGE
        reasons.append(f"deletes after {days} days, not {least}: cold storage takes 90")
    for lock in configuration.of("aws_backup_vault_lock_configuration"):
        if not lock.refers_to("backup_vault_name") & references(rule.get("target_vault_name")):
            continue
        least, most = lock.get("min_retention_days"), lock.get("max_retention_days")
        if not all(_is_number(each or 0) for each in (least, most)):
            reasons.append(f"is held by a lock of {least} to {most} days")
            continue
        if least and (days or least) < least:
            reasons.append(f"keeps {days} days, and the vault's lock admits {least} or more")
        if most and (days is None or days > most):
            kept = f"{days} days" if days else "for ever"
            reasons.append(f"keeps {kept}, and the vault's lock admits {most} days or less")
    return reasons


class _Runs(NamedTuple):
    """When a rule runs, and the vaults elsewhere that get copies then."""

    schedule: CronSchedule
    targets: frozenset[str]


def _targets(copies: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(str(copy.get("destination_vault_arn")) for copy in copies)


def _impatient(configuration: Configuration, runs: list[_Runs]) -> Iterator[Violation]:
    """Alarms on missing copies that ring although none was due."""
    for alarm in configuration.of("aws_cloudwatch_metric_alarm"):
        metrics = [metric for query in alarm.blocks("metric_query") for metric in _metric(query)]
        names = {alarm.get("metric_name"), *(each.get("metric_name") for each in metrics)}
        if names & COPIES and str(alarm.get("comparison_operator")).startswith("Less"):
            period = next((each.get("period") for each in metrics), alarm.get("period"))
            periods = alarm.get("evaluation_periods")
            targets = _watched_targets(configuration, alarm)
            if targets is None or not (_is_number(period) and _is_number(periods)):
                continue  # OEMR_46 or OEMR_63 tells so
            due = [each.schedule for each in runs if targets <= each.targets]
            if not due:
                yield alarm.violates(f"misses copies to {', '.join(sorted(targets))}, but none go")
                continue
            looked, days = period * periods, most_days_between(due) + 1
            if looked != days * DAY_SECONDS:
                back = f"{looked / DAY_SECONDS:g} days"
                yield alarm.violates(f"looks back {back} for copies that are due within {days}")


def _watched_targets(configuration: Configuration, alarm: Resource) -> frozenset[str] | None:
    """The vaults elsewhere whose copies an alarm counts; None where its rule cannot be read."""
    found: set[str] = set()
    for watched in configuration.at(references(alarm.attributes)):
        try:
            pattern = decoded(watched, "event_pattern") if watched.get("event_pattern") else {}
        except UnreadableError:
            return None
        detail = pattern.get("detail") if isinstance(pattern, dict) else None
        found.update((detail or {}).get("destinationBackupVaultArn") or ())
    return frozenset(found)


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _metric(query: dict[str, Any]) -> list[dict[str, Any]]:
    return as_list(query.get("metric"))


def _locked_longer(configuration: Configuration) -> Iterator[Violation]:
    """Objects that expire before their lock lets them go: gone for readers, and still paid for."""
    for lock in object_locks(configuration):
        held = locked_days(lock)
        for lifecycle in configuration.of("aws_s3_bucket_lifecycle_configuration"):
            if not lifecycle.refers_to("bucket") & lock.refers_to("bucket"):
                continue
            for rule in lifecycle.blocks("rule"):
                expiration = next(iter(as_list(rule.get("expiration"))), None) or {}
                days = expiration.get("days")
                if _is_number(days) and 0 < days < held:
                    yield lifecycle.violates(f"deletes after {days} days what is locked for {held}")
