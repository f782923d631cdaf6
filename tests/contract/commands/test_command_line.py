"""The commands' help, exit codes and messages, up to where Terraform would begin."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.contract.commands.conftest import FAKES, Project

FAKE = str(FAKES / "terraform")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--help"], ["synth", "try"]),
        (["synth", "--help"], ["--out", "--json", "Exit codes"]),
        (["try", "--help"], ["--keep", "--stop", "--terraform", "--json", "Exit codes"]),
    ],
)
def test_every_command_explains_itself(
    project: Project, arguments: list[str], said: list[str]
) -> None:
    answer = project.openemr(*arguments, COLUMNS="120", NO_COLOR="1")
    assert answer.returncode == 0
    assert [word for word in said if word not in answer.stdout] == []


def test_an_unknown_option_is_refused_with_exit_code_2(project: Project) -> None:
    assert project.openemr("try", "--kep").returncode == 2


def test_an_unknown_deployment_is_refused_with_the_known_ones(project: Project) -> None:
    answer = project.openemr("try", "third")
    assert answer.returncode == 2
    assert answer.stderr == "DEPLOYMENT 'third' is not in cdktf.json. Accepted: first, second.\n"
    assert not (project.directory / ".tools").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "cdktf.json: must be JSON"),
        ('{"context": 1}', "cdktf.json: context.deployments must be an object"),
        ('{"context": {"deployments": "clinic"}}', "context.deployments must be an object"),
    ],
)
def test_a_broken_cdktf_json_is_named(project: Project, text: str, problem: str) -> None:
    (project.directory / "cdktf.json").write_text(text)
    answer = project.openemr("try")
    assert answer.returncode == 2
    assert problem in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("verb", ["synth", "try"])
def test_wrong_settings_are_passed_on_unchanged(project: Project, verb: str) -> None:
    settings = {"context": {"deployments": {"first": {"wrong": True}}}}
    (project.directory / "cdktf.json").write_text(json.dumps(settings))
    answer = project.openemr(verb, OPENEMR_TERRAFORM=FAKE)
    assert answer.returncode == 2
    assert "deployments.first.wrong: true; accepted: nothing\n" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (project.directory / "cdktf.out").exists()


def test_synth_writes_every_stack_and_shows_its_warnings(project: Project) -> None:
    answer = project.openemr("synth", "--json")
    stacks = json.loads(answer.stdout)["stacks"]
    assert [stack["name"] for stack in stacks] == ["first", "second"]
    assert stacks[0]["warnings"] == ["plain HTTP: for evaluation only"]
    for stack in stacks:
        configuration = json.loads(Path(stack["directory"], "cdk.tf.json").read_text())
        assert "aws_ssm_parameter" in configuration["resource"]
    assert "Deployment first" in answer.stderr
    assert "plain HTTP: for evaluation only" in answer.stderr


def test_synth_writes_to_the_directory_it_is_told(project: Project, tmp_path: Path) -> None:
    answer = project.openemr("synth", "--out", str(tmp_path / "out"))
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[1] == f"second  {tmp_path}/out/stacks/second"
    assert not (project.directory / "cdktf.out").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"FAKE_VERSION": "Terraform v1.10.5"}, "Terraform 1.10.5 ({fake}) is too old"),
        ({"FAKE_VERSION": "nonsense"}, "{fake} does not run (nonsense)"),
        (
            {"TF_PROVIDER_MIRROR": "/nowhere"},
            "TF_PROVIDER_MIRROR=/nowhere: no AWS provider 5.100.0",
        ),
    ],
)
def test_what_terraform_needs_is_refused_with_exit_code_2(
    project: Project, settings: dict[str, str], said: str
) -> None:
    answer = project.openemr("try", "--terraform", FAKE, **settings)
    assert answer.returncode == 2
    assert said.format(fake=FAKE) in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


INVALID = '{"valid":false,"diagnostics":[{"severity":"error","summary":"Bad thing"}]}'
REFUSED = (
    '{"@message":"Error: AccessDenied","type":"diagnostic","diagnostic":{"severity":"error",'
    '"summary":"AccessDenied","detail":"not you","address":"aws_vpc.one"}}'
)


@pytest.mark.parametrize(
    ("step", "output", "message"),
    [
        ("init", "Error: no such provider", "Error: no such provider"),
        ("validate", INVALID, "Bad thing"),
        ("plan", REFUSED, "aws_vpc.one: AccessDenied\nnot you"),
        ("apply", REFUSED, "aws_vpc.one: AccessDenied\nnot you"),
    ],
)
def test_a_failed_step_is_named_with_terraforms_own_words_and_its_log(
    project: Project, step: str, output: str, message: str
) -> None:
    settings = {"FAKE_FAILS_AT": step, "FAKE_OUTPUT": output}
    answer = project.openemr("try", "--json", "--terraform", FAKE, **settings)
    assert answer.returncode == 1
    assert f"\n{message}\n\nFailed at: {step}. Log: " in answer.stderr
    result = json.loads(answer.stdout)
    assert not result["ok"]
    assert result["failure"]["step"] == step
    assert result["failure"]["message"] == message
    log = Path(result["failure"]["log"]).read_text()
    assert message in log
    assert step not in [finished["name"] for finished in result["steps"]]


def test_without_a_kept_aws_stop_says_so_and_succeeds(project: Project) -> None:
    answer = project.openemr("try", "--stop")
    assert answer.returncode == 0
    assert "No embedded AWS of an earlier try is running." in answer.stderr


def test_a_process_that_took_the_number_of_a_kept_aws_is_left_alone(project: Project) -> None:
    record = project.directory / ".tools" / "try" / "kept.json"
    record.parent.mkdir(parents=True)
    with subprocess.Popen(["sleep", "60"]) as other:
        kept = {"pid": other.pid, "url": "http://127.0.0.1:1", "region": "x", "directory": "/gone"}
        record.write_text(json.dumps(kept))
        answer = project.openemr("try", "--stop")
        assert other.poll() is None
        other.terminate()
    assert "No embedded AWS of an earlier try is running." in answer.stderr
    assert not record.exists()


def test_synth_is_not_disturbed_by_the_callers_python_settings(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(99)\n")
    answer = project.openemr("synth", PYTHONPATH=str(tmp_path), PYTHONHOME="/nowhere")
    assert answer.returncode == 0, answer.stderr
