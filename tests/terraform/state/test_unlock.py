"""Whose lock it is, and how it goes."""

import fcntl
import json
from datetime import datetime, timedelta, timezone

import pytest

from scripts.terraform.backend.locks import this_operator
from tests.terraform.state.office import BUCKET, KEY, Office, state

ITEM = f"{BUCKET}/{KEY}"
FILE = f"{KEY}.tflock"


@pytest.fixture
def remote(office: Office) -> Office:
    office.keep_remotely()
    return office


def test_an_unlocked_state_is_said_to_be_so(remote: Office) -> None:
    shown = remote.openemr("state", "unlock")
    assert shown.returncode == 0, shown.stderr
    assert "is not locked" in shown.stdout


def test_the_lock_is_shown_and_stays(remote: Office) -> None:
    remote.lock()
    shown = remote.openemr("state", "unlock")
    assert shown.returncode == 0, shown.stderr
    for text in (
        "lock-1",
        "OperationTypeApply",
        "ann@elsewhere",
        "2026-01-01T10:00:00",
        "days ago",
    ):
        assert text in shown.stdout
    assert f"S3 object: s3://{BUCKET}/{FILE}" in shown.stdout
    assert f"DynamoDB item: {ITEM} in the table locks" in shown.stdout
    assert ITEM in remote.items()
    assert FILE in remote.objects()


@pytest.mark.parametrize(("item", "file"), [(True, True), (True, False), (False, True)])
def test_one_or_both_halves_are_released_by_id(remote: Office, item: bool, file: bool) -> None:
    remote.lock(item=item, file=file)
    done = remote.openemr("state", "unlock", "--id", "lock-1", "--json")
    assert done.returncode == 0, done.stderr
    assert [each["released"] for each in json.loads(done.stdout)["locks"]] == [True] * (item + file)
    assert ITEM not in remote.items()
    assert FILE not in remote.objects()


def test_a_half_that_is_left_is_named_so(remote: Office) -> None:
    remote.lock(file=False)
    shown = remote.openemr("state", "unlock")
    assert "One of this command's two locks is left" in shown.stdout


def test_it_is_released_by_the_typed_id_only(remote: Office) -> None:
    remote.lock()
    remote.openemr("state", "unlock", typed="\n")
    assert ITEM in remote.items()
    done = remote.openemr("state", "unlock", typed="lock-1\n")
    assert done.returncode == 0, done.stderr
    assert ITEM not in remote.items()


@pytest.mark.parametrize("arguments", [("--id", "lock-2"), ("--yes",)])
def test_another_id_or_none_releases_nothing(remote: Office, arguments: tuple[str, ...]) -> None:
    remote.lock()
    refused = remote.openemr("state", "unlock", *arguments)
    assert refused.returncode == 2
    assert ITEM in remote.items()
    assert FILE in remote.objects()


def test_an_owner_who_looks_alive_needs_yes(remote: Office) -> None:
    moment = datetime.now(timezone.utc) - timedelta(minutes=5)
    remote.lock(Created=moment.isoformat().replace("+00:00", "Z"))
    refused = remote.openemr("state", "unlock", "--id", "lock-1")
    assert refused.returncode == 1
    assert "looks alive" in refused.stderr
    assert ITEM in remote.items()
    done = remote.openemr("state", "unlock", "--id", "lock-1", "--yes")
    assert done.returncode == 0, done.stderr
    assert ITEM not in remote.items()


def test_a_state_saved_under_the_lock_is_a_sign_of_life(remote: Office) -> None:
    remote.lock()
    remote.store(state())
    shown = remote.openemr("state", "unlock")
    assert "The state was saved under this lock" in shown.stdout


def test_a_lock_of_this_machine_is_dead_if_no_terraform_works_on_the_state(remote: Office) -> None:
    now = datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")
    remote.lock(Who=this_operator(), Created=now)
    shown = remote.openemr("state", "unlock", "--json")
    (first, second) = json.loads(shown.stdout)["locks"]
    assert not first["looks_alive"]
    assert "no Terraform process uses it" in second["reason"]


def test_a_lock_that_cannot_be_read_goes_as_well(remote: Office) -> None:
    remote.account.client("s3").put_object(Bucket=BUCKET, Key=FILE, Body=b"<half>")
    done = remote.openemr("state", "unlock", "--id", "unreadable", "--yes")
    assert done.returncode == 0, done.stderr
    assert FILE not in remote.objects()


def test_the_lock_on_a_file_is_the_kernels(office: Office) -> None:
    office.local.write_bytes(state())
    note = office.directory / f".{office.local.name}.lock.info"
    note.write_text(json.dumps({"ID": "lock-3", "Who": this_operator()}))
    with office.local.open("rb+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        refused = office.openemr("state", "unlock", "--id", "lock-3", "--yes")
        assert refused.returncode == 1
        assert "has the file locked" in refused.stderr
    done = office.openemr("state", "unlock", "--id", "lock-3")
    assert done.returncode == 0, done.stderr
    assert not note.exists()


def test_another_account_is_refused(office: Office) -> None:
    office.configure(
        remote_state={"bucket": BUCKET}, deployments={"clinic": {"account_id": "111111111111"}}
    )
    refused = office.openemr("state", "unlock")
    assert refused.returncode == 1
    assert "Sign in to the account of the setting" in refused.stderr
