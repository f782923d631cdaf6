"""Clients enabled and removed by ECS Exec: the shown command is the one that runs."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.commands.api_test.failures import Kind
from tests.contract.api_test.aws_stub import aws_with_tasks
from tests.contract.api_test.conftest import Start
from tests.contract.api_test.deployment import FAKES, NAME, make_checkout
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.failing import SYSTEM, Case, assert_told
from tests.contract.api_test.run_command import Command, Outcome

TASK = "0123456789abcdef0123456789abcdef"


class Workstation:
    """A checkout, an AWS in which a task runs, and the AWS CLI on PATH."""

    def __init__(self, folder: Path, double: Double, ca: Path) -> None:
        self.calls = folder / "calls"
        self.database = folder / "database"
        double.behaviour.enabled_list = self.database
        outputs = {
            "application_url": double.url,
            "cluster_name": "openemr-clinic-cluster",
            "service_name": "openemr-clinic-openemr",
        }
        self._checkout = make_checkout(folder / "checkout", outputs)
        self._ca = ca
        self._double = double

    def run(
        self,
        *arguments: str,
        tasks: tuple[str, ...] = (TASK,),
        administrator: bool = False,
        **environment: str,
    ) -> Outcome:
        with aws_with_tasks(*tasks) as aws:
            settings: Mapping[str, str] = {
                **self._checkout.environment,
                "PATH": f"{FAKES / 'workstation'}:{self._checkout.environment['PATH']}",
                "AWS_ENDPOINT_URL": aws,
                "FAKE_CALLS": str(self.calls),
                "FAKE_DATABASE": str(self.database),
                "FAKE_CONTAINER": str(FAKES / "container"),
                **environment,
            }
            options = ["--ca", str(self._ca), "--poll", "0.05", "--json", "--timeout", "5"]
            return Command(
                [NAME, "--enable-by", "ecs-exec", *options, *arguments],
                self._double,
                directory=self._checkout.directory,
                environment=settings,
                administrator=administrator,
            ).run()


@pytest.fixture
def double(start: Start) -> Double:
    return start()


@pytest.fixture
def workstation(double: Double, certificates: Certificates, tmp_path: Path) -> Workstation:
    return Workstation(tmp_path, double, certificates.ca)


def test_a_job_without_people_enables_uses_and_removes_its_client(
    workstation: Workstation, double: Double
) -> None:
    outcome = workstation.run("--non-interactive")
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses()[SYSTEM] == "passed"
    (id_,) = double.clients.by_id
    enable, remove = (shlex.split(line) for line in workstation.calls.read_text().splitlines())
    expected = ["ecs", "execute-command", "--region", "us-west-2"]
    expected += ["--cluster", "openemr-clinic-cluster", "--task", TASK]
    expected += ["--container", "openemr", "--interactive", "--command"]
    assert enable[:-1] == remove[:-1] == expected
    assert enable[-1].endswith(f"-- enable {id_}'")
    assert remove[-1].endswith(f"-- remove {id_}'")
    assert workstation.database.read_text() == ""
    assert [each["what"] for each in outcome.report["remains"]] == ["patient"]
    for call in (enable, remove):
        assert f"aws {shlex.join(call)}" in outcome.stderr


def test_no_secret_stands_in_the_command_line(workstation: Workstation, double: Double) -> None:
    workstation.run("--non-interactive")
    calls = workstation.calls.read_text()
    assert [secret for secret in double.secrets() if secret in calls] == []


FAILED_SESSION = Case(
    Kind.ECS_EXEC_FAILED,
    SYSTEM,
    ["ECS Exec did not enable the clients", "TargetNotConnectedException"],
    ["enable_ecs_exec", "Session Manager plugin", "ecs:ExecuteCommand"],
)
NO_TASK = Case(
    Kind.ECS_EXEC_FAILED, SYSTEM, ["No task of clinic is running"], ["Administration > System"]
)
NO_PLUGIN = Case(
    Kind.ECS_EXEC_FAILED,
    SYSTEM,
    ["Not on PATH: session-manager-plugin"],
    ["Session Manager plugin"],
)


def test_a_session_that_fails_is_told_with_what_it_said(workstation: Workstation) -> None:
    assert_told(workstation.run("--non-interactive", FAKE_SESSION_FAILS="1"), FAILED_SESSION)


def test_without_a_running_task_there_is_nothing_to_enter(workstation: Workstation) -> None:
    assert_told(workstation.run("--non-interactive", tasks=()), NO_TASK)


def test_a_job_without_the_plugin_fails_at_once(workstation: Workstation, tmp_path: Path) -> None:
    outcome = workstation.run("--non-interactive", PATH=only_aws(tmp_path))
    assert_told(outcome, NO_PLUGIN)


def test_a_person_without_the_plugin_is_shown_the_command_and_waited_for(
    workstation: Workstation, tmp_path: Path
) -> None:
    outcome = workstation.run("--flow", SYSTEM, administrator=True, PATH=only_aws(tmp_path))
    assert outcome.code == 0, outcome.stderr
    assert "Not on PATH: session-manager-plugin. Run the command above on a machine that has" in (
        outcome.stderr
    )
    assert not workstation.calls.exists()
    assert "API client" in [each["what"] for each in outcome.report["remains"]]


def only_aws(folder: Path) -> str:
    """A PATH with the AWS CLI and what the fakes call, without the plugin."""
    directory = folder / "bin"
    directory.mkdir()
    (directory / "aws").symlink_to(FAKES / "workstation" / "aws")
    for name in ("env", "bash", "cat"):
        (directory / name).symlink_to(f"/usr/bin/{name}")
    return str(directory)


def test_the_address_alone_does_not_tell_which_cluster(double: Double) -> None:
    outcome = Command(["--url", double.url, "--enable-by", "ecs-exec"]).run()
    assert outcome.code == 2
    assert "--enable-by ecs-exec with --url alone: accepted with DEPLOYMENT" in outcome.stderr
