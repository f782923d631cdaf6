"""A production's copies are restored beside it for a test, killed on the way, and gone again.

The embedded AWS runs no task, so that no test passes here: each ends with `not judged` and exit
code 1.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.terraform.checkout import PATIENCE_SECONDS, Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed

pytestmark = pytest.mark.terraform

GROUP = "/openemr/clinic/restoretests"
SERVING, TESTED = "openemr-clinic-database", "openemr-clinic-greendatabase"


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    """With a pair of copies, and a cdktf.json whose form no program would write."""
    checkout = copy_of(clinic)
    assert checkout.openemr("backups", PRODUCTION, "--now").returncode == 0
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(f"\n{json.dumps(whole, separators=(',', ' : '))}\n\n", encoding="utf-8")
    return checkout


@pytest.fixture(scope="module")
def before(checkout: Checkout) -> bytes:
    """cdktf.json."""
    return (checkout.directory / "cdktf.json").read_bytes()


def clusters(checkout: Checkout) -> set[str]:
    found = checkout.account.client("rds").describe_db_clusters()["DBClusters"]
    return {each["DBClusterIdentifier"] for each in found}


def systems(checkout: Checkout) -> list[Any]:
    return list(checkout.account.client("efs").describe_file_systems()["FileSystems"])


def records(checkout: Checkout) -> list[dict[str, Any]]:
    answer = checkout.openemr("restore", "tests", PRODUCTION, "--json")
    assert answer.returncode == 1, answer.stderr
    assert "no restore test has passed" in answer.stderr
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def states(checkout: Checkout) -> list[str]:
    """Of the newest test, in the order in which they were written."""
    logs = checkout.account.client("logs")
    events = logs.filter_log_events(logGroupName=GROUP)["events"]
    told = [json.loads(each["message"]) for each in events]
    return [each["state"] for each in told if each["test"] == told[-1]["test"]]


def assert_nothing_is_left(checkout: Checkout, before: bytes) -> None:
    assert (checkout.directory / "cdktf.json").read_bytes() == before
    assert not list((checkout.directory / "cdktf.out").glob("cdktf.json.before-*"))
    assert clusters(checkout) == {SERVING}
    assert len(systems(checkout)) == 1
    rds = checkout.account.client("rds")
    assert rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"] == []
    assert (
        rds.describe_db_cluster_automated_backups(DBClusterIdentifier=TESTED)[
            "DBClusterAutomatedBackups"
        ]
        == []
    )
    plan = checkout.openemr("plan", PRODUCTION)
    assert plan.returncode == 0, plan.stdout + plan.stderr
    drift = checkout.openemr("drift", PRODUCTION, "--json")
    assert json.loads(drift.stdout)["drift"] is False, drift.stdout


def killed_when(checkout: Checkout, reached: Callable[[], bool]) -> None:
    """Run a test, and kill it by SIGKILL as soon as that is so."""
    process = subprocess.Popen(
        checkout.command("restore", "test", PRODUCTION, "--yes"),
        cwd=checkout.directory,
        env=checkout.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE_SECONDS)


def test_a_pair_is_tested_recorded_and_destroyed_although_killed_twice(
    checkout: Checkout, before: bytes
) -> None:
    killed_when(checkout, lambda: TESTED in clusters(checkout))
    assert states(checkout) == ["began"]
    assert len(systems(checkout)) == 2
    another = checkout.openemr("restore", "test", PRODUCTION, "--at", "2026-11-30T00:00Z", "--yes")
    assert another.returncode == 1, another.stderr
    assert "is not at its end" in another.stderr
    killed_when(
        checkout,
        lambda: states(checkout)[-1] == "ended" and TESTED not in clusters(checkout),
    )
    # As in a checkout of the repository, which never heard of the test.
    (checkout.directory / "cdktf.json").write_bytes(before)
    answer = checkout.openemr("restore", "test", PRODUCTION, "--yes", "--json")
    assert answer.returncode == 1
    assert answer.stdout, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["verdict"], told["state"], told["facts"]) == ("not judged", "destroyed", {})
    assert told["phases"].keys() == {"files", "database", "check"}
    assert told["seconds"] >= int(sum(told["phases"].values()))
    assert told["by"] == checkout.account.client("sts").get_caller_identity()["Arn"]
    assert (told["database"]["of"], told["database"]["source"]) == (SERVING, "vault")
    assert records(checkout) == [told]
    assert states(checkout) == ["began", "ended", "destroyed"]
    assert_nothing_is_left(checkout, before)


def test_a_kept_pair_of_a_restore_is_no_place_for_a_test(checkout: Checkout, before: bytes) -> None:
    (known,) = records(checkout)
    file = checkout.directory / "cdktf.json"
    for standby in ("kept", "restoring", "testing"):
        whole = json.loads(before)
        stores = {**known["stores"], "standby": standby}
        whole["context"]["deployments"][PRODUCTION]["stores"] = stores
        file.write_text(json.dumps(whole), encoding="utf-8")
        written = file.read_bytes()
        answer = checkout.openemr("restore", "test", PRODUCTION, "--yes")
        assert answer.returncode == 1, answer.stderr
        assert "Nothing was changed." in answer.stderr
        assert file.read_bytes() == written
    file.write_bytes(before)
    assert len(records(checkout)) == 1


def test_nothing_begins_while_other_changes_wait(checkout: Checkout, before: bytes) -> None:
    file = checkout.directory / "cdktf.json"
    whole = json.loads(before)
    whole["context"]["deployments"][PRODUCTION]["logs"] = {"application_retention_days": 400}
    file.write_text(json.dumps(whole), encoding="utf-8")
    answer = checkout.openemr("restore", "test", PRODUCTION, "--yes")
    assert answer.returncode == 3, answer.stderr
    assert "has changes that are not deployed" in answer.stderr
    file.write_bytes(before)
    assert len(records(checkout)) == 1
