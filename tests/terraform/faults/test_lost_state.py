"""The whole topology, and its state lost, wholly or in part: the same command brings it back."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.resources import is_idempotent
from tests.terraform.checkout import OUTPUT, Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import EVALUATION, Deployed, settings_of
from tests.terraform.faults.cut_off import until
from tests.terraform.topology.inventory import inventory

pytestmark = pytest.mark.terraform

# As a user types it: no --allow, no --ignore-preflight.
DEPLOY = ("deploy", "--yes")
_HALF = 45  # of 114 resources


def test_a_lost_state_of_a_production_comes_back(whole_clinic: Deployed, copy_of: Copy) -> None:
    checkout = copy_of(whole_clinic)
    path = checkout.state_file("clinic")
    lost = json.loads(path.read_text())
    path.unlink()
    told = names_and_quotas(checkout, "clinic")
    assert not [each for each in told if each["status"] == "problem"]
    assert "imports them" in str(told)
    before = inventory(checkout.account)
    deployed = checkout.openemr(*DEPLOY, "clinic")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert inventory(checkout.account) == before
    found = json.loads(path.read_text())
    assert addresses(found) == addresses(lost)
    assert secret_versions(found) == secret_versions(lost)
    assert '"secret_string": "' not in path.read_text().replace('"secret_string": ""', "")
    assert_nothing_left_to_do(checkout, "clinic")


def test_a_lost_state_of_an_evaluation_needs_no_allow(trial: Deployed, copy_of: Copy) -> None:
    """What is deleted with its contents later is read as null by every import."""
    checkout = copy_of(trial)
    path = checkout.state_file("trial")
    lost = addresses(json.loads(path.read_text()))
    path.unlink()
    planned = checkout.openemr("plan", "trial", "--json")
    assert planned.returncode == 2, planned.stderr
    review = json.loads(planned.stdout)
    assert (review["allow"], review["problems"]) == ([], [])
    unread = [
        difference["before"]
        for change in review["changes"]
        for difference in change["differences"]
        if difference["attribute"] == "force_destroy"
    ]
    assert unread == ["null"] * 3
    found = sum(not is_idempotent(kind) for kind, _ in lost)
    assert f"{found} to import" in planned.stderr


def test_what_differs_in_aws_is_judged_while_a_lost_state_comes_back(
    whole_clinic: Deployed, copy_of: Copy
) -> None:
    """By hand: protection off, which the settings put back, and logs kept longer than they say."""
    checkout = copy_of(whole_clinic)
    checkout.state_file("clinic").unlink()
    rds, logs = (checkout.account.client(name) for name in ("rds", "logs"))
    rds.modify_db_cluster(
        DBClusterIdentifier="openemr-clinic-database",
        DeletionProtection=False,
        ApplyImmediately=True,
    )
    logs.put_retention_policy(logGroupName="/openemr/clinic/application", retentionInDays=3653)
    planned = checkout.openemr("plan", "clinic", "--json")
    assert planned.returncode == 3, planned.stderr
    review = json.loads(planned.stdout)
    assert review["allow"] == ["aws_cloudwatch_log_group.application_task_log"]
    changed = {each["address"]: each for each in review["changes"]}
    lines = [
        line
        for each in changed["aws_rds_cluster.database_cluster"]["differences"]
        for line in each["lines"]
        if each["attribute"] == "deletion_protection"
    ]
    assert lines == ["false -> true"]


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Checkout]:
    """A checkout and an account in which nothing is deployed."""
    with EmbeddedAws() as aws:
        yield Checkout.make(tmp_path / "checkout", settings_of(EVALUATION), aws)


def test_a_first_apply_that_was_killed_is_continued_without_its_state(new: Checkout) -> None:
    """From a checkout that knows nothing of it, as the next runner of a pipeline is."""
    stack = new.directory / OUTPUT / "stacks" / "trial"
    with subprocess.Popen(
        new.command(*DEPLOY, "trial"),
        cwd=new.directory,
        env=new.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as command:
        until(lambda: created(stack) >= _HALF, command)
        kill_terraform(stack)
        said, _ = command.communicate()
    assert command.returncode == 1, said
    assert "Terraform was killed by SIGKILL" in said
    half = new.state_file("trial")
    half.unlink()
    half.with_name(f"{half.name}.backup").unlink(missing_ok=True)
    # It says who worked on the state, and nobody does any more.
    assert half.with_name(f".{half.name}.lock.info").exists()
    shutil.rmtree(new.directory / OUTPUT)
    deployed = new.openemr(*DEPLOY, "trial")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert_nothing_left_to_do(new, "trial")


def assert_nothing_left_to_do(checkout: Checkout, deployment: str) -> None:
    plan = checkout.openemr("plan", deployment)
    assert plan.returncode == 0, plan.stdout + plan.stderr


def names_and_quotas(checkout: Checkout, deployment: str) -> list[dict[str, Any]]:
    findings = json.loads(checkout.openemr("doctor", deployment, "--json").stdout)["findings"]
    return [each for each in findings if each["check"] in ("names", "quotas")]


def created(stack: Path) -> int:
    """How many resources the apply under way has made."""
    try:
        return (stack / "logs" / "apply.log").read_text().count("Creation complete")
    except FileNotFoundError:
        return 0


def kill_terraform(stack: Path) -> None:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            works_here = (process / "cwd").readlink() == stack.resolve()
            program = (process / "exe").readlink().name
        except OSError:  # ended, or another user's
            continue
        if works_here and program == "terraform":
            os.kill(int(process.name), signal.SIGKILL)


def addresses(state: dict[str, Any]) -> set[tuple[str, str]]:
    managed = [each for each in state["resources"] if each["mode"] == "managed"]
    return {(each["type"], each["name"]) for each in managed}


def secret_versions(state: dict[str, Any]) -> set[str]:
    """Passwords that what runs has are not written anew."""
    resources = state["resources"]
    versions = (each for each in resources if each["type"] == "aws_secretsmanager_secret_version")
    return {each["instances"][0]["attributes"]["version_id"] for each in versions}
