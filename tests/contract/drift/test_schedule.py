"""The scheduled workflow: what it may do, what it runs, and the one issue that it keeps."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.project import ROOT

FAKES = Path(__file__).parent / "fakes"
FILE = ROOT / ".github" / "workflows" / "drift.yml"
SCRIPTS = ROOT / ".github" / "drift"
PINNED = re.compile(r"^[\w.-]+/[\w.-]+(/[\w.-]+)?@[0-9a-f]{40}$")


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    """The workflow; YAML 1.1 reads its key `on` as true."""
    return dict(yaml.safe_load(FILE.read_text()))


def test_it_runs_daily_and_on_demand(workflow: dict[Any, Any]) -> None:
    events = workflow[True]
    (schedule,) = events["schedule"]
    minute, hour, *rest = schedule["cron"].split()
    assert (minute.isdigit(), hour.isdigit(), rest) == (True, True, ["*", "*", "*"])
    assert set(events) == {"schedule", "workflow_dispatch"}


def test_it_may_do_no_more_than_it_needs(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "id-token": "write", "issues": "write"}
    assert job["timeout-minutes"] <= 60
    (checkout,) = [each for each in job["steps"] if "actions/checkout" in each.get("uses", "")]
    assert checkout["with"]["persist-credentials"] is False


def test_only_the_step_that_writes_the_issue_has_the_token(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    steps = [each["name"] for each in job["steps"] if "GH_TOKEN" in each.get("env", {})]
    assert (steps, "GH_TOKEN" in job["env"]) == (["Tell"], False)


def test_every_action_is_pinned_by_commit_with_its_version(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    used = [each["uses"] for each in job["steps"] if "uses" in each]
    assert len(used) == 5
    assert [each for each in used if not PINNED.match(each)] == []
    for each in used:
        assert re.search(rf"uses: {re.escape(each)} # v\d+\.\d+\.\d+$", FILE.read_text(), re.M)


def test_every_step_runs_one_program_of_the_project(workflow: dict[Any, Any]) -> None:
    """So that shellcheck sees all of the shell, and no expression is put into a command line."""
    (job,) = workflow["jobs"].values()
    commands = [each["run"] for each in job["steps"] if "run" in each]
    assert commands == ["scripts/setup --run", ".github/drift/compare", ".github/drift/tell"]
    assert all(os.access(ROOT / command.split()[0], os.X_OK) for command in commands)


def test_the_steps_get_what_their_programs_read(workflow: dict[Any, Any]) -> None:
    (job,) = workflow["jobs"].values()
    given = {*job["env"], *job["steps"][-1]["env"]}
    text = "".join(path.read_text() for path in SCRIPTS.iterdir())
    asked = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", text)) - {"TITLE"}
    assert {each for each in asked if not each.startswith("GITHUB_")} == given - {"GH_TOKEN"}


def test_the_ages_of_differences_are_kept_from_run_to_run(workflow: dict[Any, Any]) -> None:
    """Each deployment has its own, and no key is the beginning of another deployment's."""
    (job,) = workflow["jobs"].values()
    steps = [each for each in job["steps"] if "actions/cache/" in each.get("uses", "")]
    names = [each["name"] for each in job["steps"]]
    restore, save = steps
    assert names.index(restore["name"]) < names.index("Compare") < names.index(save["name"])
    assert restore["with"]["path"] == save["with"]["path"] == "${{ env.HISTORY }}"
    assert restore["with"]["key"] == save["with"]["key"]
    prefix = restore["with"]["restore-keys"]
    assert prefix == "drift-history/${{ matrix.deployment }}/"
    assert save["with"]["key"].startswith(prefix)
    assert "${{ github.run_id }}-${{ github.run_attempt }}" in save["with"]["key"]


class Repository:
    """A repository's open issues, and the program that keeps the one of a deployment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.issues = folder / "issues"
        self.issues.mkdir()

    def tell(self, exit_code: str, report: str = "", deployment: str = "clinic") -> int:
        """Run the program with this outcome of the comparison."""
        file = self.folder / "report.md"
        file.write_text(report)
        environment = {
            "PATH": f"{FAKES}:{os.environ['PATH']}",
            "DEPLOYMENT": deployment,
            "EXIT_CODE": exit_code,
            "REPORT": str(file),
            "ISSUES": str(self.issues),
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "clinic/infrastructure",
            "GITHUB_RUN_ID": "7",
        }
        return subprocess.run(
            [SCRIPTS / "tell"], env=environment, capture_output=True, check=False
        ).returncode

    @property
    def open(self) -> dict[str, str]:
        """Title and text of the open issues, by number."""
        return {each.name: each.read_text() for each in self.issues.iterdir()}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """One without issues."""
    return Repository(tmp_path)


def test_drift_opens_one_issue_and_brings_it_up_to_date(repository: Repository) -> None:
    assert repository.tell("2", "first") == 0
    assert repository.tell("2", "second") == 0
    assert list(repository.open) == ["1"]
    assert repository.open["1"].startswith("Drift of clinic\nsecond")
    assert "https://github.example/clinic/infrastructure/actions/runs/7" in repository.open["1"]


def test_each_deployment_has_an_issue_of_its_own(repository: Repository) -> None:
    repository.tell("2", "one", "clinic")
    repository.tell("2", "other", "clinic-two")
    assert sorted(repository.open) == ["1", "2"]
    repository.tell("0", "", "clinic-two")
    assert list(repository.open) == ["1"]


def test_no_drift_any_more_closes_it(repository: Repository) -> None:
    repository.tell("2", "drift")
    assert repository.tell("0") == 0
    assert repository.open == {}
    assert repository.tell("0") == 0


@pytest.mark.parametrize("exit_code", ["1", "130", ""])
def test_a_failed_comparison_fails_the_run_and_leaves_the_issue(
    exit_code: str, repository: Repository
) -> None:
    repository.tell("2", "drift")
    assert repository.tell(exit_code) == 1
    assert list(repository.open) == ["1"]


@pytest.mark.parametrize("exit_code", [0, 1, 2])
def test_the_comparisons_exit_code_is_passed_on(exit_code: int, tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >arguments\necho "# Report" >"$7"\nexit {exit_code}\n')
    python.chmod(0o755)
    environment = {
        "PATH": os.environ["PATH"],
        "DEPLOYMENT": "clinic",
        "REPORT": str(tmp_path / "folder" / "drift.md"),
        "HISTORY": str(tmp_path / "other" / "history.json"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    subprocess.run([SCRIPTS / "compare"], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "output").read_text() == f"exit_code={exit_code}\n"
    assert (tmp_path / "summary").read_text() == "# Report\n"
    report = environment["REPORT"]
    assert (tmp_path / "arguments").read_text() == (
        f"-E -m scripts drift clinic --markdown {report} --history {environment['HISTORY']}\n"
    )
    assert (tmp_path / "other").is_dir()
