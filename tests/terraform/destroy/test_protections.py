"""What was taken off is put back, or noted until it can be."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.commands.destroy.protections import put_back, taken_off
from scripts.embedded_aws import EmbeddedAws
from scripts.terraform.documents.state import StateResource, StateResources
from tests.contract.embedded_aws.account import Account

pytestmark = pytest.mark.terraform

CLUSTER = "openemr-clinic-database"
ADDRESS = "aws_rds_cluster.database_cluster"


@dataclass(frozen=True)
class Directory:
    """As much of a working directory as protections ask for."""

    directory: Path
    account: AwsAccount
    name: str = "clinic"

    @property
    def stack(self) -> "Directory":
        return self

    @property
    def note(self) -> Path:
        return self.directory / "unprotected.json"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as aws:
        Account(aws).client("rds").create_db_cluster(
            DBClusterIdentifier=CLUSTER,
            Engine="aurora-mysql",
            MasterUsername="dbadmin",
            ManageMasterUserPassword=True,
        )
        yield aws


@pytest.fixture
def work(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in aws.environment(base={}).items():
        monkeypatch.setenv(name, value)
    return Directory(tmp_path, AwsAccount("us-west-2"))


@pytest.fixture
def steps() -> Steps:
    return Steps(Console(file=io.StringIO(), width=200))


def said(steps: Steps) -> str:
    file: Any = steps.console.file
    return str(file.getvalue())


def protect(aws: EmbeddedAws, protected: bool) -> None:
    Account(aws).client("rds").modify_db_cluster(
        DBClusterIdentifier=CLUSTER, DeletionProtection=protected, ApplyImmediately=True
    )


def is_protected(aws: EmbeddedAws) -> bool:
    (found,) = Account(aws).client("rds").describe_db_clusters()["DBClusters"]
    return bool(found["DeletionProtection"])


def resources() -> StateResources:
    """A state that is older than the last restore: it says that nothing is protected."""
    attributes = {"id": CLUSTER, "deletion_protection": False}
    return StateResources(
        {ADDRESS: StateResource(ADDRESS, "aws_rds_cluster", attributes, frozenset())}
    )


@pytest.mark.parametrize("ending", [RuntimeError, KeyboardInterrupt])
def test_an_end_without_destruction_puts_it_back(
    aws: EmbeddedAws, work: Any, steps: Steps, ending: type[BaseException]
) -> None:
    protect(aws, True)

    def go_wrong() -> None:
        with taken_off(work, resources(), [ADDRESS], steps) as protected:
            assert protected == [ADDRESS]
            assert json.loads(work.note.read_text()) == [["aws_rds_cluster", CLUSTER]]
            protect(aws, False)
            raise ending

    with pytest.raises(ending):
        go_wrong()
    assert is_protected(aws)
    assert not work.note.exists()


def test_a_good_end_leaves_nothing_to_put_back(aws: EmbeddedAws, work: Any, steps: Steps) -> None:
    protect(aws, True)
    with taken_off(work, resources(), [ADDRESS], steps):
        protect(aws, False)
    assert not is_protected(aws)
    assert not work.note.exists()


def test_what_had_no_protection_gets_none(aws: EmbeddedAws, work: Any, steps: Steps) -> None:
    protect(aws, False)

    def go_wrong(*addresses: str) -> None:
        with taken_off(work, resources(), addresses, steps) as protected:
            assert protected == []
            assert not work.note.exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        go_wrong(ADDRESS)
    assert not is_protected(aws)
    protect(aws, True)
    with pytest.raises(RuntimeError):
        go_wrong()


def test_what_is_gone_meanwhile_needs_none(work: Any, steps: Steps) -> None:
    gone = "arn:aws:elasticloadbalancing:us-west-2:000000000000:loadbalancer/app/gone/1"
    work.note.write_text(json.dumps([["aws_rds_cluster", "gone"], ["aws_lb", gone]]))
    put_back(work, steps)
    assert "the resources no longer exist" in said(steps)
    assert not work.note.exists()


def test_what_aws_refuses_stays_noted(
    work: Any, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.note.write_text(json.dumps([["aws_rds_cluster", CLUSTER]]))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    put_back(work, steps)
    assert "Deletion protection is off for openemr-clinic-database" in said(steps)
    assert work.note.exists()


def test_a_note_that_nobody_can_read_is_dropped(work: Any, steps: Steps) -> None:
    work.note.write_text("[")
    put_back(work, steps)
    assert not work.note.exists()
    assert said(steps) == ""
