"""Backups are taken daily, kept 35 days, and nobody can delete them early."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list
from scripts.terraform.documents.embedded import statements_in
from stacks.settings.schedule import CronSchedule, ScheduleError, most_days_between

LEAST_DAYS = 35
RATES = {"rate(1 day)", "rate(24 hours)", "rate(12 hours)", "rate(1 hour)"}
DELETION = "backup:DeleteRecoveryPoint"


@policy(
    29,
    "A backup plan runs daily and keeps copies 35 days, in a vault that denies deletion.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B) 312(c)(1)",
)
def backup_plan(configuration: Configuration) -> Violations:
    """The lock holds even administrators off; the policy says so where they look first."""
    for plan in configuration.of("aws_backup_plan"):
        rules = plan.blocks("rule")
        if not any(_is_daily(str(rule.get("schedule"))) for rule in rules):
            yield plan.violates("no daily rule")
        for rule in rules:
            life: dict[str, int] = next(iter(as_list(rule.get("lifecycle"))), {})
            if life.get("delete_after") is not None and life["delete_after"] < LEAST_DAYS:
                yield plan.violates(
                    f"rule {rule.get('rule_name')} deletes after {life['delete_after']} days"
                )
    for vault in configuration.of("aws_backup_vault"):
        locks = configuration.referring(vault, "aws_backup_vault_lock_configuration")
        days = max((lock.get("min_retention_days") or 0 for lock in locks), default=0)
        if days < LEAST_DAYS:
            yield vault.violates(f"no lock with min_retention_days of {LEAST_DAYS}")
        if not _refuses_deletion(configuration, vault):
            yield vault.violates("no policy that denies everyone the deletion of recovery points")


def _is_daily(schedule: str) -> bool:
    try:
        return schedule in RATES or most_days_between([CronSchedule.parse(schedule)]) == 1
    except ScheduleError:
        return False


def _refuses_deletion(configuration: Configuration, vault: Resource) -> bool:
    return any(
        vault.address in each.refers_to("backup_vault_name")
        and not statement.allows
        and DELETION in statement.actions
        and statement.resources == ["*"]
        and statement.concerns_everyone
        and not statement.condition
        for each, statement in statements_in(configuration, {"aws_backup_vault_policy": "policy"})
    )
