"""The task that checks a restored pair, on written answers of ECS and CloudWatch Logs."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from scripts.aws.account import AwsError
from scripts.commands.restore.check_task import CheckTask, PairRefusedError, Verdict
from tests.unit.scripts.commands.deploy.scripted import Answer, Clock, ScriptedAccount
from tests.unit.scripts.commands.restore.told import Told
from tests.unit.scripts.inventory.copies.account import ACCOUNT, REGION, refused

ID = "1dc5c17a422b4dc4b493371970c6c4d6"
TASK = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/openemr-clinic-cluster/{ID}"
DEFINITION = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/openemr-clinic-restore:3"
FILES_TIME = "2026-11-30T05:09:00Z"
FACTS = (
    "restored: release 8.2.0",
    "restored: patient_data 1250",
    "restored: documents 431",
    "restored: documents_decrypted 5",
)
# What bootstrap.sh and restore.sh say for people.
SAID = (
    "bootstrap: waiting for the database",
    "bootstrap: restored: the pair is whole (docker-version 10)",
)
ATTRIBUTES = {
    "aws_ecs_cluster_capacity_providers.application_providers": {"name": "not this one"},
    "aws_ecs_cluster.application_ecs_cluster": {"name": "openemr-clinic-cluster"},
    "aws_ecs_task_definition.application_restore_definition": {"arn": DEFINITION},
    "aws_security_group.application_restore_perimeter_group": {"id": "sg-restore"},
    "aws_security_group.application_perimeter_group": {"id": "sg-service"},
    "aws_cloudwatch_log_group.application_task_log": {"name": "/openemr/clinic/application"},
    "aws_subnet.network_private_1": {"id": "subnet-a"},
    "aws_subnet.network_private_2": {"id": "subnet-b"},
}


def configuration(*, is_public: bool = False) -> dict[str, Any]:
    network = {
        "assign_public_ip": is_public,
        "security_groups": ["${aws_security_group.application_perimeter_group.id}"],
        "subnets": [
            "${aws_subnet.network_private_1.id}",
            "${aws_subnet.network_private_2.id}",
        ],
    }
    service = {"application_service_tasks": {"network_configuration": network}}
    return {"resource": {"aws_ecs_service": service}}


# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html (2026-11-30)
def task(status: str = "STOPPED", code: int | None = 0, **more: Any) -> dict[str, Any]:
    container = {"name": "restore", **({} if code is None else {"exitCode": code})}
    # Runtime monitoring of GuardDuty adds one of its own.
    other = {"name": "aws-guardduty-agent", "exitCode": 137}
    return {
        "tasks": [{"taskArn": TASK, "lastStatus": status, "containers": [other, container], **more}]
    }


def log(*lines: str) -> dict[str, Any]:
    return {"events": [{"timestamp": 1, "message": line} for line in lines]}


class Place(ScriptedAccount):
    """An account that is real or embedded, as a test says."""

    embedded = False

    def is_embedded(self) -> bool:
        return self.embedded


class Ran:
    """A task in an account with these answers; `run` raises what it raises."""

    def __init__(
        self, *, embedded: bool = False, is_public: bool = False, **told: Sequence[Answer]
    ) -> None:
        answers: dict[str, Sequence[Answer]] = {
            "RunTask": [{"tasks": [{"taskArn": TASK}]}],
            "DescribeTasks": [task()],
            "StopTask": [{}],
            "FilterLogEvents": [log(*FACTS)],
        }
        self.account = Place({**answers, **told})
        self.account.embedded = embedded
        self.clock, self.step = Clock(), Told()
        self.task = CheckTask(
            account=self.account,
            configuration=configuration(is_public=is_public),
            attributes=ATTRIBUTES,
            files_time=FILES_TIME,
            pause=self.clock.wait,
            clock=self.clock.read,
        )

    def run(self) -> Verdict:
        return self.task.run(self.step)

    def refused(self) -> str:
        with pytest.raises(PairRefusedError) as problem:
            self.run()
        return str(problem.value)

    def sent(self, operation: str) -> dict[str, Any]:
        """The parameters, the same each time it was asked."""
        first, *others = [sent for name, sent in self.account.asked if name == operation]
        assert all(each["body"] == first["body"] for each in others)
        return dict(json.loads(first["body"]))

    @property
    def asked(self) -> list[str]:
        return [name for name, _ in self.account.asked]


def test_facts_are_read_from_the_log_of_the_task():
    ran = Ran(FilterLogEvents=[log(*SAID, *FACTS)])
    verdict = ran.run()
    assert verdict.judged
    assert verdict.facts == {
        "release": "8.2.0",
        "patient_data": "1250",
        "documents": "431",
        "documents_decrypted": "5",
    }
    assert verdict.summary == (
        "release 8.2.0, patient_data 1250, documents 431, documents_decrypted 5"
    )
    asked = ran.sent("FilterLogEvents")
    assert asked["logGroupName"] == "/openemr/clinic/application"
    assert asked["logStreamNames"] == [f"openemr/restore/{ID}"]
    assert "StopTask" not in ran.asked


def test_all_pages_of_the_log_are_read():
    pages = [{**log(FACTS[0]), "nextToken": "more"}, log(FACTS[1])]
    assert Ran(FilterLogEvents=2 * pages).run().facts == {
        "release": "8.2.0",
        "patient_data": "1250",
    }


@pytest.mark.parametrize(("is_public", "address"), [(False, "DISABLED"), (True, "ENABLED")])
def test_it_runs_in_the_network_of_the_service_with_its_own_security_group(
    is_public: bool, address: str
):
    ran = Ran(is_public=is_public)
    ran.run()
    sent = ran.sent("RunTask")
    assert sent["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": ["subnet-a", "subnet-b"],
        "securityGroups": ["sg-restore"],
        "assignPublicIp": address,
    }
    assert sent["cluster"] == "openemr-clinic-cluster"
    assert (sent["taskDefinition"], sent["launchType"], sent["count"]) == (DEFINITION, "FARGATE", 1)


def test_it_is_told_the_moment_of_the_files():
    ran = Ran()
    ran.run()
    assert ran.sent("RunTask")["overrides"]["containerOverrides"] == [
        {"name": "restore", "environment": [{"name": "RESTORE_FILES_TIME", "value": FILES_TIME}]}
    ]


def test_it_is_waited_for():
    states = [task("PROVISIONING", None), task("RUNNING", None), task()]
    ran = Ran(DescribeTasks=states)
    ran.run()
    assert ran.step.remarks == ["started", "provisioning", "running"]
    assert ran.clock.now == 20 + 10


@pytest.mark.parametrize("code", [0, 1])
def test_lines_that_arrive_after_the_end_are_waited_for(code: int):
    arriving = [refused("ResourceNotFoundException"), log(FACTS[0]), log(*FACTS), log(*FACTS)]
    ran = Ran(DescribeTasks=[task(code=code)], FilterLogEvents=arriving)
    if code:
        assert FACTS[-1] in ran.refused()
    else:
        assert ran.run().facts["documents_decrypted"] == "5"
    assert ran.clock.now == 30


def test_a_log_that_stays_empty_is_waited_for_a_minute_and_the_exit_code_decides():
    ran = Ran(FilterLogEvents=[log()])
    assert ran.run() == Verdict({})
    assert ran.clock.now == 60


def test_a_task_that_is_not_to_be_seen_yet_is_waited_for():
    """ECS is eventually consistent."""
    missing = {"tasks": [], "failures": [{"arn": TASK, "reason": "MISSING"}]}
    assert Ran(DescribeTasks=[missing, task()]).run().facts["release"] == "8.2.0"


@pytest.mark.parametrize("code", [1, 137])
def test_an_exit_code_refuses_the_pair_with_the_lines_of_the_log(code: int):
    lines = ("restored: release 8.2.0", "The key six of the files does not open the database's.")
    said = Ran(DescribeTasks=[task(code=code)], FilterLogEvents=[log(*lines)]).refused()
    assert said.startswith(f"The pair was not accepted (exit code {code}):\n")
    assert "".join(f"  {each}\n" for each in lines) in said
    assert said.endswith("Nothing that serves was changed.")


def test_only_the_last_lines_are_shown():
    lines = [f"line {number}." for number in range(100)]
    said = Ran(DescribeTasks=[task(code=1)], FilterLogEvents=[log(*lines)]).refused()
    assert "line 59." not in said
    assert "line 60." in said
    assert "line 99." in said


@pytest.mark.parametrize("code", ["ResourceNotFoundException", None])
def test_a_container_that_never_ran_is_told_with_the_reason_of_ecs(code: str | None):
    why = "CannotPullContainerError: no route to the registry"
    empty: Answer = refused(code) if code else log()
    stopped = task(code=None, stoppedReason=why)
    said = Ran(DescribeTasks=[stopped], FilterLogEvents=[empty]).refused()
    assert f"not accepted ({why})" in said
    assert "it logged nothing" in said


def test_a_log_that_may_not_be_read_is_an_error_and_no_verdict():
    with pytest.raises(AwsError, match="logs:filter_log_events"):
        Ran(FilterLogEvents=[refused("AccessDeniedException")]).run()


def test_a_task_that_does_not_start_is_told_with_the_reason():
    answer = {"tasks": [], "failures": [{"reason": "Capacity is unavailable at this time"}]}
    ran = Ran(RunTask=[answer])
    assert "did not start the task" in (said := ran.refused())
    assert "Capacity is unavailable at this time" in said
    assert ran.asked == ["RunTask"]


def test_a_task_that_takes_too_long_is_stopped():
    ran = Ran(DescribeTasks=[task("RUNNING", None)])
    assert f"{TASK} did not end within 60 minutes" in ran.refused()
    assert ran.asked[-1] == "StopTask"
    sent = ran.sent("StopTask")
    assert (sent["cluster"], sent["task"]) == ("openemr-clinic-cluster", TASK)
    assert ran.clock.now == 3600


def test_the_embedded_aws_judges_nothing_and_keeps_no_task():
    ran = Ran(embedded=True, DescribeTasks=[task("RUNNING", None)])
    verdict = ran.run()
    assert (verdict.judged, verdict.facts) == (False, {})
    assert verdict.summary == "not checked: the embedded AWS runs no tasks"
    assert ran.sent("StopTask")["task"] == TASK
    assert ran.clock.now == 0
