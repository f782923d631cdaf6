"""Recovery points in a vault of AWS Backup."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.resources.facets.charge import DAYS_PER_MONTH, Charge, Free, Situation, number
from scripts.terraform.documents.configuration import COPIES, Resource, blocks, value_at

DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Copies:
    """One rule of a backup plan: points a month, and the days that each stays, warm and in all."""

    per_month: float
    warm_days: float
    days: float

    def alive(self, age_days: float, *, after_days: float = 0) -> float:
        """Points that exist now and are older than `after_days`."""
        days = min(self.days, age_days) - after_days
        return self.per_month * max(0.0, days) / DAYS_PER_MONTH


def vault(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Copies of the database at its full size, of the files by what changed."""
    if situation.configuration.kind == COPIES:
        return Free("Charged at the plan of the deployment whose copies it holds.")
    charges = [charge for charge in _charges(resource, situation) if charge.quantity]
    return charges or Free("No plan keeps copies in it yet.")


def plan(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Copies in other Regions, and the way there; at the prices of the deployment's Region."""
    targets: dict[str, list[Copies]] = {}
    for rule in resource.blocks("rule"):
        for index, copy in enumerate(blocks(rule, "copy_action")):
            arn = str(copy.get("destination_vault_arn"))
            # A plan may not know the account, and so no ARN.
            target = arn if arn.startswith("arn:") else str(index)
            targets.setdefault(target, []).append(_life(copy, rule.get("schedule")))
    found = [
        charge
        for copies in targets.values()
        for charge in _elsewhere(copies, _selected([resource], situation), situation)
        if charge.quantity
    ]
    return found or Free("Copies are charged at the vault that keeps them.")


def _elsewhere(
    copies: list[Copies], selected: list[Resource], situation: Situation
) -> Iterator[Charge]:
    """Aurora copies the whole snapshot each time, EFS after the first copy what changed.

    No copy is free there, as no continuous backup is beside it (2026-11):
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-copy-snapshot.html
    """
    age = situation.use("months_running") * DAYS_PER_MONTH
    per_month = sum(each.per_month for each in copies)
    alive = sum(each.alive(age) for each in copies)
    for _ in (each for each in selected if each.type == "aws_rds_cluster"):
        size = situation.use("database_gb")
        why = f"copies in another Region: {alive:.3g} x {size:g} GB"
        yield Charge("aurora_backup_gb_month", alive * size, why)
        why = f"{per_month:.3g} copies a month x {size:g} GB"
        yield Charge("cross_region_gb", per_month * size, why)
    for _ in (each for each in selected if each.type == "aws_efs_file_system"):
        yield from _files(copies, age, situation)
        changed = situation.use("files_gb") * situation.use("files_monthly_change_share")
        yield Charge("cross_region_gb", changed, f"{changed:.3g} GB of changed files")


def _charges(resource: Resource, situation: Situation) -> Iterator[Charge]:
    plans = _plans(resource, situation)
    copies = [each for plan in plans for each in _copies(resource, plan)]
    age = situation.use("months_running") * DAYS_PER_MONTH
    selected = _selected(plans, situation)
    for cluster in (each for each in selected if each.type == "aws_rds_cluster"):
        # Snapshots inside of the window of continuous backup are free:
        # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-storage-backup.html
        window = number(cluster, "backup_retention_period", default=1)
        older = sum(each.alive(age, after_days=window) for each in copies)
        younger = sum(each.alive(age) for each in copies) - older
        points = older + younger * situation.use("database_recent_copies_share")
        size = situation.use("database_gb")
        why = f"{points:.3g} copies, older than {window:g} days, x {size:g} GB"
        yield Charge("aurora_backup_gb_month", points * size, why)
    for _ in (each for each in selected if each.type == "aws_efs_file_system"):
        yield from _files(copies, age, situation)


def _files(copies: list[Copies], age: float, situation: Situation) -> Iterator[Charge]:
    """Warm copies share what did not change; cold ones are counted whole, to be safe."""
    size, change = situation.use("files_gb"), situation.use("files_monthly_change_share")
    months = max((min(each.warm_days, each.days, age) for each in copies), default=0)
    months /= DAYS_PER_MONTH
    warm = size * (1 + change * months) if copies else 0
    cold = sum(each.alive(age, after_days=each.warm_days) for each in copies)
    yield Charge("backup_efs_gb_month", warm, f"{size:g} GB and {months:.3g} months of changes")
    yield Charge("backup_efs_cold_gb_month", cold * size, f"{cold:.3g} cold copies x {size:g} GB")


def _plans(vault_: Resource, situation: Situation) -> list[Resource]:
    return situation.configuration.referring(vault_, "aws_backup_plan")


def _selected(plans: list[Resource], situation: Situation) -> list[Resource]:
    """The resources that these plans back up."""
    known = situation.configuration.by_address
    return [
        known[address]
        for plan in plans
        for selection in situation.configuration.referring(plan, "aws_backup_selection")
        for address in sorted(selection.refers_to("resources"))
        if address in known
    ]


def _copies(vault_: Resource, plan: Resource) -> Iterator[Copies]:
    for rule in plan.blocks("rule"):
        if vault_.address in Resource("", "", rule).refers_to("target_vault_name"):
            yield _life(rule, rule.get("schedule"))


def _life(kept: Mapping[str, Any], schedule: object) -> Copies:
    """How long what a rule, or its copy action, makes is kept."""
    days = float(value_at(kept, "lifecycle", "delete_after") or 36500)
    cold = next(iter(blocks(kept, "lifecycle")), {}).get("cold_storage_after")
    return Copies(_per_month(schedule), float(cold or days), days)


def _per_month(schedule: object) -> float:
    """Runs of `cron(minutes hours day-of-month month day-of-week year)` in a month."""
    fields = str(schedule).removeprefix("cron(").removesuffix(")").split()
    if len(fields) != 6:
        return DAYS_PER_MONTH
    if fields[4] not in ("?", "*"):
        return DAYS_PER_MONTH / DAYS_PER_WEEK * len(fields[4].split(","))
    return DAYS_PER_MONTH if fields[2] in ("?", "*") else float(len(fields[2].split(",")))
