"""The command `permissions` as an administrator calls it: answers, files, messages, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.permissions.policies import LONGEST, size
from tests.configurations import DEFAULT, EVERYTHING_ON, PROJECT, copy_project

# Credentials that open nothing, and an address at which nobody listens.
NO_AWS = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_MAX_ATTEMPTS": "1",
}


class Checkout:
    """A project with settings of its own."""

    def __init__(self, directory: Path, context: Any) -> None:
        self.directory = copy_project(directory, context)
        (directory / "scripts").symlink_to(PROJECT / "scripts", target_is_directory=True)

    def run(self, *arguments: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
        """`openemr permissions ARGUMENTS`, which must end with that exit code."""
        ended = subprocess.run(
            [sys.executable, "-E", "-m", "scripts", "permissions", *arguments],
            cwd=self.directory,
            env={**os.environ, **NO_AWS},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("everything") / "checkout", EVERYTHING_ON)


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout(tmp_path_factory.mktemp("default") / "checkout", DEFAULT)


def test_json_and_terraform_hold_the_same_documents(everything: Checkout, tmp_path: Path) -> None:
    said = json.loads(everything.run("--json", "--terraform-file", str(tmp_path)).stdout)
    policies = [*said["policies"], said["permissions_boundary"]]
    assert {each["task"] for each in said["policies"]} == {"plan", "deploy", "operate", "destroy"}
    assert all(size(each["document"]) == each["characters"] <= LONGEST for each in policies)
    assert said["permissions_boundary"]["in_settings"]
    assert (said["account"], said["scp"]) == ("0" * 12, None)
    (file,) = tmp_path.iterdir()
    assert file.name == "openemr-everything-permissions.tf.json"
    written = json.loads(file.read_text())["resource"]["aws_iam_policy"].values()
    documents = {
        each["name"]: json.loads(each["policy"].replace("$${", "${").replace("%%{", "%{"))
        for each in written
    }
    assert documents == {each["name"]: each["document"] for each in policies}
    assert not any("${" in each["policy"].replace("$${", "") for each in written)


def test_the_summary_says_what_to_attach_and_that_the_boundary_is_not_in_use(
    default: Checkout,
) -> None:
    said = default.run("--account", "1" * 12).stdout
    assert "destroy  destroy (with plan)" in said
    assert "openemr-evaluation-deploy-1: " in said
    assert f'permissions_boundary: "arn:aws:iam::{"1" * 12}:policy/openemr-administration/' in said


def test_a_service_control_policy_decides_about_the_exit_code(
    default: Checkout, tmp_path: Path
) -> None:
    file = tmp_path / "scp.json"
    file.write_text(json.dumps({"denied": ["servicequotas:*", "application-autoscaling:*"]}))
    said = default.run("--account", "1" * 12, "--scp", str(file)).stdout
    assert "plan: servicequotas:GetServiceQuota is denied: the doctor compares" in said
    file.write_text(json.dumps({"denied": ["wafv2:CreateWebACL"]}))
    given = ("--account", "1" * 12, "--scp", str(file), "--json")
    found = json.loads(default.run(*given, code=1).stdout)["scp"]
    action = {"task": "deploy", "action": "wafv2:CreateWebACL", "verdict": "denied", "effect": None}
    assert found == [action]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--account", "12"), "accepted: an account id of 12 digits"),
        (("--account", "1" * 12), "deployments.everything.account_id is 000000000000"),
        (("--terraform-file", "policies.json"), "accepted: a file named *.tf.json"),
        (("--terraform-file", "no/such/folder.tf.json"), "No such file or directory"),
        (("--scp", "no-such.json"), "accepted: a service control policy as JSON"),
        (("other",), "Accepted: everything"),
    ],
)
def test_wrong_options_end_with_2(
    everything: Checkout, arguments: tuple[str, ...], said: str
) -> None:
    printed = everything.run(*arguments, code=2).stderr
    assert said in " ".join(printed.replace("│", " ").split())


def test_an_unknown_account_is_asked_for(default: Checkout) -> None:
    assert "give --account ID or deployments.evaluation.account_id" in default.run(code=2).stderr
