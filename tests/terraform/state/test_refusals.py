"""Adoption refuses what is another's, and leaves nothing behind by which it could happen later."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.terraform.imports import NAME as IMPORTS
from scripts.terraform.imports import importing, remove_leftovers
from tests.terraform.faults.cut_off import until
from tests.terraform.state.office import NAME, Office

pytestmark = pytest.mark.terraform

# The port of the discard protocol, where nothing listens.
NOBODY = "http://127.0.0.1:9"
COMMANDS = [
    ("state", "adopt", NAME, "--yes"),
    ("deploy", NAME, "--yes", "--ignore-preflight"),
    ("plan", NAME),
]


def leave_log_group(office: Office, **tags: str) -> None:
    own = {"Application": "OpenEMR", "Deployment": NAME, "Environment": "evaluation"}
    given = {**own, "ManagedBy": "Terraform", **tags}
    office.account.client("logs").create_log_group(logGroupName=f"/{NAME}/log", tags=given)


def import_files(office: Office) -> list[Path]:
    return [*office.directory.rglob(IMPORTS), *office.stack.glob("importing-*")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("wrong", [{"Environment": "production"}, {"Deployment": "another"}])
def test_another_ones_resource_is_refused_by_name(
    office: Office, command: tuple[str, ...], wrong: dict[str, str]
) -> None:
    leave_log_group(office, **wrong)
    refused = office.openemr(*command)
    ((key, value),) = wrong.items()
    expected = {"Environment": "evaluation", "Deployment": NAME}[key]
    assert refused.returncode == 1
    said = f"aws_cloudwatch_log_group.log: /{NAME}/log has {key}={value} (expected {key}={expected}"
    assert said in refused.stderr
    assert "Nothing was imported. Nothing was changed." in refused.stderr
    assert not office.local.exists()
    assert import_files(office) == []


def test_what_aws_does_not_tell_is_not_taken_for_absent(office: Office) -> None:
    """One service does not answer."""
    refused = office.openemr("plan", NAME, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=NOBODY)
    assert refused.returncode == 1
    assert "It is unknown whether these resources" in refused.stderr
    assert "aws_cloudwatch_log_group.log: " in refused.stderr


def test_an_agreed_import_leaves_no_file(office: Office) -> None:
    leave_log_group(office)
    adopted = office.openemr("state", "adopt", NAME, "--yes")
    assert adopted.returncode == 0, adopted.stderr
    held = json.loads(office.local.read_text())["resources"]
    assert [each["type"] for each in held] == ["aws_cloudwatch_log_group"]
    assert import_files(office) == []


def test_a_refused_question_leaves_no_file_and_no_state(office: Office) -> None:
    leave_log_group(office)
    refused = office.openemr("state", "adopt", NAME, typed="no\n")
    assert refused.returncode == 1
    assert "Nothing was changed. The answer was not yes." in refused.stderr
    assert not office.local.exists()
    assert import_files(office) == []


def test_what_a_killed_command_left_is_removed_by_the_next(office: Office) -> None:
    assert office.openemr("plan", NAME).returncode == 2
    dead = office.stack / f"importing-{_dead_process()}"
    dead.mkdir()
    (dead / IMPORTS).write_text("{}")
    (office.stack / IMPORTS).write_text('{"import": []}')
    assert office.openemr("plan", NAME).returncode == 2
    assert import_files(office) == []


def test_a_plan_by_hand_beside_the_import_imports_nothing(office: Office) -> None:
    """The blocks are never in the directory in which people run Terraform."""
    assert office.openemr("plan", NAME).returncode == 2
    with importing(office.stack, {"aws_eip.way_out": "eipalloc-1"}) as directory:
        assert directory.parent == office.stack
        assert not (office.stack / IMPORTS).exists()
        backend = json.loads((directory / "cdk.tf.json").read_text())["terraform"]["backend"]
        assert Path(backend["local"]["path"]) == office.local
    assert import_files(office) == []
    with pytest.raises(RuntimeError), importing(office.stack, {}):
        raise RuntimeError("interrupted")
    assert import_files(office) == []


def test_a_running_commands_directory_is_left_alone(office: Office) -> None:
    assert office.openemr("plan", NAME).returncode == 2
    running = office.stack / f"importing-{os.getpid()}"
    running.mkdir()
    remove_leftovers(office.stack)
    assert running.exists()
    shutil.rmtree(running)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_plan_leaves_no_file(office: Office, number: signal.Signals) -> None:
    leave_log_group(office)
    command = office.command("plan", NAME)
    with subprocess.Popen(
        command,
        cwd=office.directory,
        env=office.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        until(lambda: list(office.stack.glob("importing-*")), process)
        process.send_signal(number)
        said, _ = process.communicate()
    assert process.returncode == 128 + number, said
    assert import_files(office) == []


def _dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid
