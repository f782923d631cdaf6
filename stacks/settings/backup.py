"""Settings of AWS Backup and of log retention."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.settings.copies import CopyPlace, Rule, VaultLock, conflicts_of_lock
from stacks.settings.group import Conflict, Group, InEvaluation, refuse
from stacks.settings.schedule import BackupSchedule, CronSchedule, most_days_between

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LOG_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096),
    *(1827, 2192, 2557, 2922, 3288, 3653),
)
# "Period multiplied by EvaluationPeriods can't be more than 604,800 seconds", whatever the
# EvaluationWindow (botocore 1.44.8, read 2026-11-30):
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
MOST_DAYS_OF_AN_ALARM = 7
# A recovery point in cold storage is charged for 90 days at least:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
DAYS_IN_COLD_STORAGE = 90


def _log_retention(value: int) -> int:
    if value not in LOG_RETENTION_DAYS:
        raise refuse(f"a retention of CloudWatch Logs: {', '.join(map(str, LOG_RETENTION_DAYS))}")
    return value


LogRetentionDays = Annotated[int, AfterValidator(_log_retention)]


@dataclass(frozen=True)
class Life:
    """How long a copy lives, and after how many days files move to cold storage, if ever."""

    days: int
    cold_after_days: int | None = None


@dataclass(frozen=True)
class Lock:
    """What a vault refuses: deletion, and lives out of these bounds.

    changeable_for_days: after them nobody removes the lock; None: whoever may, can at any time.
    """

    least_days: int
    most_days: int
    changeable_for_days: int | None


class BackupSettings(Group):
    """When AWS Backup copies the database and the files, and how long copies stay."""

    daily_schedule: BackupSchedule = Field("cron(0 5 * * ? *)", description="UTC.")
    daily_retention_days: int = Field(35, ge=1, le=36500, description="Life of a daily copy.")
    weekly_schedule: BackupSchedule = Field("cron(0 5 ? * SAT *)", description="UTC.")
    weekly_retention_days: int = Field(90, ge=1, le=36500, description="Life of a weekly copy.")
    monthly_schedule: BackupSchedule = Field("cron(0 5 1 * ? *)", description="UTC.")
    monthly_cold_storage_after_days: int = Field(
        90, ge=1, le=36500, description="Age at which a monthly copy moves to cold storage."
    )
    monthly_retention_days: int = Field(
        2555, ge=1, le=36500, description="Life of a monthly copy; 2555 days are seven years."
    )
    vault_lock: Annotated[VaultLock, InEvaluation("off")] = Field(
        "governance",
        description="Nobody deletes a copy before its time. `governance` yields to whoever may "
        "remove the lock; `compliance`, after its days of grace, to nobody, not even AWS.",
    )
    vault_lock_changeable_for_days: int | None = Field(
        None,
        ge=3,
        le=36500,
        description="Days of grace of a `compliance` lock, which must be chosen on purpose.",
    )
    copies: list[CopyPlace] = Field(
        default_factory=list,
        max_length=2,
        description="Other Regions that backups are copied to, each a stack of its own that is "
        "named `<deployment>-<region>` and deployed before the deployment.",
    )

    restore_test_due: Annotated[BackupSchedule | None, InEvaluation(None)] = Field(
        "cron(0 15 ? 1,4,7,10 2#1 *)",
        description="UTC. When another `openemr restore test` is due, by default on the first "
        "Monday of each quarter: an alarm rings from then on until one passes. null: never.",
    )

    @property
    def schedules(self) -> dict[Rule, str]:
        """Name of a rule -> when it runs."""
        return {
            "daily": self.daily_schedule,
            "weekly": self.weekly_schedule,
            "monthly": self.monthly_schedule,
        }

    @property
    def most_days_between_copies(self) -> int:
        """The longest time without a run of any schedule, in a year from FIRST_YEAR on."""
        return most_days_between([CronSchedule.parse(each) for each in self.schedules.values()])

    @property
    def days_of_missing_copies(self) -> int | None:
        """Days without a copy after which an alarm rings; None where no alarm can look back so far.

        The last day is the one on which the copy ends.
        """
        return _watched(self.most_days_between_copies)

    def days_of_missing_copies_in(self, place: CopyPlace) -> int | None:
        """The same of the copies of a place, which are made when the backup is complete."""
        schedules = [CronSchedule.parse(self.schedules[rule]) for rule in place.rules]
        return _watched(most_days_between(schedules))

    @property
    def warnings(self) -> Iterator[str]:
        """What nobody is told with these schedules."""
        if self._warning:
            yield self._warning
        for place in self.copies:
            if self.days_of_missing_copies_in(place) is None:
                yield (
                    f"backup.copies: {place.region} gets copies of {', '.join(place.rules)} "
                    "backups only, which are too rare for an alarm on missing ones. Failed jobs "
                    "are still told."
                )

    @property
    def _warning(self) -> str | None:
        if self.days_of_missing_copies is not None:
            return None
        return (
            f"backup.daily_schedule, weekly_schedule and monthly_schedule leave up to "
            f"{self.most_days_between_copies} days between two runs. Missing copies ring no alarm: "
            f"CloudWatch looks back {MOST_DAYS_OF_AN_ALARM} days at most, which is enough for "
            f"{MOST_DAYS_OF_AN_ALARM - 1} days between runs. Failed jobs are still told."
        )

    @property
    def lives(self) -> dict[Rule, Life]:
        """Name of a rule -> how long its backups live. Aurora's are never in cold storage."""
        return {
            "daily": Life(self.daily_retention_days),
            "weekly": Life(self.weekly_retention_days),
            "monthly": Life(self.monthly_retention_days, self.monthly_cold_storage_after_days),
        }

    def lives_in(self, place: CopyPlace) -> dict[Rule, Life]:
        """The same of the copies in a place, counted from the backup on.

        Where less than the days that cold storage is paid for are left, they stay warm.
        """
        return {
            rule: life if place.retention_days is None else _shortened(life, place.retention_days)
            for rule, life in self.lives.items()
            if rule in place.rules
        }

    @property
    def lock(self) -> Lock | None:
        """That of the deployment's own vault."""
        if self.vault_lock == "off":
            return None
        return _lock(self.lives, self.vault_lock_changeable_for_days)

    def lock_of(self, place: CopyPlace) -> Lock | None:
        """That of the vault in a place, within which every copy's life is."""
        chosen, grace = place.vault_lock, place.vault_lock_changeable_for_days
        if chosen is None:
            chosen, grace = self.vault_lock, self.vault_lock_changeable_for_days
        return None if chosen == "off" else _lock(self.lives_in(place), grace)

    def conflicts(self) -> Iterator[Conflict]:
        """Cold storage is paid for 90 days; only a compliance lock has days of grace."""
        regions = [place.region for place in self.copies]
        if len(set(regions)) < len(regions):
            yield Conflict(("copies",), regions, "each Region once")
        least = self.monthly_cold_storage_after_days + DAYS_IN_COLD_STORAGE
        if self.monthly_retention_days < least:
            yield Conflict(
                ("monthly_retention_days", "monthly_cold_storage_after_days"),
                self.monthly_retention_days,
                f"at least {least} days, {DAYS_IN_COLD_STORAGE} more than "
                "monthly_cold_storage_after_days",
            )
        yield from conflicts_of_lock(self.vault_lock, self.vault_lock_changeable_for_days)


def _watched(days_between: int) -> int | None:
    """Days that an alarm on missing copies looks back, if there are such alarms."""
    days = days_between + 1
    return days if days <= MOST_DAYS_OF_AN_ALARM else None


def _shortened(life: Life, days: int) -> Life:
    cold = life.cold_after_days
    is_cold = cold is not None and days >= cold + DAYS_IN_COLD_STORAGE
    return Life(days, cold if is_cold else None)


def _lock(lives: dict[Rule, Life], changeable_for_days: int | None) -> Lock:
    days = [life.days for life in lives.values()]
    return Lock(min(days), max(days), changeable_for_days)


class LogSettings(Group):
    """How long logs stay. 2192 days are the six years of 45 CFR 164.316(b)(2)(i)."""

    application_retention_days: Annotated[LogRetentionDays, InEvaluation(30)] = Field(
        365, description="Container logs, database error and slow-query logs."
    )
    audit_retention_days: Annotated[LogRetentionDays, InEvaluation(30)] = Field(
        2192, description="Database audit, ECS Exec sessions, VPC flow and web-firewall logs."
    )
    access_log_retention_days: Annotated[int, InEvaluation(30)] = Field(
        2192, ge=1, le=36500, description="Load balancer and bucket access logs in S3."
    )
