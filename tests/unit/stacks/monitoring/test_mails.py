"""Mails of a first deployment, of outages and of their ends."""

from dataclasses import dataclass

import pytest

from tests.synthesized import Stack
from tests.unit.stacks.monitoring.cloudwatch import ALARM, MINUTE, OK, UNKNOWN, Watch

HOUR, DAY = 60, 24 * 60
# What AWS publishes of nothing but events: no event, no datum.
OF_EVENTS = {
    *("AuthenticationFailures", "BlockedRequests", "CommandAuthorizationFailures"),
    *("FailedInvocations", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"),
    *("RejectedConnectionCount", "TargetResponseTime", "TargetTLSNegotiationErrorCount"),
    *("ThrottledCmds", "ElastiCacheProcessingUnits"),
}
# Published from the creation on, and far from any limit.
ALWAYS = {
    **dict.fromkeys(("ACUUtilization", "AuroraReplicaLag", "DatabaseConnections"), 5.0),
    **dict.fromkeys(("BytesUsedForCache", "ErrorPortAllocation", "MeteredIOBytes"), 0.0),
    "FreeableMemory": 1e12,
    "PermittedThroughput": 1e9,
}
# The minute after which each is published, and its value; Aurora takes a few minutes.
LATER = {
    **{metric: (3, value) for metric, value in ALWAYS.items()},
    **dict.fromkeys(("VolumeBytesUsed", "StorageBytes"), (30, 1e9)),
    "DaysToExpiry": (DAY, 300.0),
}
COPIES = {
    *("Invocations of dbcopy", "Invocations of filescopy"),
    "NumberOfBackupJobsCompleted",
}
# Of restore tests: when one is due, and when one passes.
DUE, PASSED = "Invocations of testdue", "RestoreTestsPassed"


@dataclass(frozen=True)
class Life:
    """What happens to a deployment, in minutes from the creation of its alarms.

    starts: when its first task runs; healthy: when it passes the check, the second a little later.
    outage: when all tasks are gone, first as zeros, then without data, and when they are back.
    copies_end: when AWS Backup copies no more. due, passed: of restore tests.
    """

    starts: int = 4
    healthy: int = 10
    outage: tuple[int, int] = (10**6, 10**6)
    copies_end: int = 10**6
    due: tuple[int, ...] = ()
    passed: tuple[int, ...] = ()

    def __call__(self, metric: str, begin: int, end: int) -> float | None:
        first, last = -(-begin // MINUTE), max(end // MINUTE, begin // MINUTE + 1)
        if metric in COPIES:
            days = range(20 * HOUR, self.copies_end, DAY)
            copies = [minute for minute in days if first <= minute < last]
            return float(len(copies)) if copies else None
        if metric in (DUE, PASSED):
            moments = self.due if metric == DUE else self.passed
            found = any(first <= minute < last for minute in moments)
            return float(metric == DUE) if found else None
        if metric in LATER:
            after, value = LATER[metric]
            return value if last > after else None
        values = [self._tasks(metric, minute) for minute in range(max(first, 0), last)]
        known = [value for value in values if value is not None]
        if metric == "BackgroundServices":
            return sum(known) if known else None
        return (max(known) if metric == "HealthyHostCount" else min(known)) if known else None

    def _tasks(self, metric: str, minute: int) -> float | None:
        gone, back = self.outage
        if gone + 5 <= minute < back:
            return None
        down = gone <= minute < back
        running = 0 if down else (minute >= self.starts) + (minute >= self.starts + 2)
        healthy = 0 if down else (minute >= self.healthy) + (minute >= self.healthy + 3)
        values = {
            "RunningTaskCount": running,
            "HealthyHostCount": healthy if running else None,
            "UnHealthyHostCount": running - healthy if running else None,
            "BackgroundServices": float(healthy > 0) if minute and not down else None,
            "CPUUtilization": 20.0 if running else None,
            "MemoryUtilization": 20.0 if running else None,
        }
        return values.get(metric)


# That OpenEMR runs, and that it is reached; at last that background services run.
ENDS = ["no_healthy_tasks", "no_running_tasks"]
STARTS = {
    "8.2": (Life(), ENDS),
    "7.0, whose start takes 25 minutes": (Life(healthy=29), ENDS),
    "7.0 after a long installation": (
        Life(starts=20, healthy=50),
        ["no_background_services", *ENDS],
    ),
}


@pytest.fixture(scope="module")
def stack(watched: list[Stack]) -> Stack:
    """One of them: the alarms of the others differ in names and thresholds."""
    return next(each for each in watched if each.configuration == "everything_on")


def test_the_simulation_knows_every_metric(watched: list[Stack]):
    of_tasks = {"RunningTaskCount", "HealthyHostCount", "UnHealthyHostCount"}
    used = {"CPUUtilization", "MemoryUtilization", "VolumeBytesUsed", "StorageBytes"}
    known = OF_EVENTS | set(ALWAYS) | COPIES | of_tasks | used | {"DaysToExpiry", "Invocations"}
    for each in watched:
        for name, alarm in each.resources("aws_cloudwatch_metric_alarm").items():
            metrics = [one.get("metric") or {} for one in alarm.get("metric_query", [])]
            for read in (one for one in [alarm, *metrics] if one.get("metric_name")):
                # Those of log filters are published for what they find only.
                aws = read["namespace"].startswith(("AWS/", "ECS/"))
                assert not aws or read["metric_name"] in known, f"{name}: {read['metric_name']}"


@pytest.mark.parametrize("fills_empty", [True, False])
@pytest.mark.parametrize("name", STARTS)
def test_a_first_deployment_sends_one_mail_a_tier_at_most(
    stack: Stack, name: str, fills_empty: bool
):
    life, ends = STARTS[name]
    watch = Watch(stack, life, fills_empty)
    mails = [*watch.mails(6 * HOUR), *watch.mails(4 * DAY, suffix="_backup")]
    # Each of these is in another tier.
    assert sorted(mail.alarm for mail in mails) == ends
    assert {mail.state for mail in mails} == {OK}


def test_an_outage_and_its_end_are_told(stack: Stack):
    life = Life(outage=(2 * HOUR, 2 * HOUR + 40))
    mails = [mail for mail in Watch(stack, life).mails(5 * HOUR) if mail.minute >= 2 * HOUR]
    for alarm in ENDS:
        (began, ended) = [mail for mail in mails if mail.alarm == alarm]
        assert (began.state, ended.state) == (ALARM, OK)
        assert began.minute <= 2 * HOUR + 5
        assert 40 <= ended.minute - 2 * HOUR <= 55


@pytest.mark.parametrize(
    ("due", "passed", "told"),
    [
        ((), (), []),
        ((), (2 * DAY,), [(2 * DAY, OK)]),
        ((2 * DAY,), (), [(2 * DAY, ALARM)]),
        ((2 * DAY,), (30 * DAY, 31 * DAY), [(2 * DAY, ALARM), (30 * DAY, OK)]),
        ((2 * DAY,), (1 * DAY,), [(1 * DAY, OK), (2 * DAY, ALARM)]),
        ((2 * DAY, 30 * DAY), (3 * DAY,), [(2 * DAY, ALARM), (3 * DAY, OK), (30 * DAY, ALARM)]),
        ((2 * DAY,), (2 * DAY,), [(2 * DAY, OK)]),
    ],
)
def test_a_restore_test_that_is_due_rings_until_one_passes_however_long_that_is(
    stack: Stack, due: tuple[int, ...], passed: tuple[int, ...], told: list[tuple[int, str]]
):
    life = Life(due=due, passed=passed)
    mails = Watch(stack, life).mails(40 * DAY, suffix="_restore_test_due")
    # The first OK follows INSUFFICIENT_DATA, in which an alarm begins, and sends nothing.
    heard = [
        (minute, state) for index, (minute, state) in enumerate(told) if index or state == ALARM
    ]
    assert [(mail.minute - mail.minute % DAY, mail.state) for mail in mails] == heard


@pytest.mark.parametrize("fills_empty", [True, False])
def test_copies_that_end_are_told_whatever_fill_does(stack: Stack, fills_empty: bool):
    """If FILL makes no zeros, the alarm lacks data once no copy is left in what it looks at."""
    mails = Watch(stack, Life(copies_end=4 * DAY), fills_empty).mails(12 * DAY, suffix="_backup")
    for alarm in ("no_backup", "no_database_backup", "no_files_backup"):
        (first, *others) = [mail for mail in mails if mail.alarm == alarm]
        assert first.state == ALARM
        assert 5 * DAY < first.minute <= 7 * DAY
        assert [mail.state for mail in others] == ([] if fills_empty else [UNKNOWN])
