"""Backups, and protection from deletion."""

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, blocks
from scripts.terraform.documents.embedded import statements_in
from stacks.settings.schedule import CronSchedule, ScheduleError, most_days_between


@policy(
    13,
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)",
    nag="EFSInBackupPlan RDSInBackupPlan",
)
def files_in_backup(configuration: Configuration) -> Violations:
    """Every EFS file system and Aurora cluster is in a backup selection of a plan."""
    # Checkov's CKV2_AWS_18 is silent where there is no selection at all.
    selected = {
        address
        for selection in configuration.of("aws_backup_selection")
        if any(address.startswith("aws_backup_plan.") for address in selection.refers_to("plan_id"))
        for address in selection.refers_to("resources")
    }
    for store in configuration.of("aws_efs_file_system", "aws_rds_cluster"):
        if store.address not in selected:
            yield store.violates("in no backup selection")


@policy(16, hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)", nag="DynamoDBInBackupPlan")
def tables_in_backup(configuration: Configuration) -> Violations:
    """Every DynamoDB table is in a backup selection."""
    # Beside the point-in-time recovery that CKV_AWS_28 demands.
    selected = configuration.targets({"aws_backup_selection": "resources"})
    for table in configuration.of("aws_dynamodb_table"):
        if table.address not in selected:
            yield table.violates("in no backup selection")


LEAST_BACKUP_DAYS = 35
DAILY_RATES = {"rate(1 day)", "rate(24 hours)", "rate(12 hours)", "rate(1 hour)"}
DELETION = "backup:DeleteRecoveryPoint"


@policy(29, hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B) 312(c)(1)")
def backup_plan(configuration: Configuration) -> Violations:
    """A backup plan runs daily and keeps copies 35 days, in a vault that denies deletion."""
    # The lock holds even administrators off; the policy says so where they look first.
    for plan in configuration.of("aws_backup_plan"):
        rules = plan.blocks("rule")
        if not any(_is_daily(str(rule.get("schedule"))) for rule in rules):
            yield plan.violates("no daily rule")
        for rule in rules:
            name = rule.get("rule_name")
            kept = [(f"rule {name}", rule)]
            kept += [(f"rule {name}'s copy", copy) for copy in blocks(rule, "copy_action")]
            for what, each in kept:
                life: dict[str, int] = next(iter(as_list(each.get("lifecycle"))), {})
                days = life.get("delete_after")
                if days is not None and days < LEAST_BACKUP_DAYS:
                    yield plan.violates(f"{what} deletes after {days} days")
    for vault in configuration.of("aws_backup_vault"):
        locks = configuration.referring(vault, "aws_backup_vault_lock_configuration")
        days = max((lock.get("min_retention_days") or 0 for lock in locks), default=0)
        if days < LEAST_BACKUP_DAYS:
            yield vault.violates(f"no lock with min_retention_days of {LEAST_BACKUP_DAYS}")
        if not _refuses_deletion(configuration, vault):
            yield vault.violates("no policy that denies everyone the deletion of recovery points")


def _is_daily(schedule: str) -> bool:
    try:
        days = most_days_between([CronSchedule.parse(schedule)])
    except ScheduleError:
        return schedule in DAILY_RATES
    return days == 1


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


# Type -> days in which a deletion can be taken back; AWS's default is 30 for both.
LEAST_WINDOWS = {
    "aws_kms_key": ("deletion_window_in_days", 30),
    "aws_secretsmanager_secret": ("recovery_window_in_days", 7),
}


@policy(
    33,
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(C)",
    nag="RDSInstanceDeletionProtectionEnabled ELBDeletionProtectionEnabled",
)
def deletion_protection(configuration: Configuration) -> Violations:
    """Keys, databases, files, vaults, buckets, secrets and the load balancer resist deletion."""
    # By AWS where it can refuse, and by Terraform's prevent_destroy, which a plan does not hold.
    for entry, resource in made_resources(configuration):
        held = not configuration.planned and entry.data and entry.data.prevent_destroy
        if held and resource.get("lifecycle", "prevent_destroy") is not True:
            yield resource.violates("no prevent_destroy")
        for argument, protecting in entry.protections.items():
            found = resource.get(argument)
            if protecting and found is not True:
                yield resource.violates(f"{argument} is not true")
            if not protecting and found is True:
                yield resource.violates(f"{argument} is true")
    for type_, (argument, least) in LEAST_WINDOWS.items():
        for resource in configuration.of(type_):
            days = resource.get(argument)
            if days is not None and days < least:
                yield resource.violates(f"{argument} is {days}, not {least} or more")
