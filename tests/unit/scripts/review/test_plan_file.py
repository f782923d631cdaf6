"""What is read from the JSON of a plan, and what is refused."""

from typing import Any

import pytest

from scripts.review import PlanError, judge_plan, read_plan
from scripts.review.plan_review import CHANGES, NOTHING, PROBLEMS, STOPPED, review
from tests.unit.scripts.review.plans import change, plan

DATABASE = "aws_rds_cluster.one"
OWN = "aws_rds_cluster.database_cluster"
EMPTY: dict[str, Any] = {"name": "x"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "a JSON list; accepted"),
        ("text", "a JSON str"),
        ({}, "without format_version"),
        ({"format_version": "2.0", "resource_changes": []}, "format_version '2.0'; accepted: 1.x"),
        ({"format_version": "1.0", "values": {}}, "a state"),
        ({"version": 4, "serial": 1, "lineage": "x"}, "a state"),
        ({"@level": "info", "@message": "x"}, "messages of `terraform plan -json`"),
        ({"format_version": "1.2", "valid": True}, "without resource_changes"),
        (plan({"address": "aws_x.y"}), "another form"),
        (plan(change(DATABASE, EMPTY, EMPTY, actions=[]) | {"change": {"actions": []}}), "another"),
    ],
)
def test_other_documents_are_refused_by_what_they_are(document: Any, said: str) -> None:
    with pytest.raises(PlanError, match=r".+") as refused:
        read_plan(document)
    assert said in str(refused.value)
    assert "terraform show -json PLAN" in str(refused.value) or "1.x" in str(refused.value)


@pytest.mark.parametrize(
    ("document", "exit_code", "said"),
    [
        (plan(), NOTHING, ""),
        (plan(change(DATABASE, EMPTY, EMPTY, actions=["no-op"])), NOTHING, ""),
        (plan(change("data.aws_caller_identity.one", None, EMPTY, actions=["read"])), NOTHING, ""),
        (plan(output_changes={"url": {"actions": ["update"]}}), CHANGES, ""),
        (plan(change(DATABASE, None, EMPTY)), CHANGES, ""),
        (
            plan(applyable=False, resource_drift=[change(DATABASE, EMPTY, {"name": "y"})]),
            NOTHING,
            "",
        ),
        (
            plan(applyable=True, resource_drift=[change(DATABASE, EMPTY, {"name": "y"})]),
            CHANGES,
            "",
        ),
        (
            plan(
                change(
                    OWN,
                    EMPTY,
                    EMPTY,
                    actions=["no-op"],
                    previous_address="aws_rds_cluster.old",
                )
            ),
            CHANGES,
            "",
        ),
        (
            plan(change(OWN, EMPTY, EMPTY, actions=["no-op"], importing={"id": "x"})),
            CHANGES,
            "",
        ),
        (plan(change(DATABASE, EMPTY, None)), STOPPED, ""),
        (plan(change(DATABASE, EMPTY, EMPTY, actions=["create", "delete"])), STOPPED, ""),
        (plan(change(DATABASE, EMPTY, EMPTY, actions=["delete", "create"])), STOPPED, ""),
        (plan(change(DATABASE, EMPTY, None, deposed="0a1b2c3d")), STOPPED, ""),
        (plan(change("aws_x.y", EMPTY, None)), STOPPED, ""),
        (plan(change("aws_x.y", EMPTY, {"name": "y"})), STOPPED, ""),
        (plan(change("aws_x.y", EMPTY, {**EMPTY, "tags": {"a": "b"}})), CHANGES, ""),
        (plan(change("aws_x.y", None, EMPTY)), CHANGES, ""),
        (plan(errored=True), PROBLEMS, "could not complete"),
        (plan(change(DATABASE, EMPTY, None), errored=True), PROBLEMS, "could not complete"),
        (plan(complete=False), PROBLEMS, "-target"),
        (
            plan(deferred_changes=[{"resource_change": {"address": DATABASE}}], complete=False),
            PROBLEMS,
            f"defers to another plan: {DATABASE}",
        ),
    ],
)
def test_the_exit_code_says_what_to_do(document: Any, exit_code: int, said: str) -> None:
    result = review(document)
    assert result.exit_code == exit_code
    assert said in " ".join(result.problems)


CACHE = "aws_elasticache_serverless_cache.valkey"


def _limits(storage: int, units: int) -> list[dict[str, Any]]:
    return [{"data_storage": [{"maximum": storage}], "ecpu_per_second": [{"maximum": units}]}]


@pytest.mark.parametrize(
    ("after", "is_refused"),
    [
        ({"cache_usage_limits": _limits(10, 1000)}, False),
        ({"cache_usage_limits": _limits(10, 2000)}, False),
        ({"snapshot_retention_limit": 15}, False),
        ({"snapshot_retention_limit": 15, "full_engine_version": "8.1", "tags": {"a": "b"}}, False),
        ({"snapshot_retention_limit": 15, "cache_usage_limits": _limits(10, 1000)}, True),
        ({"snapshot_retention_limit": 15, "description": "sessions"}, True),
    ],
)
def test_two_fields_of_a_serverless_cache_are_refused_together(after: Any, is_refused: bool):
    before = {"cache_usage_limits": _limits(5, 1000), "snapshot_retention_limit": 1, "tags": {}}
    said = " ".join(review(plan(change(CACHE, before, before | after))).problems)
    assert (f"{CACHE}: " in said and "change at once" in said) == is_refused


def test_a_new_cache_gets_all_at_once():
    values = {"cache_usage_limits": _limits(5, 1000), "snapshot_retention_limit": 1}
    assert review(plan(change(CACHE, None, values))).problems == ()


def test_a_plan_of_opentofu_that_lacks_newer_flags_is_read() -> None:
    document = plan(change(DATABASE, EMPTY, None), format_version="1.2", terraform_version="1.11.5")
    assert review(document).exit_code == STOPPED


@pytest.mark.parametrize(
    "address",
    ['aws_rds_cluster.one["a.b"]', "aws_rds_cluster.one[0]", "module.x.aws_rds_cluster.one"],
)
def test_only_the_exact_address_allows(address: str) -> None:
    entry = change(address, EMPTY, None, type="aws_rds_cluster")
    assert review(plan(entry), [address]).exit_code == CHANGES
    result = review(plan(entry), [DATABASE])
    assert result.exit_code == PROBLEMS
    assert f"--allow {DATABASE}: the plan does not change it. Accepted: {address}." in str(
        result.problems
    )


def test_a_word_that_nobody_needs_is_a_mistake() -> None:
    result = review(plan(change("aws_vpc.one", None, EMPTY)), ["aws_vpc.one", "aws_vpc.two"])
    assert result.exit_code == PROBLEMS
    assert result.problems == (
        "--allow aws_vpc.one: the change does not require --allow. Nothing needs --allow here.",
        "--allow aws_vpc.two: the plan does not change it. Nothing needs --allow here.",
    )


def test_moves_and_imports_are_named() -> None:
    moved = change(
        DATABASE, EMPTY, EMPTY, actions=["no-op"], previous_address="aws_rds_cluster.old"
    )
    imported = change("aws_vpc.one", EMPTY, EMPTY, actions=["no-op"], importing={"id": "vpc-1"})
    found = {
        each.change.address: each.change for each in judge_plan(read_plan(plan(moved, imported)))
    }
    assert found[DATABASE].previous_address == "aws_rds_cluster.old"
    assert found["aws_vpc.one"].import_id == "vpc-1"
    assert review(plan(moved, imported)).counts == {"move": 1, "import": 1}
