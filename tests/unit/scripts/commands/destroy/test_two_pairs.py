"""A destroy of a deployment with two pairs of database and files, or with the second alone."""

from typing import Any, cast

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.destroy.decision import Mode, decide
from scripts.commands.destroy.forecast import forecast
from scripts.commands.destroy.protections import NotConfiguredError, refuse_unconfigured
from scripts.commands.destroy.purge import copies_to_take, snapshot_cluster
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResource, StateResources

BLUE, GREEN = "openemr-clinic-database", "openemr-clinic-greendatabase"
CLUSTERS = {"database_cluster": BLUE, "green_database_cluster": GREEN}
SYSTEMS = {"files_sites": "fs-1", "green_files_sites": "fs-2"}


def resources(
    colors: str = "blue green", *, vault: bool = True, **attributes: Any
) -> StateResources:
    """attributes: of the clusters."""
    found = []
    for type_, named in (("aws_rds_cluster", CLUSTERS), ("aws_efs_file_system", SYSTEMS)):
        for name, id_ in named.items():
            if ("green" if name.startswith("green_") else "blue") in colors.split():
                secret = {"master_user_secret": [{"secret_arn": f"arn:secret:{name}"}]}
                values = {"id": id_} | (secret | attributes if "cluster" in name else {})
                found.append(StateResource(f"{type_}.{name}", type_, values))
    if vault:
        found.append(StateResource("aws_backup_vault.vault", "aws_backup_vault", {"id": "vault"}))
    return StateResources({each.address: each for each in found})


ASSETS = [
    DataAsset("aws_rds_cluster", BLUE, f"{BLUE} (blue, serving)", {"gb": 8.0}, keys=("key-1",)),
    DataAsset("aws_rds_cluster", GREEN, f"{GREEN} (green, standby)", {"gb": 4.0}, keys=("key-2",)),
    DataAsset("aws_efs_file_system", "fs-1", "files", {"gb": 1.0}),
    DataAsset("aws_efs_file_system", "fs-2", "greenfiles", {"gb": 2.0}),
    DataAsset("aws_backup_vault", "vault", "vault"),
]
# The ids of databases and of file systems that are copied.
Copied = tuple[set[str], set[str]]


@pytest.mark.parametrize(
    ("colors", "copied"),
    [
        ("blue green", ({BLUE, GREEN}, {"fs-1", "fs-2"})),
        ("green", ({GREEN}, {"fs-2"})),
        ("blue", ({BLUE}, {"fs-1"})),
    ],
)
def test_a_purge_copies_every_pair_that_it_deletes(colors: str, copied: Copied) -> None:
    copies = copies_to_take(Mode.PURGE, resources(colors), ASSETS, takes_copies=True)
    assert ({each.id for each in copies.of_databases}, {each.id for each in copies.of_files}) == (
        copied
    )
    assert len({each.id for each in copies.assets}) == len(copies.assets) == sum(map(len, copied))


def test_the_keys_of_all_copies_are_kept() -> None:
    copies = copies_to_take(Mode.PURGE, resources(), ASSETS, takes_copies=True)
    assert {"key-1", "key-2"} <= set(copies.keys)
    assert copies_to_take(Mode.PURGE, resources(), ASSETS, takes_copies=False).keys == ()


def test_final_snapshots_are_of_the_databases_that_take_one() -> None:
    both = copies_to_take(
        Mode.BY_SETTINGS, resources(skip_final_snapshot=False), ASSETS, takes_copies=False
    )
    assert [each.id for each in both.of_databases] == [BLUE, GREEN]
    blue = resources("blue", skip_final_snapshot=True).by_address
    green = resources("green", skip_final_snapshot=False).by_address
    state = StateResources({**blue, **green})
    one = copies_to_take(Mode.BY_SETTINGS, state, ASSETS, takes_copies=False)
    assert [each.id for each in one.of_databases] == [GREEN]
    assert (one.of_files, one.vault) == ((), None)


class Rds:
    """Takes snapshots at once."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []

    def client(self, _service: str) -> "Rds":
        return self

    def create_db_cluster_snapshot(self, **asked: Any) -> None:
        self.taken.append(asked)

    def describe_db_cluster_snapshots(self, **_asked: Any) -> dict[str, Any]:
        return {"DBClusterSnapshots": [{"Status": "available"}]}


def test_last_snapshots_of_one_second_have_different_names() -> None:
    rds = Rds()
    scope = Scope("clinic", cast(AwsAccount, rds), resources(), {})
    names = [snapshot_cluster(scope, each, lambda _: None) for each in ASSETS[:2]]
    assert names[0].startswith("openemr-clinic-last")
    assert names[1].startswith("openemr-clinic-greenlast")
    assert [each["DBClusterIdentifier"] for each in rds.taken] == [BLUE, GREEN]
    assert [each["DBClusterSnapshotIdentifier"] for each in rds.taken] == names


def test_a_secret_of_rds_goes_with_its_own_database() -> None:
    state = resources()
    secrets = [
        DataAsset("aws_secretsmanager_secret", f"arn:secret:{name}", "rds!cluster-1")
        for name in CLUSTERS
    ]
    foreign = DataAsset(
        "aws_rds_cluster", BLUE, BLUE, {"gb": 1.0}, foreign="somebody's", ours=False
    )
    decision = decide(Mode.PURGE, state, [foreign])
    assert "aws_rds_cluster.database_cluster" in decision.kept
    assert "aws_rds_cluster.green_database_cluster" in decision.deleted
    found = forecast("us-west-2", decision, state, secrets)
    assert [row.asset.id for row in found.kept] == ["arn:secret:database_cluster"]


def test_what_is_protected_and_not_configured_is_refused() -> None:
    state = resources()
    blue: dict[str, Any] = {"aws_rds_cluster": {"database_cluster": {}}}
    both: dict[str, Any] = {"aws_rds_cluster": {name: {} for name in CLUSTERS}}
    refuse_unconfigured({"resource": both}, state, state.by_address)
    with pytest.raises(NotConfiguredError, match=r"aws_rds_cluster\.green_database_cluster any"):
        refuse_unconfigured({"resource": blue}, state, state.by_address)
    # It is not to be deleted, or not there.
    refuse_unconfigured({"resource": blue}, state, ["aws_rds_cluster.database_cluster"])
    refuse_unconfigured({"resource": blue}, resources("blue"), state.by_address)
