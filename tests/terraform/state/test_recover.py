"""Damaged states are told by what is wrong with them, and come back from their versions."""

import json

import pytest

from tests.terraform.state.office import BUCKET, KEY, NAME, Office, md5, state

DIGEST = f"{BUCKET}/{KEY}-md5"


@pytest.fixture
def remote(office: Office) -> Office:
    office.keep_remotely()
    return office


def set_digest(office: Office, body: bytes) -> None:
    item = {"LockID": {"S": DIGEST}, "Digest": {"S": md5(body)}}
    office.account.client("dynamodb").put_item(TableName="locks", Item=item)


def test_versions_say_what_each_is(remote: Office) -> None:
    good = remote.store(state(topics=2))
    remote.store(state()[:60])
    bad = remote.store(b"")
    listed = remote.openemr("state", "versions", "--json")
    assert listed.returncode == 0, listed.stderr
    versions = json.loads(listed.stdout)["versions"]
    assert [each["readable"] for each in versions] == [False, False, True]
    assert versions[0]["version"] == bad
    assert versions[0]["current"]
    assert versions[0]["problem"] == "it is empty"
    assert (versions[2]["version"], versions[2]["resources"]) == (good, 2)
    assert (
        f"openemr state recover clinic --version {good}"
        in remote.openemr("state", "versions").stdout
    )


@pytest.mark.parametrize("damage", [b"", b"{", state()[:80], b'{"version": 3}'])
def test_a_version_becomes_the_current_one(remote: Office, damage: bytes) -> None:
    good = remote.store(state())
    bad = remote.store(damage)
    set_digest(remote, state(topics=5))
    unchosen = remote.openemr("state", "recover")
    assert unchosen.returncode == 1
    assert good in unchosen.stderr
    done = remote.openemr("state", "recover", "--version", good, "--yes")
    assert done.returncode == 0, done.stderr
    assert remote.stored() == state()
    assert remote.items()[DIGEST]["Digest"]["S"] == md5(state())
    s3 = remote.account.client("s3")
    versions = s3.list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]
    assert {good, bad} <= {each["VersionId"] for each in versions}
    assert set(remote.items()) == {DIGEST}
    assert remote.objects() == {KEY}


def test_a_deleted_state_comes_back(remote: Office) -> None:
    good = remote.store(state())
    remote.account.client("s3").delete_object(Bucket=BUCKET, Key=KEY)
    done = remote.openemr("state", "recover", "--version", good, typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert remote.stored() == state()


def test_a_wrong_checksum_is_mended(remote: Office) -> None:
    current = remote.store(state())
    set_digest(remote, b"another")
    shown = remote.openemr("state", "versions")
    assert "checksum in the lock table" in shown.stdout
    done = remote.openemr("state", "recover", "--version", current, "--yes")
    assert done.returncode == 0, done.stderr
    assert remote.items()[DIGEST]["Digest"]["S"] == md5(state())


def test_only_a_readable_version_is_taken(remote: Office) -> None:
    good = remote.store(state())
    bad = remote.store(b"{")
    for wrong in (bad, "no-such-version"):
        refused = remote.openemr("state", "recover", "--version", wrong, "--yes")
        assert refused.returncode == 2
        assert wrong in refused.stderr
    kept = remote.openemr("state", "recover", "--version", good, typed="no\n")
    assert kept.returncode == 1
    assert remote.stored() == b"{"


def test_nothing_is_recovered_while_somebody_works(remote: Office) -> None:
    good = remote.store(state())
    remote.store(b"{")
    remote.lock()
    refused = remote.openemr("state", "recover", "--version", good, "--yes")
    assert refused.returncode == 1
    assert "ann@elsewhere" in refused.stderr
    assert remote.stored() == b"{"


def test_a_state_in_order_is_left_alone(remote: Office) -> None:
    remote.store(state())
    done = remote.openemr("state", "recover")
    assert done.returncode == 0, done.stderr
    assert "Nothing to recover" in done.stdout


def test_a_local_state_comes_back_from_its_backup(office: Office) -> None:
    backup = office.local.with_name(f"{office.local.name}.backup")
    backup.write_bytes(state(serial=2))
    office.local.write_bytes(state()[:40])
    done = office.openemr("state", "recover", "--version", backup.name, "--yes")
    assert done.returncode == 0, done.stderr
    assert office.local.read_bytes() == state(serial=2)
    assert (office.directory / f"{office.local.name}.replaced-1").read_bytes() == state()[:40]


@pytest.mark.terraform
@pytest.mark.parametrize("lock", ["both", "lockfile"])
@pytest.mark.parametrize("damage", [state()[:80], b"", None])
def test_every_verb_stops_at_a_damaged_state(
    office: Office, lock: str, damage: bytes | None
) -> None:
    office.keep_remotely(lock)
    office.store(state())
    set_digest(office, state())
    if damage is None:
        office.account.client("s3").delete_object(Bucket=BUCKET, Key=KEY)
    else:
        office.store(damage)
    for verb in ("plan", "drift"):
        stopped = office.openemr(verb, NAME)
        assert stopped.returncode == 1, stopped.stdout
        assert "openemr state versions" in stopped.stderr
        assert "openemr state recover" in stopped.stderr


@pytest.mark.terraform
def test_an_emptied_local_state_stops_a_plan(office: Office) -> None:
    office.local.write_bytes(b"")
    office.local.with_name(f"{office.local.name}.backup").write_bytes(state())
    stopped = office.openemr("plan", NAME)
    assert stopped.returncode == 1
    assert "is empty, but its backup is not" in stopped.stderr
