"""Everyday operation of the deployment `trial` on the embedded AWS, as an operator calls it."""

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from scripts.cli.interruption import Interrupted, interruptible
from scripts.deployment.aws_cli import run_session
from tests.processes import assert_ends
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

FAKES = Path(__file__).parent / "fakes"
Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def checkout(trial: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(trial)


@pytest.fixture(scope="module")
def outputs(checkout: Checkout) -> dict[str, Any]:
    state = json.loads(checkout.state_file("trial").read_text())
    return {name: each["value"] for name, each in state["outputs"].items()}


def youngest_task(checkout: Checkout, outputs: dict[str, Any]) -> dict[str, Any]:
    """The task of the service that started last.

    Asked for after the command ran: a restored account starts its tasks anew after a while.
    """
    ecs, cluster = checkout.account.client("ecs"), outputs["cluster_name"]
    arns = ecs.list_tasks(cluster=cluster, serviceName=outputs["service_name"])["taskArns"]
    tasks = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
    return dict(max(tasks, key=lambda task: (task["startedAt"], task["taskArn"])))


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """Where the stand-in for the AWS CLI writes what it was asked."""
    return tmp_path / "call"


@pytest.fixture
def openemr(checkout: Checkout, call: Path) -> Run:
    """The command line with the stand-ins on PATH."""

    def run(*arguments: str, **settings: str) -> "CompletedProcess[str]":
        path = f"{FAKES}{os.pathsep}{os.environ['PATH']}"
        return checkout.openemr(
            *arguments, **{"PATH": path, "FAKE_AWS_CALL": str(call), **settings}
        )

    return run


def test_exec_opens_a_shell_in_the_running_task(
    openemr: Run, call: Path, checkout: Checkout, outputs: dict[str, Any]
):
    answer = openemr("exec", FAKE_AWS_EXIT="7")
    assert answer.returncode == 7, answer.stderr
    task = youngest_task(checkout, outputs)
    assert call.read_text().splitlines() == [
        *("ecs", "execute-command", "--region", "us-west-2"),
        *("--cluster", outputs["cluster_name"], "--task", task["taskArn"].rpartition("/")[2]),
        *("--container", "openemr", "--interactive", "--command", "/bin/sh"),
    ]


def test_a_dry_run_prints_the_very_command_and_runs_nothing(openemr: Run, call: Path):
    answer = openemr("exec", "trial", "--dry-run", "--command", "ls -l /var/www")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("aws ecs execute-command --region us-west-2 --cluster ")
    assert answer.stdout.endswith("--interactive --command 'ls -l /var/www'\n")
    assert not call.exists()


def test_an_unknown_task_is_refused_by_name(
    openemr: Run, checkout: Checkout, outputs: dict[str, Any], call: Path
):
    answer = openemr("exec", "--task", "0123")
    assert answer.returncode == 1
    known = youngest_task(checkout, outputs)["taskArn"].rpartition("/")[2]
    assert "--task 0123: not running. Accepted: " in answer.stderr
    assert known in answer.stderr
    assert not call.exists()


def test_without_the_plugin_the_command_is_shown(checkout: Checkout):
    terraform = Path(str(shutil.which("terraform")))
    answer = checkout.openemr("exec", PATH=str(terraform.parent))
    assert answer.returncode == 1
    assert "Sessions need aws and session-manager-plugin on PATH." in answer.stderr
    assert "aws ecs execute-command" in answer.stderr


def test_a_tunnel_leads_to_the_writer_through_the_task(
    openemr: Run, call: Path, checkout: Checkout, outputs: dict[str, Any]
):
    answer = openemr("tunnel", "--local-port", "23306")
    assert answer.returncode == 0, answer.stderr
    task = youngest_task(checkout, outputs)
    said = call.read_text().splitlines()
    id_ = task["taskArn"].rpartition("/")[2]
    (runtime,) = [c["runtimeId"] for c in task["containers"] if c["name"] == "openemr"]
    target = f"ecs:{outputs['cluster_name']}_{id_}_{runtime}"
    assert said[said.index("--target") + 1] == target
    assert json.loads(said[-1]) == {
        "host": [outputs["database_endpoint"]],
        "portNumber": [str(outputs["database_port"])],
        "localPortNumber": ["23306"],
    }
    assert "127.0.0.1:23306 is forwarded to the database of trial for 30 minutes" in answer.stderr


def test_a_tunnel_to_a_reader(openemr: Run, outputs: dict[str, Any]):
    answer = openemr("tunnel", "--reader", "--dry-run")
    assert answer.returncode == 0, answer.stderr
    assert outputs["database_reader_endpoint"] in answer.stdout


@pytest.fixture
def session(call: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """A session of a minute without a deployment, as the command line counts in minutes."""
    monkeypatch.setenv("PATH", f"{FAKES}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_AWS_CALL", str(call))
    monkeypatch.setenv("FAKE_AWS_SECONDS", "60")
    return lambda **more: run_session(["aws", "ssm"], **more)


def test_a_tunnel_closes_by_itself(session: Callable[..., int], call: Path):
    began = time.monotonic()
    assert session(seconds=1) == 0
    assert time.monotonic() - began < 30
    assert call.read_text().splitlines() == ["ssm", "closed"]


def test_a_tunnel_closes_with_its_command(session: Callable[..., int], call: Path):
    killer = threading.Timer(2, os.kill, (os.getpid(), signal.SIGTERM))
    killer.start()
    try:
        with pytest.raises(Interrupted), interruptible():
            session()
    finally:
        killer.cancel()
    assert call.read_text().splitlines() == ["ssm", "closed"]


def test_a_session_that_hangs_is_killed_with_its_plugin(
    session: Callable[..., int], call: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAKE_PLUGIN_DEAF", "1")
    assert session(seconds=1) == -signal.SIGKILL
    assert_ends(int(call.read_text().splitlines()[1]))


def test_logs_show_what_the_containers_said(
    openemr: Run, checkout: Checkout, outputs: dict[str, Any]
):
    client, group = checkout.account.client("logs"), outputs["application_log_group"]
    now = int(time.time() * 1000)
    for container, message in (("openemr", "ready"), ("bootstrap", "schema is there")):
        stream = f"openemr/{container}/0123"
        client.create_log_stream(logGroupName=group, logStreamName=stream)
        events = [{"timestamp": now, "message": f"{message}\n"}]
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    both = openemr("logs", "--json")
    assert both.returncode == 0, both.stderr
    found = [json.loads(line) for line in both.stdout.splitlines()]
    assert {each["message"] for each in found} == {"ready", "schema is there"}
    assert all(each["time"].endswith("Z") for each in found)
    one = openemr("logs", "--container", "bootstrap", "--since", "1h")
    assert one.stdout.count("\n") == 1
    assert one.stdout.endswith("openemr/bootstrap/0123 schema is there\n")


def test_logs_refuse_a_span_they_cannot_read(openemr: Run):
    answer = openemr("logs", "--since", "yesterday")
    assert answer.returncode == 2
    assert "--since 'yesterday': accepted: a number" in answer.stderr


def test_logs_print_the_command_of_the_aws_cli(openemr: Run, outputs: dict[str, Any]):
    answer = openemr("logs", "--dry-run", "--follow", "--since", "2h")
    group = outputs["application_log_group"]
    assert answer.stdout == f"aws logs tail {group} --region us-west-2 --since 2h --follow\n"


@pytest.mark.parametrize("of", ["admin", "database", "cache", "master"])
def test_a_password_is_printed_only_when_asked_for(openemr: Run, checkout: Checkout, of: str):
    place = openemr("password", "--of", of, "--json")
    assert place.returncode == 0, place.stderr
    where = json.loads(place.stdout)
    client = checkout.account.client("secretsmanager")
    text = client.get_secret_value(SecretId=where["secret_arn"])["SecretString"]
    value = json.loads(text)[where["key"]]
    told = openemr("password", "--of", of)
    assert where["secret_arn"] in told.stdout
    assert value not in told.stdout + told.stderr + place.stdout + place.stderr
    revealed = openemr("password", "--of", of, "--reveal")
    assert revealed.stdout == f"{value}\n"
    assert value not in revealed.stderr


def test_open_prints_the_address(openemr: Run, outputs: dict[str, Any]):
    answer = openemr("open", "--print")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == f"{outputs['application_url']}\n"


@pytest.mark.parametrize("verb", ["backups", "exec", "logs", "open", "password", "tunnel"])
def test_what_is_not_deployed_is_said(checkout: Checkout, tmp_path: Path, verb: str):
    empty = Checkout.make(
        tmp_path / "new", {"deployments": {"fresh": {"environment": "evaluation"}}}, checkout.aws
    )
    answer = empty.openemr(verb)
    assert answer.returncode == 1
    assert "The state of fresh has no outputs yet. Deploy it first: openemr deploy fresh." in (
        answer.stderr
    )


@pytest.mark.parametrize("verb", ["backups", "exec", "logs", "open", "password", "tunnel"])
def test_an_unknown_deployment_is_refused(checkout: Checkout, verb: str):
    answer = checkout.openemr(verb, "nobody")
    assert answer.returncode == 2
    assert "DEPLOYMENT 'nobody' is not in cdktf.json. Accepted: trial." in answer.stderr


def test_backups_are_listed_once_they_were_made(openemr: Run, outputs: dict[str, Any]):
    none = openemr("backups", "--json")
    assert none.returncode == 1
    assert json.loads(none.stdout) == []
    assert none.stderr.count("openemr backups trial --now") == 2
    made = openemr("backups", "--now", "--keep-days", "40", "--json")
    assert made.returncode == 0, made.stderr
    points = json.loads(made.stdout)
    assert {point["status"] for point in points} == {"COMPLETED"}
    assert {point["resource_arn"].rpartition(":")[2].rpartition("/")[2] for point in points} == {
        outputs["database_cluster_id"],
        outputs["file_system_id"],
    }
    table = openemr("backups")
    assert table.returncode == 0, table.stderr
    assert outputs["backup_vault_name"] in table.stdout
