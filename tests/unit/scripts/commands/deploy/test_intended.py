"""What a command that deploys as a part of its work may change without `--allow`."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.commands.deploy import job
from scripts.commands.deploy.job import Deploy
from scripts.commands.deploy.options import Options, UnfitOptionError, UnfitPlanError
from scripts.review import Kind
from scripts.review.plan_review import Review, review
from tests.unit.scripts.review.plans import change, plan

GREEN = "aws_efs_file_system.green_files_sites"
BLUE = "aws_efs_file_system.files_sites"
CLUSTER = "aws_rds_cluster.green_database_cluster"
RULE = "aws_vpc_security_group_ingress_rule.green_files_perimeter_from_restore"
LOCK = "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock"
LOG = "aws_cloudwatch_log_group.application_task_log"


def _locked(mode: str) -> dict[str, Any]:
    return {"rule": [{"default_retention": [{"mode": mode, "days": 1}]}]}


def gone(address: str, **values: Any) -> dict[str, Any]:
    return change(address, {"id": address, **values}, None)


CHANGES = {
    GREEN: gone(GREEN),
    BLUE: gone(BLUE),
    CLUSTER: gone(CLUSTER),
    RULE: change(
        RULE,
        {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv4": "10.0.0.0/16"},
        {"id": "sgr-1", "security_group_id": "sg-1", "cidr_ipv4": "0.0.0.0/0"},
    ),
    LOCK: change(LOCK, _locked("GOVERNANCE"), _locked("COMPLIANCE")),
    LOG: change(LOG, {"id": "x", "retention_in_days": 7}, {"id": "x", "retention_in_days": 30}),
}


class Reviewed(Deploy):
    """A deployment that comes to its review, with a plan that is written down."""

    def __init__(self, options: Options, folder: Path) -> None:
        super().__init__(options, Steps(Console(quiet=True)))
        terraform = SimpleNamespace(directory=folder)
        self.work: Any = SimpleNamespace(name="clinic", configuration={}, terraform=terraform)

    def review(self) -> Review:
        return self._review(self.work)


class Reviewer:
    """The review of a plan of these changes by a command with these intentions."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.planned_with: tuple[str, ...] = ()

    def __call__(
        self, *changed: str, document: dict[str, Any] | None = None, **chosen: Any
    ) -> Review:
        written = plan(
            *(CHANGES[each] for each in changed), **{"complete": True, **(document or {})}
        )

        def planned(_work: Any, _steps: Any, *options: str) -> dict[str, Any]:
            self.planned_with = options
            return {**written, "complete": not options and written["complete"]}

        self.monkeypatch.setattr(job, "plan_document", planned)
        console = Console(quiet=True)
        rest: dict[str, Any] = {"allowed": (), "console": console, **chosen}
        options = Options(
            deployment="clinic",
            program=None,
            consented=True,
            leaves_production=None,
            ignores_preflight=False,
            waits=None,
            limit_seconds=1,
            **rest,
        )
        self.job = Reviewed(options, self.folder)
        return self.job.review()

    def stopped(self, *changed: str, **chosen: Any) -> set[str]:
        """The addresses that stopped it."""
        with pytest.raises(StoppedError):
            self(*changed, **chosen)
        return set(self.job.result.stopped)


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewer:
    return Reviewer(tmp_path, monkeypatch)


def of(*addresses: str) -> frozenset[str]:
    return frozenset(addresses)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (GREEN, Kind.DESTROYS_DATA),
        (BLUE, Kind.DESTROYS_DATA),
        (CLUSTER, Kind.DESTROYS_DATA),
        (RULE, Kind.OPENS_ACCESS),
        (LOCK, Kind.IRREVERSIBLE),
        (LOG, None),
    ],
)
def test_the_changes_of_these_tests_are_what_they_stand_for(address: str, kind: Kind | None):
    (item,) = review(plan(CHANGES[address])).items
    assert item.kind == kind


@pytest.mark.parametrize("address", [GREEN, CLUSTER, RULE, LOCK])
def test_without_intention_each_needs_allow(reviewed: Reviewer, address: str):
    assert reviewed.stopped(address, LOG) == {address}


def test_an_intended_change_needs_no_allow(reviewed: Reviewer):
    judged = reviewed(RULE, LOG, intended=of(RULE))
    assert [each.address for each in judged.items if each.allowed] == [RULE]
    assert judged.stopped == ()


@pytest.mark.parametrize("address", [GREEN, CLUSTER, LOCK])
def test_an_intention_destroys_no_data_and_makes_nothing_irreversible(
    reviewed: Reviewer, address: str
):
    assert reviewed.stopped(address, RULE, intended=of(address, RULE)) == {address}


def test_an_intention_of_one_address_lets_no_other_pass(reviewed: Reviewer):
    assert reviewed.stopped(RULE, LOG, intended=of(LOG)) == {RULE}


def test_a_discarded_pair_is_destroyed_and_the_other_is_not(reviewed: Reviewer):
    chosen: Any = {"intended": of(GREEN, CLUSTER, BLUE), "discarded": of(GREEN, CLUSTER)}
    assert reviewed(GREEN, CLUSTER, **chosen).stopped == ()
    assert reviewed.stopped(GREEN, CLUSTER, BLUE, **chosen) == {BLUE}


def test_to_discard_a_pair_makes_nothing_else_irreversible(reviewed: Reviewer):
    chosen: Any = {"intended": of(GREEN, LOCK), "discarded": of(GREEN)}
    assert reviewed.stopped(GREEN, LOCK, **chosen) == {LOCK}


def test_an_intention_that_the_plan_does_not_have_is_no_problem(reviewed: Reviewer):
    """Unlike --allow, which somebody writes for what a plan showed."""
    assert reviewed(LOG, intended=of(LOG, RULE, GREEN), discarded=of(GREEN)).stopped == ()
    with pytest.raises(UnfitOptionError, match="the plan does not change it"):
        reviewed(LOG, allowed=(GREEN,))


def test_intentions_and_allow_go_together(reviewed: Reviewer):
    judged = reviewed(GREEN, RULE, allowed=(GREEN,), intended=of(GREEN, RULE))
    assert {each.address for each in judged.items if each.allowed} == {GREEN, RULE}


def test_targets_are_planned_as_the_part_that_they_are(reviewed: Reviewer):
    judged = reviewed(RULE, intended=of(RULE), targets=(RULE, LOG))
    assert reviewed.planned_with == (f"-target={RULE}", f"-target={LOG}")
    assert judged.plan.complete


def test_a_part_is_reviewed_like_the_whole(reviewed: Reviewer):
    assert reviewed.stopped(CLUSTER, intended=of(CLUSTER), targets=(CLUSTER,)) == {CLUSTER}


def test_an_incomplete_plan_without_targets_is_not_applied(reviewed: Reviewer):
    with pytest.raises(UnfitPlanError, match="omits changes"):
        reviewed(LOG, document={"complete": False})


def test_a_plan_with_errors_is_not_applied_with_targets_either(reviewed: Reviewer):
    with pytest.raises(UnfitPlanError, match="could not complete"):
        reviewed(LOG, document={"errored": True}, targets=(LOG,))
