"""Plans that change alarms, events and who is told of them."""

from typing import Any

from tests.terraform.plan.case import LOWERS, Case, passed, stopped
from tests.terraform.plan.edits import Edit, delete, rewrite, update

ALARM = "aws_cloudwatch_metric_alarm.monitoring_no_healthy_tasks"
TOLD = "aws_cloudwatch_metric_alarm.monitoring_task_errors"
FILTER = "aws_cloudwatch_log_metric_filter.monitoring_trail_changes_filter"
BACKUPS = "aws_cloudwatch_event_rule.monitoring_backupjob"


def _pattern(**detail: Any) -> Edit:
    """The backup jobs that are told, by other tests of their details; None takes a test away."""

    def change(pattern: Any) -> None:
        for field, test in detail.items():
            if test is None:
                del pattern["detail"][field]
            else:
                pattern["detail"][field] = test

    return rewrite(BACKUPS, "event_pattern", change)


STOPPED: tuple[Case, ...] = (
    stopped("alarm deleted", delete(ALARM), stops={ALARM: LOWERS}, says="unnoticed"),
    stopped("alarm mute", update(ALARM, actions_enabled=False), stops={ALARM: LOWERS}),
    stopped("alarm tells nobody", update(TOLD, alarm_actions=[]), stops={TOLD: LOWERS}),
    stopped(
        "alarm reads something else",
        update(ALARM, metric_name="NewConnectionCount"),
        stops={ALARM: LOWERS},
        says="NewConnectionCount instead of",
    ),
    stopped(
        "silence of a dead service is fine",
        update(ALARM, treat_missing_data="notBreaching"),
        stops={ALARM: LOWERS},
        says="no longer as breaching",
    ),
    stopped(
        "metric filter counts other calls",
        update(FILTER, pattern="{ $.eventName = DescribeTrails }"),
        stops={FILTER: LOWERS},
        says="other log events",
    ),
    stopped(
        "events not passed on",
        update(BACKUPS, state="DISABLED"),
        stops={BACKUPS: LOWERS},
        says="no longer delivered",
    ),
    stopped(
        "failed backups not told",
        _pattern(state=["ABORTED"]),
        stops={BACKUPS: LOWERS},
        says="Not all of the events",
    ),
    stopped(
        "backups of databases alone told",
        _pattern(resourceType=["RDS"]),
        stops={BACKUPS: LOWERS},
        says="Not all of the events",
    ),
)
PASSED: tuple[Case, ...] = (
    passed("alarm earlier", update(ALARM, threshold=2)),
    passed(
        "completed backups told as well",
        _pattern(state=["ABORTED", "COMPLETED", "EXPIRED", "FAILED", "PARTIAL"]),
    ),
    passed("backups of all vaults told", _pattern(backupVaultName=None)),
)
