"""Whether copies are brought back for a test as often as they should."""

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from constructs import Construct

from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.events import Event
from stacks.components.monitoring.log_metric import mark_matches
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Tier
from stacks.naming import Names

# Of lines that scripts/commands/restore/test_/record.py writes.
PASSED = '{ ($.event = "restore_test") && ($.state = "ended") && ($.verdict = "passed") }'


def due(schedule: str) -> Event:
    """A restore test is due: told to nobody, and counted."""
    return Event(
        "testdue",
        "A restore test is due",
        None,
        {"when": "$.time"},
        "OpenEMR: a restore test is due since <when>",
        schedule,
    )


def restore_tests(
    scope: Construct, names: Names, log_group_name: str, rule: CloudwatchEventRule
) -> Tier:
    """An alarm from the moment when a test is due until one passes, however long that is.

    CloudWatch looks back seven days at most (stacks/settings/backup.py), and months are between
    tests. So the alarm keeps the state that the last of two happenings left: a test that is due
    makes 1, one that passed 0, and all other time is without data. `rule`: counts what is due.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """
    passed = mark_matches(
        scope,
        "restore_tests_passed",
        namespace=names("tests"),
        log_group_name=log_group_name,
        pattern=PASSED,
    )
    alarm = Alarm(
        "restore_test_due",
        "A restore test is due, and none has passed since. Run openemr restore test; "
        "openemr restore tests lists what earlier ones found.",
        {
            "due": Reading("AWS/Events", "Invocations", {"RuleName": rule.name}, "Sum"),
            "passed": passed,
        },
        formula="MIN(METRICS())",
        limit=0,
        silence=Silence.KEPT,
    )
    return Tier("Restore tests", [alarm])
