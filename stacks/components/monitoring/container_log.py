"""What is watched in the log of the containers."""

from constructs import Construct

from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.log_metric import count_matches
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier
from stacks.naming import Names
from stacks.settings.application import ApplicationSettings

# Lines of companion.sh, from their beginning: the access log in the same group holds what clients
# send, who could else ring the one alarm and silence the other. Regular expressions of CloudWatch
# have no blank (2026-11):
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
KILLED_WORKER = r"%^openemr:\sworker\skilled:\sout\sof\smemory%"
GOOD_RUN = r"%^openemr:\sbackground\sservices:\sok%"
# Together 30 minutes, in each part of which a run would be enough.
PERIODS, PERIOD_SECONDS = 6, 300


def container_log(
    scope: Construct, names: Names, log_group_name: str, settings: ApplicationSettings
) -> Tier:
    """Whether workers are killed, and whether background services run if tasks should run them."""

    def count(name: str, pattern: str) -> Reading:
        return count_matches(
            scope,
            name,
            namespace=names("containers"),
            log_group_name=log_group_name,
            pattern=pattern,
        )

    alarms = [_killed_workers(count("killed_workers", KILLED_WORKER))]
    if not settings.runs_background_services:
        return Tier("Container log", alarms)
    runs = count("background_services", GOOD_RUN)
    alarms.append(_no_background_services(runs))
    return Tier("Container log", alarms, [Graph("Background services", {"good runs": runs})])


def _killed_workers(killed: Reading) -> Alarm:
    return Alarm(
        "killed_workers",
        "The kernel killed an Apache worker, whose answer was cut off: the task ran out of memory. "
        "Look in the container log for what was asked, and raise application.memory_mib.",
        {"killed": killed},
        limit=0,
        silence=Silence.FINE,
    )


def _no_background_services(runs: Reading) -> Alarm:
    return Alarm(
        "no_background_services",
        "OpenEMR's background services did not run without error for 30 minutes: e-mail and "
        "reminders wait. Look in the container log for `background services: FAILED`.",
        {"runs": runs},
        limit=1,
        fires="below",
        periods=PERIODS,
        period_seconds=PERIOD_SECONDS,
        # Before the first log event there is no data, and a first start of half an hour logs
        # without a run: nobody is told. Afterwards tasks log all the time; without any event nobody
        # knows.
        silence=Silence.UNKNOWN,
        waits=True,
    )
