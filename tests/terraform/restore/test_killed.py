"""kill -9 at every phase of a restore, its undo and its discard; then the same command.

One restore is killed at one moment after the other, each time by the loss of its whole machine, and
ends as another one that nobody disturbed. Its state is remote, so that a machine that is lost
during an apply leaves a lock.
"""

import json
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import PRODUCTION, Deployed
from tests.terraform.restore.gate import gated
from tests.terraform.restore.lost_machine import Machine, Moment
from tests.terraform.topology.inventory import inventory

pytestmark = pytest.mark.terraform

# Two, as `state unlock` sees on this machine who works with which.
BUCKETS = ("clinic-state-00000000", "clinic-state-11111111")
GREEN = "openemr-clinic-greendatabase"
PLACE = {"cluster": "openemr-clinic-cluster", "service": "openemr-clinic-openemr"}
RUN = ("restore", "run", PRODUCTION, "--yes")
UNDO = ("restore", "undo", PRODUCTION, "--yes")
DISCARD = ("restore", "discard", PRODUCTION, "--confirm", PRODUCTION)


def asked(checkout: Checkout, *arguments: str) -> str:
    answer = checkout.openemr(*arguments)
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"
    return answer.stdout


def stores(checkout: Checkout) -> dict[str, Any]:
    context = json.loads((checkout.directory / "cdktf.json").read_text())["context"]
    return dict(context["deployments"][PRODUCTION].get("stores", {}))


def state(checkout: Checkout) -> dict[str, Any]:
    s3, key = checkout.account.client("s3"), f"openemr/{PRODUCTION}/terraform.tfstate"
    (bucket,) = (each["Name"] for each in s3.list_buckets()["Buckets"] if each["Name"] in BUCKETS)
    stored = s3.get_object(Bucket=bucket, Key=key)
    return dict(json.loads(stored["Body"].read()))


def tasks(checkout: Checkout) -> tuple[int, set[bool]]:
    """Desired tasks, and what of autoscaling is suspended."""
    ecs, scaling = (checkout.account.client(each) for each in ("ecs", "application-autoscaling"))
    (service,) = ecs.describe_services(cluster=PLACE["cluster"], services=[PLACE["service"]])[
        "services"
    ]
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return service["desiredCount"], set(target.get("SuspendedState", {}).values())


def file_systems(checkout: Checkout) -> list[dict[str, Any]]:
    return list(checkout.account.client("efs").describe_file_systems()["FileSystems"])


def has_instances(checkout: Checkout) -> bool:
    instances = checkout.account.client("rds").describe_db_instances()["DBInstances"]
    return any(each["DBClusterIdentifier"] == GREEN for each in instances)


def clusters(checkout: Checkout) -> set[str]:
    found = checkout.account.client("rds").describe_db_clusters()["DBClusters"]
    return {each["DBClusterIdentifier"] for each in found}


# What AWS, Terraform and the provider name anew each time.
ANEW = re.compile(
    r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(-\w{6}\b)?"
    r"|(?<=-)[0-9a-f]{8,}\b"
    r"|(?<=cluster-)[A-Z0-9]{10,}|(?<=db-)[A-Z0-9]{10,}"
    r"|\d{4}-\d{2}-\d{2}T[\d:.]+(Z|\+00:00)?"
    r"|(?<=\w):\d+(?=\"|$)"
)


@dataclass(frozen=True)
class End:
    """How a command left a deployment, without ids and times."""

    holds: list[str]
    state: set[str]
    settings: dict[str, Any]
    tasks: tuple[int, set[bool]]

    @classmethod
    def of(cls, checkout: Checkout) -> "End":
        """Of the state the addresses: plan and drift compare its attributes, see `is_settled`."""
        addresses = {
            f"{each['mode']} {each['type']}.{each['name']}" for each in state(checkout)["resources"]
        }
        holds = sorted(ANEW.sub("*", line) for line in inventory(checkout.account))
        return cls(holds, addresses, stores(checkout), tasks(checkout))


@dataclass(frozen=True)
class Backed:
    """A production in its account, with copies that make a pair."""

    checkout: Checkout
    account: Path
    pair: str


@pytest.fixture(scope="module")
def backed(clinic: Deployed, copy_of: Copy, tmp_path_factory: pytest.TempPathFactory) -> Backed:
    checkout = copy_of(clinic)
    asked(checkout, "backups", PRODUCTION, "--now")
    pairs = json.loads(asked(checkout, "restore", "list", PRODUCTION, "--json"))["pairs"]
    account = tmp_path_factory.mktemp("backed") / "account"
    checkout.aws.snapshot(account)
    (pair,) = [each["id"] for each in pairs if each["database"]["source"] == "vault"]
    return Backed(checkout, account, pair)


def keep_remotely(checkout: Checkout, bucket: str) -> None:
    s3 = checkout.account.client("s3")
    place = {"LocationConstraint": checkout.aws.region}
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text())
    whole["context"]["remote_state"] = {"bucket": bucket, "lock": "lockfile"}
    file.write_text(json.dumps(whole))
    asked(checkout, "state", "move", PRODUCTION)


@pytest.fixture(scope="module")
def undisturbed(
    backed: Backed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Future[list[End]]"]:
    """What nobody disturbs: how its run, undo and discard end. Nearly all of it is waiting."""
    folder = tmp_path_factory.mktemp("undisturbed") / "checkout"

    def live() -> list[End]:
        with backed.checkout.copy(folder, backed.account) as checkout:
            keep_remotely(checkout, BUCKETS[0])
            ends = []
            for command in ((*RUN, "--pair", backed.pair), UNDO, DISCARD):
                asked(checkout, *command)
                ends.append(End.of(checkout))
            return ends

    with ThreadPoolExecutor() as executor:
        yield executor.submit(live)


@pytest.fixture(scope="module")
def machine(
    backed: Backed,
    undisturbed: "Future[list[End]]",  # noqa: ARG001 - it begins first
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("killed") / "checkout"
    with backed.checkout.copy(folder, backed.account) as checkout, gated(checkout.aws.url) as gate:
        keep_remotely(checkout, BUCKETS[1])
        yield Machine(checkout, *gate)


def kill(machine: Machine, moment: Moment, *command: str) -> None:
    printed = machine.lose(moment, *command)
    assert "Traceback" not in printed
    if moment in LOCKED:
        refused = machine.checkout.openemr(*RUN)
        assert refused.returncode == 1, refused.stdout + refused.stderr
        assert f"openemr state unlock {PRODUCTION}" in refused.stderr
    free(machine.checkout)


def free(checkout: Checkout) -> None:
    """Release the lock of a machine that is lost, as whoever finds it is told to."""
    shown = json.loads(asked(checkout, "state", "unlock", PRODUCTION, "--json"))
    for lock in {each["id"] for each in shown["locks"]}:
        asked(checkout, "state", "unlock", PRODUCTION, "--id", lock)


def serving(color: str) -> Any:
    return lambda checkout: stores(checkout).get("serving") == color


def stopped(checkout: Checkout) -> bool:
    return tasks(checkout)[0] == 0


def is_absent(checkout: Checkout) -> bool:
    return stores(checkout).get("standby") == "absent"


WRITTEN = Moment("settings written", lambda checkout: "standby" in stores(checkout))
UNASKED = Moment("before the restore job", call="PUT /restore-jobs/?")
FILLING = Moment("the restore job runs", call=r"GET /restore-jobs/[\w-]+")
UNTAGGED = Moment("the file system is filled", call="POST /2015-02-01/resource-tags/.+")
HALF = Moment("a cluster that no state has", call="ModifyDBCluster")
EMPTY = Moment("a cluster without instances", call="CreateDBInstance")
# Checks before a deployment count tasks, too.
CHECKING = Moment("the task checks", has_instances, "DescribeTasks")
BESIDE = (WRITTEN, UNASKED, FILLING, UNTAGGED, HALF, EMPTY, CHECKING)
OVER = (
    Moment("cut-over written", serving("green")),
    Moment("autoscaling suspended", call="UpdateService"),
    Moment("tasks stopped", stopped),
    Moment("in the apply", call="RegisterTaskDefinition"),
    Moment("applied", stopped, "DescribeScalableTargets"),
    Moment("tasks started", call="RegisterScalableTarget"),
)
LOCKED = (HALF,)
# While OpenEMR uses the pair that the settings do not name, and while it is down.
REFUSED = (OVER[0], OVER[-2])
BACK = (Moment("undo written", serving("blue")), Moment("tasks stopped", stopped))
AWAY = (
    Moment("settings without the pair", is_absent),
    Moment("the cluster is deleted", lambda checkout: GREEN not in clusters(checkout)),
    Moment("the files are to be deleted", call="DELETE /2015-02-01/file-systems/.+"),
)


def hold_files(checkout: Checkout) -> None:
    checkout.aws.copies.jobs_end("restore", "RUNNING")


def fill_files(checkout: Checkout) -> None:
    checkout.aws.copies.jobs_end("restore", "COMPLETED")
    for job in checkout.account.client("backup").list_restore_jobs()["RestoreJobs"]:
        if job["Status"] == "RUNNING":
            checkout.aws.copies.end_job(job["RestoreJobId"], "COMPLETED")


def test_killed_beside_what_serves(machine: Machine, backed: Backed) -> None:
    checkout = machine.checkout
    before = tasks(checkout)
    hold_files(checkout)
    for moment in BESIDE:
        if moment is UNTAGGED:
            fill_files(checkout)
        pair = ("--pair", backed.pair) if moment is WRITTEN else ()
        kill(machine, moment, *RUN, *pair)
        assert stores(checkout)["serving"] == "blue", moment.name
        assert tasks(checkout) == before, moment.name
        assert len(file_systems(checkout)) <= 2, moment.name
    assert len(checkout.account.client("backup").list_restore_jobs()["RestoreJobs"]) == 1


def test_killed_in_the_cut_over(machine: Machine, undisturbed: "Future[list[End]]") -> None:
    checkout = machine.checkout
    for moment in OVER:
        kill(machine, moment, *RUN)
        assert stores(checkout)["serving"] == "green", moment.name
        if moment in REFUSED:
            refused = checkout.openemr(*DISCARD)
            assert (refused.returncode, "Nothing was changed." in refused.stderr) == (1, True)
    asked(checkout, *RUN)
    assert End.of(checkout) == undisturbed.result()[0]
    # Drift is left until the next apply: a plan after the kill read autoscaling as suspended.
    asked(checkout, "plan", PRODUCTION)


def test_killed_in_an_undo(machine: Machine, undisturbed: "Future[list[End]]") -> None:
    checkout = machine.checkout
    for moment in BACK:
        kill(machine, moment, *UNDO)
        assert stores(checkout)["serving"] == "blue", moment.name
    asked(checkout, *UNDO)
    assert End.of(checkout) == undisturbed.result()[1]
    # Drift is left until the next apply: a plan after the kill read autoscaling as suspended.
    asked(checkout, "plan", PRODUCTION)


def test_killed_in_a_discard(machine: Machine, undisturbed: "Future[list[End]]") -> None:
    checkout = machine.checkout
    for moment in AWAY:
        kill(machine, moment, *DISCARD)
        assert len(file_systems(checkout)) == 2, moment.name
    asked(checkout, *DISCARD)
    assert End.of(checkout) == undisturbed.result()[2]
    is_settled(checkout)


@pytest.mark.parametrize("moment", [FILLING, HALF], ids=lambda moment: moment.name)
def test_a_killed_restore_that_is_given_up_leaves_nothing(
    machine: Machine, backed: Backed, moment: Moment
) -> None:
    checkout = machine.checkout
    if moment is FILLING:
        hold_files(checkout)
    kill(machine, moment, *RUN, "--pair", backed.pair)
    fill_files(checkout)
    if moment is HALF:
        free_the_name_of_the_last_snapshot(checkout)
    asked(checkout, *DISCARD)
    assert (len(file_systems(checkout)), len(clusters(checkout))) == (1, 1)
    assert stores(checkout) == {"serving": "blue", "standby": "absent"}
    is_settled(checkout)


def free_the_name_of_the_last_snapshot(checkout: Checkout) -> None:
    """That of the discard before, as the refusal tells to."""
    refused = checkout.openemr(*DISCARD)
    assert (refused.returncode, "Nothing was destroyed." in refused.stderr) == (1, True)
    assert GREEN in clusters(checkout)
    rds = checkout.account.client("rds")
    for each in rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]:
        if each["DBClusterIdentifier"] == GREEN:
            rds.delete_db_cluster_snapshot(
                DBClusterSnapshotIdentifier=each["DBClusterSnapshotIdentifier"]
            )


def is_settled(checkout: Checkout) -> None:
    asked(checkout, "plan", PRODUCTION)
    asked(checkout, "drift", PRODUCTION)
