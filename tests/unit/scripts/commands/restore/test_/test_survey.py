"""What a restore test finds before it begins: whether anything is there that no test made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, cast

import pytest
from rich.console import Console

from scripts.commands.restore.job import Options
from scripts.commands.restore.test_.evidence import GROUP, Evidence, NotRecordedError
from scripts.commands.restore.test_.job import NotTestableError, RestoreTest
from scripts.commands.restore.test_.record import DESTROYED, ENDED, PASSED, Record
from scripts.terraform.working_directory import WorkingDirectory
from stacks.settings.stores import StoresSettings
from tests.unit.scripts.commands.deploy.scripted import Answer, ScriptedAccount
from tests.unit.scripts.inventory.copies.account import cluster, file_system
from tests.unit.stacks.settings.mistakes.stores import GREEN, SNAPSHOT

BEGAN = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
TESTED = {**GREEN, "serving": "blue", "standby": "testing"}
CLUSTER = "aws_rds_cluster.green_database_cluster"
FILES = "aws_efs_file_system.green_files_sites"
TASK = "aws_ecs_task_definition.application_restore_definition"
ALONE: Mapping[str, Any] = {
    "resource": {"aws_cloudwatch_log_group": {"restore_tests_log": {"name": "/openemr/clinic/x"}}}
}
WITH_PAIR: Mapping[str, Any] = {
    "resource": {
        **ALONE["resource"],
        "aws_rds_cluster": {"green_database_cluster": {}},
        "aws_efs_file_system": {"green_files_sites": {"creation_token": "openemr-clinic-green"}},
        "aws_ecs_task_definition": {"application_restore_definition": {}},
    }
}


def record(state: str = "began", **stores: Any) -> Record:
    begun = Record.begun(BEGAN, "k7m2qd", {"stores": {**TESTED, **stores}})
    return begun if state == "began" else begun.then(state, verdict=PASSED)


@dataclass
class Work:
    """What a working directory tells."""

    account: Any
    configuration: Mapping[str, Any] = field(default_factory=lambda: ALONE)


@dataclass
class Told:
    """What is there: settings, records, addresses in the state, a file system, a copied file.

    origin: what the state holds of each address. cluster: when AWS made it; None: it has none.
    """

    stores: dict[str, Any] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    state: tuple[str, ...] = ()
    origin: Mapping[str, Any] = field(default_factory=lambda: {"snapshot_identifier": SNAPSHOT})
    system: str = ""
    cluster: datetime | None = None
    copied: bool = False
    serves: bool = True
    has_group: bool = True


class Surveyed(RestoreTest):
    """A test of a deployment that is told, not asked."""

    def __init__(self, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(Options("clinic", None, True, True, Console()))
        self.told = told
        monkeypatch.setattr(Evidence, "read", lambda _: told.records)

    @property
    def stores(self) -> StoresSettings:
        return StoresSettings.model_validate(self.told.stores)

    def _open(self) -> WorkingDirectory:
        found = [file_system(FileSystemId=self.told.system)] if self.told.system else []
        made = self.told.cluster
        clusters = [cluster(ClusterCreateTime=made)] if made else []
        account = ScriptedAccount(
            {
                "DescribeFileSystems": [{"FileSystems": found}],
                "DescribeDBClusters": [{"DBClusters": clusters}],
            }
        )
        return cast(WorkingDirectory, Work(account))

    def _serves(self, work: WorkingDirectory) -> bool:
        return bool(work) and self.told.serves

    def _resources(self, work: WorkingDirectory) -> dict[str, Mapping[str, Any]]:
        assert work
        group = (GROUP,) if self.told.has_group else ()
        return dict.fromkeys((*self.told.state, *group), self.told.origin)

    def _written(self) -> dict[str, Any]:
        return self.told.stores

    def _configuration(self, stores: Mapping[str, Any]) -> dict[str, Any]:
        return dict(WITH_PAIR if stores["standby"] == "testing" else ALONE)

    def _settings_copy(self, record: Record) -> Any:
        assert record
        return type("Copied", (), {"exists": self.told.copied})


BEGINS = {
    "nothing": Told(),
    "an earlier test": Told(records=[record(DESTROYED)]),
    "an earlier test whose pair was discarded": Told(records=[record()]),
    "a test before a cut-over": Told(
        stores={"serving": "green", **GREEN}, records=[record(ENDED)], system="fs-1", copied=True
    ),
}
GOES_ON = {
    "settings": Told(TESTED, [record()]),
    "settings and a verdict": Told(TESTED, [record(ENDED)]),
    "the cluster": Told(records=[record()], state=(CLUSTER,)),
    "the cluster of a moment": Told(
        records=[record(green_database="cluster-ABCDEFGHIJKLM@2026-11-30T17:00:00Z")],
        state=(CLUSTER,),
        origin={
            "restore_to_point_in_time": [
                {
                    "source_cluster_resource_id": "cluster-ABCDEFGHIJKLM",
                    "restore_to_time": "2026-11-30T17:00:00Z",
                }
            ]
        },
    ),
    "a cluster that was imported": Told(
        records=[record()], state=(CLUSTER,), origin={}, cluster=BEGAN + timedelta(hours=1)
    ),
    "a cluster that only the state has": Told(records=[record()], state=(CLUSTER,), origin={}),
    "the files": Told(records=[record(ENDED)], state=(FILES,)),
    "the task": Told(records=[record(ENDED)], state=(TASK,)),
    "files that Terraform does not know": Told(records=[record()], system="fs-1"),
    "cdktf.json, not yet as before": Told(records=[record(ENDED)], copied=True),
}
REFUSED = {
    "not deployed": (Told(serves=False), "is not deployed"),
    "no group": (Told(has_group=False), "has no log group"),
    "a restore": (Told({**TESTED, "standby": "restoring"}, [record()]), "being restored"),
    "a kept pair": (Told({**TESTED, "standby": "kept"}, [record()]), "green is kept"),
    "a test without record": (Told(TESTED), "does not account for"),
    "another test": (Told(TESTED, [record(green_files="arn:other")]), "does not account for"),
    "a test that is over": (Told(TESTED, [record(DESTROYED)]), "does not account for"),
    "a cluster of nobody": (Told(state=(CLUSTER,)), f"has {CLUSTER}, for which neither"),
    "the cluster of another copy": (
        Told(records=[record()], state=(CLUSTER,), origin={"snapshot_identifier": "another"}),
        "is not known to be that of the restore test",
    ),
    "an older cluster of unknown origin": (
        Told(records=[record()], state=(CLUSTER,), origin={}, cluster=BEGAN - timedelta(days=1)),
        "is not known to be that of the restore test",
    ),
    "files of nobody": (Told(records=[record(DESTROYED)], state=(FILES,)), f"has {FILES}"),
    "a pair before a cut-over": (
        Told(
            stores={"serving": "green", **GREEN},
            records=[record(ENDED)],
            state=("aws_rds_cluster.database_cluster",),
        ),
        "has aws_rds_cluster.database_cluster, for which neither",
    ),
}


@pytest.mark.parametrize("name", BEGINS)
def test_another_test_may_begin(name: str, monkeypatch: pytest.MonkeyPatch):
    assert Surveyed(BEGINS[name], monkeypatch).survey() is None


@pytest.mark.parametrize("name", GOES_ON)
def test_a_test_goes_on_by_whatever_is_left_of_it(name: str, monkeypatch: pytest.MonkeyPatch):
    told = GOES_ON[name]
    assert Surveyed(told, monkeypatch).survey() == told.records[0]


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_test_made_is_in_the_way(name: str, monkeypatch: pytest.MonkeyPatch):
    told, reason = REFUSED[name]
    with pytest.raises(NotTestableError) as refused:
        Surveyed(told, monkeypatch).survey()
    assert reason in str(refused.value)


# --- The log group -------------------------------------------------------------------------------


def test_a_line_that_is_not_taken_fails():
    answers: dict[str, Sequence[Answer]] = {
        "CreateLogStream": [{}],
        "PutLogEvents": [{"rejectedLogEventsInfo": {"tooOldLogEventEndIndex": 1}}],
    }
    with pytest.raises(NotRecordedError, match="did not take the record"):
        Evidence(ScriptedAccount(answers), "/openemr/clinic/restoretests").write(record())
