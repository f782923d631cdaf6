"""`openemr upgrade` on the embedded AWS: forward, back by its image, back by its copies, killed."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stacks.releases import RELEASES
from tests.terraform.checkout import PATIENCE_SECONDS, Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed

pytestmark = pytest.mark.terraform

UPGRADE = ("upgrade", PRODUCTION, "--to", "8.3.0", "--yes", "--json")
OLD, NEW = "8.2.0", "8.3.0"


@pytest.fixture
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


def faulty(
    checkout: Checkout, *arguments: str, **faults: str
) -> "subprocess.CompletedProcess[str]":
    """`openemr` with what tests/terraform/upgrade/faulty.py does."""
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("faulty.py")), *arguments],
        cwd=checkout.directory,
        env=checkout.environment(
            PYTHONPATH=str(checkout.directory),
            UPGRADE_READY=str(RELEASES[NEW].docker_version),
            **faults,
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        start_new_session=True,
        check=False,
    )


def settings(checkout: Checkout) -> dict[str, Any]:
    context = json.loads((checkout.directory / "cdktf.json").read_text())["context"]
    return dict(context["deployments"][PRODUCTION])


def runs(checkout: Checkout) -> tuple[str, int]:
    """The release of the service's task definition, and how many tasks are wanted."""
    ecs = checkout.account.client("ecs")
    names = {"cluster": "openemr-clinic-cluster", "services": ["openemr-clinic-openemr"]}
    (service,) = ecs.describe_services(**names)["services"]
    definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    labels = definition["taskDefinition"]["containerDefinitions"][0]["dockerLabels"]
    version = str(labels["upstream-image"]).rpartition(":")[2].partition("-")[0]
    return version, int(service["desiredCount"])


def copies(checkout: Checkout) -> int:
    backup = checkout.account.client("backup")
    vault = {"BackupVaultName": "openemr-clinic-vault"}
    return len(backup.list_recovery_points_by_backup_vault(**vault)["RecoveryPoints"])


def is_settled(checkout: Checkout) -> None:
    planned = checkout.openemr("plan", PRODUCTION)
    assert planned.returncode == 0, planned.stdout + planned.stderr


def killed(checkout: Checkout, step: str, health: str = "") -> None:
    ended = faulty(checkout, *UPGRADE, "--wait", UPGRADE_KILLED_AT=step, UPGRADE_HEALTH=health)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def test_it_copies_before_it_deploys_and_knows_when_it_is_done(checkout: Checkout) -> None:
    ended = checkout.openemr(*UPGRADE)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["outcome"], told["old"], told["new"]) == ("upgraded", OLD, NEW)
    assert runs(checkout) == (NEW, 2)
    assert copies(checkout) == 2
    said = ended.stderr
    assert said.index("Stop old tasks") < said.index("Back up") < said.index("Apply the reviewed")
    is_settled(checkout)
    again = json.loads(checkout.openemr(*UPGRADE).stdout)
    assert (again["outcome"], copies(checkout)) == ("unchanged", 2)


def test_it_goes_back_by_the_copies_if_the_new_release_fails(checkout: Checkout) -> None:
    """Killed twice on the way, the same command goes on."""
    killed(checkout, "settings", "failed")
    killed(checkout, "check")
    ended = faulty(checkout, *UPGRADE, "--wait")
    assert ended.returncode == 1, ended.stderr
    told = json.loads(ended.stdout)
    assert told["outcome"] == "returned", ended.stderr
    assert runs(checkout) == (OLD, 2)
    now = settings(checkout)
    assert now["application"]["openemr_version"] == OLD
    assert (now["stores"]["serving"], now["stores"]["standby"]) == ("green", "kept")
    is_settled(checkout)


def test_killed_on_the_way_the_same_command_goes_on(checkout: Checkout) -> None:
    for step in ("stop-tasks", "backup", "apply"):
        killed(checkout, step)
        assert runs(checkout)[1] == 0
    ended = faulty(checkout, *UPGRADE, "--wait")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "upgraded"
    assert runs(checkout) == (NEW, 2)
    is_settled(checkout)


def test_what_is_refused_leaves_settings_and_tasks_as_they_are(checkout: Checkout) -> None:
    before = settings(checkout)
    for version, text in (("7.0.4", "accepted: 8.2.0, which runs"), ("8.4.1", "skips 8.3.0")):
        ended = checkout.openemr("upgrade", PRODUCTION, "--to", version, "--yes")
        assert ended.returncode == 2, ended.stderr
        assert text in ended.stderr
        assert settings(checkout) == before
    assert runs(checkout) == (OLD, 2)
