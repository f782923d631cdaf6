"""A state moves between file and bucket, whole or not at all."""

import json

import pytest

from tests.terraform.state.office import BUCKET, KEY, NAME, Office, md5, state

OTHER = "99999999-0000-0000-0000-000000000000"


def digest(office: Office) -> str | None:
    item = office.items().get(f"{BUCKET}/{KEY}-md5")
    return str(item["Digest"]["S"]) if item else None


def test_to_the_bucket_and_back(office: Office) -> None:
    office.local.write_bytes(state())
    office.keep_remotely()
    there = office.openemr("state", "move", "--json")
    assert there.returncode == 0, there.stderr
    assert office.stored() == state()
    assert digest(office) == md5(state())
    assert not office.local.exists()
    kept = json.loads(there.stdout)["old_copy"]
    assert kept == f"{office.local}.moved-serial-3"

    back = office.openemr("state", "move", "--to-local")
    assert back.returncode == 0, back.stderr
    assert office.local.read_bytes() == state()
    assert office.objects() == {f"{KEY}.moved-serial-3"}
    assert office.items() == {}
    assert f"s3://{BUCKET}/{KEY}.moved-serial-3" in back.stdout
    assert "remove context.remote_state" in back.stdout


def test_a_second_move_finds_it_there_already(office: Office) -> None:
    office.store(state())
    office.keep_remotely()
    again = office.openemr("state", "move")
    assert again.returncode == 0, again.stderr
    assert f"is in s3://{BUCKET}/{KEY} already" in again.stdout


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        (state(serial=1, lineage=OTHER), f"holds another state: lineage {OTHER}"),
        (state(serial=9), "holds a newer state: serial 9, not 3"),
        (state(topics=2), "holds another state of the same serial, 3"),
    ],
)
def test_a_target_that_would_lose_something_is_refused(
    office: Office, there: bytes, reason: str
) -> None:
    office.local.write_bytes(state())
    office.store(there)
    office.keep_remotely()
    refused = office.openemr("state", "move")
    assert refused.returncode == 1
    assert reason in refused.stderr
    assert office.local.read_bytes() == state()
    assert office.stored() == there
    assert f"{KEY}.tflock" not in office.objects()


def test_a_locked_state_does_not_move(office: Office) -> None:
    office.store(state())
    office.keep_remotely()
    office.lock()
    refused = office.openemr("state", "move", "--to-local")
    assert refused.returncode == 1
    assert "OperationTypeApply of ann@elsewhere, ID lock-1" in refused.stderr
    assert not office.local.exists()


def test_a_damaged_state_does_not_move(office: Office) -> None:
    office.local.write_bytes(state()[:50])
    office.keep_remotely()
    refused = office.openemr("state", "move")
    assert refused.returncode == 1
    assert "is not a state: it is not JSON" in refused.stderr


def test_a_state_of_another_account_does_not_move(office: Office) -> None:
    office.local.write_bytes(state().replace(b"000000000000", b"111111111111"))
    office.keep_remotely()
    refused = office.openemr("state", "move")
    assert refused.returncode == 1
    assert "holds resources of account 111111111111" in refused.stderr
    assert office.objects() == set()


def test_without_a_remote_place_the_block_to_add_is_shown(office: Office) -> None:
    for arguments in (("move",), ("move", "--to-local")):
        refused = office.openemr("state", *arguments)
        assert refused.returncode == 2
        assert '"remote_state": {' in refused.stderr


@pytest.mark.terraform
def test_commands_refuse_a_state_that_was_left_behind(office: Office) -> None:
    office.local.write_bytes(state())
    office.keep_remotely()
    refused = office.openemr("plan", NAME)
    assert refused.returncode == 1
    assert "is still the local file" in refused.stderr
    assert f"openemr state move {NAME}" in refused.stderr
