"""`openemr restore list` and `plan` as they are called, on an account with written answers."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.commands.app import app
from scripts.commands.restore import options, plan
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.commands.restore.releases import CONFIGURATION, RELEASES, Now, definition
from tests.unit.scripts.inventory.copies.account import (
    ACCOUNT,
    BACKUP_KEY,
    DATA_KEY,
    GB,
    JOB,
    NOW,
    POINT,
    REGION,
    RUN,
    answers,
    cluster,
    database_point,
    files_point,
    key,
    scope_of,
    snapshot,
)

Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """`openemr restore VERB clinic ...` with these answers of AWS."""

    def run(*arguments: str, version: str = "8.2.0", **told: Any) -> Result:
        account = ScriptedAccount(answers(**{**RELEASES, **told}))
        scope = scope_of(account, CONFIGURATION)
        monkeypatch.setattr(options, "_scope", lambda *_: scope)
        monkeypatch.setattr(options, "datetime", Now)
        monkeypatch.setattr(plan, "openemr_version", lambda _: version)
        return CliRunner().invoke(app, ["restore", *arguments])

    return run


def ids(call: Call, **told: Any) -> list[str]:
    """Of `restore list`: the moment's pair first, then that of the copies."""
    listed = json.loads(call("list", "--json", **told).stdout)
    return [each["id"] for each in listed["pairs"]]


def test_the_list_fits_a_terminal_newest_first(call: Call):
    answer = call("list")
    assert answer.exit_code == 0, answer.output
    rows = answer.stdout.splitlines()
    table = [row for row in rows if " 2026-11-30 05:0" in row and "UTC" not in row]
    assert [row.split()[1:] for row in table] == [
        ["2026-11-30", "05:09", "6", "h", "none", "moment", "locked", "2027-01-04", "28.0"],
        ["2026-11-30", "05:07", "6", "h", "+2min", "vault", "locked", "2027-01-04", "26.0"],
    ]
    assert max(len(row) for row in rows if row in table) <= 80
    assert f"Pairs of clinic in {REGION}, account {ACCOUNT}" in answer.stdout
    assert "Any second of openemr-clinic-database: 2026-10-26 12:00 to 2026-11-30 11:55" in (
        answer.stdout
    )
    assert f"Key {DATA_KEY} of account {ACCOUNT}: Enabled" in answer.stdout


def test_long_columns_stay_within_the_width(call: Call):
    far = RUN - timedelta(days=2500)
    ends = {"DeleteAt": NOW + timedelta(days=9000), "MoveToColdStorageAt": RUN}
    points = [
        database_point(CreationDate=far, CalculatedLifecycle={}),
        files_point(CreationDate=far - timedelta(minutes=83), CalculatedLifecycle=ends),
    ]
    answer = call("list", points=points, backed_up=[snapshot(SnapshotCreateTime=far)])
    (row,) = [each for each in answer.stdout.splitlines() if " vault " in each]
    assert row.split()[1:] == (
        f"{far:%Y-%m-%d} 05:00 2500 d -1h23min vault cold locked 2051-07-22 26.0".split()
    )
    assert len(row.rstrip()) <= 80
    assert "A negative gap: the database is newer" in answer.stdout


def test_copies_without_partner_are_told_with_the_reason(call: Call):
    answer = call("list", points=[database_point()], clusters=[])
    assert answer.exit_code == 1
    assert f"No partner: database of 2026-11-30 05:07 UTC (vault {JOB}): there is no copy" in (
        answer.stdout
    )
    assert f"No pair of copies can be restored: clinic in {REGION}, account" in answer.stderr


def test_the_list_as_json_has_everything(call: Call):
    listed = json.loads(call("list", "--json").stdout)
    exact, copied = listed["pairs"]
    assert copied["database"] | {"arn": "", "age_seconds": 0} == {
        "arn": "",
        "source": "vault",
        "moment": "2026-11-30T05:07:00Z",
        "age_seconds": 0,
        "of": "openemr-clinic-database",
        "stores": "blue",
        "region": REGION,
        "account": ACCOUNT,
        "vault": "openemr-clinic-vault",
        "status": "COMPLETED",
        "size_bytes": 20 * GB,
        "storage_class": "WARM",
        "locked": True,
        "expires": "2027-01-04T05:00:00Z",
        "key": DATA_KEY,
        "key_state": "Enabled",
        "key_owner": ACCOUNT,
    }
    assert (copied["gap_seconds"], copied["restorable"]) == (120, True)
    assert exact["database"]["source"] == "moment"
    assert exact["files"] == copied["files"]
    assert {each["arn"]: each["usable"] for each in listed["keys"]} == {
        BACKUP_KEY: True,
        DATA_KEY: True,
    }
    assert listed["windows"][0]["latest"] == "2026-11-30T11:55:00Z"
    assert listed["without_partner"] == []


def test_pairs_under_a_key_that_is_to_be_deleted_are_refused(call: Call):
    deleted = key(DATA_KEY, "PendingDeletion", DeletionDate=NOW + timedelta(days=3))
    told = {"DescribeKey": [key(BACKUP_KEY), deleted]}
    answer = call("list", **told)
    assert answer.exit_code == 1
    assert answer.stdout.count("unusable") == 2
    _, copied = ids(call, **told)
    planned = call("plan", "--pair", copied, **told)
    assert planned.exit_code == 1
    assert (
        f"This cannot be restored:\n  the copy of the database cannot be decrypted: its key "
        f"{DATA_KEY} is PendingDeletion, deleted on 2026-12-03"
    ) in planned.stderr
    assert "Settings" not in planned.stdout


def test_a_plan_of_a_pair_tells_moments_loss_minutes_release_cost_and_settings(call: Call):
    _, copied = ids(call)
    answer = call("plan", "--pair", copied, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert told["database_as_of"] == "2026-11-30T05:07:00Z"
    assert told["files_as_of"] == "2026-11-30T05:09:00Z"
    assert told["lost"]["database_seconds"] == 6 * 3600 + 53 * 60
    assert told["minutes"]["least"] == 36 + 1
    assert told["minutes"]["most"] == 36 + 2 + 1
    assert told["release"]["of_database"] == told["release"]["now"] == "8.2.0"
    assert told["settings"]["stores"] == {
        "serving": "blue",
        "standby": "restoring",
        "green_database": JOB,
        "green_files": POINT,
    }
    # us-west-2: $0.12 for an ACU hour, $0.10 and $0.30 for a GB and month.
    parts = {each["what"]: each["usd_a_day"] for each in told["cost"]["parts"]}
    assert parts["database capacity"] == pytest.approx(2 * 0.5 * 24 * 0.12)
    assert parts["database storage"] == pytest.approx(20 * 0.1 * 12 / 365, rel=0.01)
    assert parts["files"] == pytest.approx(6 * 0.3 * 12 / 365, rel=0.01)
    assert told["cost"]["usd_a_day"] == pytest.approx(sum(parts.values()))
    assert told["consents"] == []


def test_a_plan_for_people(call: Call):
    _, copied = ids(call)
    lines = call("plan", "--pair", copied).stdout
    for line in (
        "Gap       the files were copied 2 min later, which lacks nothing",
        "Lost      records of the last 6 h 53 min, files of the last 6 h 51 min",
        "Takes     37 to 39 minutes, an estimate: 36 minutes, which a peer measured",
        "Release   8.2.0 at that time and in the settings",
        "Costs     $3.00 a day while both pairs exist: database capacity $2.88",
        '    "green_files": ',
    ):
        assert line in lines


def test_a_plan_at_a_time_takes_the_second_and_the_files_before(call: Call):
    answer = call("plan", "--at", "2026-11-30T03:00:30-05:00")
    assert answer.exit_code == 0, answer.output
    assert "Database  as of 2026-11-30 08:00:30 UTC, from the point-in-time window" in answer.stdout
    assert "Files     as of 2026-11-30 05:09:00 UTC, from vault" in answer.stdout
    assert "Note      the database is 2 h 51 min newer than the files: documents" in answer.stdout
    exact, _ = ids(call)
    assert f"Instead   --pair {exact}: the database as of these files" in answer.stdout
    assert '@2026-11-30T08:00:30Z"' in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "received: neither"),
        (["--pair", "abcdef", "--at", "2026-11-30T03:00Z"], "received: --pair abcdef and --at"),
        (["--at", "2026-11-30T03:00"], "has no time zone"),
        (["--pair", "abcdef"], "no such pair"),
    ],
)
def test_wrong_options_exit_with_2(call: Call, arguments: list[str], told: str):
    answer = call("plan", *arguments)
    assert answer.exit_code == 2
    assert told in answer.stderr
    assert not answer.stdout


def test_a_time_after_the_window_says_that_less_comes_back(call: Call):
    """RDS lags minutes behind."""
    answer = call("plan", "--at", "2026-11-30T11:58Z")
    assert answer.exit_code == 0, answer.output
    assert "Database  as of 2026-11-30 11:55:00 UTC" in answer.stdout
    assert (
        "Note      that second is outside of the point-in-time window (openemr-clinic-database "
        "2026-10-26 12:00 to 2026-11-30 11:55 UTC)"
    ) in answer.stdout
    within = call("plan", "--at", "2026-11-30T11:54Z")
    assert "Note      that second" not in within.stdout


def test_a_time_before_all_copies_exits_with_1(call: Call):
    answer = call("plan", "--at", "2026-01-01T00:00Z")
    assert answer.exit_code == 1
    assert "No copies of both database and files from before 2026-01-01 00:00 UTC" in answer.stderr


@pytest.mark.parametrize(
    ("image", "version", "code", "told"),
    [
        ("openemr/openemr:8.1.0-2026-06-18", "8.2.0", 0, "Release   8.1.0 at that time, 8.2.0 in"),
        ("openemr/openemr:latest", "8.2.0", 0, "Needed    your word: the release of that moment"),
        ("openemr/openemr:8.2.0", "8.1.0", 1, "older code does not read newer data"),
    ],
)
def test_the_release_of_that_moment_counts(
    call: Call, image: str, version: str, code: int, told: str
):
    _, copied = ids(call)
    described = {"DescribeTaskDefinition": [definition(image)]}
    answer = call("plan", "--pair", copied, version=version, **described)
    assert answer.exit_code == code, answer.output
    assert told in answer.output


@pytest.mark.parametrize(("minutes", "asked"), [(59, True), (61, False)])
def test_an_upgrade_shortly_before_is_asked_about(call: Call, minutes: int, asked: bool):
    newer = definition("openemr/openemr:8.3.0-2026-08-30")
    newer["taskDefinition"]["registeredAt"] = RUN + timedelta(minutes=7 - minutes)
    family = "arn:aws:ecs:x:1:task-definition/openemr-clinic-openemr"
    told = {
        "ListTaskDefinitions": [
            {"taskDefinitionArns": [f"{family}:2"]},
            {"taskDefinitionArns": [f"{family}:1"]},
        ],
        "DescribeTaskDefinition": [newer, definition()],
    }
    _, copied = ids(call)
    answer = call("plan", "--pair", copied, "--json", version="8.3.0", **told)
    assert answer.exit_code == 0, answer.output
    consents = json.loads(answer.stdout)["consents"]
    assert bool(consents) == asked
    assert all("upgraded from 8.2.0 to 8.3.0" in each for each in consents)


def test_an_upgrade_between_both_copies_is_refused(call: Call):
    """It may have made new keys, on one side only."""
    between = definition("openemr/openemr:8.3.0-2026-08-30")
    between["taskDefinition"]["registeredAt"] = RUN + timedelta(minutes=8)
    family = "arn:aws:ecs:x:1:task-definition/openemr-clinic-openemr"
    told = {
        "ListTaskDefinitions": [
            {"taskDefinitionArns": [f"{family}:2"]},
            {"taskDefinitionArns": [f"{family}:1"]},
        ],
        "DescribeTaskDefinition": [between, definition()],
    }
    _, copied = ids(call)
    answer = call("plan", "--pair", copied, version="8.3.0", **told)
    assert answer.exit_code == 1
    assert "OpenEMR was upgraded between both copies (8.2.0 of the database, 8.3.0" in answer.stderr


def test_two_pairs_of_stores_leave_no_room(call: Call):
    green = cluster(
        DBClusterIdentifier="openemr-clinic-greendatabase", DbClusterResourceId="cluster-G"
    )
    told = {"clusters": [cluster(), green]}
    _, copied = ids(call, **told)
    answer = call("plan", "--pair", copied, **told)
    assert answer.exit_code == 1
    assert "Both pairs of stores exist, blue and green" in answer.stderr
