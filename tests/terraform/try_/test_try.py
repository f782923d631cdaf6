"""A whole try of a tiny deployment: the real Terraform and provider on the embedded AWS."""

import json
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.contract.commands.conftest import Project, project

pytestmark = pytest.mark.terraform
__all__ = ["project"]


def _processes_of(project: Project) -> list[str]:
    """Processes that name the project in an argument or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text().replace("\0", " ")
            directory = str((process / "cwd").readlink())
        except OSError:
            continue
        if command and str(project.directory) in f"{command} {directory}":
            found.append(command)
    return found


def test_a_try_ends_with_an_applied_topology_and_an_empty_second_plan(project: Project) -> None:
    answer = project.openemr("try", "second", "--json")
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result["ok"]
    assert (result["deployment"], result["planned"], result["applied"]) == ("second", 2, 2)
    assert result["second_plan_exit_code"] == 0
    assert result["outputs"] == {"application_url": "http:///tiny/second", "parameter_version": 1}
    assert [step["name"] for step in result["steps"]] == [
        "synthesize",
        "init",
        "validate",
        "start",
        "plan",
        "apply",
        "second-plan",
    ]
    assert result["kept"] is None
    assert result["failure"] is None
    logs = {log.name for log in Path(result["directory"], "logs").iterdir()}
    assert {"init.log", "plan.log", "apply.log", "second-plan.log"} <= logs
    assert _processes_of(project) == []


def test_an_interrupted_try_stops_everything_and_the_next_one_keeps_its_aws(
    project: Project,
) -> None:
    _interrupt_in_the_middle_of_apply(project)
    answer = project.openemr("try", "--keep")
    assert answer.returncode == 0, answer.stderr
    assert "plain HTTP: for evaluation only" in answer.stderr
    kept = json.loads((project.directory / ".tools" / "try" / "kept.json").read_text())
    try:
        assert f"process {kept['pid']}; stop it: scripts/try --stop" in answer.stdout
        health = urllib.request.urlopen(f"{kept['url']}/_ministack/health", timeout=10)  # noqa: S310
        assert health.status == 200
    finally:
        stopped = project.openemr("try", "--stop")
    assert stopped.stderr == f"Stopped the embedded AWS at {kept['url']}.\n"
    assert _processes_of(project) == []


def _interrupt_in_the_middle_of_apply(project: Project) -> None:
    file = project.directory / "configuration.tf.json"
    original = file.read_text()
    configuration = json.loads(original)
    # The provider waits half a minute for a zone, however fast the answer is.
    configuration["resource"]["aws_route53_zone"] = {"slow": {"name": "tiny.example"}}
    file.write_text(json.dumps(configuration))
    process = subprocess.Popen(
        project.command("try"),
        cwd=project.directory,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    logs = project.directory / ".tools" / "try"
    deadline = time.monotonic() + 120
    made = "aws_ssm_parameter.motto: Creation complete"
    while not any(made in log.read_text() for log in logs.glob("*/logs/apply.log")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=90)
    assert process.returncode == 130, said
    assert "✗ Apply" in said
    assert "Interrupted; Terraform and the embedded AWS are stopped." in said
    assert "Traceback" not in said
    assert _processes_of(project) == []
    state = next(logs.glob("*/state.tfstate")).read_text()
    assert "aws_ssm_parameter" in state
    file.write_text(original)
