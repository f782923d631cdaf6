"""Settings of AWS Backup and of log retention."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

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
    vault_lock: Annotated[Literal["off", "governance", "compliance"], InEvaluation("off")] = Field(
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

    restore_test_due: Annotated[BackupSchedule | None, InEvaluation(None)] = Field(
        "cron(0 15 ? 1,4,7,10 2#1 *)",
        description="UTC. When another `openemr restore test` is due, by default on the first "
        "Monday of each quarter: an alarm rings from then on until one passes. null: never.",
    )

    @property
    def schedules(self) -> dict[str, str]:
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
        days = self.most_days_between_copies + 1
        return days if days <= MOST_DAYS_OF_AN_ALARM else None

    @property
    def warning(self) -> str | None:
        """What nobody is told with these schedules."""
        if self.days_of_missing_copies is not None:
            return None
        return (
            f"backup.daily_schedule, weekly_schedule and monthly_schedule leave up to "
            f"{self.most_days_between_copies} days between two runs. Missing copies ring no alarm: "
            f"CloudWatch looks back {MOST_DAYS_OF_AN_ALARM} days at most, which is enough for "
            f"{MOST_DAYS_OF_AN_ALARM - 1} days between runs. Failed jobs are still told."
        )

    @property
    def retention_days(self) -> tuple[int, int, int]:
        """Life of a daily, a weekly and a monthly copy."""
        return (
            self.daily_retention_days,
            self.weekly_retention_days,
            self.monthly_retention_days,
        )

    def conflicts(self) -> Iterator[Conflict]:
        """Cold storage is paid for 90 days; only a compliance lock has days of grace."""
        least = self.monthly_cold_storage_after_days + DAYS_IN_COLD_STORAGE
        if self.monthly_retention_days < least:
            yield Conflict(
                ("monthly_retention_days", "monthly_cold_storage_after_days"),
                self.monthly_retention_days,
                f"at least {least} days, {DAYS_IN_COLD_STORAGE} more than "
                "monthly_cold_storage_after_days",
            )
        if (self.vault_lock == "compliance") != (self.vault_lock_changeable_for_days is not None):
            yield Conflict(
                ("vault_lock_changeable_for_days", "vault_lock"),
                self.vault_lock_changeable_for_days,
                "3 or more days together with vault_lock compliance, and null otherwise",
            )


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
