"""An evaluation goes as its settings say, but for what may be somebody else's."""

import json
import signal
import subprocess
import time

import pytest

from tests.terraform.checkout import PATIENCE_SECONDS, Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.destroy.seeds import (
    back_up,
    bucket,
    bucket_names,
    key_states,
    make_bucket,
    put,
    versions,
)

pytestmark = pytest.mark.terraform

ACCESS, EXEC = (bucket("trial", role) for role in ("accesslogs", "execlogs"))
STRANGERS = bucket("trial", "backup")


@pytest.fixture(scope="module")
def checkout(trial: Deployed, copy_of: Copy) -> Checkout:
    checkout = copy_of(trial)
    put(checkout.account, ACCESS, "alb/AWSLogs/1", "somebody/else.jpg")
    put(checkout.account, EXEC, "sessions/1", "sessions/1")
    back_up(checkout.account, "trial")
    make_bucket(checkout.account, STRANGERS)
    return checkout


def test_an_interrupted_destroy_says_how_to_go_on(checkout: Checkout) -> None:
    log = checkout.directory / "cdktf.out/stacks/trial/logs/apply.log"
    log.unlink(missing_ok=True)
    process = subprocess.Popen(
        checkout.command("destroy", "trial", "--yes"),
        cwd=checkout.directory,
        env=checkout.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (log.exists() and "Destruction complete" in log.read_text()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, said
    assert "the same command continues" in said


def test_the_same_command_continues_to_the_end(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "trial", "--yes", "--json")
    assert ended.returncode == 0, ended.stderr
    account, result = checkout.account, json.loads(ended.stdout)
    assert result["outcome"] == "destroyed"
    # Its instances go first and take half a minute, so that the interruption met it alive.
    assert "openemr-trial-database" in {each["id"] for each in result["announced"]["lost"]}
    assert account.client("rds").describe_db_clusters()["DBClusters"] == []
    assert account.client("efs").describe_file_systems()["FileSystems"] == []
    assert account.client("backup").list_backup_vaults()["BackupVaultList"] == []
    assert set(key_states(account, "trial").values()) == {"PendingDeletion"}
    assert bucket_names(account) == {ACCESS, STRANGERS}
    assert result["left"]["monthly_usd"] < 0.01


def test_a_bucket_with_objects_of_others_stays_whole(checkout: Checkout) -> None:
    assert versions(checkout.account, ACCESS) == ["alb/AWSLogs/1", "somebody/else.jpg"]
    closed = checkout.account.client("s3").get_public_access_block(Bucket=ACCESS)
    assert all(closed["PublicAccessBlockConfiguration"].values())
    ended = checkout.openemr("destroy", "trial", "--yes")
    assert ended.returncode == 0, ended.stderr
    assert "1 objects in it were not written by this deployment" in ended.stdout
    assert versions(checkout.account, ACCESS) == ["alb/AWSLogs/1", "somebody/else.jpg"]


def test_a_purge_by_name_takes_that_bucket_too_but_no_strangers(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "trial", "--purge", "trial", "--no-final-snapshot")
    assert ended.returncode == 0, ended.stderr
    assert bucket_names(checkout.account) == {STRANGERS}
    assert versions(checkout.account, STRANGERS) == ["precious"]
