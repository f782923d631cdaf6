"""Which versions of Aurora are upgrades, and when a plan tells that one is waiting."""

from typing import Any, cast

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.upgrade_database import (
    UpgradeRefusedError,
    UpgradeUnfinishedError,
    refuse_other_than_minor_upgrades,
    standby_version,
    upgrade,
)
from scripts.deployment.engine_version import is_minor_upgrade, waiting_upgrade
from scripts.deployment.outputs import Deployed

A, B, C = (f"8.0.mysql_aurora.3.{minor}.0" for minor in ("08", "12", "13"))
MAJOR = "8.4.mysql_aurora.8.4.0"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(A, B, True), (B, C, True), (B, B, False), (C, B, False), (B, MAJOR, False), (B, "", False)],
)
def test_a_later_release_of_the_same_major_version_is_a_minor_upgrade(
    old: str, new: str, expected: bool
):
    assert is_minor_upgrade(old, new) == expected


def _state(version: str) -> dict[str, Any]:
    instances = [{"attributes": {"engine_version": version}}]
    cluster = {"mode": "managed", "type": "aws_rds_cluster", "name": "c", "instances": instances}
    return {"resources": [cluster]}


@pytest.mark.parametrize(
    ("running", "wanted", "tells"), [(B, B, False), (B, C, True), (C, B, False), (B, MAJOR, True)]
)
def test_a_plan_tells_of_an_upgrade_that_it_does_not_make(running: str, wanted: str, tells: bool):
    configuration = {"resource": {"aws_rds_cluster": {"c": {"engine_version": wanted}}}}
    said = waiting_upgrade(configuration, _state(running))
    assert bool(said) == tells
    assert not tells or (running in said and wanted in said)


def test_each_of_two_databases_that_waits_is_named():
    configuration = {"resource": {"aws_rds_cluster": {"c": {"engine_version": C}}}}
    state = {
        "resources": [
            {
                "mode": "managed",
                "type": "aws_rds_cluster",
                "name": name,
                "instances": [
                    {"attributes": {"cluster_identifier": name, "engine_version": version}}
                ],
            }
            for name, version in (("blue", C), ("green", A), ("other", B))
        ]
    }
    said = waiting_upgrade(configuration, state)
    assert f"green had {A} and other had {B} at the last apply" in said
    assert "blue" not in said


@pytest.mark.parametrize(
    ("running", "outputs", "tells"),
    [
        (A, {"standby_database_cluster_id": "x-greendatabase", "standby_pair": "green"}, True),
        (B, {"standby_database_cluster_id": "x-greendatabase", "standby_pair": "green"}, False),
        (A, {"database_cluster_id": "x-database"}, False),
    ],
)
def test_the_version_of_a_standby_database_is_told(
    running: str, outputs: dict[str, str], tells: bool
):
    rds = Rds("available")
    rds.asked = running
    said = standby_version(Deployed("x", "us-west-2", cast(AwsAccount, rds), outputs), B)
    assert bool(said) == tells
    assert not tells or f"x-greendatabase (green, standby) runs {A} and stays" in said


def test_nothing_waits_before_the_first_deployment():
    configuration = {"resource": {"aws_rds_cluster": {"c": {"engine_version": B}}}}
    assert waiting_upgrade(configuration, {}) == ""
    assert waiting_upgrade({"resource": {}}, {}) == ""


@pytest.mark.parametrize(
    ("running", "wanted", "way"),
    [(C, B, "no downgrade"), (B, MAJOR, "blue/green"), (MAJOR, B, "blue/green")],
)
def test_other_than_minor_upgrades_are_refused_with_the_way(running: str, wanted: str, way: str):
    with pytest.raises(UpgradeRefusedError) as refused:
        refuse_other_than_minor_upgrades(running, wanted)
    assert f"database.engine_version: received {wanted}" in str(refused.value)
    assert way in str(refused.value)


class Rds:
    """A cluster that is upgraded after some questions."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.version, self.asked = B, ""

    def client(self, _service: str) -> "Rds":
        return self

    def modify_db_cluster(self, **request: Any) -> None:
        assert request["ApplyImmediately"] is True
        self.asked = request["EngineVersion"]

    def describe_db_clusters(self, **_request: Any) -> dict[str, Any]:
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if not self.statuses[1:]:
            self.version = self.asked
        return {"DBClusters": [{"EngineVersion": self.version, "Status": status}]}


def test_an_upgrade_is_waited_for():
    rds = Rds("available", "upgrading", "upgrading", "available")
    seen: list[str] = []
    pauses: list[float] = []
    upgrade(rds, "c", C, seen.append, pause=pauses.append, clock=lambda: 0)  # type: ignore[arg-type]
    assert rds.version == C
    assert seen == ["available", "upgrading", "upgrading"]
    assert len(pauses) == 3


def test_an_upgrade_that_does_not_end_is_an_error():
    times = iter([0, 10, 4000])
    with pytest.raises(UpgradeUnfinishedError, match="is upgrading with"):
        upgrade(
            Rds("upgrading"),  # type: ignore[arg-type]
            "c",
            C,
            lambda _: None,
            pause=lambda _: None,
            clock=lambda: next(times),
        )
