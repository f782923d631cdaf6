"""What deploy says of a service that starts, or does not."""

import json

import pytest
from botocore.exceptions import EndpointConnectionError

from scripts.aws.account import AwsError
from scripts.commands.deploy.health import Outcome
from tests.unit.scripts.commands.deploy.answers import log, rollout, service, stopped, targets, task
from tests.unit.scripts.commands.deploy.scripted import BEFORE, watch

STARTING = service(rollout())
STABLE = service(rollout("COMPLETED", running=2))
BOTH_ANSWER = {"DescribeTargetHealth": [targets("healthy", "healthy")]}


def test_a_service_is_stable_once_all_its_tasks_run_and_answer() -> None:
    seen = watch(
        {
            "DescribeServices": [STARTING, service(rollout(running=2)), STABLE, STABLE],
            "DescribeTargetHealth": [
                targets(),
                targets("initial", "initial"),
                targets("healthy", "initial"),
                targets("healthy", "healthy"),
            ],
        }
    )
    assert seen.health.outcome is Outcome.STABLE
    assert seen.health.lines() == ["Health: stable. 2 of 2 tasks run and answer."]
    assert seen.told == [
        "0 of 2 tasks run, 0 answer",
        "2 of 2 tasks run, 0 answer",
        "2 of 2 tasks run, 1 answer",
    ]


def test_old_tasks_that_still_leave_are_waited_for() -> None:
    leaving = rollout("COMPLETED", running=1, status="ACTIVE", task_definition=BEFORE)
    both = service(rollout("COMPLETED", running=2), leaving)
    seen = watch({"DescribeServices": [both, STABLE], **BOTH_ANSWER})
    assert seen.health.outcome is Outcome.STABLE
    assert seen.told == ["2 of 2 tasks run, 2 answer, 1 old ones still run"]


def test_alarms_that_ring_are_told_of_a_stable_service_too() -> None:
    ringing = {
        "MetricAlarms": [{"AlarmName": "/openemr/clinic/Latency", "StateReason": "6 s > 5 s"}]
    }
    seen = watch({"DescribeServices": [STABLE], "DescribeAlarms": [ringing], **BOTH_ANSWER})
    assert seen.health.lines()[1:] == ["  alarm /openemr/clinic/Latency: 6 s > 5 s"]
    (asked,) = [params for name, params in seen.account.asked if name == "DescribeAlarms"]
    assert "/openemr/clinic/TaskCpu" in str(asked["body"])
    assert json.loads(asked["body"])["StateValue"] == "ALARM"


def test_the_circuit_breaker_is_quoted() -> None:
    reason = "ECS deployment circuit breaker: tasks failed to start."
    seen = watch(
        {
            "DescribeServices": [
                STARTING,
                service(rollout("FAILED", failed=3, reason=reason), events=["(service) no luck."]),
            ],
            "DescribeTargetHealth": [targets()],
        }
    )
    assert seen.health.outcome is Outcome.FAILED
    assert reason in seen.health.reason
    assert "  ECS: (service) no luck." in seen.health.lines()


def test_a_rollback_is_no_success_although_the_service_is_stable_again() -> None:
    reason = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/6"
    back = rollout("COMPLETED", running=2, task_definition=BEFORE, reason=reason)
    seen = watch({"DescribeServices": [STARTING, service(back)], **BOTH_ANSWER})
    assert seen.health.outcome is Outcome.FAILED
    assert seen.health.reason == f"Rolled back to openemr-clinic-openemr:6: {reason}."


def test_a_rollback_under_way_names_both_reasons() -> None:
    failed = rollout("FAILED", status="ACTIVE", failed=3, reason="tasks failed to start.")
    back = rollout(running=2, task_definition=BEFORE, reason="rolling back to ecs-svc/6.")
    seen = watch({"DescribeServices": [service(back, failed)], **BOTH_ANSWER})
    assert seen.health.reason == (
        "Rolled back to openemr-clinic-openemr:6: tasks failed to start; rolling back to ecs-svc/6."
    )


# What ECS says of a task -> what the operator reads of it.
DEATHS = {
    "exit code": (
        task(
            "t1",
            "Essential container in task exited",
            [("bootstrap", 4, ""), ("openemr", None, "")],
        ),
        ["bootstrap exit code 4 (database rejected login or certificate)"],
    ),
    "serving container": (
        task(
            "t1", "Essential container in task exited", [("bootstrap", 0, ""), ("openemr", 11, "")]
        ),
        ["openemr exit code 11 (Valkey not usable)"],
    ),
    "image": (
        task(
            "t1",
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to "
            "resolve ref docker.io/openemr/openemr:9.9.9: not found",
        ),
        ["the image cannot be pulled", "openemr:9.9.9: not found"],
    ),
    "secret": (
        task(
            "t1",
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm: AccessDeniedException",
        ),
        ["a secret cannot be read", "AccessDeniedException"],
    ),
    "memory": (
        task(
            "t1",
            "Essential container in task exited",
            [("openemr", 137, "OutOfMemoryError: Container killed due to memory usage")],
        ),
        ["out of memory", "openemr exit code 137"],
    ),
    "load balancer": (
        task("t1", "Task failed ELB health checks in (target-group arn:aws:...:targetgroup/web/1)"),
        ["load balancer health checks failed"],
    ),
    "file system": (
        task(
            "t1", "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS"
        ),
        ["the file system cannot be mounted"],
    ),
}


@pytest.mark.parametrize("case", DEATHS)
def test_a_task_that_dies_is_announced_with_its_cause_at_once(case: str) -> None:
    died, expected = DEATHS[case]
    seen = watch(
        {
            "DescribeServices": [STARTING, STARTING, service(rollout("FAILED", reason="enough"))],
            "DescribeTargetHealth": [targets()],
            "GetLogEvents": [log("bootstrap: ERROR: said at the end")],
            **stopped(died),
        }
    )
    (announced,) = seen.announced
    told = "\n".join(seen.health.lines())
    for words in expected:
        assert words in announced
        assert words in told


def test_the_last_lines_of_the_container_that_failed_are_shown() -> None:
    died = task("abc", "Essential container in task exited", [("bootstrap", 3, "")])
    seen = watch(
        {
            "DescribeServices": [service(rollout("FAILED"))],
            "DescribeTargetHealth": [targets()],
            "GetLogEvents": [log("bootstrap: waiting", "bootstrap: ERROR: no database")],
            **stopped(died),
        }
    )
    assert "      | bootstrap: ERROR: no database" in seen.health.lines()
    (asked,) = [params for name, params in seen.account.asked if name == "GetLogEvents"]
    assert "openemr/bootstrap/abc" in str(asked)
    assert seen.health.as_data()["stopped_tasks"][0]["log"]["bootstrap"][1].endswith("no database")


def test_equal_deaths_are_told_once() -> None:
    deaths = [task(f"t{number}", "Essential container exited") for number in range(3)]
    seen = watch(
        {
            "DescribeServices": [service(rollout("FAILED"))],
            "DescribeTargetHealth": [targets()],
            **stopped(*deaths),
        }
    )
    told = seen.health.lines()
    assert sum("Essential container exited" in line for line in told) == 1
    assert "  and 2 more with the same cause" in told


def test_tasks_that_scaling_or_a_newer_rollout_ended_are_no_deaths() -> None:
    scaled = task("t1", "Scaling activity initiated by (deployment ecs-svc/7)")
    older = task("t2", "Essential container exited", task_definition=BEFORE)
    seen = watch({"DescribeServices": [STABLE], **BOTH_ANSWER, **stopped(scaled, older)})
    assert seen.health.stopped == ()
    assert seen.announced == []


def test_time_runs_out_with_what_is_still_missing() -> None:
    seen = watch(
        {
            "DescribeServices": [service(rollout(running=2, failed=1))],
            "DescribeTargetHealth": [
                targets(
                    "healthy",
                    "unhealthy",
                    reason="Target.ResponseCodeMismatch",
                    description="Health checks failed with these codes: [500]",
                )
            ],
        },
        limit_seconds=120,
    )
    assert seen.health.outcome is Outcome.TIMED_OUT
    assert seen.health.reason == (
        "Not stable after 2 minutes: 2 of 2 tasks run, 1 answer, 1 failed to start."
    )
    (unhealthy,) = [line for line in seen.health.lines() if "10.0.0.11" in line]
    assert "unhealthy: Target.ResponseCodeMismatch: Health checks failed" in unhealthy
    assert 120 <= seen.seconds < 150


def test_a_service_of_no_tasks_is_not_well() -> None:
    nothing = service(rollout("COMPLETED", desired=0), desiredCount=0)
    seen = watch({"DescribeServices": [nothing], "DescribeTargetHealth": [targets()]})
    assert seen.health.outcome is Outcome.FAILED
    assert "scaled to 0" in seen.health.reason


def test_a_service_that_is_being_deleted_is_not_waited_for() -> None:
    draining = service(rollout("COMPLETED", running=2), status="DRAINING")
    seen = watch({"DescribeServices": [draining], **BOTH_ANSWER})
    assert seen.health.reason == "The service is DRAINING."


def test_two_answers_that_fail_to_come_are_survived() -> None:
    gone = EndpointConnectionError(endpoint_url="https://ecs.us-west-2.amazonaws.com")
    answers = [gone, gone, STARTING, gone, gone, STABLE]
    seen = watch({"DescribeServices": answers, **BOTH_ANSWER})
    assert seen.health.outcome is Outcome.STABLE


def test_three_answers_in_a_row_that_fail_to_come_are_an_error() -> None:
    gone = EndpointConnectionError(endpoint_url="https://ecs.us-west-2.amazonaws.com")
    with pytest.raises(AwsError, match="ecs:DescribeServices"):
        watch({"DescribeServices": [gone], **BOTH_ANSWER})


def test_a_log_that_cannot_be_read_does_not_hide_the_death() -> None:
    died = task("abc", "Essential container in task exited", [("bootstrap", 9, "")])
    seen = watch(
        {
            "DescribeServices": [service(rollout("FAILED"))],
            "DescribeTargetHealth": [targets()],
            "GetLogEvents": [EndpointConnectionError(endpoint_url="https://logs")],
            **stopped(died),
        }
    )
    told = "\n".join(seen.health.lines())
    assert "install or upgrade failed" in told
    assert "Could not read the log openemr/bootstrap/abc" in told
